import { describe, expect, test } from "vitest";
import { lastRound, STORIES, storyOf } from "../../../test/support/rules/stories.ts";
import { digestOf } from "../../kernel/digest.ts";
import { type Next, next, type StepStanding, type StoryFacts, type WorkStanding } from "./next.ts";
import type { Round } from "./round.ts";

/** How far a round came; each holds what those before it hold. */
const STAGES = [
  "none",
  "routed",
  "proposed",
  "seated",
  "half heard",
  "heard",
  "counted",
  "asked for consent",
  "enlisted",
  "ended",
] as const;
type Stage = (typeof STAGES)[number];
const has = (stage: Stage, least: Stage): boolean => STAGES.indexOf(stage) >= STAGES.indexOf(least);

const CONSENTS = ["consented", "missing", "void", "not-required"] as const;
type Outcome = (typeof CONSENTS)[number];

/** A state of the story by its own words, from which the facts are made. */
interface State {
  readonly stage: Stage;
  readonly isSkipped: boolean;
  readonly hasPlan: boolean;
  readonly isApproved: boolean;
  /** As recorded, and as it would be decided now. */
  readonly recorded: Outcome;
  readonly now: Outcome | null;
  readonly work: WorkStanding | null;
  readonly isChanged: boolean;
  readonly hasAgent: boolean;
  readonly again: boolean;
}

const GOOD: State = {
  stage: "none",
  isSkipped: false,
  hasPlan: true,
  isApproved: true,
  recorded: "consented",
  now: "consented",
  work: null,
  isChanged: false,
  hasAgent: true,
  again: false,
};

const whole = lastRound(STORIES["published"] ?? []);
const missing = lastRound(STORIES["not agreed to"] ?? []).consent;
const skipped = lastRound(STORIES["left-alone"] ?? []).route;
const review = lastRound(STORIES["reviewed"] ?? []).propose;
const rejected = lastRound(STORIES["rejected"] ?? []).tally;
const changed = digestOf("another text");

/** A decision of consent with another outcome; `next` reads no more of it. */
function consentOf(outcome: Outcome): Round["consent"] {
  if (outcome === "consented") return whole.consent;
  if (!missing || missing.output.outcome !== "missing") return null;
  const { why, notCounted } = missing.output;
  if (outcome === "missing") return missing;
  if (outcome === "not-required") return { ...missing, output: { outcome } };
  return { ...missing, output: { outcome, why, notCounted, since: "vote", was: changed, is: changed } };
}

function roundOf(state: State): Round | null {
  const { stage } = state;
  if (stage === "none") return null;
  const first = [...whole.ballots].slice(0, 3);
  const ignored = { ...skipped, output: { ...skipped.output, text: whole.route.output.text } };
  const plan = state.hasPlan ? whole.propose : review;
  const count = state.isApproved ? whole.tally : rejected;
  return {
    number: 1,
    route: state.isSkipped ? ignored : whole.route,
    propose: has(stage, "proposed") ? plan : null,
    seat: has(stage, "seated") ? whole.seat : null,
    ballots: has(stage, "heard") ? whole.ballots : new Map(has(stage, "half heard") ? first : []),
    tally: has(stage, "counted") ? count : null,
    consent: has(stage, "asked for consent") ? consentOf(state.recorded) : null,
    enlist: has(stage, "enlisted") ? whole.enlist : null,
    end: stage === "ended" ? whole.end : null,
  };
}

const factsOf = (state: State): StoryFacts => ({
  round: roundOf(state),
  text: state.isChanged ? changed : whole.route.output.text,
  consent: state.now,
  work: state.work,
  hasAgent: state.hasAgent,
  again: state.again,
});

/** One word for what comes next: the act, with the step; `done`; what blocks. */
function said(what: Next): string {
  if ("done" in what) return "done";
  if ("blocked" in what) return `blocked: ${what.blocked}${"step" in what ? ` ${what.step.key}` : ""}`;
  return "step" in what ? `work ${what.step.key}` : what.do;
}
const asked = (state: State): string => said(next(factsOf(state)));

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
  [
    "every log is bound",
    all(
      (state) => isOpen(state, "done"),
      ({ work }) => work?.isClosed === true,
    ),
    "end",
  ],
  ["every step is done", (state) => isOpen(state, "done"), "close"],
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

const PLACES: readonly StepStanding["at"][] = ["waiting", "open", "held", "resumable", "failed", "done"];
const standing = (...places: StepStanding["at"][]): WorkStanding => ({
  hasSchedule: true,
  isClosed: false,
  steps: places.map((place, index) => ({
    key: ["implement", "check", "publish"][index] ?? "",
    at: place,
    attempt: place === "waiting" || place === "open" ? null : `a-${index}`,
  })),
});
const UNSCHEDULED: WorkStanding = { hasSchedule: false, isClosed: false, steps: [] };

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

const BOTH = [false, true];

