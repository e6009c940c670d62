import { isAscii, wordsOf } from "./words.ts";

/** What a heading or a label announces; `other` for whatever is not known. */
export type Section =
  | "criteria"
  | "reproduction"
  | "actual"
  | "context"
  | "must-not"
  | "rollback"
  | "ask"
  | "other";
export type SectionCues = readonly (readonly [Exclude<Section, "other">, readonly string[]])[];

/** Most words of a heading or label that are looked at, and most characters before a label's colon. Ours. */
const NAMED_BY = 12;
const LABEL = 60;
const HEADING = 200;

/** Cues as they are looked for in a line of words; lists of a policy never change. */
const padded = new WeakMap<SectionCues, readonly (readonly [Section, readonly string[]])[]>();

function cuesOf(sections: SectionCues): readonly (readonly [Section, readonly string[]])[] {
  const known = padded.get(sections);
  if (known) return known;
  const made = sections.map(
    ([section, cues]) => [section, cues.map((cue) => (isAscii(cue) ? ` ${cue} ` : cue))] as const,
  );
  padded.set(sections, made);
  return made;
}

/** Which section a heading, or the label at the start of a line (`Expected: …`), announces. */
export function sectionOf(text: string, sections: SectionCues, isLabel: boolean): Section | undefined {
  const colon = isLabel ? text.slice(0, LABEL + 1).search(/[:：]/) : HEADING;
  if (colon < 0) return undefined;
  const words = wordsOf(text.slice(0, colon)).slice(0, NAMED_BY);
  const line = ` ${words.map((word) => word.text).join(" ")} `;
  return cuesOf(sections).find(([, cues]) => cues.some((cue) => line.includes(cue)))?.[0];
}
