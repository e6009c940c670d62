import { questionOf } from "../../rules/story/question.ts";
import { contentOfRound, type Round, roundOf } from "../../rules/story/round.ts";
import { type DecisionLog, record } from "../story/log.ts";
import type { StoryPorts } from "../story/ports.ts";

/**
 * Asks every seated lane that has not answered, side by side, and records each answer as it comes: a crash asks only
 * those again whose answer was not recorded.
 *
 * @param answered  told of every lane that has answered, or has not
 */
export async function ask(
  log: DecisionLog,
  round: Round,
  ports: StoryPorts,
  { signal, answered }: { readonly signal: AbortSignal; answered(lane: string, isAbsent: boolean): void },
): Promise<DecisionLog | null> {
  const subjectDigest = round.propose?.output.subject;
  if (!round.seat || subjectDigest === undefined) return null;
  const question = { subject: questionOf(round), content: contentOfRound(round), subjectDigest };
  const missing = round.seat.output.seats.filter(({ lane }) => !round.ballots.has(lane));
  const answers = missing.map((seat) => ports.agents.ask(seat, question, signal));
  let last: DecisionLog | null = log;
  for (const [index, answering] of answers.entries()) {
    const answer = await answering;
    // Whoever ends the run has not made a lane absent.
    signal.throwIfAborted();
    const lane = missing[index]?.lane ?? answer.lane;
    if (!last || roundOf(last.records)?.ballots.has(lane)) continue;
    const input = { lane, subject: subjectDigest };
    last = await record(last, { station: "ballot", policy: null, input, output: { ...answer, lane } }, ports);
    answered(lane, answer.text === null);
  }
  return last;
}
