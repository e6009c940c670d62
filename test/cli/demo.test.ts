import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { changes, snapshotOf } from "../support/blackbox/folder.ts";
import { type Ended, type Workshop, workshop } from "../support/cli.ts";

/** The lines of the picture in the README, as they were drawn. */
function pictureLines(): string[] {
  const svg = readFileSync("docs/demo.svg", "utf8");
  const rows = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
  return rows.map((row) => row.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

/** What the demo printed, as the picture shows it: paths of this run and long lines cut. */
function shownLines({ stdout, stderr }: Ended): string[] {
  const lines = (stderr + stdout).replaceAll(/\/[^\s']*continuo-demo-[A-Za-z0-9]+/g, "/tmp/demo").trimEnd();
  return lines.split("\n").map((line) => (line.length > 118 ? `${line.slice(0, 117)}…` : line));
}

describe("continuo demo", () => {
  let shop: Workshop;
  let ended: Ended;
  let folder = "";
  const status = () => execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" });
  let before = "";

  beforeAll(async () => {
    before = status();
    shop = workshop();
    ended = await shop.run(["demo"]);
    folder = /The sample repository is (\S+)\. /.exec(ended.stdout)?.[1] ?? "";
  });

  test("plays every scene as it should be", () => {
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^10 scenes, 20 calls, all as they should be\.$/m);
  });

  test("leaves nothing in the folder, the home and the clone", () => {
    expect(changes(snapshotOf(shop.root), new Map())).toEqual([]);
    expect(snapshotOf(shop.home).size).toBe(0);
    expect(status()).toBe(before);
  });

  test("the picture in the README shows what it prints", () => {
    expect(shownLines(ended)).toEqual(pictureLines());
  });

  test("what it says to try next works in the sample repository", async () => {
    const env = { XDG_STATE_HOME: `${dirname(folder)}/state` };
    const why = await shop.run(["why", "issue-1", "--cwd", folder], { env });
    expect(why.exitCode, why.stderr).toBe(0);
    expect(why.stdout).toContain("published");
    const verified = await shop.run(["verify", "--cwd", folder], { env });
    expect(verified.exitCode, verified.stdout).toBe(0);
    const shown = execFileSync("git", ["-C", folder, "show", "continuo/issue-1-1"], { encoding: "utf8" });
    expect(shown).toContain("slug.js");
    rmSync(dirname(folder), { recursive: true, force: true });
  });
});
