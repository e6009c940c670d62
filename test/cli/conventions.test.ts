import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VERBS } from "../../src/commands/index.ts";
import { documentOf, type Failed, timeless } from "../support/blackbox/conventions.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { changes, everythingOf, passing, snapshotOf } from "../support/blackbox/folder.ts";
import { on, SCENES } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const AT = ["--work-item", WORK_ITEM, "--step", "phase-tests"];

describe("the command line as a whole", () => {
  test("--version and --help answer on standard output, each with 0", async () => {
    const shop = passing();
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await shop.run(["--version"])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    for (const word of ["--help", "-h", "help"]) {
      const ended = await shop.run([word]);
      expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
      for (const verb of Object.keys(VERBS)) expect(ended.stdout).toMatch(new RegExp(`^  ${verb} `, "m"));
    }
    expect(snapshotOf(shop.home).size).toBe(0);
  });

  test("no verb at all is a mistake: the usage, on the person's stream", async () => {
    const ended = await passing().run([]);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toContain("continuo <verb>");
  });

  test.each([
    ["frobnicate", undefined],
    ["clam", "claim"],
    ["delgate", "delegate"],
    ["exprot", "export"],
    ["Claim", "claim"],
    ["", undefined],
    ["__proto__", undefined],
    ["constructor", undefined],
  ])("an unknown verb %j is named, with the nearest spelling", async (verb, near) => {
    const said = await fails(passing(), [verb], 2, "input.invalid");
    expect(said.message).toContain(`"${verb}" is not a verb`);
    if (near) expect(said.message).toContain(`did you mean ${near}?`);
    else expect(said.message).not.toContain("did you mean");
  });

  test.each([["--json"], ["--cwd=."]])("%s before the verb is not taken for one silently", async (flag) => {
    const ended = await passing().run([flag, "status"]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(flag);
  });

  test("there is a scene for every verb", () => {
    expect(["demo", ...Object.keys(SCENES)].sort()).toEqual(Object.keys(VERBS).sort());
  });

  test("every verb's exit codes are those of the published table; 1 is never used", async () => {
    const table = readFileSync("docs/reference/failures.md", "utf8");
    for (const exit of [0, 2, 3, 4, 5, 6, 7, 70, 75, 78])
      expect(table).toMatch(new RegExp(`^\\| ${exit} \\|`, "m"));
    expect(table).toMatch(/130, 143/);
    expect(table).not.toMatch(/^\| 1 \|/m);
  });
});

describe("flags of every verb", () => {
  test.each([["--json=true"], ["--json"]])("%s prints one document, also for a failure", async (json) => {
    const shop = await on("fresh");
    const ended = await shop.run(["status", json]);
    expect(documentOf(ended)).toHaveProperty("items");
    const failed = await shop.run(["claim", "--work-item", WORK_ITEM, "--step", "nope", json]);
    expect(documentOf<Failed>(failed).error.code).toBe("step.missing");
  });

  test("--json=false and --text=false are as if they were not given", async () => {
    const shop = await on("fresh");
    expect((await shop.run(["status", "--json=false"])).stdout).toMatch(/^work-item-001/);
    documentOf(await shop.run(["status", "--text=false"], { env: { CI: "true" } }));
  });

  test("--quiet=true is quiet", async () => {
    const ended = await (await on("fresh")).run(["claim", ...AT, "--quiet=true"]);
    expect(ended).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("--quiet does not hide a failure", async () => {
    const ended = await (await on("claimed")).run(["claim", ...AT, "--quiet"]);
    expect(ended.exitCode).toBe(4);
    expect(ended.stderr).toContain("claims.held");
  });

  test("a value may begin with a dash, be glued on, hold an equals sign", async () => {
    const shop = await on("claimed");
    const at = [...AT, "--attempt", "phase-tests-local"];
    const answer = await works(shop, ["complete", ...at, "--outcome", "-1 = -1", "--next-action=a=b --json"]);
    expect(answer).toMatchObject({ outcome: "-1 = -1", nextAction: "a=b --json" });
  });

  test("a switch takes no other value", async () => {
    const said = await fails(await on("fresh"), ["export", "--stdout=maybe"], 2, "input.invalid");
    expect(said.message).toContain("--stdout");
  });

  test("what follows -- is no flag", async () => {
    const ended = await (await on("fresh")).run(["status", "--", "--json"]);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
  });

  test.each(["1", "true", "TRUE", "yes"])("CI=%s means a document", async (CI) => {
    documentOf(await (await on("fresh")).run(["status"], { env: { CI } }));
  });

  test.each(["", "0", "false", "False"])("CI=%j does not", async (CI) => {
    expect((await (await on("fresh")).run(["status"], { env: { CI } })).stdout).toMatch(/^work-item-001/);
  });

  test("a failure of the very command line is a document where CI is set", async () => {
    const ended = await passing().run(["frobnicate"], { env: { CI: "true" } });
    expect(documentOf<Failed>(ended).error).toMatchObject({ kind: "usage", code: "input.invalid" });
    const flags = await passing().run(["claim", "--nope"], { env: { CI: "true" } });
    expect(documentOf<Failed>(flags).error.message).toContain("--nope");
  });

  test("asks nothing: it ends also where standard input stays open and silent", async () => {
    const ended = await (await on("fresh")).run(["delegate", WORK_ITEM, "--interactive"], { input: "" });
    expect(ended.exitCode).toBe(0);
  });

  test("no colours or other control characters where nobody looks", async () => {
    const { stdout, stderr } = await (await on("claimed")).run(["status"], { env: { NO_COLOR: "1" } });
    expect(stdout + stderr).not.toMatch(/[^\n\x20-\x7e]/);
  });
});

describe("--dry-run", () => {
  test("lists what a real call writes outside of the folder too: the key that it makes, the head that it remembers", async () => {
    const dry = await on("fresh");
    const ended = await dry.run(["claim", ...AT, "--dry-run", "--json"]);
    const listed = documentOf<{ wouldWrite: string[] }>(ended).wouldWrite.map(timeless).join("\n");
    const real = await on("fresh");
    const before = everythingOf(real);
    await works(real, ["claim", ...AT]);
    const home = changes(before, everythingOf(real)).filter(
      (line) => line.startsWith("+ home/") && !line.endsWith("/"),
    );
    expect(home.length).toBeGreaterThan(0);
    for (const line of home) expect(listed).toContain(timeless(line.split("/").slice(-2).join("/")));
  });

  test("a dry run that a rule refuses says so with the same exit code, and lists nothing that would not happen", async () => {
    const shop = await on("completed");
    const ended = await shop.run(["claim", ...AT, "--dry-run", "--json"]);
    expect(ended.exitCode).toBe(3);
    expect(documentOf<{ wouldWrite: string[]; code: string }>(ended)).toMatchObject({
      code: "claims.done",
      wouldWrite: [],
    });
  });

  test("old drafts that a repair would sweep are listed, and stay", async () => {
    const shop = await on("completed");
    const draft = "artifacts/claims/.0123456789abcdef.draft";
    shop.write(draft, "half");
    utimesSync(join(shop.root, draft), 1, 1);
    const { wouldWrite } = await works<{ wouldWrite: string[] }>(shop, [
      "status",
      WORK_ITEM,
      "--repair",
      "--dry-run",
    ]);
    expect(wouldWrite.join("\n")).toContain(draft);
    await works(shop, ["status", WORK_ITEM, "--repair"]);
    expect([...snapshotOf(shop.root).keys()]).not.toContain(draft);
  });
});
