import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Verb } from "../../src/commands/command.ts";
import { VERBS } from "../../src/commands/index.ts";
import { verbHelp } from "../../src/doors/cli/help.ts";
import { type CodeTable, KINDS, type Kind } from "../../src/kernel/failure.ts";

const NOTE = "<!-- Generated; npm run generate writes it. -->";

describe("docs/reference/", () => {
  test("commands.md is what the verbs say", async () => {
    const verbs: Verb<never>[] = await Promise.all(
      Object.values(VERBS).map(async (load) => (await load()).verb),
    );
    const sections = verbs.map((verb) =>
      [
        `## ${verb.name}`,
        "",
        "```text",
        verbHelp(verb),
        "```",
        "",
        `Input and answer: [schemas/verbs/${verb.name}.input.schema.json](../../schemas/verbs/${verb.name}.input.schema.json),`,
        `[schemas/verbs/${verb.name}.output.schema.json](../../schemas/verbs/${verb.name}.output.schema.json).`,
        "",
      ].join("\n"),
    );
    const page = [NOTE, "# Commands", "", ...sections].join("\n");
    await expect(page).toMatchFileSnapshot("../../docs/reference/commands.md");
  });

  test("failures.md is what the code tables say, and every code is well-formed and unique", async () => {
    const codes = await allCodes();
    const names = codes.map(([code]) => code);
    expect(new Set(names).size, "a code is given twice").toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:\.[a-z]+(?:-[a-z0-9]+)*)?$/);
    const kinds: [Kind, (typeof KINDS)[Kind]][] = (Object.keys(KINDS) as Kind[]).map((kind) => [
      kind,
      KINDS[kind],
    ]);
    const page = [
      NOTE,
      "# Exit codes and failures",
      "",
      "Exit codes are a public contract: they are never renumbered, and no code ever moves to another kind.",
      "",
      "| exit | kind | says |",
      "| ---: | --- | --- |",
      "| 0 | ok | |",
      ...kinds.map(([kind, { exit, says }]) => `| ${exit} | ${kind} | ${says} |`),
      "| 130, 143 | | Ended by SIGINT or SIGTERM. |",
      "",
      "1 is never used. `decide --batch` exits 0 when every line was read.",
      "",
      'With `--json` (or `CI` set) a failure is one document on standard output, `{ "error": { kind, code, message, hint, details } }`;',
      'a rule\'s no is the answer itself: `{ "refused": true, code, message, hint, details }`, exit code 3.',
      "",
      "| code | kind | exit | when |",
      "| --- | --- | ---: | --- |",
      ...codes.map(([code, { kind, says }]) => `| \`${code}\` | ${kind} | ${KINDS[kind].exit} | ${says} |`),
      "",
    ].join("\n");
    await expect(page).toMatchFileSnapshot("../../docs/reference/failures.md");
  });
});

/** Every row of every `*_CODES` table in src, in order of their codes. */
async function allCodes(): Promise<[string, CodeTable[string]][]> {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test|\.contract)\.ts$/.test(file),
  );
  const tables = new Set<CodeTable>();
  for (const file of files) {
    if (file.endsWith("main.ts")) continue;
    const module: Record<string, unknown> = await import(`../../src/${file}`);
    for (const [name, value] of Object.entries(module))
      if (name.endsWith("_CODES")) tables.add(value as CodeTable);
  }
  return [...tables].flatMap((table) => Object.entries(table)).sort(([a], [b]) => (a < b ? -1 : 1));
}
