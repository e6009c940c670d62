import { printable } from "../../kernel/text.ts";
import { schedulePath } from "../../rules/schedule/schedule.ts";
import { DECISIONS_FOLDER } from "../../rules/story/decision.ts";
import { OUTCOMES } from "../../rules/story/ending.ts";
import type { StoryPorts } from "../../stations/story/ports.ts";
import { rowsOf } from "../../stations/story/rows.ts";
import type { RunAnswer } from "./answer.ts";
import type { Driven } from "./drive.ts";

/** What a run came to, as it is answered. */
export async function outcomeOf(
  { reading, stop, proof, edits }: Driven,
  ports: StoryPorts,
): Promise<RunAnswer> {
  const { log, round } = reading;
  const workItem = round?.enlist?.output.workItem ?? null;
  const said = standingOf(stop, round);
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

type Standing = Pick<RunAnswer, "outcome" | "ending" | "code" | "says" | "next">;

/** How the story stands: where it stopped for now, else how it ended. */
function standingOf(stop: Driven["stop"], round: Driven["reading"]["round"]): Standing {
  const end = round?.end?.output;
  if (stop || !end) {
    const { code = "story.open", message = "It goes on.", hint = "" } = stop?.stop ?? {};
    return { outcome: "stopped", ending: stop?.ending ?? "refused", code, says: message, next: hint };
  }
  return { ...end, ending: OUTCOMES[end.outcome].ending };
}
