import { describe, expect, test } from "vitest";
import { quick, throughDoor } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { documentAt, filesIn, passing as inProcesses, textOf } from "../support/blackbox/folder.ts";
import { itemFiles, stepsOf, workflowOf, workItemOf, yamlOf } from "../support/blackbox/item.ts";
import { REQUEST } from "../support/blackbox/scenes.ts";
import { usageOf } from "../support/blackbox/usage.ts";

/** Commands in this process; `isCheap` starts one to measure. */
const passing = (files?: Readonly<Record<string, string>>) => quick(inProcesses(files));

const FLOW = "artifacts/workflows/w.yaml";
const ITEM = "artifacts/work-items/wi.json";
const FILES = itemFiles("a/1");
const flow = (text: string | Uint8Array, name = FLOW) => {
  const shop = passing(FILES);
  shop.write(name, text);
  return shop;
};
const block = (lines: string): string =>
  `id: w\nname: W\nversion: "1.0.0"\nsteps:\n  - key: a\n    order: 1\n    exitCriteria: [d]\n    responsibleRole: r\n${lines}`;

/** Well under what any document may cost: processor time and memory above a plain call's. */
async function isCheap(
  shop: ReturnType<typeof passing>,
  words: readonly string[],
  input = "",
): Promise<number | null> {
  const used = await usageOf(shop, words, { input });
  expect([1, 70, null]).not.toContain(used.exitCode);
  expect(used.cpuMs).toBeLessThan(3_000);
  expect(used.peakMiB).toBeLessThan(600);
  expect(used.stdout.length + used.stderr.length).toBeLessThan(20_000);
  return used.exitCode;
}

