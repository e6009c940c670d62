import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing, textOf } from "../support/blackbox/folder.ts";
import { itemFiles, stepsOf, workflowOf, yamlOf } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const SCHEDULE = `artifacts/schedule/${WORK_ITEM}.json`;
const DELEGATE = ["delegate", "--work-item", WORK_ITEM];

keepsTheConventions("delegate");

interface Answer {
  readonly path: string;
  readonly digest: string;
  readonly written: boolean;
  readonly isComplete: boolean;
  readonly readySteps: readonly { key: string; attempt: string; previousAttempt?: string }[];
  readonly runningSteps: readonly { key: string }[];
}

describe("continuo delegate", () => {
  test("writes the schedule where seed 002 says, and answers with its digest", async () => {
    const shop = await on("fresh");
    const answer = await works<Answer>(shop, [...DELEGATE, "--prompt", "Generate schedule"]);
    expect(answer).toMatchObject({ path: SCHEDULE, written: true, isComplete: false });
    const bytes = readFileSync(join(shop.root, SCHEDULE));
    expect(answer.digest).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
    expect(documentAt(shop, SCHEDULE)).toMatchObject({
      schemaVersion: "1.0",
      workItemId: WORK_ITEM,
      readySteps: [{ key: "phase-tests", order: 2, parallelizable: false, attempt: "phase-tests-local" }],
      audit: { prompt: "Generate schedule" },
    });
  });

  test("is canonical on disk: keys sorted, two spaces, one final newline, no absolute path", async () => {
    const shop = await on("fresh");
    await works(shop, DELEGATE);
    const text = textOf(shop, SCHEDULE);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text).not.toContain(shop.root);
    const keys = Object.keys(JSON.parse(text));
    expect(keys).toEqual([...keys].sort());
  });

  test("said again it changes nothing; with another --now it bears that time", async () => {
    const shop = await on("fresh");
    await works(shop, DELEGATE);
    const before = textOf(shop, SCHEDULE);
    expect(await works<Answer>(shop, DELEGATE)).toMatchObject({ written: false });
    expect(textOf(shop, SCHEDULE)).toBe(before);
    await works(shop, [...DELEGATE, "--now", "2026-11-21T10:00:00+01:00"]);
    expect(documentAt(shop, SCHEDULE)).toMatchObject({ generatedAt: "2026-11-21T09:00:00.000Z" });
  });

  test("SOURCE_DATE_EPOCH gives the time, --now goes before it, and what is no number is a wrong configuration", async () => {
    const shop = await on("fresh");
    const env = { SOURCE_DATE_EPOCH: "1700000000" };
    await works(shop, DELEGATE, { env });
    expect(documentAt(shop, SCHEDULE)).toMatchObject({ generatedAt: "2023-11-14T22:13:20.000Z" });
    await works(shop, [...DELEGATE, "--now", "2026-01-01T00:00:00Z"], { env });
    expect(documentAt(shop, SCHEDULE)).toMatchObject({ generatedAt: "2026-01-01T00:00:00.000Z" });
    const said = await fails(shop, DELEGATE, 78, "environment.invalid", {
      env: { SOURCE_DATE_EPOCH: "soon" },
    });
    expect(said.message).toContain("SOURCE_DATE_EPOCH");
  });

  test.each([
    ["the first word", ["delegate", WORK_ITEM]],
    ["the seed's spelling", ["delegate", "--structured-work-item", WORK_ITEM, "--non-interactive"]],
    ["and its counterpart", ["delegate", "--interactive", "--structured-work-item", WORK_ITEM]],
  ])("takes the work item as %s", async (_, words) => {
    expect(await works<Answer>(await on("fresh"), words)).toMatchObject({ path: SCHEDULE });
  });

  test.each([
    ["both spellings at once", [...DELEGATE, "--structured-work-item", WORK_ITEM], "given twice"],
    ["a blank prompt", [...DELEGATE, "--prompt", " "], "--prompt must not be blank"],
    ["no work item", ["delegate"], "--work-item is missing"],
    ["a word too many", [...DELEGATE, "more"], "one word too many"],
    ["a time that is none", [...DELEGATE, "--now", "yesterday"], "--now must be a time in ISO 8601"],
    ["a flag without its value", ["delegate", "--work-item"], "--work-item needs a value"],
  ])("refuses %s", async (_, words, message) => {
    expect((await fails(await on("fresh"), words, 2, "input.invalid")).message).toContain(message);
  });

  test("names every problem of the command line at once", async () => {
    const said = await fails(
      await on("fresh"),
      ["delegate", "--work-item", "Not An Id", "--now", "soon", "--promt", "x", "--prompt", ""],
      2,
      "input.invalid",
    );
    for (const part of [
      "--work-item must be",
      "--now must be",
      "did you mean --prompt?",
      "--prompt must not",
    ])
      expect(said.message).toContain(part);
  });

  test("finishes a work item: all steps complete, and a closing record", async () => {
    const shop = passing(itemFiles("a/1"));
    await must(shop, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a-local"]);
    const answer = await works<Answer>(shop, ["delegate", "wi"]);
    expect(answer).toMatchObject({ isComplete: true, readySteps: [] });
    expect(filesIn(shop.root, "artifacts/records/wi").join()).toContain("closing-1.json");
    expect((await shop.run(["delegate", "wi"])).stdout).toContain("All steps complete.");
  });

  test("shows a claimed step as running and a failed one as ready with the next attempt", async () => {
    const shop = await on("claimed");
    expect((await works<Answer>(shop, DELEGATE)).runningSteps.map(({ key }) => key)).toEqual(["phase-tests"]);
    const words = ["--work-item", WORK_ITEM, "--step", "phase-tests", "--attempt", "phase-tests-local"];
    await must(shop, ["complete", ...words, "--event-type", "attempt-failed"]);
    expect((await works<Answer>(shop, DELEGATE)).readySteps).toMatchObject([
      { key: "phase-tests", attempt: "phase-tests-local-2", previousAttempt: "phase-tests-local" },
    ]);
  });
});

