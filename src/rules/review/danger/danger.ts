import type { ReviewPolicy } from "../policy.ts";
import { firstOf, type Review, reviewOf, type Weighed } from "../review.ts";
import type { ReviewSubject } from "../subject.ts";
import { type Passage, placeOf, type Reading } from "../text/passage.ts";
import { planPassages } from "../text/plan.ts";
import { secretsIn } from "../text/secrets.ts";
import { leaksIn, operationsIn, weakeningIn } from "./operations.ts";
import { ordersIn } from "./orders.ts";

/**
 * Whether the request carries secrets, wants some let out, speaks to its judges, or asks for what must not be done.
 *
 * What is only spoken of passes: "remove curl | bash from the docs". Secrets count wherever they stand.
 */
export function reviewDanger(subject: ReviewSubject, policy: ReviewPolicy, reading: Reading): Review {
  const found = RULES.flatMap((rule) => [...firstOf(across(reading, rule, policy))]);
  for (const { passage, step } of planPassages(subject.plan))
    for (const each of [...secrets(passage), ...operationsIn(passage, policy)])
      found.push({ ...each, place: { in: "plan", line: step, quote: each.place.quote } });
  return reviewOf("Read it for secrets, orders to judges and dangerous operations", found, {
    rejected:
      "Take out what is quoted; a secret that was written here counts as known to everybody: revoke it.",
    passed: "Nothing dangerous is asked for.",
  });
}

type Rule = (passage: Passage, policy: ReviewPolicy) => Iterable<Weighed>;

const RULES: readonly Rule[] = [secrets, ordersIn, operationsIn, weakeningIn, leaksIn];

function* across(reading: Reading, rule: Rule, policy: ReviewPolicy): Generator<Weighed> {
  for (const passage of reading) yield* rule(passage, policy);
}

function* secrets(passage: Passage): Generator<Weighed> {
  for (const { name, start, shownTo } of secretsIn(passage.text)) {
    const line = passage.text.lastIndexOf("\n", start - 1) + 1;
    const from = shownTo > start ? start : line;
    yield {
      says: `It holds ${name}.`,
      place: placeOf(passage, from, shownTo),
      rejects: true,
      risk: "high",
    };
  }
}
