import type { PROTECTED } from "./cues/blast-radius.ts";
import { landing } from "./landing.ts";
import type { ReviewPolicy } from "./policy.ts";
import { firstOf, type Review, reviewOf, type Weighed } from "./review.ts";
import type { ReviewSubject } from "./subject.ts";
import { askedOf, directionOf } from "./text/direction.ts";
import { type Passage, placeOf, type Reading } from "./text/passage.ts";
import { moreThan, type Named, pathsIn, placeOfPath } from "./text/paths.ts";
import { has, occurrences } from "./text/phrases.ts";

/**
 * How far the change reaches: what the request names, whether that is there, and whose ground it is.
 *
 * Where nothing would be changed nothing is reached. One protected place is an ordinary day, at medium risk.
 */
export function reviewBlastRadius(subject: ReviewSubject, policy: ReviewPolicy, reading: Reading): Review {
  const found: Weighed[] = [];
  if (subject.mode === "implement") {
    const prose = reading.filter(({ kind }) => kind !== "code" && kind !== "comment");
    const named = prose.flatMap(pathsIn);
    found.push(
      ...landing(subject, reading),
      ...firstOf(wholeRepository(prose, policy)),
      ...firstOf(breaking(prose, policy)),
      ...firstOf(owners(prose, policy)),
      ...patterns(subject, named, policy),
      ...absent(subject, named, policy),
      ...protectedPlaces(named, policy),
      ...areas(subject, named, policy),
    );
  }
  return reviewOf("Read how far it reaches", found, {
    rejected: "Name the module or the files that it is about, and leave the rest for requests of their own.",
    passed: "It stays in its corner.",
  });
}

/** Here "remove X" is the work and averts nothing. */
const asking = ({ direction }: ReviewPolicy) => ({ cues: direction, removersAvert: false });

function* wholeRepository(prose: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  for (const passage of prose)
    for (const found of askedOf(passage, occurrences(passage, policy.blastRadius.cues.whole), asking(policy)))
      yield {
        says: `"${found.cue}" reaches the whole repository.`,
        place: placeOf(passage, found.start, found.end),
        rejects: true,
        risk: "high",
      };
}

function* breaking(prose: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  const { cues } = policy.blastRadius;
  if (prose.some((passage) => has(passage, cues.notice))) return;
  for (const passage of prose)
    for (const found of occurrences(passage, cues.breaking))
      if (directionOf(passage, found, asking(policy)) !== "averted")
        yield {
          says: "It breaks what others call, and nothing says how they learn of it.",
          place: placeOf(passage, found.start, found.end),
          rejects: true,
          risk: "high",
        };
}

/** Who must agree is not changed by who needs the agreement. */
function* owners(prose: readonly Passage[], policy: ReviewPolicy): Generator<Weighed> {
  for (const passage of prose)
    for (const found of askedOf(
      passage,
      occurrences(passage, policy.blastRadius.cues.owners),
      asking(policy),
    ))
      yield {
        says: "It changes who must agree to changes.",
        place: placeOf(passage, found.start, found.end),
        rejects: true,
        risk: "high",
      };
}

function* patterns(
  { files, plan }: ReviewSubject,
  named: readonly Named[],
  policy: ReviewPolicy,
): Generator<Weighed> {
  const most = plan?.limits.maxFiles ?? 0;
  const asked = named
    .filter(({ isPattern }) => isPattern)
    .slice(0, policy.blastRadius.maxNamed)
    .filter((each) => !isKeptOut(each, policy));
  for (const each of asked.slice(0, policy.blastRadius.maxPatterns)) {
    const reach = moreThan(most, each.path, files);
    if (reach !== "within")
      yield {
        says:
          reach === "unreadable"
            ? "This pattern has more parts than can be looked at."
            : `More than ${most} files fit this pattern, and the plan may touch no more.`,
        place: placeOfPath(each),
        rejects: true,
        risk: "high",
      };
  }
  const over = asked[policy.blastRadius.maxPatterns];
  if (over)
    yield {
      says: "More patterns than can be looked at.",
      place: placeOfPath(over),
      rejects: true,
      risk: "medium",
    };
}

