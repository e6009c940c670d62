import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeWorld } from "../src/compose/world.ts";
import { silentLogger } from "../src/kernel/log.ts";
import { claim } from "../src/stations/claim.ts";
import { openItem } from "../src/stations/item/open.ts";
import { disk } from "../src/world/files/disk.ts";
import { fsStepLog } from "../src/world/steplog/fs.ts";
import type { Row } from "./harness.ts";

const COUNT = 100;

/** Claims on files against a C program; both make their files in a fresh folder of the same disk. */
export function claimRows(): readonly Row[] {
  const base = mkdtempSync(join(tmpdir(), "continuo-bench-"));
  process.on("exit", () => rmSync(base, { recursive: true, force: true }));
  const program = join(base, "claim");
  const built = spawnSync("cc", ["-O2", "-o", program, "bench/reference/claim.c"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The reference needs a C compiler (cc): ${built.stderr}`);
  let round = 0;
  const fresh = (): string => {
    const folder = join(base, String(round++));
    mkdirSync(folder);
    return folder;
  };
  const limit = {
    name: "C",
    run() {
      const ended = spawnSync(program, [fresh(), String(COUNT)], { encoding: "utf8" });
      if (ended.status !== 0) throw new Error("The reference could not write.");
      return COUNT;
    },
  };
  const reference = "C: O_EXCL, write, fsync, fsync of the folder";
  const entry = Buffer.alloc(800, "x");
  return [
    {
      path: "claim, files: append to a step log",
      reference,
      goal: { kind: "atLeast", ratio: 0.85 },
      rounds: 9,
      limit,
      ours: {
        name: "append",
        async run() {
          const log = fsStepLog(disk(fresh()));
          const address = { workItem: "item", step: "step" };
          for (let seq = 1; seq <= COUNT; seq++)
            if (!(await log.append(address, seq, entry))) throw new Error("An append was lost.");
          return COUNT;
        },
      },
    },
    {
      path: "claim, files: the whole verb, in process",
      reference,
      goal: null,
      rounds: 5,
      limit,
      ours: { name: "claim", run: () => claimAll(fresh()) },
    },
  ];
}

/** One claim of each of many parallel steps: signed, chained, with its view, each from a fresh reading of the logs. */
async function claimAll(folder: string): Promise<number> {
  const size = 20;
  const steps = Array.from({ length: size }, (_, i) => ({
    key: `s${i}`,
    order: 1,
    parallelizable: true,
    exitCriteria: ["d"],
    responsibleRole: "r",
  }));
  const files = disk(folder);
  files.replace("artifacts/workflows/w.json", JSON.stringify({ id: "w", name: "W", version: "1", steps }));
  const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
  const item = { id: "wi", workflowId: "w@1", status: "queued", currentStepKey: "s0", owner: "o", ...times };
  files.replace("artifacts/work-items/wi.json", JSON.stringify(item));
  const env = { PATH: process.env["PATH"], HOME: folder };
  const { world } = composeWorld({
    cwd: folder,
    folder: undefined,
    env,
    log: silentLogger,
    warn: () => undefined,
    dryRun: false,
  });
  const open = await openItem("wi", world);
  for (const { key } of steps) {
    const claimed = await claim(open, { step: key, attempt: undefined, leaseMs: undefined }, world);
    if (!("attemptId" in claimed)) throw new Error("A claim was refused.");
  }
  return size;
}