/** All combinations of the members given, over a state. */
function every(state: State, ways: { readonly [K in keyof State]?: readonly State[K][] }): State[] {
  let states = [state];
  for (const [name, values] of Object.entries(ways))
    states = states.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
  return states;
}

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

/** The states in which something holds that must not; each is told once. */
const against = (isWrong: (state: State, what: string) => boolean): string[] =>
  STATES.filter((state) => isWrong(state, asked(state))).map(
    (state) => `${JSON.stringify(state)}: ${asked(state)}`,
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

  test("is nothing but a new round or an end after the text was changed", () => {
    expect(against(({ isChanged }, what) => isChanged && !["route", "end"].includes(what))).toEqual([]);
  });

  const WORK = ["enlist", "delegate", "close", "work implement", "work check", "work publish"];

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

describe("every path through the story", () => {
  /** What a state may be after an act. Whoever is asked may say yes or no; an edit and a withdrawal come from outside. */
  const AFTER: Readonly<Record<string, (state: State) => readonly State[]>> = {
    route: (state) =>
      every(
        { ...GOOD, hasAgent: state.hasAgent, now: null, stage: "routed" },
        { isSkipped: BOTH, hasPlan: BOTH },
      ),
    propose: (state) => [{ ...state, stage: "proposed" }],
    seat: (state) => [{ ...state, stage: "seated" }],
    ask: (state) => [{ ...state, stage: state.stage === "seated" ? "half heard" : "heard" }],
    tally: (state) => every({ ...state, stage: "counted" }, { isApproved: BOTH }),
    consent: (state) => [{ ...state, stage: "asked for consent", recorded: "consented", now: "consented" }],
    enlist: (state) => [{ ...state, stage: "enlisted", work: UNSCHEDULED }],
    delegate: (state) => [{ ...state, work: standing("open", "waiting", "waiting") }],
    "work implement": (state) => [
      { ...state, work: standing("failed", "waiting", "waiting") },
      { ...state, work: standing("held", "waiting", "waiting") },
      { ...state, work: standing("done", "open", "waiting") },
    ],
    "work check": (state) => [
      { ...state, work: standing("done", "failed", "waiting") },
      { ...state, work: standing("done", "done", "open") },
    ],
    "work publish": (state) => [{ ...state, work: standing("done", "done", "done") }],
    close: (state) => [{ ...state, work: { ...standing("done", "done", "done"), isClosed: true } }],
    end: (state) => [{ ...state, stage: "ended", again: false }],
  };
  /** Once on a path, from outside, wherever it stands: the text is edited, or consent taken back. */
  const disturbed = (state: State): readonly State[] => [
    { ...state, isChanged: true },
    ...(has(state.stage, "asked for consent") ? [{ ...state, now: "void" as const }] : []),
  ];

  function ends(state: State, mayDisturb: boolean, acts: readonly string[] = []): string[] {
    const what = asked(state);
    const isStop = what === "done" || what.startsWith("blocked");
    if (isStop || acts.length > 40) return [[...acts, what].join(", ")];
    const on = (AFTER[what]?.(state) ?? []).flatMap((each) => ends(each, mayDisturb, [...acts, what]));
    const off =
      mayDisturb && state.stage !== "none" ? disturbed(state).flatMap((each) => ends(each, false, acts)) : [];
    return [...on, ...off];
  }

  test.each([{ hasAgent: true }, { hasAgent: false }])(
    "ends or is blocked, in few acts: %o",
    ({ hasAgent }) => {
      const paths = ends({ ...GOOD, now: null, hasAgent }, true);
      expect(paths.filter((path) => !/(?:done|blocked: (?:no-agent|held \w+))$/.test(path))).toEqual([]);
      expect(Math.max(...paths.map((path) => path.split(", ").length))).toBeLessThan(30);
      expect(new Set(paths).size).toBeGreaterThan(hasAgent ? 20 : 10);
    },
  );

  test("comes to a pull request when nobody says no", () => {
    const acts =
      "route, propose, seat, ask, ask, tally, consent, enlist, delegate, work implement, work check, work publish, close, end, done";
    expect(ends({ ...GOOD, now: null }, false)).toContain(acts);
  });
});

describe("an end that is asked for", () => {
  test.each(["published", "reviewed", "left-alone", "rejected", "edited", "withdrawn", "failed"])(
    "can be said: %s",
    (name) => {
      expect(lastRound(STORIES[name] ?? []).end?.output.outcome).toBe(
        { edited: "void", withdrawn: "void" }[name] ?? name,
      );
    },
  );

  test("is not there while a lane of a bigger council has not answered", () => {
    const records = storyOf({ answers: {} }).filter(({ decision }) => decision.station !== "end");
    const round = lastRound(records);
    const [lane = ""] = round.ballots.keys();
    const others = new Map([...round.ballots].filter(([each]) => each !== lane));
    const facts = { ...factsOf(GOOD), round: { ...round, ballots: others, tally: null } };
    expect(said(next(facts))).toBe("ask");
  });
});
