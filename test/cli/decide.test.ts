import { describe, expect, test } from "vitest";
import { type Failed, keepsTheConventions } from "../support/blackbox/conventions.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { REQUEST } from "../support/blackbox/scenes.ts";

keepsTheConventions("decide");

const ask = (input: unknown, ...more: string[]) =>
  passing().run(["decide", "schedule", ...more], {
    input: typeof input === "string" ? input : JSON.stringify(input),
  });

describe("continuo decide", () => {
  test("answers a rule's question with its decision alone", async () => {
    const ended = await ask(REQUEST, "--json");
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      workItemId: "wi",
      launchOrder: ["a", "b", "c"],
      readySteps: [{ key: "a", attempt: "a-local" }],
      blockedSteps: [{ key: "b", blockedBy: ["a"], cause: "order" }, { key: "c" }],
    });
  });

  test("decides what delegate decides", async () => {
    const shop = passing(itemFiles("a/1 b/2/par c/2/par"));
    await works(shop, ["delegate", "wi", "--now", REQUEST.now]);
    const { audit, ...schedule } = documentAt<Record<string, unknown>>(shop, "artifacts/schedule/wi.json");
    expect(audit).toBeDefined();
    expect(
      JSON.parse((await ask({ ...REQUEST, workflow: { ...REQUEST.workflow } }, "--json")).stdout),
    ).toEqual(schedule);
  });

  test("the same question has the same bytes for an answer", async () => {
    expect((await ask(REQUEST)).stdout).toBe((await ask(REQUEST)).stdout);
  });

  test.each([
    ["nothing at all", ""],
    ["no JSON", "{"],
    ["a key twice", '{"now":"2026-01-01T00:00:00Z","now":"2026-01-01T00:00:00Z"}'],
    ["too deep", "[".repeat(70) + "]".repeat(70)],
    ["an unknown key", JSON.stringify({ ...REQUEST, extra: 1 })],
    [
      "facts about a step that is not there",
      JSON.stringify({ ...REQUEST, facts: { zz: { standing: "completed" } } }),
    ],
    [
      "a workflow that contradicts itself",
      JSON.stringify({
        ...REQUEST,
        workflow: {
          ...REQUEST.workflow,
          steps: [...(REQUEST.workflow["steps"] as object[]), ...(REQUEST.workflow["steps"] as object[])],
        },
      }),
    ],
  ])("refuses %s, with where the schema is", async (_, input) => {
    const said = await fails(passing(), ["decide", "schedule"], 2, "decide.input", { input });
    expect(said.hint).toContain("schemas/rules/schedule.input.schema.json");
  });

  test("--batch: one decision a line, in order, a bad line answers with its error, exit 0", async () => {
    const ended = await ask(
      [JSON.stringify(REQUEST), "nonsense", "{}", JSON.stringify({ ...REQUEST, workItemId: "other" })].join(
        "\n",
      ),
      "--batch",
    );
    expect(ended.exitCode).toBe(0);
    const lines = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { workItemId?: string } & Partial<Failed>);
    expect(lines).toHaveLength(4);
    expect(lines.map((line) => line.workItemId ?? line.error?.code)).toEqual([
      "wi",
      "decide.input",
      "decide.input",
      "other",
    ]);
  });

  test("--batch: a last line without its newline counts, an empty input gives no lines", async () => {
    expect(
      (await ask(`${JSON.stringify(REQUEST)}\n${JSON.stringify(REQUEST)}`, "--batch")).stdout
        .trimEnd()
        .split("\n"),
    ).toHaveLength(2);
    expect(await ask("", "--batch")).toMatchObject({ exitCode: 0, stdout: "" });
  });

  test("--batch keeps up with many lines in pieces of any size", async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ ...REQUEST, workItemId: `wi-${i}` }),
    ).join("\n");
    const ended = await ask(many, "--batch", "--json");
    const ids = ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { workItemId: string }).workItemId);
    expect(ids).toEqual(Array.from({ length: 300 }, (_, i) => `wi-${i}`));
  });

  test.each([
    ["no rule", [], "--rule is missing"],
    ["an unknown rule", ["tallies"], "--rule must be one of route, providers"],
    ["two rules", ["schedule", "schedule"], "one word too many"],
  ])("refuses %s", async (_, more, part) => {
    expect((await fails(passing(), ["decide", ...more], 2, "input.invalid")).message).toContain(part);
  });
});
