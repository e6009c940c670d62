import type { Round } from "./round.ts";

/** The stations of the story in order, and what each would have brought. */
const STORY = [
  ["route", "where it goes, and whether at all"],
  ["propose", "a plan on a pinned commit"],
  ["seat", "who is asked"],
  ["ballot", "the lanes' answers"],
  ["tally", "the count"],
  ["consent", "somebody's agreement to exactly this content"],
  ["enlist", "a work item"],
  ["work", "the change, checked"],
  ["publish", "a branch and a pull request"],
] as const;

/**
 * What did not happen in a round, and what kept it from happening.
 *
 * @returns one line a station that was not reached; empty when all were
 */
export function undone(round: Round | null): readonly string[] {
  const reached = reachedBy(round);
  const missing = STORY.slice(reached);
  if (missing.length === 0) return [];
  const reason = round?.end ? round.end.output.says : "it has not come that far: continuo run goes on";
  return missing.map(
    ([station, brings]) => `${station}: no ${brings.replace(/^(?:a|the) /, "")} (${reason})`,
  );
}

function reachedBy(round: Round | null): number {
  if (!round) return 0;
  const { propose, seat, ballots, tally, consent, enlist, end } = round;
  const isConsented = consent?.output.outcome === "consented";
  const isPublished = end?.output.outcome === "published";
  const steps = [true, propose, seat, ballots.size > 0, tally, isConsented, enlist, isPublished, isPublished];
  const first = steps.findIndex((each) => !each);
  return first < 0 ? steps.length : first;
}
