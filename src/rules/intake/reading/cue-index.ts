import type { CueGroup } from "../cue-table.ts";
import type { IntakePolicy } from "../policy.ts";

/** One form of a cue, ready to be compared: by words, or as it stands. */
export interface Form {
  readonly group: CueGroup | string;
  /** The words behind the first; null for a form that is looked for as it stands. */
  readonly rest: readonly string[] | null;
  readonly text: string;
}

export interface CueIndex {
  /** Forms by the first token that they begin with. */
  readonly forms: ReadonlyMap<string, readonly Form[]>;
  readonly isNegation: ReadonlySet<string>;
  readonly endings: readonly string[];
}

/** A word of Latin script, or one mark that a form of another script may begin with. Text is folded before. */
const TOKEN = /[\p{Script=Latin}\p{M}\p{Nd}]+|#|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu;
const ASCII_TOKEN = /[a-z0-9]+|#/g;
const ASCII = /^[\0-\x7f]*$/;
const PLAIN_FORM = /^[a-z0-9 -]+$/;

/** Lower case, half width for full width: so that what looks alike is alike. */
export const folded = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKC").toLowerCase();

/** Calls back with every token of a folded line, and where it begins. */
export function eachToken(line: string, call: (token: string, start: number) => void): void {
  const pattern = ASCII.test(line) ? ASCII_TOKEN : TOKEN;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(line); found !== null; found = pattern.exec(line))
    call(found[0], found.index);
}

function firstToken(form: string): string | undefined {
  const tokens: string[] = [];
  eachToken(form, (token) => tokens.push(token));
  return tokens[0];
}

/** Compiled once for a policy, and kept as long as the policy is. */
const COMPILED = new WeakMap<IntakePolicy, CueIndex>();

export function cueIndexOf(policy: IntakePolicy): CueIndex {
  const known = COMPILED.get(policy);
  if (known) return known;
  const forms = new Map<string, Form[]>();
  for (const [group, { en, ja }] of Object.entries(policy.cues)) {
    for (const form of [...en, ...ja].map(folded)) {
      const first = firstToken(form);
      if (first === undefined) continue;
      const words = form.split(/[ -]+/);
      const rest = PLAIN_FORM.test(form) ? words.slice(1) : null;
      forms.set(first, [...(forms.get(first) ?? []), { group, rest, text: form }]);
    }
  }
  const index = {
    forms,
    isNegation: new Set(policy.negations.before.map(folded)),
    endings: policy.negations.after.map(folded),
  };
  COMPILED.set(policy, index);
  return index;
}
