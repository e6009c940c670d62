// Makes a fresh clone ready: installs what the lockfile names and builds dist/, each only when it is out of date.
// Needs Node and npm, nothing else. `--quiet` says only what takes time; `--build` is what `npm run build` calls.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const INSTALLED = join(ROOT, "node_modules/.continuo-installed");
const BUILT = join(ROOT, "dist/.built-from");

/** Brings node_modules and dist up to date. @returns what had to be done */
export function setUp({ quiet = false } = {}) {
  const done = [];
  step(
    done,
    quiet,
    "dependencies",
    INSTALLED,
    digestOf(["package.json", "package-lock.json", ".npmrc"]),
    () => npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
  );
  const sources = [
    "package.json",
    "package-lock.json",
    "scripts/build.mjs",
    "tsconfig.json",
    ...sourcesIn("src"),
  ];
  step(done, quiet, "dist", BUILT, digestOf(sources), () => run(process.execPath, ["scripts/build.mjs"]));
  return done;
}

/** Runs npm as this Node's own, so that no other one on the PATH is asked. */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") ? run(process.execPath, [cli, ...args], options) : run("npm", args, options);
}

function step(done, quiet, name, stamp, digest, work) {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) {
    if (!quiet) console.error(`${name}: up to date`);
    return;
  }
  const started = Date.now();
  console.error(`${name}: bringing up to date …`);
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  console.error(`${name}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  done.push(name);
}

function run(program, args, options = {}) {
  const ended = spawnSync(program, args, { cwd: ROOT, stdio: ["ignore", 2, 2], ...options });
  if (ended.error) fail(`${program} could not be started: ${ended.error.message}`);
  if (ended.status !== 0) fail(`${program} ${args.join(" ")} ended with ${ended.status ?? ended.signal}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function digestOf(paths) {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const path of paths)
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(ROOT, path)))
      .update("\0");
  return hash.digest("hex");
}

function sourcesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/[.](test|contract)[.]ts$/.test(path))
    .map((path) => `${folder}/${path}`)
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp({ quiet: process.argv.includes("--quiet") });
