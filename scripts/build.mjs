// Bundles the command line into dist/: CommonJS, because Node starts it in the time of an empty script (an ES module
// costs a quarter more), split so that a verb loads only what it needs. See docs/decisions.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "rolldown";

const out = new URL("../dist/", import.meta.url).pathname;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  cwd: new URL("..", import.meta.url).pathname,
  input: { index: "src/doors/cli/main.ts" },
  platform: "node",
  tsconfig: true,
  output: {
    dir: `${out}cli`,
    format: "cjs",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    minify: false,
    externalLiveBindings: false,
  },
  logLevel: "warn",
});
writeFileSync(`${out}package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${out}cli/index.js`, 0o755);
