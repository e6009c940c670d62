import { printable } from "../../kernel/text.ts";
import { schedulePath } from "../../rules/schedule/schedule.ts";
import { DECISIONS_FOLDER } from "../../rules/story/decision.ts";
import { OUTCOMES } from "../../rules/story/ending.ts";
import type { StoryPorts } from "../../stations/story/ports.ts";
import { rowsOf } from "../../stations/story/rows.ts";
import type { Driven } from "./drive.ts";
import type { RunAnswer } from "./verb.ts";

/** What a run came to, as it is answered. */
export async function outcomeOf(
  { reading, stop, proof, edits }: Driven,
  ports: StoryPorts,
): Promise<RunAnswer> {
  const { log, round } = reading;
  const end = round?.end?.output;
  const workItem = round?.enlist?.output.workItem ?? null;
  const said = stop
    ? {
        outcome: "stopped" as const,
        ending: stop.ending,
        code: stop.stop.code,
        says: stop.stop.message,
        next: stop.stop.hint ?? "",
      }
    : end
      ? {
          outcome: end.outcome,
          ending: OUTCOMES[end.outcome].ending,
          code: end.code,
          says: end.says,
          next: end.next,
        }
      : { outcome: "stopped" as const, ending: "refused" as const, code: "story.open", says: "", next: "" };
  const publication = round?.end?.input.work?.publication ?? null;
  return {
    schemaVersion: "1.0",
    request: log.request,
    ...said,
    says: printable(said.says),
    next: printable(said.next),
    rows: [...(await rowsOf(log, ports))],
    edits: [...edits],
    paths: {
      decisions: `${DECISIONS_FOLDER}/${log.request}`,
      workItem,
      schedule: workItem === null ? null : schedulePath(workItem),
      branch: publication?.branch ?? null,
      pull: publication?.pull ?? null,
      proof,
    },
  };
}
