import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { graphSteps, orderedSteps, stepOf, workflowOf } from "../../../test/support/rules/plans.ts";
import { NOW } from "../../../test/support/rules/schedules.ts";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { Id } from "../../kernel/name.ts";
import { decideFrom, ScheduleDecision, ScheduleRequest } from "./request.ts";
import { BLOCK_CAUSES, BlockedStep, schedulePath } from "./schedule.ts";

const ASKED = {
  workItemId: "item-1",
  workflow: workflowOf([{ key: "a" }, { key: "b", order: 2, gateKey: "g" }]),
  now: NOW,
};
const ask = (more: object) => decideFrom(v.parse(ScheduleRequest, { ...ASKED, ...more }));

describe("ScheduleRequest", () => {
  const rows: FieldRow[] = [
    { field: "workItemId", value: "Item", says: "workItemId must be", because: "ids are lower case" },
    { field: "workflow", value: undefined, says: "workflow is missing", because: "something to schedule" },
    { field: "now", value: undefined, says: "now is missing", because: "time is an argument" },
    { field: "now", value: "now", says: "now must be a time", because: "a moment, not a word" },
    { field: "facts", value: { a: { standing: "done" } }, says: FINE, because: "attempts may be left out" },
    {
      field: "facts",
      value: { a: { standing: "finished" } },
      says: "facts.a.standing must be one of open, running, collecting, done, baseline, retries",
      because: "six words",
    },
    {
      field: "facts",
      value: { a: {} },
      says: "facts.a.standing is missing",
      because: "a fact says how it stands",
    },
    {
      field: "facts",
      value: { a: { standing: "open", attempts: ["../x"] } },
      says: "facts.a.attempts[0] must be",
      because: "attempts are ids",
    },
    {
      field: "facts",
      value: { a: { standing: "running", leaseUntil: "soon" } },
      says: "facts.a.leaseUntil must be a time",
      because: "a lease ends at a moment",
    },
    {
      field: "facts",
      value: { "a/b": { standing: "done" } },
      says: "facts.a/b must be",
      because: "keys are keys",
    },
    { field: "gates", value: { g: "approved" }, says: FINE, because: "one of two words" },
    { field: "gates", value: { g: "rejected" }, says: FINE, because: "the other" },
    {
      field: "gates",
      value: { g: "open" },
      says: "gates.g must be approved or rejected",
      because: "open is no decision",
    },
    { field: "run", value: null, says: FINE, because: "outside Actions" },
    { field: "run", value: { id: "7", attempt: "1" }, says: FINE, because: "in Actions" },
    { field: "run", value: { id: "7" }, says: "run.attempt is missing", because: "a run has both" },
    { field: "clock", value: NOW, says: "clock is not a known key", because: "strict" },
  ];

  test.each(rows.map((row) => ({ ...row, shows: brief(row.value) })))(
    "$field $shows: $because",
    ({ field, value, says }) => {
      const said = saysOf(ScheduleRequest, { ...ASKED, [field]: value });
      expect(said.slice(0, says.toString().length)).toBe(says);
    },
  );
});

