import { existsSync, readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { VERBS, type VerbName } from "../../src/commands/index.ts";
import { on, type Stage } from "../support/blackbox/scenes.ts";
import { shellWords } from "../support/blackbox/shell.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

/** Where a documented line is typed. Where nothing is said, in a fresh copy of the sample. */
const STAGES: Partial<Record<VerbName, Stage>> = {
  renew: "claimed",
  release: "claimed",
  complete: "claimed",
  gate: "completed",
  run: "asked",
  why: "reviewed",
  replay: "reviewed",
};

/** A proof lies only where a story came to its end. */
const stageOf = (name: VerbName, line: string): Stage =>
  line.includes("artifacts/proofs") ? "reviewed" : (STAGES[name] ?? "fresh");

/** An open work item without a trust file is verified as far as it can be. */
const ENDS: Partial<Record<VerbName, number>> = { verify: 7 };

const examples = await Promise.all(
  Object.entries(VERBS).map(async ([name, load]) => ({
    name: name as VerbName,
    lines: (await load()).verb.examples,
  })),
);

describe("every documented example", () => {
  test("every verb has one at least, and each begins with its verb", () => {
    for (const { name, lines } of examples) {
      expect(lines.length, name).toBeGreaterThan(0);
      for (const line of lines) expect(line.split(" ")[0]).toBe(name);
    }
  });

  const rows = examples.flatMap(({ name, lines }) => lines.map((line) => ({ name, line })));

  test.each(rows)("works as it stands: continuo $line", async ({ name, line }) => {
    const { words, from } = shellWords(line);
    expect(from === undefined || existsSync(from), `${from} is in the repository`).toBe(true);
    const shop = await on(stageOf(name, line));
    const ended = await shop.run(words, {
      input: from === undefined ? "" : readFileSync(from, "utf8"),
      timeoutMs: 30_000,
    });
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(ENDS[name] ?? 0);
  });

  test("help and the reference page show the same lines", () => {
    const page = readFileSync("docs/reference/commands.md", "utf8");
    for (const { line } of rows) expect(page).toContain(`  continuo ${line}\n`);
  });
});

describe("hints", () => {
  /** A hint that gives a whole command must give one that works. */
  test("the way out of a discarded history is a command that works as it is said", async () => {
    const shop = await on("claimed");
    rmSync(`${shop.root}/artifacts/claims/${WORK_ITEM}/phase-tests/1.json`);
    const ended = await shop.run(["status", WORK_ITEM]);
    const said = /hint: .*: (continuo status .*)\.$/m.exec(ended.stderr)?.[1] ?? "";
    expect(said).toContain("--accept-rollback");
    const again = await shop.run(shellWords(said.replace(/^continuo /, "")).words);
    expect(again.exitCode, again.stderr).toBe(0);
  });
});
