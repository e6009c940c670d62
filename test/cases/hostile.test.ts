import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { asked, must, throughDoor } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { changes, documentAt, everythingOf, filesIn, passing } from "../support/blackbox/folder.ts";
import { itemFiles, workflowOf, workItemOf, yamlOf } from "../support/blackbox/item.ts";
import type { Workshop } from "../support/cli.ts";

/** Ids that are no ids: other places, other words, other letters that look the same. */
const NO_IDS: Readonly<Record<string, string>> = {
  "an absolute path": "/etc/passwd",
  "a path": "a/b",
  "a path out": "../../canary",
  "a path in disguise": "artifacts/claims/../handoff/x",
  "a path of Windows": "..\\..\\canary",
  "an encoded path": "%2e%2e%2fcanary",
  "this folder": ".",
  "the folder above": "..",
  "two dots inside": "a..b",
  "a dot at the end": "wi.",
  "a dot at the front": ".wi",
  "a lock of git": "wi.lock",
  "a file's name": "wi.json",
  nothing: "",
  "a blank": " ",
  "a blank inside": "w i",
  "a line break": "wi\nother",
  "a tab": "wi\tx",
  "a terminal's escape": "wi\u001b[2J",
  "129 characters": "x".repeat(129),
  "300 characters": "x".repeat(300),
  "100 000 characters": "x".repeat(100_000),
  "a device": "con",
  "a device with an ending": "nul.txt",
  "another device": "com1",
  "a shell's word": "a;touch canary",
  "a substitution": "$(touch canary)",
  "a back-tick": "`touch canary`",
  "a variable": "$HOME",
  "a home": "~root",
  "a pattern": "w*",
  "upper case": "WI",
  "a prototype": "__proto__",
  "a Cyrillic letter": "w\u0456",
  "a full-width letter": "\uff57i",
  "a zero-width blank": "w\u200bi",
  "a zero-width joiner": "wi\u200d",
  "a direction mark": "w\u202ei",
  "a combining accent": "wi\u0301",
  "a soft hyphen": "w\u00adi",
  "a byte order mark": "\ufeffwi",
  "half a pair": "wi\ud800",
  "a mathematical letter": "\u{1d464}i",
};
const ids = Object.entries(NO_IDS);

/** What a terminal or an eye would take for something else than the text that it is. */
const DECEPTIVE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const step = ["--step", "a"];
/** Every verb that takes the id of a work item, with all else as it should be. */
const VERBS: Readonly<Record<string, (id: string) => string[]>> = {
  delegate: (id) => [`--structured-work-item=${id}`],
  claim: (id) => [`--work-item=${id}`, ...step],
  renew: (id) => [`--work-item=${id}`, ...step, "--attempt", "a1"],
  release: (id) => [`--work-item=${id}`, ...step, "--attempt", "a1", "--reason", "r"],
  complete: (id) => [`--work-item=${id}`, ...step, "--attempt", "a1"],
  gate: (id) => [`--work-item=${id}`, "--gate", "g"],
  revert: (id) => [`--work-item=${id}`, ...step, "--reason", "r"],
  status: (id) => [`--work-item=${id}`],
  verify: (id) => [`--work-item=${id}`],
};

const WI = "--work-item=wi";
/** Every other flag that takes an id or a key. */
const FLAGS: Readonly<Record<string, (id: string) => string[]>> = {
  "claim --step": (id) => ["claim", WI, `--step=${id}`],
  "claim --attempt": (id) => ["claim", WI, ...step, `--attempt=${id}`],
  "complete --attempt": (id) => ["complete", WI, ...step, `--attempt=${id}`],
  "gate --gate": (id) => ["gate", WI, `--gate=${id}`],
  "gate --reentry-step": (id) => [
    "gate",
    WI,
    "--gate=g",
    "--decision=reject",
    "--reason=r",
    `--reentry-step=${id}`,
  ],
  "revert --step": (id) => ["revert", WI, "--reason=r", `--step=${id}`],
  "keys --name": (id) => ["keys", "trust", `--name=${id}`],
};
/** Keys of steps, unlike ids, may hold upper case. */
const KEYS: ReadonlySet<string> = new Set(["claim --step", "gate --reentry-step", "revert --step"]);

