import type { ReviewPolicy } from "./policy.ts";
import { type Review, reviewOf, type Weighed } from "./review.ts";
import type { ReviewSubject } from "./subject.ts";
import { type Passage, placeOf, type Reading, wholePlace } from "./text/passage.ts";
import { type Named, pathsIn, placeOfPath } from "./text/paths.ts";
import { occurrences, spanOf } from "./text/phrases.ts";

/**
 * Whether it is one change: how many tasks it names, how much text they need, and how much the plan may do.
 *
 * Criteria, steps to reproduce and surroundings are no tasks, a trace is no text. A review changes nothing.
 */
export function reviewSize(subject: ReviewSubject, policy: ReviewPolicy, reading: Reading): Review {
  const found: Weighed[] = [];
  if (subject.mode === "implement") {
    const prose = reading.filter(({ kind }) => kind !== "code" && kind !== "comment");
    found.push(
      ...tasks(prose, policy),
      ...afterthoughts(prose, policy),
      ...parts(prose, policy),
      ...length(prose, policy),
      ...counted(subject, prose, policy),
      ...namedFiles(subject, prose),
      ...patience(subject, policy),
    );
  }
  return reviewOf("Read how much it asks for at once", found, {
    rejected: "Split it: one request for each change, in the order in which they build on each other.",
    passed: "It is one change.",
  });
}

const TASK_SECTIONS: ReadonlySet<string> = new Set(["ask", "other"]);

function* tasks(prose: readonly Passage[], { size }: ReviewPolicy): Generator<Weighed> {
  const items = prose.filter(
    (passage) => passage.kind === "item" && TASK_SECTIONS.has(passage.section) && isTask(passage, size.cues),
  );
  const over = items[size.maxTasks];
  if (over)
    yield {
      says: `It lists ${items.length} tasks; one request holds ${size.maxTasks} at most. Split it here.`,
      place: wholePlace(over),
      rejects: true,
      risk: "medium",
    };
}

function isTask({ words, text }: Passage, { verbs, verbsJa }: ReviewPolicy["size"]["cues"]): boolean {
  // The first word may be the number of the item or the cross of its box.
  const first = words.find(({ text: word }) => !/^\d+$/.test(word) && word !== "x");
  if (first && verbs.has(first.text)) return true;
  const end = text.trimEnd().replace(/[。．.]$/, "");
  return verbsJa.some((verb) => end.endsWith(verb));
}

function* afterthoughts(prose: readonly Passage[], { size }: ReviewPolicy): Generator<Weighed> {
  const found = prose.flatMap((passage) =>
    occurrences(passage, size.cues.also).map((each) => ({ passage, ...each })),
  );
  const over = found[size.maxAlso];
  if (over)
    yield {
      says: `It asks for something else ${found.length} times. Split it.`,
      place: placeOf(over.passage, over.start, over.end),
      rejects: true,
      risk: "medium",
    };
}

/** Headings that are requests of their own: `Bug 2: …`, `3. Add …`. */
function* parts(prose: readonly Passage[], { size }: ReviewPolicy): Generator<Weighed> {
  const headings = prose.filter(({ kind, words }) => {
    const [first, second] = words;
    if (kind !== "heading" || !first || !second) return false;
    const isNumbered = size.cues.parts.has(first.text) && /^\d+$/.test(second.text);
    return isNumbered || (/^\d+$/.test(first.text) && size.cues.verbs.has(second.text));
  });
  const over = headings[size.maxParts];
  if (over)
    yield {
      says: `It is ${headings.length} requests in one. Split it.`,
      place: wholePlace(over),
      rejects: true,
      risk: "medium",
    };
}

function* length(prose: readonly Passage[], { size }: ReviewPolicy): Generator<Weighed> {
  let bytes = 0;
  for (const passage of prose) {
    const before = bytes;
    bytes += Buffer.byteLength(passage.text);
    const rejects = before <= size.maxBytes && bytes > size.maxBytes;
    if (rejects || (before <= size.longBytes && bytes > size.longBytes))
      yield {
        says: rejects
          ? `The text is longer than ${size.maxBytes} bytes: too much for one change.`
          : `The text is longer than ${size.longBytes} bytes.`,
        place: wholePlace(passage),
        rejects,
        risk: "medium",
      };
  }
}

/** "Convert the 140 files": a number that the request itself gives, against what the plan may touch. */
function* counted(
  { plan }: ReviewSubject,
  prose: readonly Passage[],
  { size }: ReviewPolicy,
): Generator<Weighed> {
  if (!plan) return;
  const { cues } = size;
  for (const passage of prose)
    for (const [at, { text, clause }] of passage.words.entries()) {
      const noun = passage.words[at + 1]?.text ?? "";
      const most = limitOf(noun, plan.limits, cues);
      if (most === undefined || !/^\d{1,9}$/.test(text) || Number(text) <= most) continue;
      const before = passage.words.slice(Math.max(0, at - size.nearWords), at);
      if (!before.some((word) => word.clause === clause && cues.changes.has(word.text))) continue;
      yield {
        says: `It speaks of ${text} ${noun}; the plan may touch ${most}.`,
        place: placeOf(passage, ...edges(passage, at)),
        rejects: true,
        risk: "high",
      };
    }
}

type Limits = NonNullable<ReviewSubject["plan"]>["limits"];

function limitOf(noun: string, limits: Limits, cues: ReviewPolicy["size"]["cues"]): number | undefined {
  if (cues.files.has(noun)) return limits.maxFiles;
  return cues.lines.has(noun) ? limits.maxLines : undefined;
}

function edges({ words }: Passage, at: number): [number, number] {
  const { start, end } = spanOf(words, at, at + 2);
  return [start, end];
}

function* namedFiles({ plan, files }: ReviewSubject, prose: readonly Passage[]): Generator<Weighed> {
  const known = new Set(files);
  const named = new Map<string, Named>();
  for (const each of prose.flatMap(pathsIn))
    if (known.has(each.path) && !named.has(each.path)) named.set(each.path, each);
  const over = plan && [...named.values()][plan.limits.maxFiles];
  if (over)
    yield {
      says: `It names ${named.size} files; the plan may touch ${plan.limits.maxFiles}.`,
      place: placeOfPath(over),
      rejects: true,
      risk: "medium",
    };
}

/** A plan that may run longer than anybody waits. */
function* patience({ plan }: ReviewSubject, { size }: ReviewPolicy): Generator<Weighed> {
  let sum = 0;
  for (const [at, { timeoutMs, key }] of (plan?.steps ?? []).entries()) {
    const isWithin = sum <= size.maxTimeMs;
    sum += timeoutMs;
    if (isWithin && !(sum <= size.maxTimeMs))
      yield {
        says: `From this step on the plan may take longer than ${size.maxTimeMs / 3_600_000} hours.`,
        place: { in: "plan", line: at + 1, quote: key },
        rejects: true,
        risk: "medium",
      };
  }
}
