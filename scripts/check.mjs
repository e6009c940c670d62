// Says whether a change is good: types, lint and form, arrows, unused code, generated files and rules; the contracts of the world are in `npm test`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BIN = (name) => `node_modules/.bin/${name}`;

const CHECKS = [
  ["types", [BIN("tsc"), "-p", "."]],
  ["lint and format", [BIN("biome"), "check", ".", "--error-on-warnings"]],
  ["arrows", [BIN("depcruise"), "src", "--config", ".dependency-cruiser.mjs"]],
  ["unused", [BIN("knip"), "--no-progress"]],
];
const TESTS = [
  "rules, generated, house",
  [
    process.execPath,
    "node_modules/vitest/vitest.mjs",
    "run",
    ...["src/kernel", "src/rules", "src/stations", "src/compose", "src/doors", "src/commands"],
    "test/generated",
    "test/house",
    "--reporter=dot",
  ],
];

setUp({ quiet: true });
const started = Date.now();
const results = await Promise.all([...CHECKS, TESTS].map(check));
for (const { name, ok, seconds, output } of results) {
  console.log(`${ok ? "ok  " : "FAIL"} ${name.padEnd(28)} ${seconds.toFixed(1)} s`);
  if (!ok) console.log(output);
}
console.log(
  `${results.every(({ ok }) => ok) ? "good" : "not good"}, ${((Date.now() - started) / 1000).toFixed(0)} s`,
);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;

function check([name, [program, ...args]]) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, CI: "true" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pieces = [];
    child.stdout.on("data", (piece) => pieces.push(piece));
    child.stderr.on("data", (piece) => pieces.push(piece));
    child.on("error", (error) => resolve({ name, ok: false, seconds: 0, output: error.message }));
    child.on("close", (code) =>
      resolve({
        name,
        ok: code === 0,
        seconds: (Date.now() - began) / 1000,
        output: Buffer.concat(pieces).toString("utf8"),
      }),
    );
  });
}
