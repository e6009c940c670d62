// Runs the tests: everything on this Node, and in CI once more on the other supported one. Closes with one line that
// counts them all. A test that does not run is a failure: nothing is skipped here.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm, setUp } from "./setup.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The newest Node that we support, as an npm package that brings its binary: `docs/decisions` has the floor. */
const NODE_24 = "24.21.0";

/** What depends on the Node that it runs on: the kernel, the rooms that lean on it, the whole story once, the seed's lines, streams, signals, every flag. */
const ON_NEWEST = [
  "src/kernel",
  ...["files", "steplog", "records", "anchors", "keys", "process", "yaml", "presence"].map(
    (room) => `src/world/${room}/`,
  ),
  "test/seeds",
  ...["conventions", "signals", "streams", "demo"].map((name) => `cli/${name}`),
];

const args = process.argv.slice(2);
const isLong = args.includes("--long");
const everyNode = process.env.CI === "true" || args.includes("--every-node");
const filters = args.filter((arg) => !["--long", "--every-node"].includes(arg));

setUp({ quiet: true });
bringTools();
const runs = [suite(process.execPath, filters)];
if (everyNode && !process.version.startsWith("v24."))
  runs.push(suite(node24(), filters.length > 0 ? filters : ON_NEWEST));

const passed = runs.reduce((total, run) => total + run.passed, 0);
const failed = runs.reduce((total, run) => total + run.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** The races and crash tests trace system calls. Where the tool cannot be brought they fail, and say why. */
function bringTools() {
  if (spawnSync("strace", ["--version"]).status === 0) return;
  console.log("bringing strace …");
  const isBrought =
    process.getuid?.() === 0 &&
    spawnSync("apt-get", ["update", "-qq"]).status === 0 &&
    spawnSync("apt-get", ["install", "-y", "-qq", "strace"]).status === 0;
  if (!isBrought)
    console.log("strace could not be installed: its tests will fail (Debian: apt-get install strace)");
}

/** Runs the suite under one Node; a run that ends without a report, or runs nothing, has failed. */
function suite(node, only) {
  const report = join(ROOT, ".cache/test-report.json");
  rmSync(report, { force: true });
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  console.log(`\nNode ${version}`);
  const config = isLong ? ["--config", "vitest.long.config.ts"] : [];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ended = spawnSync(node, ["node_modules/vitest/vitest.mjs", "run", ...config, ...reporters, ...only], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, CI: process.env.CI ?? "" },
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  const notRun = numPendingTests + numTodoTests;
  if (notRun > 0) console.log(`${notRun} tests did not run; that counts as failed`);
  const failed = numFailedTests + notRun + (numFailedTests === 0 ? numFailedTestSuites : 0);
  return { passed: numPassedTests, failed: failed === 0 && ended.status !== 0 ? 1 : failed };
}

function node24() {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(ROOT, ".cache/node24");
  const binary = join(folder, "node_modules", name, "bin/node");
  if (!existsSync(binary)) {
    console.log(`bringing Node ${NODE_24} …`);
    mkdirSync(folder, { recursive: true });
    npm([
      "install",
      "--prefix",
      folder,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      `${name}@${NODE_24}`,
    ]);
  }
  return binary;
}