describe("decideFrom", () => {
  test("what is left out is untouched: no facts, no decisions, no run", () => {
    expect(ask({})).toMatchObject({
      workItemId: "item-1",
      generatedAt: NOW,
      readySteps: [{ key: "a", attempt: "a-local" }],
      blockedSteps: [{ key: "b", cause: "order" }],
    });
  });

  test("facts, gates and the run are heeded", () => {
    const facts = { a: { standing: "done", attempts: ["a-1"] } };
    expect(ask({ facts })).toMatchObject({ blockedSteps: [{ key: "b", cause: "gate-open" }] });
    expect(ask({ facts, gates: { g: "rejected" } })).toMatchObject({
      blockedSteps: [{ cause: "gate-rejected" }],
    });
    expect(ask({ facts, gates: { g: "approved" }, run: { id: "7", attempt: "3" } })).toMatchObject({
      readySteps: [{ key: "b", attempt: "b-2-7-3" }],
    });
  });

  test("what is wrong with the plan is told", () => {
    const workflow = workflowOf([
      { key: "a", dependsOn: ["b", "x"] },
      { key: "b", dependsOn: ["y"] },
    ]);
    expect(ask({ workflow })).toEqual({
      problems: ["Step a depends on unknown steps: x.", "Step b depends on unknown steps: y."],
    });
  });

  test("facts about steps that the workflow does not have are all named", () => {
    const facts = { z: { standing: "done" }, a: { standing: "done" }, y: { standing: "open" } };
    expect(ask({ facts })).toEqual({
      problems: ["The workflow has no step z.", "The workflow has no step y."],
    });
  });

  test("a step's name is spelled as in the workflow", () => {
    expect(ask({ facts: { A: { standing: "done" } } })).toEqual({
      problems: ["The workflow has no step A."],
    });
  });

  test("whatever is answered reads as the answer's shape", () => {
    const ids = fc.array(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((id) => v.is(Id, id)),
      { minLength: 1, maxLength: 3 },
    );
    const fact = fc.record({
      standing: fc.constantFrom("open", "running", "collecting", "done", "baseline", "retries"),
      attempts: ids,
      leaseUntil: fc.constant("2026-01-01T01:00:00Z"),
    });
    const runs = fc.constantFrom(null, { id: "123", attempt: "1" }, { id: "99999999999", attempt: "12" });
    const workflows = fc.oneof(orderedSteps, graphSteps);
    fc.assert(
      fc.property(workflows, fc.infiniteStream(fact), runs, (steps, facts, run) => {
        const known = steps.slice(0, 5).map(({ key }) => [key, facts.next().value]);
        const answer = ask({ workflow: workflowOf(steps), facts: Object.fromEntries(known), run });
        expect(v.parse(ScheduleDecision, answer)).toEqual(answer);
      }),
      { numRuns: 1_000 },
    );
  });

  /** A request is refused, or what is answered reads: nothing from outside becomes an id unread. */
  const outcome = (more: object): string => {
    const said = saysOf(ScheduleRequest, { ...ASKED, ...more });
    if (said !== FINE) return "refused";
    const answer = ask(more);
    return "problems" in answer ? "refused" : saysOf(ScheduleDecision, answer);
  };

  test.each([
    { run: { id: "a b", attempt: "1" }, because: "a blank" },
    { run: { id: "../../x", attempt: "1" }, because: "a path" },
    { run: { id: "7", attempt: "1/2" }, because: "a slash" },
    { run: { id: "7".repeat(300), attempt: "1" }, because: "300 digits" },
    { run: { id: "7", attempt: "" }, because: "nothing (a dash at the end is harmless, dots are not)" },
    { run: { id: "7", attempt: "1." }, because: "a final dot" },
    { run: { id: "X", attempt: "1" }, because: "upper case" },
  ])("a run that would make no attempt id ($because) does not get into one", ({ run }) => {
    expect(["refused", FINE]).toContain(outcome({ run }));
  });

  test.each(["running", "collecting"])("a step that is said to be %s names its attempt", (standing) => {
    expect(["refused", FINE]).toContain(outcome({ facts: { a: { standing } } }));
  });
});

describe("the schedule's document", () => {
  test("every cause has its sentence, and every sentence its cause", () => {
    const causes = BlockedStep.entries.cause.options;
    expect([...causes].sort()).toEqual(Object.keys(BLOCK_CAUSES).sort());
  });

  test("a colon divides what blocks from a key: no key holds one", () => {
    expect(
      saysOf(ScheduleRequest, {
        ...ASKED,
        workflow: { ...ASKED.workflow, steps: [stepOf({ key: "order:1" })] },
      }),
    ).toMatch(/^workflow\.steps\[0\]\.key must be/);
  });

  test("lies where the seed says", () => {
    expect(schedulePath("item-1")).toBe("artifacts/schedule/item-1.json");
  });
});