describe("continuo delegate, on documents that are wrong", () => {
  const FILES = itemFiles("a/1 b/2");
  const ITEM = "artifacts/work-items/wi.json";
  const FLOW = "artifacts/workflows/w.yaml";

  test.each([
    ["a work item that is not there", {}, 6, "item.missing", ["nowhere"]],
    ["a work item that is no JSON", { [ITEM]: "{" }, 2, "item.malformed", [ITEM]],
    [
      "a work item of another name",
      { [ITEM]: FILES[ITEM]?.replace('"wi"', '"other"') },
      2,
      "item.malformed",
      [ITEM, "other"],
    ],
    [
      "a work item with a wrong status",
      { [ITEM]: FILES[ITEM]?.replace("in-progress", "busy") },
      2,
      "item.malformed",
      ["status", "busy", "queued"],
    ],
    [
      "an unknown workflow",
      { [ITEM]: FILES[ITEM]?.replace("w@1.0.0", "zzz@1") },
      6,
      "workflow.missing",
      ["zzz"],
    ],
    [
      "another version",
      { [ITEM]: FILES[ITEM]?.replace("w@1.0.0", "w@9.9.9") },
      6,
      "workflow.missing",
      ["9.9.9", "1.0.0"],
    ],
    [
      "a workflow twice",
      { "artifacts/workflows/v.yaml": FILES[FLOW] },
      2,
      "workflow.ambiguous",
      ["v.yaml", "w.yaml"],
    ],
    ["a workflow that is no YAML", { [FLOW]: "a: [" }, 2, "workflow.malformed", ["w.yaml"]],
    ["an empty workflow file", { [FLOW]: "" }, 6, "workflow.missing", ["w"]],
  ] as const)("%s", async (_, change, exit, code, parts) => {
    const shop = passing({ ...FILES, ...change } as Record<string, string>);
    const said = await fails(shop, ["delegate", code === "item.missing" ? "nowhere" : "wi"], exit, code);
    for (const part of parts) expect(`${said.message} ${said.hint}`).toContain(part);
    expect(filesIn(shop.root, "artifacts/schedule")).toEqual([]);
    expect(said.hint).toMatch(/\S/);
  });

  test("names all that is wrong with a workflow: where, what was found, what is allowed", async () => {
    const steps = [
      { key: "a", order: 0, dependsON: ["x"] },
      { key: "b", order: 2, responsibleRole: undefined },
    ];
    const shop = passing({ ...FILES, [FLOW]: yamlOf(workflowOf(steps, { naem: "x", versoin: "1" })) });
    const { message } = await fails(shop, ["delegate", "wi"], 2, "workflow.malformed");
    for (const part of [
      "steps[0] (a).order",
      "positive integer",
      "did you mean dependsOn?",
      "steps[1] (b).responsibleRole",
      "versoin is not a known key; did you mean version?",
    ])
      expect(message).toContain(part);
  });

  test("names every member of a cycle, every unknown dependency and every duplicate", async () => {
    const at = async (steps: Parameters<typeof workflowOf>[0]) =>
      (
        await fails(
          passing({ ...FILES, [FLOW]: yamlOf(workflowOf(steps)) }),
          ["delegate", "wi"],
          2,
          "workflow.malformed",
        )
      ).message;
    const graph = (needs: Record<string, string[]>) =>
      Object.entries(needs).map(([key, dependsOn]) => ({ key, order: 1, dependsOn }));
    expect(await at(graph({ a: ["b"], b: ["a"], c: ["d"], d: ["c"], e: [] }))).toMatch(/a, b.*c, d/);
    expect(await at(graph({ a: ["nope", "gone"] }))).toContain("nope, gone");
    expect(await at(stepsOf("a/1 A/2 b/3 b/4"))).toMatch(/a, A.*b, b/);
  });

  test("a workflow that changed since the work item was opened is found out", async () => {
    const shop = passing(FILES);
    await works(shop, ["delegate", "wi"]);
    shop.write(FLOW, yamlOf(workflowOf(stepsOf("a/1 b/2 c/3"))));
    const said = await fails(shop, ["delegate", "wi"], 5, "workflow.changed");
    expect(said.message).toContain(FLOW);
  });

  test("a link planted where the schedule goes is not followed", async () => {
    const shop = passing(FILES);
    mkdirSync(join(shop.root, "artifacts/schedule"), { recursive: true });
    const canary = join(dirname(shop.root), "canary");
    symlinkSync(canary, join(shop.root, "artifacts/schedule/wi.json"));
    await fails(shop, ["delegate", "wi"], 5, "files.foreign");
    expect(filesIn(dirname(shop.root)).filter((path) => path.startsWith("canary"))).toEqual([]);
  });

  test("says the nearest name when a work item is mistyped", async () => {
    const said = await fails(passing(FILES), ["delegate", "wii"], 6, "item.missing");
    expect(said.hint).toBe("Did you mean wi?");
  });
});
