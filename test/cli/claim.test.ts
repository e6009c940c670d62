import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("claim");

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
const WI = ["--work-item", "wi", "--step"];
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("continuo claim", () => {
  test("leaves the seed's view, with who holds it, until when, and under which token", async () => {
    const shop = await on("fresh");
    const claim = await works(shop, ["claim", ...AT], { env: { HOSTNAME: "box-7" } });
    expect(claim).toMatchObject({
      schemaVersion: "1.0",
      attemptId: "phase-tests-local",
      workItemId: WORK_ITEM,
      stepKey: "phase-tests",
      status: "running",
      token: 1,
      executor: { id: "box-7", displayName: "local" },
      artifactPath: "artifacts/claims/phase-tests-local.json",
    });
    const { artifactPath, ...view } = claim;
    expect(documentAt(shop, "artifacts/claims/phase-tests-local.json")).toEqual(view);
    const lease = Date.parse(String(claim["leaseUntil"])) - Date.parse(String(claim["claimedAt"]));
    expect(lease).toBe(3_600_000);
  });

  test("a second claim is a conflict that says who holds it and until when, and changes nothing", async () => {
    const shop = await on("claimed");
    const before = filesIn(shop.root);
    const said = await fails(shop, ["claim", ...AT], 4, "claims.held");
    expect(said.message).toMatch(/held by attempt phase-tests-local \(local\) until \d{4}-/);
    expect(said.details).toMatchObject({ attempt: "phase-tests-local" });
    expect(filesIn(shop.root)).toEqual(before);
    const text = await shop.run(["claim", ...AT]);
    expect(text).toMatchObject({ exitCode: 4, stdout: "" });
    expect(text.stderr).toMatch(/^error\[claims\.held\]: .*\nhint: .*\n$/);
  });

  test("a completed step is refused, with what would have it done again", async () => {
    const said = await fails(await on("completed"), ["claim", ...AT], 3, "claims.done");
    expect(said.hint).toContain("continuo revert");
  });

  test("a blocked step is refused, naming the nearest cause", async () => {
    const shop = await on("fresh");
    const said = await fails(
      shop,
      ["claim", "--work-item", WORK_ITEM, "--step", "phase-polish"],
      3,
      "claims.blocked",
    );
    expect(said.message).toContain("phase-ci");
    expect(said.details).toMatchObject({ cause: "order", blockedBy: ["phase-ci"] });
    expect(filesIn(shop.root, "artifacts/claims")).not.toContain("artifacts/claims/phase-polish-local.json");
  });

  test("a refusal in words goes to the person, and the answer stream stays empty", async () => {
    const ended = await (await on("completed")).run(["claim", ...AT]);
    expect(ended).toMatchObject({ exitCode: 3, stdout: "" });
    expect(ended.stderr).toMatch(/^refused\[claims\.done\]: .*\nhint: /);
  });

  test("an unknown step is missing, with the nearest spelling", async () => {
    const said = await fails(
      await on("fresh"),
      ["claim", "--work-item", WORK_ITEM, "--step", "phase-test"],
      6,
      "step.missing",
    );
    expect(said.hint).toContain("phase-tests");
  });

  test("after a failure the next free id, linked to the attempt before", async () => {
    const shop = await on("claimed");
    await must(shop, ["complete", ...AT, "--attempt", "phase-tests-local", "--event-type", "attempt-failed"]);
    expect(await works(shop, ["claim", ...AT])).toMatchObject({
      attemptId: "phase-tests-local-2",
      previousAttemptId: "phase-tests-local",
    });
  });

  test("an attempt id is used once in a repository: by this step, another step, another work item", async () => {
    const shop = passing({
      ...itemFiles("a/1/par b/1/par"),
      "artifacts/work-items/other.json":
        itemFiles("a/1")["artifacts/work-items/wi.json"]?.replace('"wi"', '"other"') ?? "",
    });
    await must(shop, ["claim", ...WI, "a", "--attempt", "mine"]);
    await must(shop, ["release", ...WI, "a", "--attempt", "mine", "--reason", "no"]);
    for (const [item, step] of [
      ["wi", "a"],
      ["wi", "b"],
      ["other", "a"],
    ])
      await fails(
        shop,
        ["claim", "--work-item", item ?? "", "--step", step ?? "", "--attempt", "mine"],
        4,
        "claims.attempt-used",
      );
  });

  test.each([
    ["1s", true],
    ["168h", true],
    ["0s", false],
    ["169h", false],
    ["604801s", false],
    ["1d", false],
    ["-5m", false],
    ["5", false],
    ["1.5h", false],
  ])("a lease of %s: %s", async (lease, isAllowed) => {
    const shop = await on("fresh");
    if (isAllowed) await works(shop, ["claim", ...AT, `--lease=${lease}`]);
    else
      expect((await fails(shop, ["claim", ...AT, `--lease=${lease}`], 2, "input.invalid")).message).toContain(
        "1s to 168h",
      );
  });

  test("a step's timeout makes its lease, with a grace", async () => {
    const shop = passing(itemFiles([{ key: "a", order: 1, timeout: "30m" }]));
    const claim = await works<Record<string, string>>(shop, ["claim", ...WI, "a"]);
    expect(Date.parse(claim["leaseUntil"] ?? "") - Date.parse(claim["claimedAt"] ?? "")).toBe(35 * 60_000);
  });

  test("retries run out, and a revert unlocks one more", async () => {
    const shop = passing(itemFiles([{ key: "a", order: 1, retries: 1 }]));
    const failOnce = async (attempt: string) =>
      must(shop, ["complete", ...WI, "a", "--attempt", attempt, "--event-type", "attempt-failed"]);
    await failOnce("a1");
    await failOnce("a2");
    const said = await fails(shop, ["claim", ...WI, "a"], 3, "claims.retries");
    expect(said.message).toContain("failed 2 times");
    await must(shop, ["revert", ...WI, "a", "--reason", "found it"]);
    expect(await works(shop, ["claim", ...WI, "a"])).toMatchObject({ attemptId: "a-local" });
  });

  test("after its lease a claim can be taken over, with a larger token; the zombie lands nothing", async () => {
    const shop = passing(itemFiles("a/1"));
    const first = await works<{ token: number }>(shop, ["claim", ...WI, "a", "--lease", "1s"]);
    await wait(1_100);
    const second = await works<{ token: number }>(shop, ["claim", ...WI, "a"]);
    expect(second).toMatchObject({ attemptId: "a-local-2", previousAttemptId: "a-local" });
    expect(second.token).toBeGreaterThan(first.token);
    expect(documentAt(shop, "artifacts/claims/a-local-2.json")).toMatchObject({ status: "running" });
    const zombie = [...WI, "a", "--attempt", "a-local"];
    await fails(shop, ["renew", ...zombie], 4, "claims.stale");
    await fails(shop, ["release", ...zombie, "--reason", "x"], 4, "claims.stale");
    await fails(shop, ["complete", ...zombie], 4, "claims.stale");
    expect(filesIn(shop.root, "artifacts/handoff")).toEqual([]);
  });

  test("the view of an expired attempt says so once it was taken over", async () => {
    const shop = passing(itemFiles("a/1"));
    await works(shop, ["claim", ...WI, "a", "--lease", "1s"]);
    await wait(1_100);
    await works(shop, ["claim", ...WI, "a"]);
    expect(documentAt(shop, "artifacts/claims/a-local.json")).toMatchObject({ status: "expired" });
    const verified = await shop.run(["verify", "wi"]);
    expect(verified.stdout).toContain("intact");
  });

  test.each([
    ["no step", ["--work-item", WORK_ITEM], ["--step is missing"]],
    ["nothing at all", [], ["--work-item is missing", "--step is missing"]],
    ["an upper-case attempt", [...AT, "--attempt", "Mine"], ["--attempt must be"]],
    ["a short flag", [...AT, "-q"], ["-q is not a known flag"]],
    ["a flag of another verb", [...AT, "--reason", "x"], ["--reason is not a known flag"]],
  ])("refuses %s", async (_, words, parts) => {
    const said = await fails(await on("fresh"), ["claim", ...words], 2, "input.invalid");
    for (const part of parts) expect(said.message).toContain(part);
    expect(said.hint).toContain("continuo claim --help");
  });
});
