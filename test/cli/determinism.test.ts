import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { must } from "../support/blackbox/door.ts";
import { copyOf, filesIn, moveMemory, ORIGIN, passing } from "../support/blackbox/folder.ts";
import { stepsOf, workflowOf, workItemOf, yamlOf } from "../support/blackbox/item.ts";
import { REQUEST } from "../support/blackbox/scenes.ts";
import type { Workshop } from "../support/cli.ts";

const NOW = "2026-01-02T03:04:05.000Z";
const EPOCH = { SOURCE_DATE_EPOCH: String(Date.parse(NOW) / 1_000) };

/** Keys and ids whose order depends on whom one asks: by case, by number, with and without a dot on the i. */
const KEYS = "Iz/1/par ia/1/par ib/1/par z/1/par A1/1/par a-2/1/par b10/2/par b9/2/par B8/2/par x/3";
const ITEMS = ["i-10", "i-9", "ii", "z", "a_b", "a-b"];

/** Every document as people wrote it. */
function documents(): Record<string, string> {
  const files: Record<string, string> = {
    "artifacts/workflows/w.yaml": yamlOf(workflowOf(stepsOf(KEYS))),
    "artifacts/workflows/other.yaml": yamlOf(workflowOf(stepsOf("a/1"), { id: "other" })),
    "artifacts/workflows/W2.yaml": yamlOf(workflowOf(stepsOf("a/1"), { id: "w2" })),
    ...ORIGIN,
  };
  for (const id of ITEMS)
    files[`artifacts/work-items/${id}.json`] =
      `${JSON.stringify(workItemOf({ id, currentStepKey: "Iz" }))}\n`;
  return files;
}

/** What is written and said about the same history at the same moment. */
interface Outcome {
  readonly [what: string]: string;
}

interface Place {
  readonly shop: Workshop;
  /** Where in the shop's folder the work folder lies. */
  readonly folder: string;
}

type Env = Readonly<Record<string, string>>;

async function outcomeAt({ shop, folder }: Place, env: Env, time: readonly string[]): Promise<Outcome> {
  const at = ["--cwd", folder];
  const said = async (words: readonly string[], input = "") => {
    const ended = await shop.run([...words, ...at], { env, input });
    expect([0, 7], ended.stderr).toContain(ended.exitCode);
    return ended.stdout + ended.stderr;
  };
  const outcome: Record<string, string> = {};
  outcome["delegate"] = await said(["delegate", "ii", "--prompt", "why", ...time]);
  outcome["export"] = await said(["export", "--stdout", ...time]);
  outcome["verify"] = await said(["verify", "--json"]);
  outcome["decide"] = await said(["decide", "schedule"], JSON.stringify(REQUEST));
  const root = join(shop.root, folder);
  for (const kind of ["artifacts/schedule", "artifacts/exports"])
    for (const path of filesIn(root, kind)) outcome[path] = readFileSync(join(root, path), "utf8");
  return outcome;
}

/** The same files, made in another order, in another folder. */
function rebuilt(from: Workshop, folder: string, order: (names: string[]) => string[]): Place {
  const shop = passing();
  cpSync(from.home, shop.home, { recursive: true });
  const walk = (path: string): void => {
    mkdirSync(join(shop.root, folder, path), { recursive: true });
    const entries = readdirSync(join(from.root, path), { withFileTypes: true });
    for (const name of order(entries.map((entry) => entry.name).sort())) {
      const isFolder = entries.find((entry) => entry.name === name)?.isDirectory();
      if (isFolder) walk(join(path, name));
      else cpSync(join(from.root, path, name), join(shop.root, folder, path, name));
    }
  };
  walk(".");
  moveMemory(shop.home, from.root, join(shop.root, folder));
  return { shop, folder };
}

const asIs = (names: string[]) => names;
const backwards = (names: string[]) => names.reverse();
const inBetween = (names: string[]) => names.sort((a, b) => (a.at(-6) ?? "").localeCompare(b.at(-6) ?? ""));
const LONG = join("a folder with blanks", "日本語 İı ß", "x".repeat(120), "$(touch pwned) 'quoted'");

describe("the same history at the same moment", () => {
  let template: Workshop;
  let expected: Outcome;

  beforeAll(async () => {
    template = passing(documents());
    for (const id of ITEMS) await must(template, ["delegate", id]);
    for (const step of ["z", "Iz", "A1", "ia"])
      await must(template, [
        "complete",
        "--work-item",
        "ii",
        "--step",
        step,
        "--attempt",
        `${step}-1`.toLowerCase(),
      ]);
    const gate = ["gate", "--work-item", "ii", "--gate", "g"];
    await must(template, [...gate, "--decision", "reject", "--reason", "ı"]);
    expected = await outcomeAt({ shop: copyOf(template), folder: "." }, { TZ: "UTC" }, ["--now", NOW]);
  });

  test("is told by documents that say so", () => {
    const written = Object.keys(expected);
    expect(written).toContain("artifacts/schedule/ii.json");
    expect(written.filter((path) => path.startsWith("artifacts/exports/"))).toHaveLength(1);
    expect(expected["artifacts/schedule/ii.json"]).toContain(NOW);
  });

  test("the locales and zones below are really in force", () => {
    const seen = (env: Env) =>
      execFileSync(
        process.execPath,
        ["-p", "Intl.DateTimeFormat().resolvedOptions().locale + ' ' + new Date(0).getHours()"],
        { env },
      )
        .toString()
        .trim();
    expect(seen({ LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" })).toBe("tr-TR 5");
    expect(seen({ LC_ALL: "C", TZ: "Pacific/Apia" })).toBe("en-US 13");
  });

  test.each<[string, Env, readonly string[], string, (names: string[]) => string[]]>([
    ["in Turkish, in Kathmandu", { LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" }, ["--now", NOW], ".", asIs],
    ["in C, in Apia, by SOURCE_DATE_EPOCH", { LC_ALL: "C", TZ: "Pacific/Apia", ...EPOCH }, [], ".", asIs],
    ["in Swedish, with a long folder", { LANG: "sv_SE.UTF-8", TZ: "UTC" }, ["--now", NOW], LONG, asIs],
    ["with files made backwards", { LANG: "C.UTF-8" }, ["--now", NOW], "b", backwards],
    ["with files made in no order", { LANG: "de_DE" }, ["--now=2026-01-02T03:04:05.000Z"], "c", inBetween],
    ["with another time of the very same moment", {}, ["--now", "2026-01-02T05:04:05+02:00"], "d", asIs],
  ])("is the same bytes %s", async (_, env, time, folder, order) => {
    expect(await outcomeAt(rebuilt(template, folder, order), env, time)).toEqual(expected);
  });

  test("twice in the same place changes nothing", async () => {
    const place = { shop: copyOf(template), folder: "." };
    const first = await outcomeAt(place, {}, ["--now", NOW]);
    expect(await outcomeAt(place, {}, ["--now", NOW])).toEqual(first);
    expect(readdirSync(dirname(place.shop.root)).sort()).toEqual(["home", "work"]);
  });
});
