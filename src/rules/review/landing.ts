import type { Weighed } from "./review.ts";
import type { ReviewSubject } from "./subject.ts";
import { cut, type Reading, wholePlace } from "./text/passage.ts";

/** Where the work would land: on a branch of its own, or on nobody's. */
export function* landing({ plan }: ReviewSubject, reading: Reading): Generator<Weighed> {
  const [title] = reading;
  if (plan === null) {
    if (title)
      yield {
        says: "An implementation without a plan may reach anything.",
        place: wholePlace(title),
        rejects: true,
        risk: "high",
      };
  } else if (plan.branch === plan.base.branch || plan.branch.trim() === "")
    yield {
      says: "The work would land on the base branch itself, where nobody can look first or take it back.",
      place: { in: "plan", line: 0, quote: cut(plan.branch) },
      rejects: true,
      risk: "high",
    };
}
