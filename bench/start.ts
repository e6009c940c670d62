import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Contender, Row } from "./harness.ts";

const CLI = resolve("dist/cli/index.js");
const ITEM = "work-item-001-create-a-structured";

/** Starts of the whole process. `NODE_EXTRA_CA_CERTS` costs every start of Node 20 some 35 ms and is left out. */
export function startRows(): readonly Row[] {
  const base = mkdtempSync(join(tmpdir(), "continuo-bench-"));
  const home = join(base, "home");
  const work = join(base, "work");
  mkdirSync(home);
  cpSync("artifacts", join(work, "artifacts"), { recursive: true });
  process.on("exit", () => rmSync(base, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"] ?? "", HOME: home };

  const start = (name: string, args: readonly string[], expected: number): Contender => ({
    name,
    run() {
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: work, env });
      if (status !== expected) throw new Error(`${name} ended with ${status}: ${stderr}`);
      return 1;
    },
  });
  const node = start("node -e 0", ["-e", "0"], 0);
  start("open", [CLI, "delegate", ITEM], 0).run();
  const rows: [string, string[], number, number][] = [
    ["--version", ["--version"], 0, 1.1],
    ["--help", ["--help"], 0, 1.1],
    ["claim --help", ["claim", "--help"], 0, 1.25],
    ["claim that is refused", ["claim", ITEM, "--step", "phase-polish"], 3, 1.25],
    ["status", ["status", ITEM], 0, 1.25],
    ["delegate", ["delegate", ITEM], 0, 1.25],
  ];
  return rows.map(([path, args, exit, ratio]) => ({
    path: `start: ${path}`,
    reference: "node -e 0",
    goal: { kind: "atMost", ratio },
    rounds: 25,
    ours: start(path, [CLI, ...args], exit),
    limit: node,
  }));
}
