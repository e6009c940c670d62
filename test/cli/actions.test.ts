import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentOf } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { copyOf, documentAt, filesIn, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { inJob, JOB } from "../support/blackbox/job.ts";
import { on, SCENES, type Scened } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];

describe("in a job, every verb", () => {
  const verbs = Object.keys(SCENES) as Scened[];

  test.each(verbs)("%s writes a summary and outputs, and its answer is one document", async (verb) => {
    const { stage, words, input = "", ends = 0 } = SCENES[verb];
    const job = await inJob(await on(stage, JOB), words, { input });
    expect(job.exitCode, job.stderr).toBe(ends);
    expect([...job.outputs.keys()]).toEqual(["ending", "result"]);
    expect(job.outputs.get("ending")).toBe(ends === 0 ? "ok" : "inconclusive");
    expect(JSON.parse(job.outputs.get("result") ?? "")).toEqual(documentOf(job));
    expect(job.rendered).toContain(`continuo ${verb}: `);
    expect(job.summary).toContain("```text\n");
    if (ends === 0) expect(job.commands).toEqual([]);
  });

  test("a failure is one annotation that says what and what next, in lines as they were written", async () => {
    const job = await inJob(await on("claimed"), ["claim", ...AT]);
    expect(job.exitCode).toBe(4);
    expect(job.commands).toHaveLength(1);
    const [{ name, properties, data } = { name: "", properties: {}, data: "" }] = job.commands;
    expect(name).toBe("error");
    expect(properties["title"]).toContain("claims.held");
    expect(data).toContain("is held by attempt phase-tests-local");
    expect(data).toMatch(/\nhint: /);
    expect(job.outputs.get("ending")).toBe("conflict");
    expect(JSON.parse(job.outputs.get("result") ?? "")).toEqual(documentOf(job));
    expect(job.summary).toContain("claims.held");
  });

  test("a rule's no is an annotation too; so is a warning", async () => {
    const refused = await inJob(await on("completed"), ["claim", ...AT]);
    expect(refused.exitCode).toBe(3);
    expect(refused.commands).toMatchObject([{ name: "error" }]);
    expect(refused.outputs.get("ending")).toBe("refused");
    const shop = passing({ ...itemFiles("a/1"), "artifacts/workflows/other.yaml": "a: [" });
    const warned = await inJob(shop, ["delegate", "wi"]);
    expect(warned.commands).toMatchObject([{ name: "warning", data: expect.stringContaining("other.yaml") }]);
  });

  test("a command line that does not parse fails in the same form", async () => {
    const job = await inJob(await on("fresh"), ["claim", "--nope"]);
    expect(job.exitCode).toBe(2);
    expect(job.outputs.get("ending")).toBe("usage");
    expect(job.commands).toMatchObject([{ name: "error" }]);
  });

  test("without the runner's files it works as well", async () => {
    const env = { GITHUB_STEP_SUMMARY: "", GITHUB_OUTPUT: "" };
    expect((await inJob(await on("fresh"), ["claim", ...AT], { env })).exitCode).toBe(0);
  });

  test("a summary or output file that cannot be written to does not undo what was done: never 1, one document", async () => {
    const shop = await on("fresh");
    const env = { GITHUB_STEP_SUMMARY: "/nonexistent/summary", GITHUB_OUTPUT: "/nonexistent/output" };
    const ended = await shop.run(["claim", ...AT, "--json"], { env: { ...JOB, ...env } });
    expect(ended.exitCode).not.toBe(1);
    expect(ended.exitCode).not.toBe(70);
    documentOf(ended);
    expect(ended.stderr).not.toMatch(/node:fs|at Object\./);
  });

  test("no annotations, summaries or outputs elsewhere", async () => {
    const shop = await on("claimed");
    const out = join(shop.home, "out");
    const ended = await shop.run(["claim", ...AT], { env: { GITHUB_STEP_SUMMARY: out, GITHUB_OUTPUT: out } });
    expect(ended.stderr).not.toContain("::error");
    expect(filesIn(shop.home)).not.toContain("out");
  });
});

