import { canonicalJson } from "../../kernel/json.ts";
import type { StepResult } from "../../rules/story/result.ts";
import { filePath, RESULT } from "../story/attempt-file.ts";
import type { StoryPorts } from "../story/ports.ts";

/** How an attempt at a step came out: done, or stopped by a guard; and the files that say so. */
export interface WorkDone {
  readonly outcome: "done" | "stopped";
  /** `room.reason` of the guard; `work.done` otherwise. */
  readonly code: string;
  readonly says: string;
  /** Files of the work folder that the handoff binds. */
  readonly links: readonly string[];
}

/** Writes the result, last of an attempt's files. */
export function settleResult(
  result: StepResult,
  names: readonly string[],
  { files }: Pick<StoryPorts, "files">,
): WorkDone {
  files.replace(filePath(result.attempt, RESULT), canonicalJson(result));
  return doneOf(result, names);
}

/** A result as a handoff says it. */
export const doneOf = ({ judged, attempt }: StepResult, names: readonly string[]): WorkDone => ({
  outcome: judged.outcome === "open" ? "done" : "stopped",
  code: judged.code,
  says: judged.says,
  links: [...names, RESULT].map((name) => filePath(attempt, name)),
});
