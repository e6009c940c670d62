import type { ReviewPolicy } from "../policy.ts";
import type { Weighed } from "../review.ts";
import { askedOf } from "../text/direction.ts";
import { type Passage, placeOf } from "../text/passage.ts";
import { type Found, has, occurrences, spanOf } from "../text/phrases.ts";

/** So many words may stand between `curl` and its pipe, between `delete from` and its `where`. Ours. */
const NEAR = 24;

/** Commands, settings and shortcuts that are asked for. */
export function* operationsIn(passage: Passage, policy: ReviewPolicy): Generator<Weighed> {
  const { cues } = policy.danger;
  const all = [
    ...occurrences(passage, cues.operations),
    ...pipes(passage, cues),
    ...unbounded(passage),
    ...evals(passage),
  ];
  for (const found of askedOf(passage, all, { cues: policy.direction, removersAvert: true }))
    yield {
      says: `It asks for a dangerous operation: ${found.cue}.`,
      place: placeOf(passage, found.start, found.end),
      rejects: true,
      risk: "medium",
    };
}

type Cues = ReviewPolicy["danger"]["cues"];

/** `curl … | bash`: code from elsewhere, run unseen. */
function* pipes(passage: Passage, { fetchers, shells }: Cues): Generator<Found> {
  const { words } = passage;
  for (const { from } of occurrences(passage, fetchers)) {
    const pipe = words.slice(from, from + NEAR).findIndex((word) => word.text === "|");
    const to = from + pipe + 2;
    if (pipe > 0 && shells.has(words[to - 1]?.text ?? ""))
      yield { cue: "a download piped into a shell", from, to, ...spanOf(words, from, to) };
  }
}

const DELETES = ["delete from"] as const;
const WHERE = "where";

/** SQL that deletes without saying which rows. */
function* unbounded(passage: Passage): Generator<Found> {
  for (const found of occurrences(passage, DELETES)) {
    const after = passage.words.slice(found.to, found.to + NEAR).map((word) => word.text);
    const isSql = passage.text.slice(found.start, found.end) === "DELETE FROM";
    if (isSql && !after.includes(WHERE)) yield { ...found, cue: "DELETE without WHERE" };
  }
}

const EVALS = ["eval"] as const;

/** The function, not the word: `eval(`. */
function* evals(passage: Passage): Generator<Found> {
  for (const found of occurrences(passage, EVALS))
    if (passage.text[found.end] === "(") yield { ...found, cue: "eval" };
}

/** A guard that is to be switched off, a test that is to be silenced. */
export function* weakeningIn(passage: Passage, policy: ReviewPolicy): Generator<Weighed> {
  const { cues } = policy.danger;
  const pairs = [
    ...objectsOf(passage, cues.weakening, cues.guards, cues),
    ...objectsOf(passage, cues.silencing, cues.tests, cues).filter(
      ({ to }) => !cues.conditions.has(passage.words[to]?.text ?? ""),
    ),
  ];
  // The verb itself is the wish: "remove the TLS check" averts nothing.
  for (const found of askedOf(passage, pairs, { cues: policy.direction, removersAvert: true }))
    yield {
      says: "It asks to switch a guard off.",
      place: placeOf(passage, found.start, found.end),
      rejects: true,
      risk: "medium",
    };
}

/** Secrets that are to be let out. */
export function* leaksIn(passage: Passage, policy: ReviewPolicy): Generator<Weighed> {
  const { cues } = policy.danger;
  const pairs = [
    ...objectsOf(passage, cues.outputs, cues.secrets, cues),
    ...objectsOf(passage, cues.outputs, cues.keys, cues).filter(({ from }) =>
      cues.plainOutputs.has(passage.words[from]?.text ?? ""),
    ),
    ...occurrences(passage, cues.japaneseLeaks),
  ];
  for (const found of askedOf(passage, pairs, { cues: policy.direction, removersAvert: true }))
    yield {
      says: "It asks to let secrets out.",
      place: placeOf(passage, found.start, found.end),
      rejects: true,
      risk: "high",
    };
}

/** Most words between a verb and its object. Ours. */
const APART = 6;

/** Verbs with their objects in the same clause: nothing but articles and adjectives between them. */
function objectsOf(
  passage: Passage,
  verbs: readonly string[],
  nouns: readonly string[],
  { prepositions, nounEnds }: Cues,
): readonly Found[] {
  const { words } = passage;
  if (!has(passage, nouns)) return [];
  const objects = occurrences(passage, nouns);
  const pairs: Found[] = [];
  let next = 0;
  for (const verb of occurrences(passage, verbs)) {
    while ((objects[next]?.from ?? Infinity) < verb.to) next++;
    const noun = objects
      .slice(next, next + 3)
      .find(({ to }) => endsThere(words[to], words[to - 1], nounEnds));
    if (!noun || noun.from - verb.to > APART || words[noun.from]?.clause !== words[verb.from]?.clause)
      continue;
    if (words.slice(verb.to, noun.from).some((word) => prepositions.has(word.text))) continue;
    pairs.push({ cue: verb.cue, from: verb.from, to: noun.to, start: verb.start, end: noun.end });
  }
  return pairs;
}

/** Whether a noun is the object itself and not the first half of another: "token" of "token refresh". */
const endsThere = (
  next: Passage["words"][number] | undefined,
  noun: Passage["words"][number] | undefined,
  nounEnds: ReadonlySet<string>,
): boolean => next === undefined || next.clause !== noun?.clause || nounEnds.has(next.text);