describe("an id that is none", () => {
  const shop = passing(itemFiles("a/1"));

  async function isRefused(words: readonly string[], exits: readonly number[] = [2]): Promise<void> {
    const before = everythingOf(shop);
    for (const form of ["--text", "--json"]) {
      const ended = await throughDoor(shop, [...words, form]);
      expect(exits, words.join(" ").slice(0, 80)).toContain(ended.exitCode);
      expect(ended.stdout + ended.stderr).not.toMatch(DECEPTIVE);
      expect(ended.stdout.length + ended.stderr.length).toBeLessThan(4_000);
    }
    // A step that is not there is looked for in the plan, and whoever looks first opens the work item.
    if (exits.includes(2)) expect(changes(before, everythingOf(shop))).toEqual([]);
  }

  test.each(ids)("%s, as a work item, to every verb: 2, shown harmlessly, nothing written", async (_, id) => {
    for (const [verb, words] of Object.entries(VERBS)) await isRefused([verb, ...words(id)]);
  });

  test.each(ids)("%s, as a step, an attempt, a gate, a name", async (name, id) => {
    for (const [flag, words] of Object.entries(FLAGS))
      await isRefused(words(id), name === "upper case" && KEYS.has(flag) ? [6] : [2]);
  });

  test.each(ids.filter(([, id]) => !id.includes("\0")))("%s, in a process of its own", async (_, id) => {
    const before = everythingOf(shop);
    const ended = await shop.run(["claim", `--work-item=${id}`, "--step", "a"]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).not.toMatch(DECEPTIVE);
    expect(changes(before, everythingOf(shop))).toEqual([]);
  });

  test.each(ids.filter(([, id]) => id !== "" && id.length < 1_000))(
    "%s, as the id inside a work item or a workflow",
    async (_, id) => {
      const item = workItemOf({ id });
      const other = passing({ ...itemFiles("a/1"), "artifacts/work-items/bad.json": JSON.stringify(item) });
      expect((await asked(other, ["delegate", "bad"])).exitCode).toBe(2);
      expect((await asked(other, ["delegate", "wi"])).exitCode).toBe(0);
      other.write("artifacts/workflows/x.json", JSON.stringify(workflowOf([{ key: "a", order: 1 }], { id })));
      other.write(
        "artifacts/work-items/onx.json",
        JSON.stringify(workItemOf({ id: "onx", workflowId: `${id}@1.0.0` })),
      );
      expect([2, 6]).toContain((await asked(other, ["delegate", "onx"])).exitCode);
    },
  );

  test("NUL inside of documents is refused where an id is meant", async () => {
    const other = passing({
      ...itemFiles("a/1"),
      "artifacts/work-items/bad.json": JSON.stringify(workItemOf({ id: "bad\u0000" })),
      "artifacts/work-items/nul.json": JSON.stringify(workItemOf({ id: "nul", currentStepKey: "a\u0000b" })),
    });
    await fails(other, ["delegate", "bad"], 2, "item.malformed");
    await fails(other, ["delegate", "nul"], 2, "input.invalid");
  });
});

describe("files whose names are no ids", () => {
  test("are passed over with a warning that shows them harmlessly, by every verb that looks at all of them", async () => {
    const shop = passing(itemFiles("a/1"));
    for (const name of ["Upper", "a b", "w\u200bi", "x\u001b[2Jy", "-rf", "$(touch canary)"])
      shop.write(`artifacts/work-items/${name}.json`, JSON.stringify(workItemOf()));
    for (const verb of ["export", "status", "verify", "collect"]) {
      const ended = await shop.run([verb, ...(verb === "collect" ? ["--no-commit"] : []), "--text"]);
      expect([0, 7]).toContain(ended.exitCode);
      expect(ended.stdout + ended.stderr).not.toMatch(DECEPTIVE);
      expect(ended.stderr).toContain("Upper.json");
    }
    expect(filesIn(dirname(shop.root)).some((path) => path.endsWith("canary"))).toBe(false);
  });
});

