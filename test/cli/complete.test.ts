import { createHash } from "node:crypto";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Handoff } from "../../src/rules/evidence/handoff.ts";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing, textOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("complete");

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const MINE = [...AT, "--attempt", "phase-tests-local"];
const SAYING = ["--outcome", "Tests authored", "--next-action", "Run services"];

interface Answer {
  readonly path: string;
  readonly repeated: boolean;
  readonly [field: string]: unknown;
}

describe("continuo complete", () => {
  test("leaves the seed's handoff under the seed's name, with its signature beside it", async () => {
    const shop = await on("claimed");
    const answer = await works<Answer>(shop, ["complete", ...MINE, ...SAYING]);
    expect(answer.path).toMatch(
      new RegExp(
        `^artifacts/handoff/\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}Z-${WORK_ITEM}-phase-tests-phase-tests-local\\.json$`,
      ),
    );
    const document = documentAt(shop, answer.path);
    expect(v.safeParse(Handoff, document).issues).toBeUndefined();
    expect(document).toMatchObject({
      schemaVersion: "1.0",
      workItemId: WORK_ITEM,
      workflow: { name: "From a plan to its execution", version: "1.0.0" },
      step: { key: "phase-tests", order: 2 },
      eventType: "attempt-completed",
      attemptId: "phase-tests-local",
      outcome: "Tests authored",
      nextAction: "Run services",
      baselineIntegration: "pre",
      links: [],
      token: 1,
    });
    expect(documentAt(shop, answer.path.replace(/\.json$/, ".dsse.json"))).toHaveProperty("signatures");
    expect(documentAt(shop, "artifacts/claims/phase-tests-local.json")).toMatchObject({
      status: "completed",
    });
  });

  test("the same call again answers the same and writes nothing; another one is a conflict", async () => {
    const shop = await on("claimed");
    const first = await works<Answer>(shop, ["complete", ...MINE, ...SAYING]);
    const files = filesIn(shop.root);
    const bytes = textOf(shop, first.path);
    const { repeated, ...again } = await works<Answer>(shop, ["complete", ...MINE, ...SAYING]);
    expect(repeated).toBe(true);
    expect(again).toEqual({ ...again, path: first.path, timestamp: first["timestamp"] });
    const said = await fails(shop, ["complete", ...MINE, "--outcome", "Else"], 4, "claims.differs");
    expect(said.message).toContain(first.path);
    expect(filesIn(shop.root)).toEqual(files);
    expect(textOf(shop, first.path)).toBe(bytes);
  });

  test("exactly one terminal event: a failure after a completion is a conflict, and the other way round", async () => {
    const done = await on("completed");
    await fails(done, ["complete", ...MINE, "--event-type", "attempt-failed"], 4, "claims.stale");
    const failed = await on("claimed");
    await works(failed, ["complete", ...MINE, "--event-type", "attempt-failed"]);
    await fails(failed, ["complete", ...MINE], 4, "claims.stale");
  });

  test("an unclaimed, claimable attempt is taken and completed in one go", async () => {
    const shop = await on("fresh");
    await works(shop, ["complete", ...AT, "--attempt", "by-hand"]);
    const entry = documentAt(shop, `artifacts/claims/${WORK_ITEM}/phase-tests/1.json`);
    expect(entry).toMatchObject({ kind: "complete", attempt: "by-hand", token: 1 });
    expect(entry).toHaveProperty("implicit");
  });

  test("not while another attempt runs, not on a blocked step, not on a completed one", async () => {
    await fails(await on("claimed"), ["complete", ...AT, "--attempt", "by-hand"], 4, "claims.held");
    const done = await on("completed");
    await fails(done, ["complete", ...AT, "--attempt", "by-hand"], 3, "claims.done");
    await fails(
      done,
      ["complete", "--work-item", WORK_ITEM, "--step", "phase-ci", "--attempt", "x"],
      3,
      "claims.blocked",
    );
  });

  test("a failed attempt is a handoff too, and its view says so", async () => {
    const shop = await on("claimed");
    const answer = await works<Answer>(shop, [
      "complete",
      ...MINE,
      "--event-type",
      "attempt-failed",
      "--outcome",
      "red",
    ]);
    expect(documentAt(shop, answer.path)).toMatchObject({ eventType: "attempt-failed", outcome: "red" });
    expect(documentAt(shop, "artifacts/claims/phase-tests-local.json")).toMatchObject({ status: "failed" });
  });

  test("attempt-started takes the step, and keeps it until the attempt ends", async () => {
    const shop = await on("fresh");
    const started = ["complete", ...AT, "--attempt", "mine", "--event-type", "attempt-started"];
    await works(shop, started);
    await fails(shop, ["claim", ...AT], 4, "claims.held");
    await works(shop, ["complete", ...AT, "--attempt", "mine"]);
  });

  test("an operator rejects or integrates a completed attempt, each once", async () => {
    const shop = await on("completed");
    const integrate = [...MINE, "--event-type", "baseline-integration"];
    expect(await works(shop, ["complete", ...integrate])).toMatchObject({ baselineIntegration: "post" });
    expect(await works(shop, ["complete", ...integrate])).toMatchObject({ repeated: true });
    await fails(shop, ["complete", ...integrate, "--outcome", "other"], 4, "claims.differs");
    const rejected = await on("completed");
    await works(rejected, ["complete", ...MINE, "--event-type", "attempt-rejected"]);
    expect(documentAt(rejected, "artifacts/claims/phase-tests-local.json")).toMatchObject({
      status: "rejected",
    });
    expect(await works(rejected, ["claim", ...AT])).toMatchObject({ attemptId: "phase-tests-local-2" });
  });

  test("nothing to reject or integrate is refused", async () => {
    const shop = await on("claimed");
    for (const event of ["attempt-rejected", "baseline-integration"])
      await fails(shop, ["complete", ...MINE, "--event-type", event], 3, "claims.not-completed");
    await fails(
      await on("completed"),
      ["complete", ...AT, "--attempt", "x", "--event-type", "attempt-rejected"],
      3,
      "claims.other-attempt",
    );
  });

  test("linked files are hashed, addresses are kept, a missing file is warned of", async () => {
    const shop = await on("claimed");
    shop.write("notes/a.txt", "hello\n");
    const ended = await shop.run([
      "complete",
      ...MINE,
      "--link",
      "notes/a.txt",
      "--link=https://forge.invalid/1",
      "--link",
      "notes/none.txt",
      "--json",
    ]);
    expect(ended.stderr).toContain('"notes/none.txt" does not exist');
    const { path } = JSON.parse(ended.stdout) as Answer;
    const { links, files } = documentAt<{ links: string[]; files: Record<string, unknown>[] }>(shop, path);
    expect(links).toEqual(["notes/a.txt", "https://forge.invalid/1", "notes/none.txt"]);
    const digest = `sha256:${createHash("sha256")
      .update(readFileSync(join(shop.root, "notes/a.txt")))
      .digest("hex")}`;
    expect(files).toMatchObject([{ path: "notes/a.txt", digest, bytes: 6 }]);
  });

  test.each(["../secret", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\b"])(
    "a link that leaves the folder is refused: %s",
    async (link) => {
      await fails(await on("claimed"), ["complete", ...MINE, "--link", link], 2, "handoff.link");
    },
  );

  test("a linked file that is a link out of the folder is not read", async () => {
    const shop = await on("claimed");
    symlinkSync("/etc/hostname", join(shop.root, "out.txt"));
    const ended = await shop.run(["complete", ...MINE, "--link", "out.txt", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: "files.foreign" } });
  });

  test("a given time is written down in UTC; one before the last record of the step is refused", async () => {
    const shop = passing(itemFiles("a/1"));
    const at = ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a1"];
    const answer = await works<Answer>(shop, [...at, "--timestamp", "2026-01-02T12:00:00+02:00"]);
    expect(answer["timestamp"]).toBe("2026-01-02T10:00:00.000Z");
    const back = [...at, "--event-type", "baseline-integration", "--timestamp", "2026-01-01T00:00:00Z"];
    await fails(shop, back, 3, "claims.back-dated");
  });

  test("who reports: --actor, else GITHUB_ACTOR, else the local executor", async () => {
    const env = { GITHUB_ACTOR: "octo" };
    expect(await works(await on("claimed"), ["complete", ...MINE], { env })).toMatchObject({ actor: "octo" });
    expect(await works(await on("claimed"), ["complete", ...MINE, "--actor", "ann"], { env })).toMatchObject({
      actor: "ann",
    });
    expect(await works(await on("claimed"), ["complete", ...MINE])).toMatchObject({
      actor: "local-executor",
    });
  });

  test.each([
    ["an event that is none", ["--event-type", "done"], "--event-type must be one of attempt-started"],
    ["a gate's event", ["--event-type", "gate-approved"], "decided with the verb gate"],
    ["a baseline that is none", ["--baseline", "mid"], "--baseline must be pre or post"],
    ["a blank outcome", ["--outcome", ""], "--outcome must not be blank"],
    ["an actor that is too long", ["--actor", "x".repeat(201)], "at most 200"],
    ["a time that is none", ["--timestamp", "2026-13-01T00:00:00Z"], "--timestamp must be a time"],
    ["an empty link", ["--link", ""], "--link"],
  ])("refuses %s", async (_, more, part) => {
    const said = await fails(await on("claimed"), ["complete", ...MINE, ...more], 2, "input.invalid");
    expect(said.message).toContain(part);
  });

  test("names all that is missing; unknown steps and work items are missing", async () => {
    const shop = await on("fresh");
    const said = await fails(shop, ["complete"], 2, "input.invalid");
    for (const flag of ["--work-item", "--step", "--attempt"])
      expect(said.message).toContain(`${flag} is missing`);
    await fails(
      shop,
      ["complete", "--work-item", WORK_ITEM, "--step", "nope", "--attempt", "x"],
      6,
      "step.missing",
    );
    await fails(
      shop,
      ["complete", "--work-item", "nope", "--step", "a", "--attempt", "x"],
      6,
      "item.missing",
    );
  });

  test("the last completion closes the work item", async () => {
    const shop = passing(itemFiles("a/1"));
    await must(shop, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a1"]);
    expect(documentAt(shop, "artifacts/records/wi/closing-1.json")).toMatchObject({
      kind: "closing",
      steps: { a: { seq: 1 } },
    });
  });
});
