import { describe, expect, test } from "vitest";
import {
  asked,
  BOTH,
  CONSENTS,
  every,
  GOOD,
  has,
  PLACES,
  STAGES,
  type Stage,
  type State,
  standing,
  UNSCHEDULED,
} from "../../../test/support/rules/story-states.ts";
import type { StepStanding, WorkStanding } from "./next.ts";

type Where = (state: State) => boolean;
const at =
  (...stages: Stage[]): Where =>
  ({ stage }) =>
    stages.includes(stage);
const all =
  (...each: Where[]): Where =>
  (state) =>
    each.every((where) => where(state));
const isVoted: Where = ({ stage }) => has(stage, "counted");
const isOpen = (state: State, ...places: StepStanding["at"][]): boolean =>
  places.includes(state.work?.steps.find((step) => step.at !== "done")?.at ?? "done");
const isAllDone: Where = ({ work }) =>
  work?.hasSchedule === true && work.steps.every(({ at: place }) => place === "done");
const first = ({ work }: State): string => work?.steps.find((step) => step.at !== "done")?.key ?? "";

/**
 * The order of the story as design 1 and 9 and the issue have it, one row a rule, the first that holds counts: an edit
 * voids what was voted on; what a person or the council refuses ends; then station after station.
 */
const ORDER: readonly (readonly [
  because: string,
  where: Where,
  what: string | ((state: State) => string),
])[] = [
  ["nothing was decided", at("none"), "route"],
  ["it ended, and is asked for again", all(at("ended"), ({ again }) => again), "route"],
  ["it ended about another text", all(at("ended"), ({ isChanged }) => isChanged), "route"],
  ["it ended", at("ended"), "done"],
  [
    "all was done, and every log is bound",
    all(at("enlisted"), isAllDone, ({ work }) => work?.isClosed === true),
    "end",
  ],
  ["all was done", all(at("enlisted"), isAllDone), "close"],
  ["the text was edited after the vote", all(isVoted, ({ isChanged }) => isChanged), "end"],
  ["the text was edited before the vote", ({ isChanged }) => isChanged, "route"],
  ["routing leaves it alone", ({ isSkipped }) => isSkipped, "end"],
  ["no plan was made", at("routed"), "propose"],
  ["nobody is seated", at("proposed"), "seat"],
  ["lanes have not answered", at("seated", "half heard"), "ask"],
  ["nobody has counted", at("heard"), "tally"],
  ["the council said no", ({ isApproved }) => !isApproved, "end"],
  ["a review asks for nothing more", ({ hasPlan }) => !hasPlan, "end"],
  ["nobody was asked to agree", at("counted"), "consent"],
  ["nobody has agreed yet", ({ recorded }) => recorded !== "consented", "consent"],
  ["the agreement no longer stands", ({ now }) => now !== "consented", "end"],
  ["the plan is no work item", at("asked for consent"), "enlist"],
  ["the work is not looked at", ({ work }) => work === null, "delegate"],
  ["the work has no schedule", ({ work }) => work?.hasSchedule === false, "delegate"],
  ["a guard stopped a step", (state) => isOpen(state, "failed"), "end"],
  [
    "somebody else is at it",
    (state) => isOpen(state, "held", "waiting"),
    (state) => `blocked: held ${first(state)}`,
  ],
  ["there is no agent", (state) => first(state) === "implement" && !state.hasAgent, "blocked: no-agent"],
  ["a step is ready, or is ours", () => true, (state) => `work ${first(state)}`],
];

function wanted(state: State): string {
  const [, , what] = ORDER.find(([, where]) => where(state)) ?? [];
  return typeof what === "function" ? what(state) : (what ?? "nothing");
}

