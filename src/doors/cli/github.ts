import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { escapeCommand } from "../../kernel/log.ts";
import { inertJson, plain, printable } from "../../kernel/text.ts";
import { errnoIn } from "./write.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a job is told beside the streams. */
export interface Job {
  /** Adds a section to the job's summary. */
  addSummary(heading: string, text: string): void;
  /** Sets the step's outputs: how it ended, and the answer as JSON. */
  setOutputs(ending: string, result: unknown): void;
}

/**
 * The job that a command runs in; undefined elsewhere.
 *
 * A file of the runner that cannot be written to is a warning: what the verb did stands, and its exit code says so.
 */
export function jobIn(env: Environment, warn: (message: string) => void): Job | undefined {
  if (env["GITHUB_ACTIONS"] !== "true") return undefined;
  const append = (variable: string, text: string) => {
    const file = env[variable];
    if (!file) return;
    try {
      appendFileSync(file, text);
    } catch (cause) {
      warn(`${variable} could not be written to (${errnoIn(cause)}): ${file}`);
    }
  };
  return {
    addSummary: (heading, text) => append("GITHUB_STEP_SUMMARY", section(heading, text)),
    setOutputs: (ending, result) =>
      append(
        "GITHUB_OUTPUT",
        `${output("ending", ending)}${output("result", inertJson(JSON.stringify(result)))}`,
      ),
  };
}

/** An annotation, as a workflow command for the person's stream. Its lines stay lines. */
export function annotation(level: "error" | "warning", title: string, message: string): string {
  const property = escapeCommand(plain(title)).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} title=${property}::${escapeCommand(printable(message))}`;
}

/** A step's summary may have 1 MiB in all; one answer takes no more than this. Ours. */
const SUMMARY_LENGTH = 60_000;

/** Text of a summary as it is: inside a fence that nothing in it can close. */
function section(heading: string, text: string): string {
  const inert = printable(text.slice(0, SUMMARY_LENGTH));
  const longest = (inert.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `### ${plain(heading)}\n\n${fence}text\n${inert}\n${fence}\n\n`;
}

/** One output: a value of any content, behind a delimiter that it cannot know. */
function output(name: string, value: string): string {
  const delimiter = `continuo_${randomBytes(16).toString("hex")}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
