// Prints the benchmarks: each figure a ratio against a named reference inside the same run. Nothing is gated on them.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
setUp({ quiet: true });
const { build } = await import("rolldown");
const file = join(ROOT, ".cache/bench/main.mjs");
await build({
  cwd: ROOT,
  input: "bench/main.ts",
  platform: "node",
  tsconfig: true,
  output: { file, format: "esm", codeSplitting: false },
  logLevel: "silent",
});
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
process.exitCode =
  spawnSync(process.execPath, [file, ...process.argv.slice(2)], { cwd: ROOT, stdio: "inherit", env })
    .status ?? 1;
