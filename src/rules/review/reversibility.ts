import type { IRREVERSIBLE, IRREVERSIBLE_JA } from "./cues/reversibility.ts";
import { landing } from "./landing.ts";
import type { ReviewPolicy } from "./policy.ts";
import { firstOf, type Review, reviewOf, type Weighed } from "./review.ts";
import type { ReviewSubject } from "./subject.ts";
import { askedOf } from "./text/direction.ts";
import { type Passage, placeOf, type Reading } from "./text/passage.ts";
import { type Found, occurrences, spanOf } from "./text/phrases.ts";
import { planPassages } from "./text/plan.ts";

/**
 * Whether what is asked can be taken back.
 *
 * Code on a branch of its own is taken back by a revert. Data, mails, keys, packages and history are not: they need
 * a way back that the request itself names.
 */
export function reviewReversibility(subject: ReviewSubject, policy: ReviewPolicy, reading: Reading): Review {
  const found: Weighed[] = [];
  if (subject.mode === "implement") {
    const hasWayBack = reading.some((passage) => namesWayBack(passage, policy));
    const lasts = (all: Iterable<Lasting>) => firstOf(weighed(all, hasWayBack));
    found.push(...lasts(lasting(reading, policy)), ...lasts(lastingSteps(subject, policy)));
    found.push(...landing(subject, reading));
  }
  return reviewOf("Read whether it can be taken back", found, {
    rejected: "Say how it is taken back, under a heading Rollback: a backup, a down migration, a flag.",
    passed: "It can be taken back.",
  });
}

type Lasting = Pick<Weighed, "place"> & { readonly what: string };

function* weighed(all: Iterable<Lasting>, hasWayBack: boolean): Generator<Weighed> {
  for (const { what, place } of all)
    yield {
      says: hasWayBack
        ? `It ${what}; the request names a way back.`
        : `It ${what}, which no revert takes back, and no way back is named.`,
      place,
      rejects: !hasWayBack,
      risk: hasWayBack ? "medium" : "high",
    };
}

function* lasting(reading: Reading, policy: ReviewPolicy): Generator<Lasting> {
  const { cues } = policy.reversibility;
  for (const passage of reading) {
    if (passage.kind === "comment" || passage.section === "rollback") continue;
    for (const found of mainVerbs(passage, policy))
      yield { what: found.cue, place: placeOf(passage, found.start, found.end) };
    for (const found of japanese(passage, policy))
      yield { what: found.cue, place: placeOf(passage, found.start, found.end) };
    const asking = { cues: policy.direction, removersAvert: true };
    for (const found of askedOf(passage, occurrences(passage, cues.operations), asking))
      yield { what: `asks for "${found.cue}"`, place: placeOf(passage, found.start, found.end) };
  }
}

/** Steps of the plan that reach beyond the repository. */
function* lastingSteps({ plan }: ReviewSubject, policy: ReviewPolicy): Generator<Lasting> {
  for (const { passage, step } of planPassages(plan))
    for (const found of occurrences(passage, policy.reversibility.cues.commands)) {
      const { quote } = placeOf(passage, found.start, found.end);
      yield { what: `runs ${found.cue}`, place: { in: "plan", line: step, quote } };
    }
}

/** Clauses whose own verb does it. "Add a button to delete a cart" adds; its verb is another. */
function* mainVerbs(passage: Passage, policy: ReviewPolicy): Generator<Found> {
  yield* askedOf(passage, deedsIn(passage, policy), { cues: policy.direction, removersAvert: false });
}

function* deedsIn(passage: Passage, policy: ReviewPolicy): Generator<Found> {
  const { words } = passage;
  for (let from = 0; from < words.length; ) {
    const clause = words[from]?.clause;
    let to = from + 1;
    while (to < words.length && words[to]?.clause === clause) to++;
    const found = deedIn(passage, from, to, policy);
    if (found) yield found;
    from = to;
  }
}

