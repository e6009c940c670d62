import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing, textOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("gate");

const GATE = ["gate", "--work-item", WORK_ITEM, "--gate", "quality"];
const REJECT = [...GATE, "--decision", "reject", "--reason", "Missing edge-case tests"];
const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const VIEW = `artifacts/gates/${WORK_ITEM}/quality.json`;
const ITEM = `artifacts/work-items/${WORK_ITEM}.json`;

interface Standing {
  readonly items: readonly { readonly steps: readonly { key: string; standing: string; cause?: string }[] }[];
}
const standingOf = async (shop: Awaited<ReturnType<typeof on>>, key: string) =>
  (await works<Standing>(shop, ["status"])).items[0]?.steps.find((step) => step.key === key);

describe("continuo gate", () => {
  test("an approval is recorded, with who and when", async () => {
    const shop = await on("fresh");
    const answer = await works(shop, [...GATE, "--reviewer", "ann"]);
    expect(answer).toMatchObject({
      decision: "approve",
      reviewer: "ann",
      reasons: [],
      path: VIEW,
      repeated: false,
    });
    expect(documentAt(shop, VIEW)).toMatchObject({ gateKey: "quality", seq: 1, previous: null });
  });

  test("a gate that no step waits for may be a slip: said, and recorded all the same", async () => {
    const steps = [{ key: "a", order: 1, gateKey: "release-gate" }];
    const decide = (gate: string) =>
      passing(itemFiles(steps)).run(["gate", "--work-item", "wi", "--gate", gate]);
    const [right, near, far] = [
      await decide("release-gate"),
      await decide("relase-gate"),
      await decide("zz"),
    ];
    expect([right.exitCode, near.exitCode, far.exitCode]).toEqual([0, 0, 0]);
    expect(right.stderr).toBe("");
    expect(near.stderr).toContain(
      "warning: No step of work item wi waits for gate relase-gate: did you mean release-gate?",
    );
    expect(far.stderr).toContain("waits for gate zz: its steps wait for release-gate.");
  });

  test("a rejection needs a reason, and leaves nothing without one", async () => {
    const shop = await on("fresh");
    const said = await fails(shop, [...GATE, "--decision", "reject"], 2, "input.invalid");
    expect(said.message).toContain("--reason");
    expect(filesIn(shop.root, "artifacts/gates")).toEqual([]);
  });

  test("a rejection rewinds: the work from the re-entry step on is taken back, the work item says rework", async () => {
    const shop = await on("completed");
    const answer = await works(shop, [
      ...REJECT,
      "--reason",
      "too slow",
      "--reentry-step",
      "phase-tests",
      "--reviewer",
      "ann",
    ]);
    expect(answer).toMatchObject({
      decision: "reject",
      reasons: ["Missing edge-case tests", "too slow"],
      reentryStepKey: "phase-tests",
      withdrawn: [{ step: "phase-tests", attempt: "phase-tests-local" }],
    });
    expect(documentAt(shop, ITEM)).toMatchObject({
      status: "rework",
      currentStepKey: "phase-tests",
      metadata: { lastReworkReasons: ["Missing edge-case tests", "too slow"] },
    });
    expect(await standingOf(shop, "phase-tests")).toMatchObject({ standing: "ready" });
    expect(await works(shop, ["claim", ...AT])).toMatchObject({ previousAttemptId: "phase-tests-local" });
  });

  test("what people wrote in the work item stays as it is", async () => {
    const shop = await on("completed");
    const before = documentAt<Record<string, unknown>>(shop, ITEM);
    await works(shop, [...REJECT, "--reentry-step", "phase-tests"]);
    const { status, currentStepKey, updatedAt, metadata, ...rest } = documentAt<Record<string, unknown>>(
      shop,
      ITEM,
    );
    expect(before).toMatchObject(rest);
    expect([status, currentStepKey]).toEqual(["rework", "phase-tests"]);
    expect([updatedAt, metadata].every((each) => each !== undefined)).toBe(true);
  });

  test("history is additive: both decisions stay, in order, and the first one's bytes do not change", async () => {
    const shop = await on("completed");
    await works(shop, [...REJECT, "--reentry-step", "phase-tests"]);
    const first = textOf(shop, `artifacts/gates/${WORK_ITEM}/quality/1.json`);
    await works(shop, GATE);
    expect(textOf(shop, `artifacts/gates/${WORK_ITEM}/quality/1.json`)).toBe(first);
    expect(documentAt(shop, VIEW)).toMatchObject({ decision: "approve", seq: 2 });
    const status = await works<{
      items: { gates: { state: string; decisions: { decision: string }[] }[] }[];
    }>(shop, ["status"]);
    expect(status.items[0]?.gates[0]).toMatchObject({
      state: "approved",
      decisions: [{ decision: "reject" }, { decision: "approve" }],
    });
  });

  test("the same call again is the same answer and no new decision", async () => {
    const shop = await on("fresh");
    await works(shop, GATE);
    const files = filesIn(shop.root);
    expect(await works(shop, GATE)).toMatchObject({ repeated: true, seq: 1 });
    expect(filesIn(shop.root)).toEqual(files);
  });

  test("the reworked result rejected for the same reason is a new rejection, and takes that result back", async () => {
    const shop = await on("completed");
    await works(shop, [...REJECT, "--reentry-step", "phase-tests"]);
    await must(shop, ["complete", ...AT, "--attempt", "second-try"]);
    const answer = await works(shop, [...REJECT, "--reentry-step", "phase-tests"]);
    expect(await standingOf(shop, "phase-tests")).toMatchObject({ standing: "ready" });
    expect(answer).toMatchObject({
      withdrawn: [{ step: "phase-tests", attempt: "second-try" }],
      repeated: false,
    });
  });

  test("a step with a gate waits for its approval, and for a new one after a rejection", async () => {
    const shop = passing(itemFiles([{ key: "a", order: 1, gateKey: "review" }]));
    const claim = ["claim", "--work-item", "wi", "--step", "a"];
    const gate = ["gate", "--work-item", "wi", "--gate", "review"];
    expect((await fails(shop, claim, 3, "claims.blocked")).details).toMatchObject({
      cause: "gate-open",
      blockedBy: ["gate:review"],
    });
    await works(shop, [...gate, "--decision", "reject", "--reason", "no"]);
    expect((await fails(shop, claim, 3, "claims.blocked")).details).toMatchObject({ cause: "gate-rejected" });
    await works(shop, gate);
    await works(shop, claim);
  });

  test("an integrated step is not taken back by a rejection: said, not done", async () => {
    const shop = await on("completed");
    await must(shop, [
      "complete",
      ...AT,
      "--attempt",
      "phase-tests-local",
      "--event-type",
      "baseline-integration",
    ]);
    const ended = await shop.run([...REJECT, "--reentry-step", "phase-tests", "--json"]);
    expect(ended.stderr).toContain("Step phase-tests is integrated");
    expect(JSON.parse(ended.stdout)).toMatchObject({ withdrawn: [] });
  });

  test.each([
    [
      "an unknown decision",
      [...GATE, "--decision", "banana"],
      2,
      "input.invalid",
      "must be approve or reject",
    ],
    [
      "more reasons than a record holds",
      [...REJECT, ...Array.from({ length: 50 }, (_, i) => `--reason=r${i}`)],
      2,
      "input.invalid",
      "--reason must be given at most 50 times",
    ],
    ["a blank reason", [...GATE, "--reason", " "], 2, "input.invalid", "--reason"],
    [
      "an unknown re-entry step",
      [...REJECT, "--reentry-step", "phase-test"],
      6,
      "step.missing",
      "phase-test",
    ],
    ["an unknown work item", ["gate", "--work-item", "nope", "--gate", "g"], 6, "item.missing", "nope"],
    ["no gate", ["gate", "--work-item", WORK_ITEM], 2, "input.invalid", "--gate is missing"],
    [
      "a gate that is a path",
      ["gate", "--work-item", WORK_ITEM, "--gate", "../g"],
      2,
      "input.invalid",
      "--gate must be",
    ],
  ])("refuses %s", async (_, words, exit, code, part) => {
    const shop = await on("fresh");
    expect((await fails(shop, words, exit, code)).message).toContain(part);
    expect(filesIn(shop.root, "artifacts/gates")).toEqual([]);
  });

  test("says in words what was taken back", async () => {
    const ended = await (await on("completed")).run([...REJECT, "--reentry-step", "phase-tests"]);
    expect(ended.stdout).toContain("Taken back: phase-tests.");
  });
});
