import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface MemoryRow {
  readonly path: string;
  readonly mib: number;
  readonly goal: number;
}

/** Peak memory of `delegate` on sequential workflows in YAML, by the process's own account. */
export async function memoryRows(): Promise<readonly MemoryRow[]> {
  return [1_000, 10_000, 100_000].map((size) => ({
    path: `memory: delegate, ${size} steps`,
    mib: peakOf(size),
    goal: 300,
  }));
}

function peakOf(size: number): number {
  const base = mkdtempSync(join(tmpdir(), "continuo-bench-"));
  try {
    for (const folder of ["artifacts/workflows", "artifacts/work-items", "home"])
      mkdirSync(join(base, folder), { recursive: true });
    const steps = Array.from(
      { length: size },
      (_, i) =>
        `  - key: step-${i + 1}\n    order: ${i + 1}\n    exitCriteria: [d]\n    responsibleRole: r\n`,
    );
    writeFileSync(
      join(base, "artifacts/workflows/w.yaml"),
      `id: w\nname: W\nversion: 1.0.0\nsteps:\n${steps.join("")}`,
    );
    const item = {
      id: "wi",
      workflowId: "w@1.0.0",
      status: "in-progress",
      currentStepKey: "step-1",
      owner: "o",
    };
    const times = { createdAt: "2025-01-01T00:00:00Z", updatedAt: "2025-01-03T12:00:00Z" };
    writeFileSync(join(base, "artifacts/work-items/wi.json"), JSON.stringify({ ...item, ...times }));
    const preload = join(base, "peak.cjs");
    writeFileSync(
      preload,
      `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(join(base, "peak"))}, String(process.resourceUsage().maxRSS)));`,
    );
    const env = { PATH: process.env["PATH"] ?? "", HOME: join(base, "home") };
    const ended = spawnSync(
      process.execPath,
      ["--require", preload, resolve("dist/cli/index.js"), "delegate", "wi"],
      { cwd: base, env },
    );
    if (ended.status !== 0) throw new Error(`delegate ended with ${ended.status}: ${ended.stderr}`);
    return Math.round(Number(readFileSync(join(base, "peak"), "utf8")) / 1024);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
