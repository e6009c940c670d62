import type { ReviewSubject } from "../subject.ts";
import { isLatin, type Passage } from "./passage.ts";
import { folded, wordsOf } from "./words.ts";

/** The commands of a plan as they are read, each with its 1-based step. What a plan runs is asked for by it. */
export function planPassages(plan: ReviewSubject["plan"]): readonly { passage: Passage; step: number }[] {
  const steps = plan?.steps ?? [];
  return steps.flatMap(({ run }, at) =>
    run.length === 0 ? [] : [{ passage: commandPassage(run), step: at + 1 }],
  );
}

function commandPassage(run: readonly string[]): Passage {
  const text = run.join(" ");
  return {
    kind: "code",
    section: "ask",
    text,
    folded: folded(text),
    line: 1,
    lineStarts: [0],
    words: wordsOf(text, true),
    isLatin: isLatin(text),
    before: undefined,
  };
}