/** Every standing that three steps can have, also those that no schedule gives. */
const ANY_WORK: readonly (WorkStanding | null)[] = [
  null,
  UNSCHEDULED,
  ...PLACES.flatMap((a) => PLACES.flatMap((b) => PLACES.map((c) => standing(a, b, c)))).flatMap((work) => [
    work,
    { ...work, isClosed: true },
  ]),
];
/** One standing of each kind, for facts in which the work has no say. */
const SOME_WORK: readonly (WorkStanding | null)[] = [
  null,
  UNSCHEDULED,
  standing("open", "waiting", "waiting"),
  standing("done", "failed", "waiting"),
  standing("done", "done", "held"),
  { ...standing("done", "done", "done"), isClosed: true },
];

const STATES: readonly State[] = [
  ...every(GOOD, {
    stage: STAGES,
    isSkipped: BOTH,
    hasPlan: BOTH,
    isApproved: BOTH,
    recorded: CONSENTS,
    now: [...CONSENTS, null],
    isChanged: BOTH,
    hasAgent: BOTH,
    again: BOTH,
    work: SOME_WORK,
  }),
  ...every({ ...GOOD, stage: "enlisted" }, { work: ANY_WORK, hasAgent: BOTH, again: BOTH, isChanged: BOTH }),
];

const ANSWERS = STATES.map((state) => ({ state, what: asked(state) }));

/** The states in which something holds that must not; each is told once. */
const against = (isWrong: (state: State, what: string) => boolean): string[] =>
  ANSWERS.filter(({ state, what }) => isWrong(state, what)).map(
    ({ state, what }) => `${JSON.stringify(state)}: ${what}`,
  );

describe("what comes next", () => {
  test("is what the order of the story says, for every combination of facts", () => {
    expect(against((state, what) => what !== wanted(state))).toEqual([]);
    expect(STATES.length).toBeGreaterThan(70_000);
  });

  test.each(ORDER.map(([because, where]) => ({ because, where })))(
    "has a case where $because",
    ({ where }) => {
      expect(STATES.some((state) => ORDER.find(([, each]) => each(state))?.[1] === where)).toBe(true);
    },
  );

  /** Which act records what a state has already. */
  const DONE: Readonly<Record<string, Where>> = {
    route: (state) => !state.isChanged && !state.again && state.stage !== "none",
    propose: ({ stage }) => has(stage, "proposed"),
    seat: ({ stage }) => has(stage, "seated"),
    ask: ({ stage }) => has(stage, "heard"),
    tally: ({ stage }) => has(stage, "counted"),
    consent: ({ stage, recorded }) => has(stage, "asked for consent") && recorded === "consented",
    enlist: ({ stage }) => has(stage, "enlisted"),
    delegate: ({ work }) => work?.hasSchedule === true,
    close: ({ work }) => work?.isClosed === true,
    end: ({ stage }) => stage === "ended",
    "work implement": ({ work }) => work?.steps[0]?.at === "done",
    "work check": ({ work }) => work?.steps[1]?.at === "done",
    "work publish": ({ work }) => work?.steps[2]?.at === "done",
  };

  test("never is an act whose result is recorded", () => {
    expect(against((state, what) => DONE[what]?.(state) === true)).toEqual([]);
  });

  test("is nothing but a new round, an end or what leads to it after the text was changed", () => {
    expect(against(({ isChanged }, what) => isChanged && !["route", "end", "close"].includes(what))).toEqual(
      [],
    );
  });

  const WORK = ["enlist", "delegate", "work implement", "work check", "work publish"];

  test("is no work without a plan, an approval, and consent that was given and still stands", () => {
    const isFree = ({ hasPlan, isApproved, isSkipped, recorded, now, stage }: State) =>
      hasPlan &&
      isApproved &&
      !isSkipped &&
      recorded === "consented" &&
      now === "consented" &&
      isVoted({ ...GOOD, stage });
    expect(
      against((state, what) => (WORK.includes(what) || what.startsWith("blocked")) && !isFree(state)),
    ).toEqual([]);
  });

  test("is no agent's work where there is no agent", () => {
    expect(against(({ hasAgent }, what) => what === "work implement" && !hasAgent)).toEqual([]);
  });
});
