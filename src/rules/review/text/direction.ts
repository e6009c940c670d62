import type { DirectionCues } from "../cues/direction.ts";
import type { Passage } from "./passage.ts";
import type { Found } from "./phrases.ts";
import type { Word } from "./words.ts";

/** Whether the words at hand are wanted, are to be gone or not done, or tell how things are. */
export type Direction = "asked" | "averted" | "told";

/** So many words around a cue are looked at: what keeps a text of cues alone linear. Ours. */
const WINDOW = 40;
/** So many words behind "without" are without it. Ours. */
const LACKING = 3;
/** So many characters behind a cue of a script that has its verbs at the end. Ours. */
const REACH = 80;

const CONTEXT_SECTIONS: ReadonlySet<string> = new Set(["reproduction", "actual", "context"]);

interface Asking {
  readonly cues: DirectionCues;
  /** Whether "remove X" averts X. It does where X is a danger; where X is what is worked on, it is the work. */
  readonly removersAvert: boolean;
}

/**
 * Which way a request points at some of its words. What nobody says is asked: a doubt never lets a danger pass.
 * First what governs the words in their own clause, then the clause before it, then where the passage stands.
 */
export function directionOf(passage: Passage, found: Found, asking: Asking): Direction {
  return (
    inClause(passage, found, asking) ??
    fromClauseBefore(passage, found, asking) ??
    fromSetting(passage, asking) ??
    (beginsWithSubject(passage.words, found, asking.cues) ? "told" : "asked")
  );
}

/** So many cues of one passage are weighed; what comes after them counts as asked. Ours. */
const WEIGHED = 500;

/** Those of the cues that are asked for. */
export function* askedOf(passage: Passage, found: Iterable<Found>, asking: Asking): Generator<Found> {
  let count = 0;
  for (const each of found)
    if (count++ >= WEIGHED || directionOf(passage, each, asking) === "asked") yield each;
}

function inClause(passage: Passage, found: Found, asking: Asking): Direction | undefined {
  const { words } = passage;
  const clause = words[found.from]?.clause;
  const isHere = (word: Word): boolean => word.clause === clause;
  const before = words.slice(Math.max(0, found.from - WINDOW), found.from).filter(isHere);
  const after = words.slice(found.to, found.to + WINDOW).filter(isHere);
  return governed(before, asking) ?? inTail(passage, found, asking.cues) ?? behind(after, asking);
}

/** What the words before say of what follows them. */
function governed(before: readonly Word[], { cues, removersAvert }: Asking): Direction | undefined {
  const texts = speaking(before);
  if (texts.some((text) => cues.negators.has(text))) return "averted";
  if (texts.slice(-LACKING).some((text) => cues.lacking.has(text))) return "averted";
  if (removersAvert && isRemoved(texts, cues)) return "averted";
  if (texts.some((text) => cues.wishes.has(text))) return "asked";
  const first = texts.find((text) => cues.commands.has(text) || cues.statements.has(text));
  if (first === undefined) return undefined;
  return cues.commands.has(first) ? "asked" : "told";
}

/** Words that may govern others: not those that are quoted, nor parts of paths. */
const speaking = (words: readonly Word[]): readonly string[] =>
  words.filter((word) => !word.isQuoted && !word.isGlued).map((word) => word.text);

function isRemoved(texts: readonly string[], { removers, instruments }: DirectionCues): boolean {
  const at = texts.findIndex((text) => removers.has(text));
  if (at < 0) return false;
  // "Stop using X" has its instrument beside the remover: there it belongs to what is removed.
  return !texts.slice(at + 2).some((text) => instruments.has(text));
}

/** What stands behind, where the words were the clause's subject: "sudo must not be needed". */
function behind(after: readonly Word[], { cues, removersAvert }: Asking): Direction | undefined {
  const texts = speaking(after);
  if (texts.some((text) => cues.negators.has(text))) return "averted";
  if (texts.some((text) => cues.wishes.has(text))) return "asked";
  if (texts.some((text) => cues.statements.has(text))) return "told";
  return removersAvert && texts.some((text) => cues.removers.has(text)) ? "averted" : undefined;
}

/** Japanese says it at the end; the nearest word counts. */
function inTail(passage: Passage, found: Found, cues: DirectionCues): Direction | undefined {
  if (passage.isLatin) return undefined;
  const rest = passage.folded.slice(found.end, found.end + REACH);
  const stop = rest.search(/[。、！？\n]/);
  const tail = stop < 0 ? rest : rest.slice(0, stop);
  const places: (readonly [number, Direction])[] = [
    [nearest(tail, cues.averting), "averted"],
    [nearest(tail, cues.asking), "asked"],
    [nearest(tail, cues.telling), "told"],
  ];
  const [first] = places.filter(([at]) => at >= 0).sort(([a], [b]) => a - b);
  return first?.[1];
}

function nearest(text: string, cues: readonly string[]): number {
  const places = cues.map((cue) => text.indexOf(cue)).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

/** The clause before in the same sentence: "remove sudo and chmod 777". */
function fromClauseBefore(passage: Passage, found: Found, asking: Asking): Direction | undefined {
  const { words } = passage;
  const here = words[found.from];
  const before: Word[] = [];
  for (let at = found.from - 1; at >= 0 && before.length < WINDOW; at--) {
    const word = words[at];
    if (word === undefined || word.sentence !== here?.sentence) break;
    if (word.clause !== here.clause && !asking.cues.lacking.has(word.text)) before.unshift(word);
  }
  return governed(before, asking);
}

/** What a block or a list is there for: its heading, or the words that lead to it. */
function fromSetting(passage: Passage, asking: Asking): Direction | undefined {
  if (passage.section === "must-not") return "averted";
  if (CONTEXT_SECTIONS.has(passage.section)) return "told";
  if (passage.kind !== "code" && passage.kind !== "item") return undefined;
  const lead = passage.before?.kind === "prose" ? passage.before : undefined;
  const last = lead?.words.at(-1)?.sentence;
  return (
    lead &&
    governed(
      lead.words.slice(-WINDOW).filter((word) => word.sentence === last),
      asking,
    )
  );
}

function beginsWithSubject(words: readonly Word[], found: Found, { subjects }: DirectionCues): boolean {
  const here = words[found.from]?.clause;
  let first = found.from;
  while (first > 0 && found.from - first < WINDOW && words[first - 1]?.clause === here) first--;
  return first < found.from && subjects.has(words[first]?.text ?? "");
}
