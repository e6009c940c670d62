import { describe, expect, test } from "vitest";
import { PROPOSAL } from "../../../test/support/rules/stories.ts";
import { readShape } from "../../kernel/shape.ts";
import { ProposedPlan } from "../review/subject.ts";
import { ProposalInput, proposePlan, roundName, surveyFacts, unreadiness } from "./proposal.ts";

const { survey } = PROPOSAL;
const inputOf = (change: Partial<ProposalInput> = {}): ProposalInput => {
  const input: ProposalInput = {
    issue: 7,
    round: 3,
    repository: "octo/shop",
    here: "octo/shop",
    mode: "implement",
    ...PROPOSAL,
    ...change,
  };
  expect(readShape(ProposalInput, input)).toEqual({ ok: true, value: input });
  return input;
};
const seen = (change: Partial<ProposalInput["survey"]>, rest: Partial<ProposalInput> = {}): ProposalInput =>
  inputOf({ survey: { ...survey, ...change }, ...rest });

const DETACHED = { base: { ...survey.base, branch: null } };
const DIRTY = { dirty: ["a.js", "b\u001b[2J.js"] };
const SHALLOW = { isShallow: true };
const UNTESTED = { testCommand: null };

const OBSTACLES = [
  {
    because: "detached",
    survey: DETACHED,
    code: "repository.detached",
    words: /no branch checked out.*git switch/s,
  },
  {
    because: "dirty",
    survey: DIRTY,
    code: "repository.dirty",
    words: /"a\.js", "b\\u\{1b\}\[2J\.js".*stash/s,
  },
  { because: "shallow", survey: SHALLOW, code: "repository.shallow", words: /--unshallow/ },
  { because: "without tests", survey: UNTESTED, code: "repository.no-tests", words: /--test-command/ },
  // The first thing that stands in the way is told.
  {
    because: "detached and dirty",
    survey: { ...DETACHED, ...DIRTY },
    code: "repository.detached",
    words: /./,
  },
  { because: "dirty and shallow", survey: { ...DIRTY, ...SHALLOW }, code: "repository.dirty", words: /./ },
  {
    because: "shallow and without tests",
    survey: { ...SHALLOW, ...UNTESTED },
    code: "repository.shallow",
    words: /./,
  },
];

describe("a repository that cannot be worked on", () => {
  test.each(OBSTACLES)("is told as it is, with what to do: $because", ({ survey: found, code, words }) => {
    const no = unreadiness(seen(found));
    expect(no?.code).toBe(code);
    expect(`${no?.message} ${no?.hint}`).toMatch(words);
    expect(proposePlan(seen(found))).toBeNull();
  });

  test("names few of many changes", () => {
    const dirty = Array.from({ length: 12 }, (_, at) => `file-${at}`);
    expect(unreadiness(seen({ dirty }))?.message).toMatch(/"file-4" and 7 more/);
  });

  test("is none where nothing stands in the way, or the caller names the tests", () => {
    expect(unreadiness(inputOf())).toBeNull();
    expect(unreadiness(seen(UNTESTED, { testCommand: ["make", "check"] }))).toBeNull();
  });
});

describe("a plan", () => {
  test("is none for a review, however the repository is", () => {
    for (const found of [{}, DETACHED, DIRTY, SHALLOW, UNTESTED])
      expect(proposePlan(seen(found, { mode: "review" }))).toBeNull();
  });

  test("is of the base that was seen, on a branch of the round's own, in three steps", () => {
    const plan = proposePlan(inputOf());
    expect(readShape(ProposedPlan, plan)).toEqual({ ok: true, value: plan });
    expect(plan).toMatchObject({
      repository: "octo/shop",
      base: survey.base,
      branch: "continuo/issue-7-3",
      testCommand: ["npm", "test"],
      prepareCommand: null,
    });
    expect(plan?.steps.map(({ key, executor, run }) => [key, executor, ...run])).toEqual([
      ["implement", "agent"],
      ["check", "shell", "npm", "test"],
      ["publish", "publish"],
    ]);
    expect(proposePlan(inputOf())).toEqual(plan);
  });

  test.each([
    {
      because: "the agent has its time",
      change: { agentTimeoutMs: 1_234_000 },
      is: [1_234_000, 60_000, 120_000],
    },
    { because: "the tests run twice", change: { checkTimeoutMs: 90_000 }, is: [60_000, 180_000, 120_000] },
    {
      because: "a day each",
      change: { agentTimeoutMs: 86_400_000, checkTimeoutMs: 86_400_000 },
      is: [86_400_000, 172_800_000, 120_000],
    },
  ])("gives every step its time: $because", ({ change, is }) => {
    expect(proposePlan(inputOf(change))?.steps.map(({ timeoutMs }) => timeoutMs)).toEqual(is);
  });

  test("has the caller's commands before the repository's own", () => {
    const plan = proposePlan(inputOf({ testCommand: ["make", "check"], prepareCommand: ["npm", "ci"] }));
    expect(plan?.testCommand).toEqual(["make", "check"]);
    expect(plan?.steps[1]?.run).toEqual(["make", "check"]);
    expect(plan?.prepareCommand).toEqual(["npm", "ci"]);
  });

  test("of another round is another work item and branch", () => {
    expect(roundName({ issue: 7, round: 1 })).toBe("issue-7-1");
    expect(roundName({ issue: 7, round: 12 })).toBe("issue-7-12");
  });
});

describe("a survey", () => {
  test("is recorded as it was seen, without what else is known of it", () => {
    const seenMore = { ...survey, commitTime: 1, base: survey.base };
    expect(surveyFacts(seenMore)).toEqual(survey);
    expect(surveyFacts({ ...survey, testCommand: null }).testCommand).toBeNull();
  });
});
