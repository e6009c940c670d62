import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvedPlan } from "../../../test/support/rules/stories.ts";
import { digestOf } from "../../kernel/digest.ts";
import { parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { planOf } from "../plan/plan.ts";
import { WorkItem } from "../plan/work-item.ts";
import { Workflow } from "../plan/workflow.ts";
import { type PlanDocumentsInput, planDocuments } from "./documents.ts";

const inputOf = (change: Partial<PlanDocumentsInput> = {}): PlanDocumentsInput => ({
  name: "issue-7-1",
  title: "slug makes two dashes of two blanks",
  plan: approvedPlan(),
  request: "issue-7",
  content: digestOf("content"),
  subject: digestOf("subject"),
  createdAt: "2026-03-01T10:00:00Z",
  ...change,
});

/** The documents as whoever finds them reads them. */
function readBack(input: PlanDocumentsInput) {
  const { workflow, item } = planDocuments(input);
  const [flow, work] = [workflow, item].map(({ text }) => {
    const parsed = parseJson(Buffer.from(text));
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  const read = readShape(Workflow, flow);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return { workflow: read.value, item: readShape(WorkItem, work), plan: planOf(read.value) };
}

const TITLES = [
  { because: "empty", title: "", is: "issue-7" },
  { because: "blank", title: " \u00a0\t ", is: /^issue-7/ },
  { because: "as long as a title may be", title: "x".repeat(256), is: `issue-7: ${"x".repeat(150)}` },
  { because: "an escape", title: "a\u001b[2Jb", is: "issue-7: a\\u{1b}[2Jb" },
  { because: "a change of direction", title: "a\u202eb", is: "issue-7: a\\u{202e}b" },
  {
    because: "an emoji where it is cut",
    title: `${"x".repeat(149)}😀 and more`,
    is: `issue-7: ${"x".repeat(149)}`,
  },
  { because: "a path", title: "../../etc/passwd", is: "issue-7: ../../etc/passwd" },
  { because: "two dots", title: "..", is: "issue-7: .." },
  {
    because: "YAML",
    title: "{a: [1, *x]}\n- run: rm -rf /",
    is: "issue-7: {a: [1, *x]}\\u{a}- run: rm -rf /",
  },
  { because: "JSON", title: '","run":["rm"],"x":"', is: 'issue-7: ","run":["rm"],"x":"' },
  { because: "a workflow command", title: "::set-output name=a::b", is: "issue-7: ::set-output name=a::b" },
];

describe("the documents of a plan", () => {
  test.each(TITLES)("read as they were meant, whatever the title is: $because", ({ title, is }) => {
    const { workflow, item, plan } = readBack(inputOf({ title }));
    if (typeof is === "string") expect(workflow.name).toBe(is);
    else expect(workflow.name).toMatch(is);
    expect(item.ok).toBe(true);
    expect(plan).toMatchObject({ ok: true });
    expect(workflow.steps.map(({ key, run, timeout }) => [key, timeout, ...(run ?? [])])).toEqual([
      ["implement", "60s"],
      ["check", "60s", "npm", "test"],
      ["publish", "120s"],
    ]);
  });

  test("are the same bytes for the same input, and read for every title", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 256, unit: "grapheme" }), (title) => {
        expect(planDocuments(inputOf({ title }))).toEqual(planDocuments(inputOf({ title })));
        expect(readBack(inputOf({ title })).item.ok).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("lie where their name says, and are bound by their bytes", () => {
    const { workItem, workflow, item } = planDocuments(inputOf({ name: "issue-7-4" }));
    expect([workItem, workflow.path, item.path]).toEqual([
      "issue-7-4",
      "artifacts/workflows/issue-7-4.json",
      "artifacts/work-items/issue-7-4.json",
    ]);
    expect([workflow.digest, item.digest]).toEqual([digestOf(workflow.text), digestOf(item.text)]);
  });

  test("bind the request, what was written and what was voted on", () => {
    const { item } = readBack(inputOf());
    expect(item).toMatchObject({
      ok: true,
      value: {
        workflowId: "issue-7-1@1",
        currentStepKey: "implement",
        status: "queued",
        metadata: { request: "issue-7", content: digestOf("content"), subject: digestOf("subject") },
      },
    });
  });

  test("round a time up to seconds, and have room for the longest", () => {
    const plan = approvedPlan();
    const steps = plan.steps.map((step, at) => ({
      ...step,
      timeoutMs: [1_001, 172_800_000, 1_000][at] ?? 1_000,
    }));
    const { workflow } = readBack(inputOf({ plan: { ...plan, steps } }));
    expect(workflow.steps.map(({ timeout }) => timeout)).toEqual(["2s", "172800s", "1s"]);
  });
});