describe("hostile YAML", () => {
  test.each([
    ["an unknown tag", block("    x: !!js/function 'function(){}'\n"), "tag"],
    ["a tag of another tool", block("    x: !ruby/object:Gem {}\n"), "tag"],
    ["a key twice", block("    order: 2\n"), "dup"],
    ["a key twice in its head", `id: w\n${block("")}`, "dup"],
    ["two documents", `${block("")}---\na: 1\n`, "document"],
    ["a tab for an indent", block("\tx: 1\n"), "YAML"],
    ["a cut-off list", block("    x: [1, 2\n"), "YAML"],
    ["what is no UTF-8", Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xff, 0xfe]), "UTF-8"],
  ])("%s is refused, naming the file", async (_, text, part) => {
    const said = await fails(flow(text), ["delegate", "wi"], 2, "workflow.malformed");
    expect(said.message).toContain(FLOW);
    expect((await flow(text).run(["delegate", "wi"])).stderr).toContain(part);
  });

  test("types do not change silently: words stay words, a version without quotes is asked for them", async () => {
    const said = await fails(
      flow(block("").replace('"1.0.0"', "1.10")),
      ["delegate", "wi"],
      2,
      "workflow.malformed",
    );
    expect(said.message).toMatch(/version must be text; put it in quotes/);
    const shop = flow(
      block("    supportingTasks: [NO, on, 2026-01-01, 1_000, 12:30:00]\n    entryCriteria: [yes]\n"),
    );
    const { readySteps } = await works<{ readySteps: { supportingTasks: string[] }[] }>(shop, [
      "delegate",
      "wi",
    ]);
    expect(readySteps[0]?.supportingTasks).toEqual(["NO", "on", "2026-01-01", "1_000", "12:30:00"]);
    const octal = await fails(
      flow(block("").replace("order: 1", "order: 0x1f.5")),
      ["delegate", "wi"],
      2,
      "workflow.malformed",
    );
    expect(octal.message).toContain("order");
  });

  test("nothing is expanded: an expression of Actions, a variable, a back-tick stay as they are", async () => {
    const expression = ["$", "{{ secrets.X }}"].join("");
    const shop = flow(block(`    supportingTasks: ['${expression}', '$HOME', '\`id\`', '{{7*7}}']\n`));
    await works(shop, ["delegate", "wi"]);
    expect(documentAt(shop, "artifacts/schedule/wi.json")).toMatchObject({
      readySteps: [{ supportingTasks: [expression, "$HOME", "`id`", "{{7*7}}"] }],
    });
  });

  test("__proto__ is a key like any other: unknown, and refused", async () => {
    const said = await fails(
      flow(block("__proto__: {polluted: 1}\n")),
      ["delegate", "wi"],
      2,
      "workflow.malformed",
    );
    expect(said.message).toContain("__proto__");
    const merged = await fails(flow(block("<<: {name: X}\n")), ["delegate", "wi"], 2, "workflow.malformed");
    expect(merged.message).toContain("<<");
  });

  test.each([
    [
      "aliases of aliases",
      `a: &a [x]\n${"bcdefghijk"
        .split("")
        .map((c, i) => `${c}: &${c} [${`*${"abcdefghijk"[i]},`.repeat(9)}]`)
        .join("\n")}\n`,
    ],
    ["ten thousand merges", `arr: &arr [${"{},".repeat(10_000)}]\nt:\n${"  - <<: *arr\n".repeat(10_000)}`],
    ["a list in a list, 50 000 deep", `x: ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["a map in a map, 2 000 deep", Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["a line of 20 MB", `x: ${"a".repeat(20_000_000)}`],
    ["a million flow entries", `x: [${"1,".repeat(1_000_000)}]`],
  ])("%s: quick, small, and no work item of ours is stopped by it", async (_, text) => {
    const beside = flow(text, "artifacts/workflows/bomb.yaml");
    expect(await isCheap(beside, ["delegate", "wi"])).toBe(0);
    expect(await isCheap(flow(text), ["delegate", "wi"])).toBeGreaterThan(1);
  });
});

describe("hostile JSON", () => {
  const item = FILES[ITEM] ?? "";
  const twice = item.replace("{", '{ "owner": "other",');
  const BOMBS: readonly (readonly [string, string])[] = [
    ["a key twice", twice],
    ["a key twice, one of them escaped", item.replace("{", '{ "own\\u0065r": "other",')],
    ["100 000 levels", "[".repeat(100_000) + "]".repeat(100_000)],
    ["65 levels", `${item.trimEnd().slice(0, -1)}, "x": ${"[".repeat(65)}${"]".repeat(65)}}`],
    ["twelve megabytes of escapes", `{"id": "${"\\u0041".repeat(2_000_000)}"}`],
    ["a number that overflows", item.replace("{", '{ "x": 1e999,')],
    ["half a pair", item.replace("{", '{ "x": "\\ud800",')],
    ["nothing", ""],
    ["a byte order mark", `\ufeff${item}`],
    ["two documents", item + item],
    ["not a document", '"wi"'],
  ];

  test.each(BOMBS)("a work item with %s is refused: 2, named, cheap", async (_, text) => {
    const shop = passing({ ...FILES, [ITEM]: text });
    const said = await fails(shop, ["delegate", "wi"], 2, "item.malformed");
    expect(said.message).toContain(ITEM);
    expect(said.message.length).toBeLessThan(2_000);
    await isCheap(shop, ["export"]);
  });

  test.each(BOMBS)(
    "a handoff or claim with %s that lies there is warned of and not believed",
    async (_, text) => {
      const shop = passing({ ...FILES, "artifacts/handoff/zz.json": text, "artifacts/claims/zz.json": text });
      expect(await isCheap(shop, ["delegate", "wi"])).toBe(0);
      expect(filesIn(shop.root, "artifacts/claims/wi")).toEqual([]);
    },
  );

  test.each(BOMBS)(
    "an entry, a gate decision, an opening with %s is evidence that does not verify: 5",
    async (_, text) => {
      const shop = passing(itemFiles([{ key: "a", order: 1, gateKey: "g" }]));
      await works(shop, ["gate", "--work-item", "wi", "--gate", "g"]);
      await works(shop, ["claim", "--work-item", "wi", "--step", "a"]);
      for (const path of [
        "artifacts/claims/wi/a/1.json",
        "artifacts/gates/wi/g/1.json",
        "artifacts/records/wi/opening.json",
      ]) {
        const whole = textOf(shop, path);
        shop.write(path, text);
        const verified = await throughDoor(shop, ["verify", "wi", "--json"]);
        expect(verified.exitCode, path).toBe(5);
        expect(verified.stdout).toContain(path.replace(/\/1\.json$/, ""));
        expect((await throughDoor(shop, ["delegate", "wi", "--json"])).exitCode, path).toBe(5);
        shop.write(path, whole);
      }
    },
  );

  test.each(BOMBS.filter(([name]) => name !== "not a document"))(
    "the trust file with %s is a wrong configuration: 78",
    async (_, text) => {
      const shop = passing({ ...FILES, "trust.json": text });
      await works(shop, ["delegate", "wi"]);
      await fails(shop, ["verify", "--trust", "trust.json"], 78, "keys.unreadable");
    },
  );

  test.each([
    ["a key twice, in a workflow", yamlOf(workflowOf(stepsOf("a/1"))).replace("{", '{ "id": "other",')],
    ["too deep", `{"id":"w","x":${"[".repeat(70)}${"]".repeat(70)}}`],
  ])("a workflow in JSON with %s is refused", async (_, text) => {
    const shop = passing({ ...FILES, "artifacts/workflows/w.json": text });
    shop.write(FLOW, "id: other\n");
    await fails(shop, ["delegate", "wi"], 2, "workflow.malformed");
  });
});

describe("prototype pollution", () => {
  const PROBES: readonly string[] = [
    '"__proto__": {"polluted": 1}',
    '"constructor": {"prototype": {"polluted": 1}}',
    '"prototype": {"polluted": 1}',
    '"metadata": {"__proto__": {"polluted": 1, "readySteps": []}}',
  ];

  test.each(PROBES)("%s changes no other object and no schedule", async (probe) => {
    const honest = passing(FILES);
    const shop = passing({ ...FILES, [ITEM]: (FILES[ITEM] ?? "").replace("{", `{ ${probe},`) });
    const [expected, got] = [
      await throughDoor(honest, ["delegate", "wi", "--json"]),
      await throughDoor(shop, ["delegate", "wi", "--json"]),
    ];
    expect("polluted" in {}).toBe(false);
    const readyIn = (text: string) => (JSON.parse(text) as { readySteps: unknown }).readySteps;
    expect(readyIn(got.stdout)).toEqual(readyIn(expected.stdout));
    await works(shop, ["gate", "--work-item", "wi", "--gate", "g", "--decision", "reject", "--reason", "r"]);
    expect((await shop.run(["status", "wi"])).exitCode).toBe(0);
  });

  test("in a question to a rule it is an unknown key, or a plain one where keys are free", async () => {
    const text = JSON.stringify(REQUEST);
    for (const probe of PROBES.slice(0, 3))
      await fails(passing(), ["decide", "schedule"], 2, "decide.input", {
        input: text.replace("{", `{ ${probe},`),
      });
    const facts = text.replace(
      "{",
      '{ "facts": {"__proto__": {"standing": "completed"}}, "gates": {"__proto__": "approved"},',
    );
    const ended = await passing().run(["decide", "schedule"], { input: facts });
    expect([0, 2]).toContain(ended.exitCode);
    if (ended.exitCode === 0) expect(JSON.parse(ended.stdout)).toMatchObject({ readySteps: [{ key: "a" }] });
  });
});

describe("oversized input", () => {
  const LONG = `${"a".repeat(50_000)}!`;

  test("no pattern that reads a flag takes long over 50 000 characters", async () => {
    const shop = passing(FILES);
    const at = ["--work-item=wi", "--step=a"];
    const start = (await usageOf(shop, ["status"])).cpuMs;
    for (const words of [
      ["claim", ...at, `--lease=${LONG}`],
      ["complete", ...at, "--attempt=a1", `--timestamp=${LONG}`, `--link=${LONG}`, `--outcome=${LONG}`],
      ["delegate", "wi", `--now=${LONG}`, `--promtp=${LONG}`, `--${LONG}`],
      ["collect", `--branch=${LONG}`, `--remote=${LONG}`],
      [LONG],
    ]) {
      const used = await usageOf(shop, words);
      expect(used.exitCode).toBe(2);
      expect(used.cpuMs - start).toBeLessThan(300);
    }
  });

  test("a line of 12 MB to a rule, and a batch of endless lines, are answered or refused, quickly", async () => {
    await isCheap(passing(), ["decide", "schedule"], `{"x": "${"\\u0041".repeat(2_000_000)}"}`);
    await isCheap(passing(), ["decide", "schedule", "--batch"], "x".repeat(20_000_000));
  });

  test("a handoff above all measure is named; it is warned of, or evidence that does not verify", async () => {
    const shop = passing(FILES);
    shop.write("artifacts/handoff/big.json", Buffer.alloc(70 << 20, 0x20));
    const used = await usageOf(shop, ["delegate", "wi"]);
    expect([0, 5]).toContain(used.exitCode);
    expect(used.stderr).toContain("big.json");
    expect(used.peakMiB).toBeLessThan(300);
  });

  test("a work item that is long in every field is bounded in what it prints", async () => {
    const long = "x".repeat(150_000);
    const shop = passing({
      ...FILES,
      [ITEM]: JSON.stringify(workItemOf({ owner: long, status: long, workflowId: long, [long]: long })),
    });
    const said = await fails(shop, ["delegate", "wi"], 2, "item.malformed");
    expect(said.message.length).toBeLessThan(2_000);
  });
});
