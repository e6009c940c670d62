/** Why a text holds no single object: the stable code, and the sentence for people. */
export const NO_OBJECT = {
  "no-object": "The answer holds no JSON object.",
  "several-objects": "The answer holds more than one JSON object; none of them is chosen.",
  ambiguous: "The answer holds braces that could be another object, or one that is cut off.",
  "not-alone": "The JSON object does not stand on lines of its own, or is part of something larger.",
} as const;

export type SoleObject = Readonly<{ ok: true; text: string } | { ok: false; code: keyof typeof NO_OBJECT }>;

interface Span {
  readonly start: number;
  /** Behind the closing brace. */
  readonly end: number;
}

/**
 * The one JSON object in a text. Models wrap it in a fence or put a sentence before it; that much is tolerated:
 *
 * - It begins where its first line does and ends where its last line does, blanks aside. What a lane quotes inside a
 *   sentence is no answer.
 * - Every other brace belongs to a pair with neither a quote nor a colon inside, as in `{a, b}`. Anything else may be
 *   another answer, or a cut one, and `{}` is an object.
 * - It is no member of a list.
 * - A fence right above it has the word json in any case, or none, and is closed right below it.
 *
 * @returns its text, unread but for being one JSON object; never throws; one pass
 */
export function soleObject(text: string): SoleObject {
  let sole: Span | undefined;
  for (let at = nextBrace(text, 0); at < text.length; at = nextBrace(text, at + 1)) {
    const end = text[at] === "{" ? endOfPair(text, at) : undefined;
    if (end === undefined) return { ok: false, code: "ambiguous" };
    const region = text.slice(at, end);
    at = end - 1;
    if (isHarmless(region)) continue;
    if (!isJson(region)) return { ok: false, code: "ambiguous" };
    if (sole) return { ok: false, code: "several-objects" };
    sole = { start: end - region.length, end };
  }
  if (!sole) return { ok: false, code: "no-object" };
  if (!standsAlone(text, sole)) return { ok: false, code: "not-alone" };
  return { ok: true, text: text.slice(sole.start, sole.end) };
}

function nextBrace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "{" && text[at] !== "}") at++;
  return at;
}

/** Index behind the brace that closes the one at `start`, strings skipped as JSON writes them. */
function endOfPair(text: string, start: number): number | undefined {
  let open = 0;
  for (let at = start; at < text.length; at++) {
    const mark = text[at];
    if (mark === '"') at = endOfString(text, at);
    else if (mark === "{") open++;
    else if (mark === "}" && --open === 0) return at + 1;
  }
  return undefined;
}

/** Index of the quote that ends the string begun at `start`, or of the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** Whether a pair of braces holds something, and nothing that a member of an object needs. */
const isHarmless = (region: string): boolean =>
  !region.includes('"') && !region.includes(":") && region.slice(1, -1).trim() !== "";

/** Asked of disjoint regions, and not again once one is refused: a thousand refusals would take a tenth of a second. */
function isJson(region: string): boolean {
  try {
    JSON.parse(region);
    return true;
  } catch {
    return false;
  }
}

const FENCE = "```";
const OPENING = [FENCE, `${FENCE}json`];

function standsAlone(text: string, { start, end }: Span): boolean {
  const head = text.slice(0, start);
  const tail = text.slice(end);
  if (!isBlank(lastLine(head)) || !isBlank(firstLine(tail))) return false;
  const above = lastLine(head.trimEnd());
  const below = firstLine(tail.trimStart());
  const isBetween = head.includes("[") && tail.includes("]");
  const isMember = [above.at(-1), below[0]].some((mark) => mark !== undefined && "[,]".includes(mark));
  if (isBetween && isMember) return false;
  if (!above.startsWith(FENCE)) return true;
  return OPENING.includes(above.trimEnd().toLowerCase()) && below.trimEnd() === FENCE;
}

/** As JSON understands it: a byte order mark or a separator of lines is none. */
const isBlank = (line: string): boolean => /^[ \t\r]*$/.test(line);

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
