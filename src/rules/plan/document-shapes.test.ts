import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { WorkItem, workflowNamed, workItemPath } from "./work-item.ts";
import { PLAN_LIMITS, Workflow, withStepKeys } from "./workflow.ts";

const STEP = { key: "phase-tests", order: 2, exitCriteria: ["done"], responsibleRole: "engineer" };
const WORKFLOW = { id: "wf-1", name: "A workflow", version: "1.0.0", steps: [STEP] };
const WORK_ITEM = {
  id: "item-1",
  workflowId: "wf-1@1.0.0",
  status: "queued",
  currentStepKey: "phase-tests",
  owner: "somebody",
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-02T00:00:00.123Z",
};
const ID = "must be 1 to 128 characters of a-z, 0-9";
const VERSION = "version must be 1 to 64 characters without blanks or @";
const NAMED = 'workflowId must be a workflow id, with its version if it has one: "wf-001@1.0.0"';
const TIME = "must be a time in ISO 8601, UTC";
const steps = (length: number) => Array.from({ length }, () => STEP);

const check = (schema: v.GenericSchema, whole: object) => (row: FieldRow) => {
  const said = saysOf(schema, { ...whole, [row.field]: row.value });
  expect(said.slice(0, row.says.toString().length)).toBe(row.says);
};
const named = (rows: readonly FieldRow[]) => rows.map((row) => ({ ...row, shows: brief(row.value) }));

describe("Workflow", () => {
  const rows: FieldRow[] = [
    { field: "id", value: "wf-001.a_b", says: FINE, because: "lower case, digits, dot, dash, underscore" },
    { field: "id", value: "WF-1", says: `id ${ID}`, because: "ids of ours are lower case" },
    { field: "id", value: "w".repeat(128), says: FINE, because: "128 characters fit" },
    { field: "id", value: "w".repeat(129), says: `id ${ID}`, because: "129 do not" },
    { field: "id", value: undefined, says: "id is missing", because: "seed: required" },
    { field: "name", value: " ", says: "name must not be blank", because: "seed: non-blank" },
    { field: "name", value: "n".repeat(500), says: FINE, because: "500 characters fit" },
    {
      field: "name",
      value: "n".repeat(501),
      says: "name must be at most 500 characters",
      because: "501 do not",
    },
    {
      field: "version",
      value: 1,
      says: 'version must be text; put it in quotes: version: "1.0", found 1',
      because: "YAML reads 1.0 as a number, and the message says what to do",
    },
    { field: "version", value: "", says: VERSION, because: "an empty version pins nothing" },
    { field: "version", value: "1", says: FINE, because: "one character" },
    { field: "version", value: "1".repeat(64), says: FINE, because: "64 characters fit" },
    { field: "version", value: "1".repeat(65), says: VERSION, because: "65 do not" },
    { field: "version", value: "1 0", says: VERSION, because: "no blanks" },
    { field: "version", value: "1@0", says: VERSION, because: "@ divides id and version" },
    { field: "description", value: "d".repeat(10_000), says: FINE, because: "10 000 characters fit" },
    {
      field: "description",
      value: "d".repeat(10_001),
      says: "description must be <=10000",
      because: "no more",
    },
    { field: "effectiveFrom", value: "d".repeat(64), says: FINE, because: "64 characters fit" },
    {
      field: "effectiveFrom",
      value: "d".repeat(65),
      says: "effectiveFrom must be <=64",
      because: "65 do not",
    },
    { field: "effectiveTo", value: "d".repeat(64), says: FINE, because: "64 characters fit" },
    { field: "effectiveTo", value: "d".repeat(65), says: "effectiveTo must be <=64", because: "65 do not" },
    { field: "schemaVersion", value: 1, says: FINE, because: "the seed's sample reads as a number" },
    { field: "schemaVersion", value: "1.0", says: FINE, because: "in quotes it is text" },
    { field: "schemaVersion", value: true, says: "schemaVersion must be", because: "neither" },
    { field: "steps", value: "a", says: "steps must be a list of steps", because: "not text" },
    { field: "steps", value: [], says: "steps must hold at least one step", because: "seed: at least 1" },
    { field: "steps", value: [STEP], says: FINE, because: "one is enough" },
    { field: "steps", value: undefined, says: "steps is missing", because: "seed: required" },
    {
      field: "steps",
      value: [STEP, { ...STEP, order: 1.5 }],
      says: "steps[1].order must be a positive integer",
      because: "a problem inside is placed",
    },
    { field: "step", value: [], says: "step is not a known key; did you mean steps?", because: "a typo" },
  ];

  test.each(named(rows))("$field $shows: $because", check(Workflow, WORKFLOW));

  test.each([
    { count: PLAN_LIMITS.steps, says: FINE, because: "200 000 steps fit" },
    {
      count: PLAN_LIMITS.steps + 1,
      says: "steps must hold at most 200000 steps, found a list",
      because: "no more",
    },
  ])("$because", ({ count, says }) => {
    expect(saysOf(Workflow, { ...WORKFLOW, steps: steps(count) })).toBe(says);
  });

  test("what is left out has the seed's default", () => {
    expect(v.parse(Workflow, WORKFLOW).steps).toEqual([
      { ...STEP, parallelizable: false, entryCriteria: [], supportingTasks: [] },
    ]);
  });
});

