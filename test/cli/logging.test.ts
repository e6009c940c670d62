import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentOf } from "../support/blackbox/conventions.ts";
import { JOB } from "../support/blackbox/job.ts";
import { commandsIn } from "../support/blackbox/runner.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const CLAIM = ["claim", "--work-item", WORK_ITEM, "--step", "phase-tests", "--json"];

interface Line {
  readonly level: string;
  readonly message: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("logs", () => {
  test("are JSON lines on standard error, with the ids that they are about; the answer stays alone", async () => {
    const ended = await (await on("fresh")).run(CLAIM, { env: { LOG_LEVEL: "info" } });
    documentOf(ended);
    const [line] = linesOf(ended.stderr);
    expect(line).toMatchObject({
      level: "info",
      workItemId: WORK_ITEM,
      stepKey: "phase-tests",
      attemptId: "phase-tests-local",
    });
    expect(new Date(line?.timestamp ?? "").toISOString()).toBe(line?.timestamp);
  });

  test("are silent at a terminal unless something is wrong, and at info in a job", async () => {
    expect((await (await on("fresh")).run(CLAIM)).stderr).toBe("");
    const job = await (await on("fresh")).run(CLAIM, {
      env: { ...JOB, GITHUB_SHA: "abc123" },
    });
    expect(linesOf(job.stderr)[0]).toMatchObject({ level: "info", gitSha: "abc123" });
  });

  test("LOG_FORMAT=github makes them notices that the runner shows", async () => {
    const ended = await (await on("fresh")).run(CLAIM, { env: { LOG_LEVEL: "info", LOG_FORMAT: "github" } });
    expect(commandsIn(ended.stderr)).toMatchObject([
      { name: "notice", data: expect.stringContaining("phase-tests-local") },
    ]);
  });

  test("LOG_FILE takes them, line after line, and leaves the streams to the answer", async () => {
    const shop = await on("fresh");
    const file = join(shop.home, "log.jsonl");
    writeFileSync(file, '{"level":"info","message":"before","timestamp":"2026-01-01T00:00:00.000Z"}\n');
    const ended = await shop.run(CLAIM, { env: { LOG_LEVEL: "info", LOG_FILE: file } });
    expect(ended.stderr).toBe("");
    expect(linesOf(readFileSync(file, "utf8")).map(({ message }) => message)[0]).toBe("before");
    expect(linesOf(readFileSync(file, "utf8")).length).toBeGreaterThan(1);
  });

  test.each([
    ["error", 0],
    ["warn", 0],
    ["info", 1],
    ["debug", 1],
    ["INFO", 1],
  ])("LOG_LEVEL=%s", async (level, least) => {
    const ended = await (await on("fresh")).run(CLAIM, { env: { LOG_LEVEL: level } });
    if (least === 0) expect(ended.stderr).toBe("");
    else expect(linesOf(ended.stderr).length).toBeGreaterThanOrEqual(least);
  });

  test("a log file that cannot be written does not make a claim that was taken a failure, nor pass for a bug", async () => {
    const shop = await on("fresh");
    const ended = await shop.run(CLAIM, {
      env: { LOG_LEVEL: "info", LOG_FILE: join(shop.home, "no/such/folder/x") },
    });
    expect(ended.stdout + ended.stderr).not.toContain("internal.bug");
    // Either it works without its log, or it says so before it does anything.
    if (ended.exitCode === 0) expect(documentOf(ended)).toMatchObject({ attemptId: "phase-tests-local" });
    else {
      expect(ended.exitCode).toBe(78);
      expect((await shop.run(CLAIM)).exitCode).toBe(0);
    }
  });
});
