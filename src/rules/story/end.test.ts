import { describe, expect, test } from "vitest";
import { lastRound, STORIES, workOf } from "../../../test/support/rules/stories.ts";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import { endOf } from "./end.ts";
import { type EndInput, EndOutput } from "./ending.ts";
import type { Round } from "./round.ts";

const of = (name: string): Round => lastRound(STORIES[name] ?? []);
const whole = of("published");
const left = of("left-alone");
const rejected = of("rejected");
const { text } = whole.route.output;
const edited = digestOf("another text");
const failure = { step: "check", attempt: "check-1", code: "tests.worse", says: "They fail." };

const inputOf = (change: Partial<EndInput> = {}): EndInput => ({
  text,
  consent: "consented",
  work: workOf(),
  ...change,
});
const why = (reason: "short" | "failed" | "one-family"): Round => {
  if (!rejected.tally) throw new Error("It was counted.");
  const { tally } = rejected;
  return { ...rejected, tally: { ...tally, output: { ...tally.output, why: reason } } };
};
const own = (round: Round, change: Partial<EndInput> = {}): EndInput =>
  inputOf({ text: round.route.output.text, consent: null, work: null, ...change });

interface Row {
  readonly because: string;
  readonly round: Round;
  readonly input: EndInput;
  /** Outcome, code, and what must stand in its words; null while nothing ends it. */
  readonly is: readonly [outcome: string, code: string, words: RegExp] | null;
}

const unplanned: Round = { ...whole, propose: of("reviewed").propose };
const stopped = inputOf({ work: workOf({ failure, closing: null, publication: null }) });

const ROWS: readonly Row[] = [
  {
    because: "published and closed",
    round: whole,
    input: inputOf(),
    is: ["published", "story.published", /Pull request 8 for branch continuo\/issue-7-1 at 1f2e3d4c5b6a\./],
  },
  {
    because: "published and not closed",
    round: whole,
    input: inputOf({ work: workOf({ closing: null }) }),
    is: null,
  },
  {
    because: "closed and not published",
    round: whole,
    input: inputOf({ work: workOf({ publication: null }) }),
    is: null,
  },
  { because: "no work yet", round: whole, input: inputOf({ work: null }), is: null },
  {
    because: "a guard stopped it",
    round: whole,
    input: stopped,
    is: ["failed", "tests.worse", /They fail.*artifacts\/runs\/check-1.*--again/],
  },
  {
    because: "a step never ran",
    round: whole,
    input: inputOf({ work: workOf({ failure: { ...failure, attempt: null } }) }),
    is: ["failed", "tests.worse", /Look into the step;/],
  },
  {
    because: "stopped, whatever was published",
    round: whole,
    input: inputOf({ work: workOf({ failure }) }),
    is: ["failed", "tests.worse", /They fail/],
  },
  {
    because: "a review that passed",
    round: of("reviewed"),
    input: own(of("reviewed")),
    is: ["reviewed", "council.passed", /Execution mode: implement/],
  },
  {
    because: "left alone",
    round: left,
    input: own(left),
    is: ["left-alone", "route.missing-fugue-task-label", /fugue-task/],
  },
  {
    because: "a veto",
    round: rejected,
    input: own(rejected),
    is: ["rejected", "council.vetoed", /high or unknown/],
  },
  {
    because: "no quorum",
    round: why("short"),
    input: own(rejected),
    is: ["rejected", "council.short", /baseline lane/],
  },
  {
    because: "too few votes",
    round: why("failed"),
    input: own(rejected),
    is: ["rejected", "council.failed", /two thirds/],
  },
  {
    because: "one family",
    round: why("one-family"),
    input: own(rejected),
    is: ["rejected", "council.one-family", /two provider families/],
  },
  {
    because: "an edit and a withdrawal after it was published",
    round: whole,
    input: inputOf({ text: edited, consent: "missing" }),
    is: ["published", "story.published", /Pull request/],
  },
  {
    because: "consent that is missing by now",
    round: whole,
    input: inputOf({ consent: "missing", work: null }),
    is: ["void", "story.consent-withdrawn", /taken back/],
  },
  {
    because: "consent that is void by now",
    round: whole,
    input: inputOf({ consent: "void", work: null }),
    is: ["void", "story.consent-withdrawn", /taken back/],
  },
  {
    because: "consent that nobody asks for by now",
    round: whole,
    input: inputOf({ consent: "not-required", work: null }),
    is: ["void", "story.consent-withdrawn", /no longer counts/],
  },
  {
    because: "an edit after the vote",
    round: whole,
    input: inputOf({ text: edited, work: null }),
    is: ["void", "story.edited", /edited after it was voted on/],
  },
  {
    because: "an edit before the vote",
    round: { ...whole, tally: null },
    input: inputOf({ text: edited, work: null }),
    is: null,
  },
  {
    because: "nothing but a routing",
    round: { ...whole, tally: null, consent: null },
    input: inputOf({ consent: null, work: null }),
    is: null,
  },
  // What ends it first is said first.
  {
    because: "an edit rather than a rejection",
    round: rejected,
    input: own(rejected, { text: edited }),
    is: ["void", "story.edited", /edited/],
  },
  {
    because: "an edit rather than a withdrawal",
    round: whole,
    input: inputOf({ text: edited, consent: "missing", work: null }),
    is: ["void", "story.edited", /edited/],
  },
  {
    because: "an edit rather than a guard's no",
    round: whole,
    input: { ...stopped, text: edited },
    is: ["void", "story.edited", /edited/],
  },
  {
    because: "a withdrawal rather than a guard's no",
    round: whole,
    input: { ...stopped, consent: "missing" },
    is: ["void", "story.consent-withdrawn", /taken back/],
  },
  {
    because: "left alone rather than anything that was voted",
    round: { ...left, tally: whole.tally, propose: whole.propose },
    input: own(left),
    is: ["left-alone", "route.missing-fugue-task-label", /./],
  },
  {
    because: "a rejection rather than a review",
    round: { ...rejected, propose: unplanned.propose },
    input: own(rejected),
    is: ["rejected", "council.vetoed", /./],
  },
  {
    because: "a review rather than a withdrawal",
    round: unplanned,
    input: inputOf({ consent: "missing", work: null }),
    is: ["reviewed", "council.passed", /./],
  },
];

describe("how a round ends", () => {
  test.each(ROWS)("$because", ({ round, input, is }) => {
    const end = endOf(input, round);
    expect(end && [end.outcome, end.code]).toEqual(is === null ? null : is.slice(0, 2));
    if (!end || !is) return;
    expect(`${end.says} ${end.next}`.replaceAll("\n", " ")).toMatch(is[2]);
    expect(end.next).not.toBe("");
    expect(readShape(EndOutput, end)).toEqual({ ok: true, value: end });
  });

  test("is in its shape however long its reason is, and ends in no half of a pair", () => {
    const says = `${"x".repeat(3_999)}😀`;
    const end = endOf(inputOf({ work: workOf({ failure: { ...failure, says } }) }), whole);
    expect(readShape(EndOutput, end).ok).toBe(true);
    expect(end?.says.isWellFormed()).toBe(true);
  });
});
