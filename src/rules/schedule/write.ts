import { canonicalPieces } from "../../kernel/json.ts";
import type { BlockedStep, Schedule } from "./schedule.ts";

/** Pieces are gathered to about this many characters: one call of a hash or a write for each. */
const PIECE = 1 << 14;
/** A long list's member while the rest is written: at its margin, where no text can break a line, it is the only one. */
const holeOf = (member: string): string => `\n  "${member}": null`;

/**
 * A schedule in its canonical form, in pieces: `canonicalPieces(schedule)`, byte for byte, with the two lists that grow
 * with the workflow written by hand. They are most of a long schedule, and their shapes are fixed.
 */
export function* schedulePieces(schedule: Schedule): Generator<string> {
  const { blockedSteps, launchOrder } = schedule;
  const frame = [...canonicalPieces({ ...schedule, blockedSteps: null, launchOrder: null })].join("");
  const [head = "", rest = ""] = frame.split(holeOf("blockedSteps"));
  const [middle = "", tail = ""] = rest.split(holeOf("launchOrder"));
  yield `${head}\n  "blockedSteps": `;
  yield* listPieces(blockedSteps, blockedText);
  yield `${middle}\n  "launchOrder": `;
  yield* listPieces(launchOrder, quoted);
  yield tail;
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