describe("withStepKeys", () => {
  const document = {
    steps: [{ key: "a" }, { key: 7 }, null, { key: "k".repeat(65) }, { key: "x\u001b[2Jy" }],
  };
  const rows = [
    {
      path: "steps[0].order",
      document,
      shows: "steps[0] (a).order",
      because: "the key stands beside the index",
    },
    { path: "steps[0]", document, shows: "steps[0] (a)", because: "also at the end" },
    { path: "steps[0].run[1]", document, shows: "steps[0] (a).run[1]", because: "at the step's index only" },
    { path: "steps[1].key", document, shows: "steps[1].key", because: "a key that is no text is not shown" },
    { path: "steps[2]", document, shows: "steps[2]", because: "nor that of no step" },
    { path: "steps[9].order", document, shows: "steps[9].order", because: "nor one outside the list" },
    { path: "steps[3]", document, shows: `steps[3] (${"k".repeat(64)})`, because: "64 characters are shown" },
    { path: "steps[4]", document, shows: "steps[4] (x\\u{1b}[2Jy)", because: "nothing moves the cursor" },
    { path: "name", document, shows: "name", because: "other paths stay as they are" },
    {
      path: "links.steps[0]",
      document,
      shows: "links.steps[0]",
      because: "a list of that name elsewhere, too",
    },
    { path: "steps[0]", document: null, shows: "steps[0]", because: "a document that is null has no keys" },
    { path: "steps[0]", document: "text", shows: "steps[0]", because: "nor has text" },
    {
      path: "steps[0]",
      document: { steps: {} },
      shows: "steps[0]",
      because: "nor has an object in place of a list",
    },
  ];

  test.each(rows)("$because", ({ path, document, shows }) => {
    expect(withStepKeys(path, document)).toBe(shows);
  });
});

describe("WorkItem", () => {
  const rows: FieldRow[] = [
    { field: "id", value: "work-item-001-create-a-structured", says: FINE, because: "the seed's own" },
    { field: "id", value: "../../evil", says: `id ${ID}`, because: "an id is no path" },
    { field: "id", value: "a".repeat(128), says: FINE, because: "128 characters fit" },
    { field: "id", value: "a".repeat(129), says: `id ${ID}`, because: "129 do not" },
    { field: "workflowId", value: "wf-1", says: FINE, because: "the version may be left out" },
    { field: "workflowId", value: "wf-1@", says: NAMED, because: "an @ asks for a version" },
    { field: "workflowId", value: "wf-1@1@2", says: NAMED, because: "one version" },
    { field: "workflowId", value: "@1", says: NAMED, because: "of some workflow" },
    { field: "workflowId", value: "Wf-1", says: NAMED, because: "lower case" },
    { field: "workflowId", value: "w".repeat(128), says: FINE, because: "128 characters fit" },
    { field: "workflowId", value: "w".repeat(129), says: NAMED, because: "129 do not" },
    { field: "workflowId", value: `w@${"1".repeat(64)}`, says: FINE, because: "a version of 64 fits" },
    { field: "workflowId", value: `w@${"1".repeat(65)}`, says: NAMED, because: "one of 65 does not" },
    { field: "workflowId", value: 7, says: NAMED, because: "a number names nothing" },
    { field: "status", value: "in-progress", says: FINE, because: "a word of the seed" },
    {
      field: "status",
      value: "not-started",
      says: 'status must be one of queued, in-progress, completed, blocked, rework, found "not-started"',
      because: "what the origin's sync script writes is no status",
    },
    {
      field: "currentStepKey",
      value: undefined,
      says: "currentStepKey is missing",
      because: "seed: required",
    },
    {
      field: "currentStepKey",
      value: "a/b",
      says: "currentStepKey must be 1 to 128",
      because: "it is a key",
    },
    { field: "owner", value: " ", says: "owner must not be blank", because: "seed: non-blank" },
    { field: "owner", value: "o".repeat(200), says: FINE, because: "200 characters fit" },
    { field: "owner", value: "o".repeat(201), says: "owner must be <=200", because: "201 do not" },
    { field: "createdAt", value: "2026-01-01", says: `createdAt ${TIME}`, because: "a day is no moment" },
    {
      field: "createdAt",
      value: "2026-01-01T00:00:00+01:00",
      says: `createdAt ${TIME}`,
      because: "UTC only",
    },
    {
      field: "updatedAt",
      value: "2026-13-01T00:00:00Z",
      says: `updatedAt ${TIME}`,
      because: "no thirteenth month",
    },
    {
      field: "links",
      value: [{ rel: "spec", href: "x", more: 1 }],
      says: FINE,
      because: "fields of others stay",
    },
    {
      field: "links",
      value: [{ rel: "spec" }],
      says: "links[0].href is missing",
      because: "a link leads somewhere",
    },
    { field: "metadata", value: { a: [1] }, says: FINE, because: "anything by name" },
    { field: "metadata", value: [1], says: "metadata must be", because: "not a list" },
  ];

  test.each(named(rows))("$field $shows: $because", check(WorkItem, WORK_ITEM));

  test("people own the document: what we do not know stays, what is left out is empty", () => {
    const theirs = { ...WORK_ITEM, remainingTasks: ["T1"], title: "A title" };
    expect(v.parse(WorkItem, theirs)).toEqual({ ...theirs, links: [], metadata: {} });
  });

  test.each([
    { workflowId: "wf-1", id: "wf-1", version: undefined, because: "no version is pinned" },
    { workflowId: "wf-1@1.0.0", id: "wf-1", version: "1.0.0", because: "the version follows the @" },
    { workflowId: "w@1", id: "w", version: "1", because: "short ones, too" },
  ])("workflowNamed $workflowId: $because", ({ workflowId, id, version }) => {
    expect(workflowNamed(v.parse(WorkItem, { ...WORK_ITEM, workflowId }))).toEqual({ id, version });
  });

  test("lies where the seed says", () => {
    expect(workItemPath("item-1")).toBe("artifacts/work-items/item-1.json");
  });
});
