import { msOf } from "../../kernel/clock.ts";
import type { RunAnswer } from "./answer.ts";

/** Columns of the table and how wide each may be: what does not fit is cut, the decision records have it all. */
const WIDTHS = { station: 9, decision: 64, why: 60 } as const;

/** A run for a person: one line a station, then how it stands and where everything lies. */
export function render(answer: RunAnswer): string {
  const { rows, outcome, code, says, next, edits, paths } = answer;
  const began = rows[0] ? msOf(rows[0].at) : 0;
  return [
    line("station", "decision", "why", "time"),
    ...rows.map(({ station, decision, why, at }) =>
      line(station, decision, why, `+${((msOf(at) - began) / 1_000).toFixed(2)} s`),
    ),
    "",
    `${outcome} [${code}]: ${says}`,
    ...edits.map((edit) => `  ${edit}`),
    ...(next === "" ? [] : [`next: ${next}`]),
    "",
    ...pathLines(paths),
  ].join("\n");
}

function line(station: string, decision: string, why: string, time: string): string {
  return `${cell(station, WIDTHS.station)}  ${cell(decision, WIDTHS.decision)}  ${cell(why, WIDTHS.why)}  ${time}`;
}

function cell(text: string, width: number): string {
  const flat = text.replaceAll("\n", " ");
  const points = [...flat];
  return points.length > width ? `${points.slice(0, width - 1).join("")}…` : flat.padEnd(width);
}

const LABELS = {
  decisions: "decisions",
  workItem: "work item",
  schedule: "schedule",
  branch: "branch",
  pull: "pull request",
  proof: "proof",
} as const;

const pathLines = (paths: RunAnswer["paths"]): string[] =>
  (["decisions", "workItem", "schedule", "branch", "pull", "proof"] as const).flatMap((name) =>
    paths[name] === null ? [] : [`${LABELS[name].padEnd(13)} ${paths[name]}`],
  );