describe("names that every object has", () => {
  const NAMES = ["constructor", "prototype", "hasownproperty", "tostring", "valueof"];

  test.each(NAMES)(
    "%s is refused as an id, or is a plain one all the way to a closed, intact work item",
    async (name) => {
      const shop = passing({
        "artifacts/workflows/w.yaml": yamlOf(
          workflowOf(
            [
              { key: name, order: 1, gateKey: name },
              { key: "b", order: 2 },
            ],
            { id: name },
          ),
        ),
        [`artifacts/work-items/${name}.json`]: JSON.stringify(
          workItemOf({ id: name, workflowId: name, currentStepKey: name }),
        ),
      });
      const at = ["--work-item", name];
      if ((await asked(shop, ["delegate", name])).exitCode === 2) return;
      await must(shop, ["gate", ...at, "--gate", name, "--reviewer", name]);
      await must(shop, ["claim", ...at, "--step", name, "--attempt", name]);
      await must(shop, ["complete", ...at, "--step", name, "--attempt", name]);
      await must(shop, ["complete", ...at, "--step", "b", "--attempt", "b1"]);
      await must(shop, ["delegate", name]);
      const { document } = await asked(shop, ["verify", name]);
      expect(document).toMatchObject({ integrity: "intact", items: [{ state: "closed", findings: [] }] });
      expect(filesIn(shop.root, `artifacts/records/${name}`)).toHaveLength(2);
    },
  );

  test.each(NAMES)(
    "%s as a key of a step, a gate or an attempt is refused, or works and verifies",
    async (name) => {
      const shop = passing(
        itemFiles([
          { key: name, order: 1, gateKey: name },
          { key: "b", order: 2 },
        ]),
      );
      if ((await asked(shop, ["delegate", "wi"])).exitCode === 2) return;
      const at = ["--work-item", "wi"];
      await must(shop, ["gate", ...at, "--gate", name]);
      await must(shop, ["complete", ...at, "--step", name, "--attempt", name]);
      await must(shop, ["delegate", "wi"]);
      expect((await asked(shop, ["verify", "wi"])).document).toMatchObject({ integrity: "intact" });
    },
  );

  test("what people keep in a work item under such a name is kept when a gate writes it", async () => {
    const metadata = { constructor: { name: "x" }, prototype: 1, toString: 2, keep: 3 };
    const shop = passing(itemFiles("a/1", { metadata, prototype: 5 }));
    await works(shop, ["gate", "--work-item", "wi", "--gate", "g", "--decision", "reject", "--reason", "r"]);
    expect(documentAt(shop, "artifacts/work-items/wi.json")).toMatchObject({ metadata, prototype: 5 });
  });
});

describe("links planted in artifacts/", () => {
  const outside = (shop: Workshop): string => {
    const folder = join(dirname(shop.root), "outside");
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const FOLDERS = [
    "artifacts",
    "artifacts/claims",
    "artifacts/claims/wi",
    "artifacts/claims/wi/a",
    "artifacts/handoff",
    "artifacts/records",
    "artifacts/schedule",
  ];

  test.each(FOLDERS)("%s as a link to another folder: nothing is written there", async (path) => {
    const shop = passing(itemFiles("a/1"));
    const target = join(outside(shop), "target");
    if (path === "artifacts") renameSync(join(shop.root, path), target);
    else mkdirSync(target);
    mkdirSync(dirname(join(shop.root, path)), { recursive: true });
    symlinkSync(target, join(shop.root, path));
    const before = filesIn(outside(shop));
    for (const words of [
      ["delegate", "wi"],
      ["complete", WI, ...step, "--attempt", "a1"],
      ["delegate", "wi"],
    ])
      await shop.run(words);
    expect(filesIn(outside(shop))).toEqual(before);
  });

  test.each([
    ["a work item", "artifacts/work-items/wi.json", ["delegate", "wi"]],
    ["a workflow", "artifacts/workflows/w.yaml", ["delegate", "wi"]],
    ["a claim", "artifacts/claims/a-local.json", ["claim", WI, ...step]],
    ["an entry", "artifacts/claims/wi/a/1.json", ["claim", WI, ...step]],
  ])("%s as a link: not followed, a failure that names it", async (_, path, words) => {
    const shop = passing(itemFiles("a/1"));
    const target = join(outside(shop), "target.json");
    const full = join(shop.root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (filesIn(shop.root).includes(path)) renameSync(full, target);
    symlinkSync(target, full);
    const ended = await shop.run([...words, "--json"]);
    expect(ended.exitCode).toBe(5);
    expect(ended.stdout).toContain(path.split("/").at(-1));
  });
});
