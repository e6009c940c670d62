import { renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { documentOf, keepsTheConventions } from "../support/blackbox/conventions.ts";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { copyOf, filesIn, passing, textOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { commitAll, git } from "../support/blackbox/repository.ts";
import { on } from "../support/blackbox/scenes.ts";
import type { Workshop } from "../support/cli.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

keepsTheConventions("verify");

interface Answer {
  readonly integrity: string;
  readonly items: readonly {
    readonly workItemId: string;
    readonly state: string;
    readonly integrity: string;
    readonly assurance: string;
    readonly findings: readonly { path: string; problem: string }[];
    readonly anchored: number;
  }[];
  readonly notProven: readonly string[];
}

const VERIFY = ["verify", "--work-item", WORK_ITEM];

describe("continuo verify", () => {
  let closed: Workshop;

  /** A closed work item, its key vouched for by a committed trust file. */
  beforeAll(async () => {
    closed = passing(itemFiles("a/1 b/2"));
    git(closed.root, "init", "--quiet");
    git(closed.root, "remote", "add", "origin", "https://forge.invalid/acme/plans.git");
    await must(closed, ["keys", "trust"]);
    commitAll(closed);
    for (const step of ["a", "b"])
      await must(closed, ["complete", "--work-item", "wi", "--step", step, "--attempt", `${step}1`]);
    await must(closed, ["delegate", "wi"]);
  });

  test("closed, whole and vouched for: 0", async () => {
    const answer = await works<Answer>(closed, ["verify"]);
    expect(answer).toMatchObject({
      integrity: "intact",
      items: [
        { workItemId: "wi", state: "closed", integrity: "intact", assurance: "trust-file", findings: [] },
      ],
    });
    expect(await closed.run(["verify", "--quiet"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("integrity, assurance and anchor on lines of their own, and what is not proven", async () => {
    const { stdout } = await closed.run(["verify", "wi"]);
    expect(stdout).toMatch(
      /^wi\n {2}integrity {3}intact .*\n {2}assurance {3}the trust file vouches.*\n {2}anchor {6}this machine.*\nnot proven\n/,
    );
  });

  test("on a machine that has never seen it there is no anchor: said, and no failure", async () => {
    const elsewhere = copyOf(closed);
    rmSync(join(elsewhere.home, ".local"), { recursive: true });
    const answer = await works<Answer>(elsewhere, ["verify"]);
    expect(answer.items[0]?.anchored).toBe(0);
    expect(answer.notProven.join()).toContain("no newer records were discarded");
  });

  test("a trust file that is only missing in the work tree vouches all the same", async () => {
    const shop = copyOf(closed);
    rmSync(join(shop.root, ".github"), { recursive: true });
    expect(await works<Answer>(shop, ["verify"])).toMatchObject({ items: [{ assurance: "trust-file" }] });
  });

  test("without a trust file the key vouches for itself alone: 7; where one has vouched before: 5", async () => {
    const shop = copyOf(closed);
    rmSync(join(shop.root, ".github"), { recursive: true });
    commitAll(shop, "no trust file any more");
    const here = await shop.run(["verify", "--json"]);
    expect(here.exitCode).toBe(5);
    expect(documentOf<Answer>(here).items[0]?.findings).toMatchObject([
      { path: ".github/continuo/keys.json" },
    ]);
    rmSync(join(shop.home, ".local"), { recursive: true });
    const elsewhere = await shop.run(["verify", "--json"]);
    expect(elsewhere.exitCode).toBe(7);
    expect(documentOf<Answer>(elsewhere).items[0]).toMatchObject({
      state: "closed",
      assurance: "self-asserted",
    });
  });

  test("a trust file that is not committed vouches for nobody, one that is named does", async () => {
    const shop = passing(itemFiles("a/1"));
    await must(shop, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a1"]);
    await must(shop, ["keys", "trust"]);
    expect((await shop.run(["verify"])).exitCode).toBe(7);
    await works(shop, ["verify", "--trust", ".github/continuo/keys.json"]);
  });

  test("a trust file that knows other keys: the records are not trusted, 5", async () => {
    const shop = copyOf(closed);
    const other = passing();
    await must(other, ["keys", "trust"]);
    shop.write("other.json", textOf(other, ".github/continuo/keys.json"));
    const ended = await shop.run(["verify", "--trust", "other.json", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).items[0]?.findings[0]?.problem).toContain("not trusted");
  });

  test("a key that may only write cannot approve a gate or revert", async () => {
    const shop = copyOf(closed);
    const trust = textOf(shop, ".github/continuo/keys.json").replace("operator", "writer");
    shop.write("writer.json", trust);
    await works(shop, ["verify", "--trust", "writer.json"]);
    await must(shop, ["revert", "--work-item", "wi", "--step", "b", "--reason", "x"]);
    const ended = await shop.run(["verify", "--trust", "writer.json", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).items[0]?.findings[0]?.path).toBe("artifacts/claims/wi/b/2.json");
  });

  test("open work is inconclusive, also when the key is vouched for", async () => {
    const shop = copyOf(closed);
    await must(shop, ["revert", "--work-item", "wi", "--step", "b", "--reason", "x"]);
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(7);
    expect(documentOf<Answer>(ended)).toMatchObject({ integrity: "intact", items: [{ state: "open" }] });
  });

  test("a work item of which nothing was recorded is untouched", async () => {
    const ended = await (await on("fresh")).run([...VERIFY, "--json"]);
    expect(ended.exitCode).toBe(7);
    expect(documentOf<Answer>(ended).items[0]).toMatchObject({
      state: "untouched",
      assurance: "none",
      findings: [],
    });
  });

  test("names what is wrong, in words and as a document, 5", async () => {
    const shop = await on("completed");
    const [path = ""] = filesIn(shop.root, "artifacts/handoff").filter((each) =>
      each.endsWith("phase-tests-local.json"),
    );
    shop.write(path, textOf(shop, path).replace("Step completed", "Step Completed"));
    const ended = await shop.run([...VERIFY, "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).items[0]?.findings).toMatchObject([
      { path, problem: expect.stringContaining("was changed") },
    ]);
    const words = await shop.run(VERIFY);
    expect(words.exitCode).toBe(5);
    expect(words.stdout).toContain(`integrity   broken`);
    expect(words.stdout).toContain(`    ${path} was changed`);
    expect((await shop.run([...VERIFY, "--quiet"])).stdout).toContain(path);
  });

  test("all work items at once; one that is broken makes it 5", async () => {
    const shop = copyOf(closed);
    shop.write(
      "artifacts/work-items/also.json",
      textOf(shop, "artifacts/work-items/wi.json").replace('"wi"', '"also"'),
    );
    expect((await shop.run(["verify"])).exitCode).toBe(7);
    rmSync(join(shop.root, "artifacts/records/wi/opening.json"));
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(
      documentOf<Answer>(ended).items.map(({ workItemId, integrity }) => [workItemId, integrity]),
    ).toEqual([
      ["also", "intact"],
      ["wi", "broken"],
    ]);
  });

  test.each([
    ["a work item that is not there", ["nope"], 6, "item.missing"],
    ["a trust file that is not there", [WORK_ITEM, "--trust", "none.json"], 6, "keys.no-trust-file"],
    ["a trust file that does not read", [WORK_ITEM, "--trust", "bad.json"], 78, "keys.unreadable"],
    ["an empty path", [WORK_ITEM, "--trust", ""], 2, "input.invalid"],
  ])("fails on %s", async (_, more, exit, code) => {
    const shop = await on("completed");
    shop.write("bad.json", "{}");
    const said = await fails(shop, ["verify", ...more], exit, code);
    expect(said.hint ?? "").toMatch(/\S/);
  });

  test("one work item that does not read does not keep the others from being verified", async () => {
    const shop = copyOf(closed);
    shop.write("artifacts/work-items/broken.json", "{");
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(5);
    const answer = documentOf<Answer>(ended);
    expect(answer.items).toMatchObject([
      {
        workItemId: "broken",
        integrity: "broken",
        findings: [
          { path: "artifacts/work-items/broken.json", problem: expect.stringContaining("is not JSON") },
        ],
      },
      { workItemId: "wi", integrity: "intact", findings: [] },
    ]);
    await fails(shop, ["verify", "broken"], 2, "item.malformed");
  });

  test("a folder whose artifacts were all taken away does not pass for verified", async () => {
    const shop = copyOf(closed);
    rmSync(join(shop.root, "artifacts"), { recursive: true });
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).items[0]?.findings[0]).toMatchObject({
      path: "artifacts/work-items/wi.json",
    });
    // Where nobody remembers anything, nothing was verified: that is no yes either.
    rmSync(join(shop.home, ".local"), { recursive: true });
    expect((await shop.run(["verify"])).exitCode).toBe(7);
  });

  test("records whose work item was taken away are verified, also where nobody remembers them", async () => {
    const shop = copyOf(closed);
    rmSync(join(shop.root, "artifacts/work-items"), { recursive: true });
    rmSync(join(shop.home, ".local"), { recursive: true });
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(documentOf<Answer>(ended).items).toMatchObject([
      { workItemId: "wi", state: "closed", findings: [{ path: "artifacts/work-items/wi.json" }] },
    ]);
  });

  test("a history that was taken away is not begun anew, until an operator accepts it", async () => {
    const shop = copyOf(closed);
    for (const folder of ["records", "claims", "handoff", "schedule"])
      rmSync(join(shop.root, "artifacts", folder), { recursive: true });
    const gone = documentOf<Answer>(await shop.run(["verify", "--json"]));
    expect(gone.items[0]).toMatchObject({
      state: "untouched",
      findings: [
        { path: "artifacts/records/wi/opening.json", problem: expect.stringContaining("is missing") },
      ],
    });
    expect((await shop.run(["claim", "--work-item", "wi", "--step", "a"])).exitCode).toBe(5);
    await must(shop, ["status", "wi", "--repair", "--accept-rollback"]);
    await must(shop, ["claim", "--work-item", "wi", "--step", "a"]);
    expect(documentOf<Answer>(await shop.run(["verify", "--json"])).items[0]).toMatchObject({ findings: [] });
  });

  test.each([
    ["an entry", "artifacts/claims/wi/a/1.json"],
    ["a handoff's folder", "artifacts/handoff"],
    ["a record", "artifacts/records/wi/closing-1.json"],
    ["a schedule", "artifacts/schedule/wi.json"],
  ])("a link in the place of %s is named, and everything else is still verified", async (_, path) => {
    const shop = copyOf(closed);
    renameSync(join(shop.root, path), join(shop.home, "moved"));
    symlinkSync(join(shop.home, "moved"), join(shop.root, path));
    shop.write("artifacts/claims/b1.json", "{}\n");
    const ended = await shop.run(["verify", "--json"]);
    expect(ended.exitCode).toBe(5);
    const named = documentOf<Answer>(ended).items[0]?.findings.map((each) => `${each.path} ${each.problem}`);
    expect(named).toContainEqual(expect.stringContaining(path));
    expect(named).toContainEqual(expect.stringContaining("artifacts/claims/b1.json"));
  });

  test("another tool's schedule that lay there at opening stays what it is", async () => {
    const shop = passing({ ...itemFiles("a/1"), "artifacts/schedule/wi.json": '{"readySteps": []}\n' });
    await must(shop, ["claim", "--work-item", "wi", "--step", "a"]);
    expect((await shop.run(["verify"])).exitCode).toBe(7);
    shop.write("artifacts/schedule/wi.json", '{"readySteps": [1]}\n');
    expect((await shop.run(["verify"])).exitCode).toBe(5);
  });
});
