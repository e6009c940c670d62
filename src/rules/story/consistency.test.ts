import { describe, expect, test } from "vitest";
import { checked, implemented, published } from "../../../test/support/rules/step-results.ts";
import { HEAD, lastRound, STORIES } from "../../../test/support/rules/stories.ts";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import { contradictions, type Results } from "./consistency.ts";
import { CheckResult, ImplementResult, PublishResult } from "./result.ts";

const round = lastRound(STORIES["published"] ?? []);
const [implement, check, publish] = [implemented(), checked(), published()];
const SOUND: Results = { implement, check, publish };
const other = digestOf("another patch");
const closed = { outcome: "closed", code: "tests.worse", says: "No." } as const;

interface Row {
  readonly because: string;
  readonly change: Partial<Results>;
  /** Attempt and problem, all of them. */
  readonly says: readonly (readonly [string, RegExp])[];
}

const ROWS: readonly Row[] = [
  {
    because: "the agent's base",
    change: { implement: { ...implement, base: HEAD } },
    says: [["implement-1", /another commit/]],
  },
  {
    because: "the tests' base",
    change: { check: { ...check, base: HEAD } },
    says: [["check-1", /another commit/]],
  },
  {
    because: "the publication's base",
    change: { publish: { ...publish, base: HEAD } },
    says: [["publish-1", /done on another commit/]],
  },
  {
    because: "what the guards say of a crash",
    change: { implement: { ...implement, ran: { ...implement.ran, exitCode: 1 } } },
    says: [["implement-1", /guards/]],
  },
  {
    because: "what the guards say of a path",
    change: {
      implement: {
        ...implement,
        changes: [{ path: ".github/x", status: "M", modes: ["100644", "100644"], lines: [1, 1] }],
      },
    },
    says: [["implement-1", /guards/]],
  },
  {
    because: "what the guards say, in other words",
    change: { implement: { ...implement, judged: { ...implement.judged, says: "Fine." } } },
    says: [["implement-1", /guards/]],
  },
  {
    because: "what red tests say",
    change: { check: { ...check, after: { ...check.after, exitCode: 1 } } },
    says: [["check-1", /tests what/]],
  },
  {
    because: "what tests say that never ended",
    change: { check: { ...check, before: { ...check.before, exitCode: null } } },
    says: [["check-1", /tests what/]],
  },
  {
    because: "the tests before",
    change: { check: { ...check, before: { ...check.before, argv: ["true"] } } },
    says: [["check-1", /other tests/]],
  },
  {
    because: "the tests after",
    change: { check: { ...check, after: { ...check.after, argv: ["npm", "test", "--", "x"] } } },
    says: [["check-1", /other tests/]],
  },
  {
    because: "the patch that was tested",
    change: { check: { ...check, patch: other } },
    says: [["check-1", /tested another patch/]],
  },
  {
    because: "the patch that was published",
    change: { publish: { ...publish, publication: { ...publish.publication, patch: other } } },
    says: [["publish-1", /published another patch/]],
  },
  {
    because: "the agent's patch",
    change: { implement: { ...implement, patch: { ...implement.patch, digest: other } } },
    says: [
      ["check-1", /tested another/],
      ["publish-1", /published another/],
    ],
  },
  {
    because: "the branch",
    change: { publish: { ...publish, publication: { ...publish.publication, branch: "main" } } },
    says: [["publish-1", /another branch/]],
  },
  {
    because: "the commit under it",
    change: { publish: { ...publish, publication: { ...publish.publication, base: HEAD } } },
    says: [["publish-1", /from another commit/]],
  },
  {
    because: "an agent's work that a guard stopped",
    change: {
      implement: {
        ...implement,
        ran: { ...implement.ran, exitCode: 1 },
        judged: { outcome: "closed", code: "agent.failed", says: "The agent ended with 1." },
      },
    },
    says: [["implement-1", /although a guard/]],
  },
  {
    because: "tests that a guard stopped",
    change: {
      check: {
        ...check,
        after: { ...check.after, exitCode: 1 },
        judged: {
          outcome: "closed",
          code: "tests.same",
          says: "The tests fail before and after: nothing shows that the change is right.",
        },
      },
    },
    says: [["check-1", /although a guard/]],
  },
  {
    because: "a publication that a guard stopped",
    change: { publish: { ...publish, judged: closed } },
    says: [["publish-1", /although a guard/]],
  },
];

describe("the results of a round's steps", () => {
  test("of sound work contradict nothing, and read as they are", () => {
    expect(contradictions(SOUND, round)).toEqual([]);
    expect(readShape(ImplementResult, implement)).toEqual({ ok: true, value: implement });
    expect(readShape(CheckResult, check)).toEqual({ ok: true, value: check });
    expect(readShape(PublishResult, publish)).toEqual({ ok: true, value: publish });
  });

  test.each([{}, { implement }, { implement, check }])("are asked as far as they are there", (some) => {
    expect(
      contradictions({ implement: undefined, check: undefined, publish: undefined, ...some }, round),
    ).toEqual([]);
  });

  test.each(ROWS)("are told when one thing is another: $because", ({ change, says }) => {
    const found = contradictions({ ...SOUND, ...change }, round);
    expect(new Set(found.map(([attempt]) => attempt))).toEqual(new Set(says.map(([attempt]) => attempt)));
    for (const [attempt, problem] of says)
      expect(found).toContainEqual([attempt, expect.stringMatching(problem)]);
  });

  test("of a round that had no plan are all told", () => {
    const found = contradictions(SOUND, { ...round, propose: null });
    expect(new Set(found.map(([attempt]) => attempt))).toEqual(
      new Set(["implement-1", "check-1", "publish-1"]),
    );
  });
});
