import { problemLines, readShape } from "../../kernel/shape.ts";
import { shown } from "../../kernel/text.ts";
import { type Agents, agentFailure } from "./port.ts";
import { RecordedAnswers } from "./recorded.ts";

/**
 * Answers that were recorded before, for the lanes that have one; every other lane is the fallback's. An answer
 * counts for the content that it was given about and for no other.
 *
 * @param files     one a family, as parsed JSON; a file that does not read, or a lane in two of them, is a failure
 * @throws Failure  `agents.answers`
 */
export function scriptedAgents(files: readonly unknown[], fallback: Agents): Agents {
  const byLane = lanesOf(files.map(recordedFrom));
  return {
    configured(lane) {
      const file = byLane.get(lane);
      return file ? { engine: "scripted", answeredBy: file.family } : fallback.configured(lane);
    },
    async ask(seat, question, signal) {
      const { lane } = seat;
      const file = byLane.get(lane);
      if (!file) return fallback.ask(seat, question, signal);
      if (signal.aborted) return { lane, text: null, absent: "aborted" };
      if (file.content !== question.content)
        return { lane, text: null, absent: "recorded for another request" };
      return { lane, text: file.answers[lane] ?? null, absent: null };
    },
  };
}

function recordedFrom(file: unknown, at: number): RecordedAnswers {
  const read = readShape(RecordedAnswers, file);
  if (read.ok) return read.value;
  throw agentFailure(
    "agents.answers",
    `File ${at + 1} of recorded answers does not read: ${problemLines(read.problems, 5)}.`,
    { hint: "Correct the file: schemaVersion, family, content, and the answers by lane." },
  );
}

/** Which file answers a lane. Two that do would leave it open whose answer it is. */
function lanesOf(files: readonly RecordedAnswers[]): ReadonlyMap<string, RecordedAnswers> {
  const byLane = new Map<string, RecordedAnswers>();
  for (const file of files)
    for (const lane of Object.keys(file.answers)) {
      const other = byLane.get(lane);
      if (other)
        throw agentFailure(
          "agents.answers",
          `The lane ${shown(lane)} is recorded twice, for ${other.family} and for ${file.family}.`,
          { hint: "Keep the lane in one of the files." },
        );
      byLane.set(lane, file);
    }
  return byLane;
}
