import { claimRows } from "./claim.ts";
import { type Result, type Row, timed } from "./harness.ts";
import { memoryRows } from "./memory.ts";
import { scheduleRows } from "./schedule.ts";
import { startRows } from "./start.ts";

const args = process.argv.slice(2);
const only = args.find((arg) => !arg.startsWith("--"));
const rows: readonly Row[] = [...scheduleRows, ...claimRows(), ...startRows()].filter(
  ({ path }) => !only || path.includes(only),
);

const results: Result[] = [];
for (const row of rows) {
  process.stderr.write(`${row.path} …\n`);
  results.push(await timed(row));
}
const memory = only && !"memory".includes(only) ? [] : await memoryRows();
const machine = `Node ${process.version}, ${process.platform} ${process.arch}`;
if (args.includes("--json"))
  process.stdout.write(`${JSON.stringify({ schemaVersion: "1.0", machine, results, memory }, null, 2)}\n`);
else process.stdout.write(`${table()}\n`);

function table(): string {
  const head = [
    "| path | reference | goal | ratio (min–max) | ours | reference |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
  ];
  const lines = results.map(({ path, reference, goal, ratio, oursPerSecond, referencePerSecond, met }) => {
    const mark = met === false ? " ✗" : "";
    const range = `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})${mark}`;
    return `| ${path} | ${reference} | ${goal} | ${range} | ${rate(oursPerSecond)} | ${rate(referencePerSecond)} |`;
  });
  const used = memory.map(
    ({ path, mib, goal }) =>
      `| ${path} | peak memory of the process | ≤ ${goal} MiB | ${mib} MiB${mib > goal ? " ✗" : ""} | | |`,
  );
  return [`${machine}; medians, ratios taken inside each round`, "", ...head, ...lines, ...used].join("\n");
}

function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} M/s`;
  return perSecond >= 1e4 ? `${(perSecond / 1e3).toFixed(0)} k/s` : `${perSecond.toFixed(1)}/s`;
}