/** What a clause does that lasts, by its main verb. */
function deedIn(passage: Passage, from: number, to: number, policy: ReviewPolicy): Found | undefined {
  const { cues, irreversible } = policy.reversibility;
  let verb = from;
  while (verb < to && cues.leaders.has(passage.words[verb]?.text ?? "")) verb++;
  for (const row of irreversible) {
    const end = objectEnd(passage, verb, to, row, cues.conditions);
    if (end >= 0) return { cue: row.what, from: verb, to: end, ...spanOf(passage.words, verb, end) };
  }
  return undefined;
}

type Row = (typeof IRREVERSIBLE)[number];
type JapaneseRow = (typeof IRREVERSIBLE_JA)[number];

/** So many words of a clause are looked at for the object. Ours. */
const REACH = 30;

/** Where the object of a row ends when its verb stands at `verb`; -1 when the row is not what happens there. */
function objectEnd(
  { words }: Passage,
  verb: number,
  clauseEnd: number,
  row: Row,
  conditions: ReadonlySet<string>,
): number {
  const name = words[verb]?.text;
  if (!row.verbs.some((each) => each === name)) return -1;
  const end = Math.min(clauseEnd, verb + REACH);
  for (let at = verb + 1; at < end; at++)
    for (const object of row.objects) {
      const parts = object.split(" ");
      if (!parts.every((part, nth) => words[at + nth]?.text === part)) continue;
      const next = words[at + parts.length];
      if (next !== undefined && conditions.has(next.text)) continue;
      if (row.ends && next !== undefined && next.clause === words[verb]?.clause && !NOUN_ENDS.has(next.text))
        continue;
      return at + parts.length;
    }
  return -1;
}

/** After an object that is one by itself: "the database" and not "the database connection". */
const NOUN_ENDS = new Set(
  "to in into of from at as with for via and or by before older since bucket database of".split(" "),
);

function* japanese(passage: Passage, { reversibility, direction }: ReviewPolicy): Generator<Found> {
  for (const row of reversibility.irreversibleJa)
    yield* askedOf(passage, pairsIn(passage, row), { cues: direction, removersAvert: true });
}

/** Each deed with the first thing before it in its sentence. */
function* pairsIn(passage: Passage, { what, things, deeds }: JapaneseRow): Generator<Found> {
  const firstOfSentence = new Map<number, number>();
  const sentenceOf = ({ from }: Found): number => passage.words[from]?.sentence ?? 0;
  for (const thing of occurrences(passage, things))
    if (!firstOfSentence.has(sentenceOf(thing))) firstOfSentence.set(sentenceOf(thing), thing.start);
  for (const deed of occurrences(passage, deeds)) {
    const start = firstOfSentence.get(sentenceOf(deed)) ?? Infinity;
    if (start < deed.start) yield { ...deed, cue: what, start };
  }
}

/** Whether a passage names how it is taken back; one that says that there is no such way does not. */
function namesWayBack(passage: Passage, { reversibility: { cues } }: ReviewPolicy): boolean {
  if (passage.kind === "comment" || passage.kind === "title" || passage.kind === "heading") return false;
  if (passage.section === "rollback") {
    const text = passage.text.trim().toLowerCase();
    const listed = text.startsWith("- ") ? text.slice(2) : text;
    const bare = listed.endsWith(".") || listed.endsWith("。") ? listed.slice(0, -1) : listed;
    const said = bare.replace(/^[a-z ]{1,20}:\s*/, "");
    return said !== "" && !cues.noWayBack.some((each) => each === said || each === bare);
  }
  return occurrences(passage, cues.wayBack).some((found) => !isLacking(passage, found, cues));
}

function isLacking(
  passage: Passage,
  { from, to, end }: Found,
  cues: ReviewPolicy["reversibility"]["cues"],
): boolean {
  const { words } = passage;
  const clause = words[from]?.clause;
  const near = [...words.slice(Math.max(0, from - REACH), from), ...words.slice(to, to + REACH)];
  if (near.some((word) => word.clause === clause && cues.lacking.has(word.text))) return true;
  const tail = passage.folded.slice(end, end + 12).split(/[。、\n]/)[0] ?? "";
  return cues.lackingJa.some((each) => tail.includes(each));
}
