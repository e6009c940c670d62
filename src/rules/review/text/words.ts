/** One word as it is compared: folded; and where it stands. */
export interface Word {
  /** Lower case, full-width forms as ASCII, without apostrophes and characters that nobody sees. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Count up from 0; a clause never spans two sentences. */
  readonly clause: number;
  readonly sentence: number;
  /** Between backticks or quotation marks: text that is spoken of. */
  readonly isQuoted: boolean;
  /** Part of a path or a name with dots: `deploy` of `scripts/deploy.sh` is no verb. */
  readonly isGlued: boolean;
}

/** Words that open a clause of their own, so that what was said before does not govern what follows. */
const OPENERS = new Set(["and", "then", "but", "so", "because", "which", "while", "when", "if", "plus"]);
const QUOTES: Readonly<Record<string, string>> = { "`": "`", '"': '"', "“": "”", "「": "」", "『": "』" };
const SENTENCE_ENDS = "!?;。！？；";
const CLAUSE_ENDS = ",:()，、：（）—";
/** Takes no room on a screen: within a word it would hide the word from whoever compares. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const LETTER = /[\p{L}\p{N}\p{M}\p{Cs}_]/u;
/** Where scripts begin that put no blanks between words (U+2E80, CJK radicals). */
const CJK = 0x2e80;

/** The same text, of the same length, as it is compared. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  const same = lower.length === text.length ? lower : [...text].map(lowerIfSame).join("");
  return same.replace(/[\uff01-\uff5e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0));
}

const lowerIfSame = (mark: string): string =>
  mark.toLowerCase().length === mark.length ? mark.toLowerCase() : mark;

export const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

type Kind = "latin" | "cjk" | "pipe" | "unseen" | "apostrophe" | "other";

function kindOf(mark: string): Kind {
  const code = mark.charCodeAt(0);
  if (code < 0x80) return asciiKind(code);
  if (mark === "’") return "apostrophe";
  if (UNSEEN.test(mark)) return "unseen";
  if (!LETTER.test(mark)) return "other";
  return code >= CJK ? "cjk" : "latin";
}

function asciiKind(code: number): Kind {
  if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95) return "latin";
  if (code === 124) return "pipe";
  return code === 39 ? "apostrophe" : "other";
}

/** Whether each position lies between quotes that are closed again in the same text. */
function quotedIn(text: string, isCode: boolean): Uint8Array {
  const isQuoted = new Uint8Array(text.length);
  // In a block nothing is quoted: whoever writes an order there gives it.
  if (isCode) return isQuoted;
  /** Closing marks that come no more: looked for once, so that openers in a row cost nothing. */
  const gone = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const closer = QUOTES[text[at] ?? ""];
    if (closer === undefined || gone.has(closer)) continue;
    const end = text.indexOf(closer, at + 1);
    if (end < 0) gone.add(closer);
    else {
      isQuoted.fill(1, at, end + 1);
      at = end;
    }
  }
  return isQuoted;
}

/**
 * The words of a text with the clause and the sentence that each stands in. One pass; what is between quotes is
 * never parted into clauses.
 *
 * @param isCode  every line is a sentence of its own, and punctuation parts nothing
 */
export function wordsOf(text: string, isCode = false): readonly Word[] {
  const plain = folded(text);
  const quoted = quotedIn(text, isCode);
  const words: Word[] = [];
  let clause = 0;
  let sentence = 0;
  for (let at = 0; at < plain.length; ) {
    const kind = kindOf(plain[at] ?? "");
    if (kind === "latin" || kind === "cjk" || kind === "pipe") {
      const { end, word } = wordFrom(plain, at, kind);
      if (quoted[at] === 0 && OPENERS.has(word)) clause++;
      const isGlued = isGluedIn(plain, at, end);
      words.push({ text: word, start: at, end, clause, sentence, isQuoted: quoted[at] === 1, isGlued });
      at = end;
      continue;
    }
    const part = quoted[at] === 1 ? "none" : breakAt(text, at, isCode);
    if (part !== "none") clause++;
    if (part === "sentence") sentence++;
    at++;
  }
  return words;
}

const isGluedIn = (plain: string, start: number, end: number): boolean =>
  /[/.\\]/.test(plain[start - 1] ?? " ") ||
  plain[end] === "/" ||
  (plain[end] === "." && /[a-z0-9]/.test(plain[end + 1] ?? " "));

function wordFrom(plain: string, start: number, kind: Kind): { end: number; word: string } {
  if (kind === "pipe") return { end: start + 1, word: "|" };
  let word = "";
  let end = start;
  for (let at = start; at < plain.length; at++) {
    const next = kindOf(plain[at] ?? "");
    if (next === kind) {
      word += plain[at];
      end = at + 1;
    } else if (next !== "unseen" && !(next === "apostrophe" && kind === "latin")) break;
  }
  return { end, word };
}

type Break = "none" | "clause" | "sentence";

function breakAt(text: string, at: number, isCode: boolean): Break {
  const mark = text[at] ?? "";
  const next = text[at + 1] ?? " ";
  // A line that goes on in lower case was only too long.
  if (mark === "\n") return isCode || !/[a-z]/.test(next) ? "sentence" : "none";
  if (isCode) return "none";
  if (".:,".includes(mark) && !/\s/.test(next)) return "none";
  if (mark === "." || SENTENCE_ENDS.includes(mark)) return "sentence";
  return CLAUSE_ENDS.includes(mark) ? "clause" : "none";
}
