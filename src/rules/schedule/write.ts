import { canonicalPieces } from "../../kernel/json.ts";
import type { BlockedStep, Schedule } from "./schedule.ts";

/** Pieces are gathered to about this many characters: one call of a hash or a write for each. */
const PIECE = 1 << 14;
/** A long list, and the text that stands for it: at its margin, where no text can break a line, it is the only one. */
interface Hole {
  readonly text: string;
  readonly head: string;
  readonly pieces: () => Generator<string>;
}

const holeFor = (member: string, pieces: () => Generator<string>): Hole => ({
  text: `\n  "${member}": null`,
  head: `\n  "${member}": `,
  pieces,
});

/**
 * A schedule in its canonical form, in pieces: `canonicalPieces(schedule)`, byte for byte, with the two lists that grow
 * with the workflow written by hand. They are most of a long schedule, and their shapes are fixed. Nothing of it is
 * ever held whole: all steps of a workflow may be ready at once.
 */
export function* schedulePieces(schedule: Schedule): Generator<string> {
  const { blockedSteps, launchOrder } = schedule;
  const holes = [
    holeFor("blockedSteps", () => listPieces(blockedSteps, blockedText)),
    holeFor("launchOrder", () => listPieces(launchOrder, quoted)),
  ];
  for (const piece of canonicalPieces({ ...schedule, blockedSteps: null, launchOrder: null }))
    yield* filled(piece, holes);
}

/** A member that is no list is never cut between two pieces. */
function* filled(piece: string, holes: readonly Hole[]): Generator<string> {
  let rest = piece;
  for (const { text, head, pieces } of holes) {
    const at = rest.indexOf(text);
    if (at < 0) continue;
    yield rest.slice(0, at) + head;
    yield* pieces();
    rest = rest.slice(at + text.length);
  }
  yield rest;
}

function* listPieces<T>(items: readonly T[], textOf: (item: T) => string): Generator<string> {
  let text = "[";
  let separator = "\n    ";
  for (const item of items) {
    text += separator + textOf(item);
    separator = ",\n    ";
    if (text.length < PIECE) continue;
    yield text;
    text = "";
  }
  yield items.length === 0 ? "[]" : `${text}\n  ]`;
}

/** Keys, causes and the names of groups hold nothing that JSON would escape: their schemas see to it. */
const quoted = (key: string): string => `"${key}"`;

function blockedText({ blockedBy, cause, key, order, supportingTasks }: BlockedStep): string {
  const tasks =
    supportingTasks.length === 0 ? "[]" : innerList(supportingTasks.map((task) => JSON.stringify(task)));
  return `{\n      "blockedBy": ${innerList(blockedBy.map(quoted))},\n      "cause": "${cause}",\n      "key": "${key}",\n      "order": ${order},\n      "supportingTasks": ${tasks}\n    }`;
}

const innerList = (items: readonly string[]): string => `[\n        ${items.join(",\n        ")}\n      ]`;
