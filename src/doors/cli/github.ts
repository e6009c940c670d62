import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { escapeCommand } from "../../kernel/log.ts";
import { plain } from "../../kernel/text.ts";

/** The parts of a job's environment that a verb writes to. */
export interface JobFiles {
  readonly summary: string | undefined;
  readonly outputs: string | undefined;
}

/** The files of the job, when the command runs in one; undefined elsewhere. */
export function jobFiles(env: Readonly<Record<string, string | undefined>>): JobFiles | undefined {
  if (env["GITHUB_ACTIONS"] !== "true") return undefined;
  return { summary: env["GITHUB_STEP_SUMMARY"] || undefined, outputs: env["GITHUB_OUTPUT"] || undefined };
}

/** An annotation, as a workflow command for the person's stream. */
export function annotation(level: "error" | "warning", title: string, message: string): string {
  const property = escapeCommand(plain(title)).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} title=${property}::${escapeCommand(plain(message))}`;
}

/** A step's summary may have 1 MiB in all; one answer takes no more than this. Ours. */
const SUMMARY_LENGTH = 60_000;

/** Adds a section to the job's summary. The text is shown as it is: inside a fence that nothing in it can close. */
export function addSummary({ summary }: JobFiles, heading: string, text: string): void {
  if (summary === undefined) return;
  const inert = text.slice(0, SUMMARY_LENGTH).split("\n").map(plain).join("\n");
  let fence = "```";
  while (inert.includes(fence)) fence += "`";
  appendFileSync(summary, `### ${plain(heading)}\n\n${fence}text\n${inert}\n${fence}\n\n`);
}

/** Sets step outputs: values of any content, behind a delimiter that they cannot know. */
export function setOutputs({ outputs }: JobFiles, values: Readonly<Record<string, string>>): void {
  if (outputs === undefined) return;
  let text = "";
  for (const [name, value] of Object.entries(values)) {
    const delimiter = `continuo_${randomBytes(16).toString("hex")}`;
    text += `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  }
  appendFileSync(outputs, text);
}
