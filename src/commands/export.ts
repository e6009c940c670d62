import * as v from "valibot";
import { canonicalJson } from "../kernel/json.ts";
import { inertJson } from "../kernel/text.ts";
import { type ItemMetrics, Portfolio } from "../rules/evidence/portfolio.ts";
import { measureAll, savePortfolio } from "../stations/export.ts";
import { defineVerb, optional, toggle } from "./command.ts";
import { now } from "./flags.ts";
import { at, type PlanWorld } from "./world.ts";

const FORMATS = ["json", "csv", "text"] as const;

export const verb = defineVerb({
  name: "export",
  group: "plan & claims",
  summary: "Measure all work items and write a portfolio snapshot.",
  flags: {
    stdout: toggle("Print the snapshot too."),
    now,
    format: optional(
      v.picklist(FORMATS, `must be one of ${FORMATS.join(", ")}`),
      "How --stdout prints it; json unless given.",
      {
        value: "FORMAT",
      },
    ),
  },
  output: v.strictObject({ ...Portfolio.entries, path: v.string() }),
  examples: ["export --stdout"],
  writes: true,

  async run({ now: given }, world: PlanWorld) {
    const portfolio = await measureAll(at(given ?? world.sourceDate, world.aside()));
    return { ...portfolio, path: savePortfolio(portfolio, world.files) };
  },

  render(shown, { stdout, format }) {
    const written = `Portfolio snapshot written to ${shown.path}`;
    switch (format ?? (stdout ? "json" : undefined)) {
      case "json":
        return inertJson(canonicalJson(shown)).trimEnd();
      case "csv":
        return csvOf(shown.items);
      case "text":
        return [written, ...shown.items.map(lineOf)].join("\n");
      case undefined:
        return written;
    }
  },
});

const lineOf = ({ workItemId, status, currentStepKey, leadTimeDays, wip, reworkRate }: ItemMetrics): string =>
  `${workItemId}: ${status} at ${currentStepKey}, ${leadTimeDays} days, ${wip} in progress, rework rate ${reworkRate}`;

const COLUMNS = [
  "workItemId",
  "workflowId",
  "status",
  "currentStepKey",
  "leadTimeDays",
  "completedSteps",
  "throughputPerDay",
  "wip",
  "attempts",
  "failedAttempts",
  "reworkRate",
  "lastArtifact",
] as const satisfies readonly (keyof ItemMetrics)[];

/** One row a work item. A cell that a spreadsheet would take for a formula is made text. */
function csvOf(items: readonly ItemMetrics[]): string {
  const rows = items.map((item) => COLUMNS.map((column) => cell(String(item[column] ?? ""))).join(","));
  return [COLUMNS.join(","), ...rows].join("\n");
}

function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
