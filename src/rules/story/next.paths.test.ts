import { describe, expect, test } from "vitest";
import { lastRound, STORIES, storyOf } from "../../../test/support/rules/stories.ts";
import {
  asked,
  BOTH,
  every,
  factsOf,
  GOOD,
  has,
  type State,
  said,
  standing,
  UNSCHEDULED,
} from "../../../test/support/rules/story-states.ts";
import { next } from "./next.ts";

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
