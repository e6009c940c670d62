import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { asked, must } from "../support/blackbox/door.ts";
import { copyOf, documentAt, ORIGIN, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import type { Workshop } from "../support/cli.ts";
import { machinesKey, sealed } from "../tamper/forge.ts";

const STEPS = [
  { key: "a", order: 1 },
  { key: "b", order: 2, parallelizable: true, gateKey: "g" },
  { key: "c", order: 2, parallelizable: true },
  { key: "d", order: 3 },
];
const on = (verb: string, step: string, ...more: readonly string[]) => [
  verb,
  "--work-item",
  "wi",
  "--step",
  step,
  ...more,
];
const doing = (step: string, attempt = `${step}1`) =>
  on("complete", step, "--attempt", attempt, "--outcome", "o", "--next-action", "n");
const GATE = ["gate", "--work-item", "wi", "--gate", "g"];
const rejecting = (from: string) => [
  ...GATE,
  "--decision",
  "reject",
  "--reason",
  "no",
  "--reentry-step",
  from,
];

interface Status {
  readonly items: readonly {
    readonly steps: readonly { readonly key: string; readonly standing: string }[];
  }[];
}
async function standings(shop: Workshop): Promise<Record<string, string>> {
  const { document } = await asked<Status>(shop, ["status", "wi"]);
  return Object.fromEntries((document.items[0]?.steps ?? []).map(({ key, standing }) => [key, standing]));
}

interface Verified {
  readonly items: readonly { readonly findings: readonly { path: string; problem: string }[] }[];
}
const findings = async (shop: Workshop) =>
  (await asked<Verified>(shop, ["verify", "wi"])).document.items[0]?.findings ?? [];

/** `a` is done and `g` approved. */
async function begun(...more: readonly (readonly string[])[]): Promise<Workshop> {
  const shop = passing({ ...itemFiles(STEPS), ...ORIGIN });
  for (const words of [doing("a"), GATE, ...more]) await must(shop, words);
  return shop;
}

/** What lies at a path in one place, put into another. */
function carry(from: Workshop, to: Workshop, path: string): void {
  mkdirSync(dirname(join(to.root, path)), { recursive: true });
  cpSync(join(from.root, path), join(to.root, path));
}

describe("a rejection is carried out", () => {
  test("on what runs: the attempts stop, and their late results are refused", async () => {
    const shop = await begun(on("claim", "b", "--attempt", "b1"), on("claim", "c", "--attempt", "c1"));
    await must(shop, rejecting("a"));
    for (const step of ["b", "c"]) expect((await asked(shop, doing(step))).exitCode).toBe(4);
    expect(await standings(shop)).toEqual({ a: "ready", b: "blocked", c: "blocked", d: "blocked" });
    expect(documentAt(shop, "artifacts/claims/b1.json")).toMatchObject({ status: "rejected" });
    expect(await findings(shop)).toEqual([]);
  });

  test("after a crash that left the decision alone: by whoever looks next", async () => {
    const shop = await begun(doing("b"), doing("c"));
    const crashed = copyOf(shop);
    await must(shop, rejecting("b"));
    carry(shop, crashed, "artifacts/gates/wi/g/2.json");
    expect((await findings(crashed)).map(({ problem }) => problem)).toContain(
      "is missing: decision 2 of gate g took attempt b1 back",
    );
    expect(await standings(crashed)).toEqual({ a: "completed", b: "blocked", c: "completed", d: "blocked" });
    const approved = copyOf(crashed);
    expect((await asked(crashed, doing("d"))).exitCode).toBe(3);

    await must(approved, GATE);
    expect(await standings(approved)).toEqual({ a: "completed", b: "ready", c: "completed", d: "blocked" });
    expect(await findings(approved)).toEqual([]);
  });

  test("on what was completed while it was being written", async () => {
    const shop = await begun(on("claim", "b", "--attempt", "b1"));
    const late = copyOf(shop);
    await must(late, doing("b"));
    await must(shop, rejecting("a"));
    for (const path of ["artifacts/gates/wi/g/2.json", "artifacts/claims/wi/a/2.json"])
      carry(shop, late, path);
    expect(await standings(late)).toMatchObject({ a: "ready", b: "blocked" });
    await must(late, ["status", "--repair", "--work-item", "wi"]);
    expect(documentAt(late, "artifacts/claims/b1.json")).toMatchObject({ status: "rejected" });
    expect(await findings(late)).toEqual([]);
  });
});

describe("verify holds gates and logs against each other", () => {
  test("a rejection that was removed is missed by the logs that name it", async () => {
    const shop = await begun(doing("b"));
    await must(shop, rejecting("b"));
    rmSync(join(shop.root, "artifacts/gates/wi/g/2.json"));
    writeFileSync(
      join(shop.root, "artifacts/gates/wi/g.json"),
      readFileSync(join(shop.root, "artifacts/gates/wi/g/1.json")),
    );
    rmSync(join(dirname(shop.root), "home"), { recursive: true, force: true });
    const found = await findings(shop);
    expect(found.map(({ path }) => path)).toContain("artifacts/gates/wi/g");
  });

  test.each([
    {
      path: "artifacts/claims/wi/c/1.json",
      field: "at",
      kind: "entry",
      says: "lies before what it rests on",
    },
    {
      path: "artifacts/gates/wi/g/1.json",
      field: "decidedAt",
      kind: "gate",
      says: "lies before what it follows",
    },
  ])("a record that was signed into the past is named: $path", async ({ path, field, kind, says }) => {
    const shop = await begun(on("claim", "c", "--attempt", "c1"));
    const { signature: _, ...document } = documentAt(shop, path);
    const openedAt = String(documentAt(shop, "artifacts/records/wi/opening.json")["openedAt"]);
    const early = new Date(Date.parse(openedAt) - (kind === "gate" ? 1 : 0)).toISOString();
    writeFileSync(join(shop.root, path), sealed(kind, { ...document, [field]: early }, machinesKey(shop)));
    const problems = (await findings(shop))
      .filter((each) => each.path === path)
      .map(({ problem }) => problem);
    expect(problems).toContain(says);
  });
});