describe("attempts in a job", () => {
  const SECRET = { CONTINUO_HOLDER_KEY: "a secret of the repository" };
  const attemptOf = (ended: { stdout: string }) => JSON.parse(ended.stdout) as Record<string, unknown>;

  test("bear the run and its attempt; the executor is the run", async () => {
    const shop = await on("fresh");
    const claim = attemptOf(await inJob(shop, ["claim", ...AT]));
    expect(claim).toMatchObject({
      attemptId: "phase-tests-2-777-1",
      executor: { id: "777", displayName: "execute", runId: "777" },
    });
    expect(documentAt(shop, "artifacts/claims/phase-tests-2-777-1.json")).toMatchObject({
      status: "running",
    });
  });

  test("a re-run is a new attempt and never silently owns the first one", async () => {
    const shop = await on("fresh");
    await inJob(shop, ["claim", ...AT]);
    const rerun = { env: { GITHUB_RUN_ATTEMPT: "2" } };
    expect((await inJob(shop, ["claim", ...AT], rerun)).exitCode).toBe(4);
    await inJob(shop, [
      "complete",
      ...AT,
      "--attempt",
      "phase-tests-2-777-1",
      "--event-type",
      "attempt-failed",
    ]);
    expect(attemptOf(await inJob(shop, ["claim", ...AT], rerun))).toMatchObject({
      attemptId: "phase-tests-2-777-2",
      previousAttemptId: "phase-tests-2-777-1",
    });
  });

  test("the schedule gives out the very ids that claim gives", async () => {
    const shop = await on("fresh");
    const { readySteps } = attemptOf(await inJob(shop, ["delegate", WORK_ITEM])) as {
      readySteps: { attempt: string }[];
    };
    expect(readySteps[0]?.attempt).toBe("phase-tests-2-777-1");
  });

  test.each([
    ["GITHUB_RUN_ID", "../../x"],
    ["GITHUB_RUN_ID", "7 7"],
    ["GITHUB_RUN_ATTEMPT", "a/b"],
    ["GITHUB_RUN_ID", "9".repeat(300)],
  ])("%s=%s does not become part of a file name", async (name, value) => {
    const shop = await on("fresh");
    const job = await inJob(shop, ["claim", ...AT], { env: { [name]: value } });
    expect([0, 2, 78]).toContain(job.exitCode);
    for (const path of filesIn(shop.root, "artifacts/claims"))
      expect(path).toMatch(/^artifacts\/claims\/[a-z0-9._/-]{1,120}\.json$/);
  });

  test("completing what was not claimed is refused in a job", async () => {
    const shop = await on("fresh");
    const job = await inJob(shop, ["complete", ...AT, "--attempt", "by-hand"]);
    expect(job.exitCode).toBe(3);
    expect(documentOf(job)).toMatchObject({ refused: true, code: "claims.in-actions" });
    expect(filesIn(shop.root, "artifacts/handoff")).toHaveLength(1);
  });

  test("the next job derives the same holder from the repository's secret, another repository does not", async () => {
    const first = await on("fresh");
    await inJob(first, ["claim", ...AT], { env: SECRET });
    // Another checkout: what was committed, not what the first job's folder kept to itself.
    const second = copyOf(first);
    rmSync(join(second.root, ".continuo"), { recursive: true, force: true });
    const complete = ["complete", ...AT, "--attempt", "phase-tests-2-777-1"];
    const stranger = await inJob(second, complete, {
      env: { CONTINUO_HOLDER_KEY: "another secret of theirs" },
    });
    expect(stranger.exitCode).toBe(4);
    expect(stranger.stdout).toContain("claims.secret");
    expect((await inJob(second, complete, { env: SECRET })).exitCode).toBe(0);
  });

  test("the next job of the same run attempt holds the attempt; a re-run and another run do not", async () => {
    const complete = ["complete", ...AT, "--attempt", "phase-tests-2-777-1"];
    for (const [env, exitCode] of [
      [{ GITHUB_RUN_ATTEMPT: "2" }, 4],
      [{ GITHUB_RUN_ID: "778" }, 4],
      [{ GITHUB_REPOSITORY: "acme/others" }, 4],
      [{ GITHUB_JOB: "complete" }, 0],
    ] as const) {
      const shop = await on("fresh");
      await inJob(shop, ["claim", ...AT]);
      const job = await inJob(shop, complete, { env });
      expect(job.exitCode, `${JSON.stringify(env)} ${job.stderr}`).toBe(exitCode);
    }
  });

  test("without the repository's secret nothing is claimed, and no secret is made in the checkout", async () => {
    const shop = await on("fresh");
    const job = await inJob(shop, ["claim", ...AT], { env: { CONTINUO_HOLDER_KEY: "" } });
    expect(job.exitCode).toBe(78);
    expect(job.commands[0]?.data).toMatch(/CONTINUO_HOLDER_KEY is not set[\s\S]*hint: /);
    expect(filesIn(shop.root).filter((path) => /\.continuo|claims\/.*phase-tests/.test(path))).toEqual([]);
  });

  test("the secret of a holder is in no document, log, summary or output", async () => {
    const shop = await on("fresh");
    const job = await inJob(shop, ["claim", ...AT], { env: { ...SECRET, LOG_LEVEL: "debug" } });
    const said = `${job.stdout}${job.stderr}${job.summary}${[...job.outputs.values()].join()}`;
    expect(said).not.toContain(SECRET.CONTINUO_HOLDER_KEY);
    expect(filesIn(shop.root).filter((path) => /^\.continuo\/(?!\.gitignore|attempts\/)/.test(path))).toEqual(
      [],
    );
  });

  test("GITHUB_ACTOR is who reports", async () => {
    const shop = await on("fresh");
    await inJob(shop, ["claim", ...AT]);
    const job = await inJob(shop, ["complete", ...AT, "--attempt", "phase-tests-2-777-1"]);
    expect(documentOf(job)).toMatchObject({ actor: "octo" });
  });

  test("a local stage and a job share one history", async () => {
    const shop = await on("fresh");
    await must(shop, ["complete", ...AT, "--attempt", "by-hand"]);
    expect((await inJob(shop, ["claim", "--work-item", WORK_ITEM, "--step", "phase-models"])).exitCode).toBe(
      0,
    );
  });
});