/** "Leave src/** alone", "src/** is not linted". */
function isKeptOut({ passage, start, end }: Named, policy: ReviewPolicy): boolean {
  const from = passage.words.findIndex((word) => word.start >= start);
  const to = passage.words.findIndex((word) => word.start >= end);
  const found = { cue: "", from: Math.max(0, from), to: to < 0 ? passage.words.length : to, start, end };
  return directionOf(passage, found, asking(policy)) !== "asked";
}

/** Files that are spoken of as if they were there, and none of them is: a request for another repository. */
function* absent(
  { files }: ReviewSubject,
  named: readonly Named[],
  policy: ReviewPolicy,
): Generator<Weighed> {
  const spoken = named
    .filter(({ path, isPattern }) => !isPattern && path.includes("/") && !path.endsWith("/"))
    .slice(0, policy.blastRadius.maxNamed);
  const [first] = spoken;
  if (!first || files.length === 0) return;
  if (areThere(spoken, files)) return;
  if (spoken.some(({ passage }) => has(passage, policy.blastRadius.cues.creating))) return;
  yield {
    says: "None of the files that it names is in this repository.",
    place: placeOfPath(first),
    rejects: true,
    risk: "medium",
  };
}

/** By their full path, or by the end of one: people leave out the folders that they stand in. */
function areThere(spoken: readonly Named[], files: readonly string[]): boolean {
  const ends = new Set(spoken.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
  const near = files.filter((file) => ends.has(file.slice(file.lastIndexOf("/") + 1)));
  return spoken.some(({ path }) => near.some((file) => file === path || file.endsWith(`/${path}`)));
}

type Guarded = (typeof PROTECTED)[number];

function* protectedPlaces(named: readonly Named[], policy: ReviewPolicy): Generator<Weighed> {
  const first = new Map<string, Named>();
  for (const each of named)
    for (const guarded of policy.blastRadius.protected)
      if (!first.has(guarded.kind) && isIn(each.path.toLowerCase(), guarded)) first.set(guarded.kind, each);
  const isMuch = first.size > policy.blastRadius.maxProtected;
  for (const [kind, each] of first)
    yield {
      says: isMuch
        ? `One change reaches ${first.size} protected places at once: ${kind}.`
        : `It reaches a protected place: ${kind}.`,
      place: placeOfPath(each),
      rejects: isMuch,
      risk: isMuch ? "high" : "medium",
    };
}

function isIn(path: string, { prefixes, segments, names }: Guarded): boolean {
  const parts = path.split("/");
  const last = parts.at(-1);
  return (
    prefixes.some((prefix) => path.startsWith(prefix)) ||
    names.some((name) => name === last) ||
    segments.some((segment) => parts.slice(0, -1).includes(segment))
  );
}

/** Areas are the folders at the top, and below `src` the folders there; documents and tests go with any change. */
function* areas({ files }: ReviewSubject, named: readonly Named[], policy: ReviewPolicy): Generator<Weighed> {
  const known = new Set(files);
  const seen = new Map<string, Named>();
  for (const each of named) {
    const [top = "", below = "", ...rest] = each.path.split("/");
    if (!known.has(each.path) || below === "" || policy.blastRadius.besides.has(top)) continue;
    const area = policy.blastRadius.sources.has(top) && rest.length > 0 ? `${top}/${below}` : top;
    if (!seen.has(area)) seen.set(area, each);
  }
  const last = [...seen.values()].at(-1);
  if (last && seen.size > policy.blastRadius.maxAreas)
    yield {
      says: `It names files of ${seen.size} areas; one change stays in ${policy.blastRadius.maxAreas} at most.`,
      place: placeOfPath(last),
      rejects: true,
      risk: "medium",
    };
}
