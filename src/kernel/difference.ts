import { structuredPatch } from "diff";

/** Changes whose search takes longer are said to be too many to show: ours. */
const MOST_EDITS = 2_000;

/**
 * What changed between two texts, for a person: lines with `-`, `+` or a blank before them, two lines of context.
 *
 * @returns the lines without a newline; empty when nothing changed
 */
export function difference(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const patch = structuredPatch("", "", before, after, "", "", { context: 2, maxEditLength: MOST_EDITS });
  if (patch === undefined) return ["the texts have little in common"];
  return patch.hunks.flatMap(({ oldStart, lines }) => [`@ line ${oldStart}`, ...lines]);
}
