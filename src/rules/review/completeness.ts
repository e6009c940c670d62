import type { ReviewPolicy } from "./policy.ts";
import { firstOf, type Review, reviewOf, type Weighed } from "./review.ts";
import type { ReviewSubject } from "./subject.ts";
import { type Passage, placeOf, type Reading, wholePlace } from "./text/passage.ts";
import { type Found, has, occurrences } from "./text/phrases.ts";

/**
 * Whether the text says what is wanted and how one will know that it is there.
 *
 * An implementation needs both; a review needs a subject. Comments and untouched template sentences say nothing.
 */
export function reviewCompleteness(subject: ReviewSubject, policy: ReviewPolicy, reading: Reading): Review {
  const said = reading.slice(1).filter((passage) => isSaid(passage, policy));
  const found: Weighed[] = [...tooShort(reading, said, policy), ...untouched(reading, policy)];
  if (subject.mode === "implement") {
    found.push(...firstOf(unfinished(said, policy)));
    const criterion = said.some((passage, at) => isCriterion(passage, said[at + 1], policy));
    if (!criterion) found.push(...firstOf(uncertain(reading, said, policy)));
  }
  return reviewOf("Read whether it says what is wanted and how one will know", found, {
    rejected:
      "Say what is wanted and how one will know: expected and actual, an example, or acceptance criteria.",
    passed: "It says what is wanted.",
  });
}

/** Whether somebody wrote it for this request. */
const isSaid = (passage: Passage, { completeness }: ReviewPolicy): boolean =>
  passage.kind !== "comment" && !has(passage, completeness.cues.templates);

/** Words of a text; two characters of a script without blanks count as one. Ours. */
function weightOf(passages: readonly Passage[]): number {
  let weight = 0;
  for (const { words, kind } of passages)
    if (kind !== "heading")
      for (const word of words) weight += word.text.charCodeAt(0) >= 0x2e80 ? word.text.length / 2 : 1;
  return weight;
}

function* tooShort(reading: Reading, said: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  const [title] = reading;
  const body = weightOf(said);
  if (title && body < policy.completeness.minWords)
    yield {
      says:
        body === 0 ? "There is a title and nothing else." : "The text is too short to say what is wanted.",
      place: wholePlace(title),
      rejects: true,
      risk: "medium",
    };
}

function* untouched(reading: Reading, { completeness }: ReviewPolicy): Generator<Weighed> {
  const hints = reading.filter(
    (passage) =>
      passage.kind !== "comment" && passage.kind !== "code" && has(passage, completeness.cues.templates),
  );
  const [first] = hints;
  if (first && hints.length > completeness.maxHints)
    yield {
      says: "The template was left as it comes.",
      place: wholePlace(first),
      rejects: true,
      risk: "medium",
    };
}

/** Places that somebody meant to fill in later. */
function* unfinished(said: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  for (const passage of said)
    for (const [start, end] of passage.kind === "code" ? [] : gapsIn(passage, policy))
      yield {
        says: "This was left to be filled in.",
        place: placeOf(passage, start, end),
        rejects: true,
        risk: "medium",
      };
}

function* gapsIn(passage: Passage, { completeness: { cues } }: ReviewPolicy): Generator<[number, number]> {
  const isSpokenOf = ({ from }: Found): boolean => passage.words[from]?.isQuoted === true;
  for (const found of occurrences(passage, cues.placeholders))
    if (!isSpokenOf(found)) yield [found.start, found.end];
  for (const found of occurrences(passage, cues.bracketed))
    if (!isSpokenOf(found) && "<[＜［".includes(passage.text[found.start - 1] ?? "!"))
      yield [found.start - 1, found.end];
  if (passage.section === "criteria" && passage.kind !== "heading" && isEmptied(passage, cues.alone))
    yield [0, passage.text.length];
}

/** Whether nothing stands there but a mark of absence: `- …`, `none`. */
function isEmptied({ text }: Passage, alone: readonly string[]): boolean {
  const trimmed = text.trim();
  const bare = trimmed.startsWith("- ") ? trimmed.slice(2) : trimmed;
  const plain = bare.endsWith(":") || bare.endsWith("。") ? bare.slice(0, -1) : bare;
  return alone.includes(plain.toLowerCase());
}

/** Whether a passage says how one will know; a heading says it with what stands below it. */
function isCriterion(passage: Passage, next: Passage | undefined, { completeness }: ReviewPolicy): boolean {
  if (passage.kind === "heading" && (next === undefined || next.kind === "heading")) return false;
  const taken = occurrences(passage, completeness.cues.criteriaNot);
  return occurrences(passage, completeness.cues.criteria).some(
    ({ start, end }) => !taken.some((not) => not.start <= start && end <= not.end),
  );
}

/** Nobody could tell when it is done: the vague words, the question, or the title where there is nothing to quote. */
function* uncertain(reading: Reading, said: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  const [title] = reading;
  if (!title) return;
  const { cues } = policy.completeness;
  let isQuoted = false;
  if (isQuestion(title, cues.questionWords)) {
    isQuoted = true;
    yield { says: "A question is not a request.", place: wholePlace(title), rejects: true, risk: "medium" };
  }
  for (const passage of [title, ...said])
    for (const { cue, start, end } of passage.kind === "code" ? [] : occurrences(passage, cues.vague)) {
      isQuoted = true;
      const says = `Nobody can tell when "${cue}" is reached: no criterion, example or expectation says it.`;
      yield { says, place: placeOf(passage, start, end), rejects: true, risk: "medium" };
    }
  if (!isQuoted)
    yield {
      says: "Nothing says how one will know that it is done.",
      place: wholePlace(title),
      rejects: true,
      risk: "medium",
    };
}

function isQuestion(title: Passage, questionWords: readonly string[]): boolean {
  const end = title.text.trimEnd().at(-1);
  return end === "?" || end === "？" || questionWords.includes(title.words[0]?.text ?? "");
}
