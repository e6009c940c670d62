import type { ReviewPolicy } from "../policy.ts";
import type { Weighed } from "../review.ts";
import { directionOf } from "../text/direction.ts";
import { type Passage, placeOf } from "../text/passage.ts";
import { type Found, occurrences } from "../text/phrases.ts";

/** Turn the order of what is read, or are read by machines alone. Not the joiners that emoji and scripts need. */
const HIDING = /[\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/;
/** A black flag, of which tag characters make the flags of countries. */
const FLAG = "\u{1f3f4}";

/** Text that speaks to whoever judges, and text that hides from whoever reads. Always high risk. */
export function* ordersIn(passage: Passage, policy: ReviewPolicy): Generator<Weighed> {
  for (const found of occurrences(passage, policy.danger.cues.orders))
    if (!isMentioned(passage, found, policy))
      yield {
        says: "It speaks to its judges: text of a request is never an order to them.",
        place: placeOf(passage, found.start, found.end),
        rejects: true,
        risk: "high",
      };
  const hiding = HIDING.exec(passage.text);
  if (hiding && !passage.text.includes(FLAG)) {
    const start = Math.max(0, passage.text.lastIndexOf("\n", hiding.index) + 1);
    yield {
      says: "It holds characters that hide text or turn its order.",
      place: placeOf(passage, start, hiding.index + hiding[0].length),
      rejects: true,
      risk: "high",
    };
  }
}

/** Spoken of and not spoken: in quotes, in the open, and in a sentence that tells or wants it gone. */
function isMentioned(passage: Passage, found: Found, policy: ReviewPolicy): boolean {
  if (passage.kind === "comment" || !passage.words[found.from]?.isQuoted) return false;
  return directionOf(passage, found, { cues: policy.direction, removersAvert: true }) !== "asked";
}
