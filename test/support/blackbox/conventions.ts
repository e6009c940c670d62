import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Verb } from "../../../src/commands/command.ts";
import { VERBS } from "../../../src/commands/index.ts";
import { type Ended, type RunOptions, workshop } from "../cli.ts";
import { changes, everythingOf, snapshotOf } from "./folder.ts";
import { on, SCENES, type Scened } from "./scenes.ts";

/** Verbs that write nothing in their scene, whatever their flags could make them do. */
const READS: ReadonlySet<Scened> = new Set(["status", "verify", "decide", "why", "replay"]);

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Times, random numbers and digests differ from call to call; what a write is about does not. */
export const timeless = (path: string): string =>
  path
    .replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(\.\d+)?Z/g, "<time>")
    .replace(/[0-9a-f]{32,64}/g, "<hex>")
    .replace(/\b[0-9a-f]{16}\b/g, "<checkout>");

/** A failed answer as `--json` prints it. */
export interface Failed {
  readonly error: {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  };
}

/** The standard output as the one JSON document that it must be. */
export function documentOf<T = Record<string, unknown>>({ stdout }: Ended): T {
  expect(stdout.endsWith("\n")).toBe(true);
  return JSON.parse(stdout) as T;
}

/** Words without flags' values, each flag glued to its own: `--key value` becomes `--key=value`. */
export function glued(words: readonly string[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (last?.startsWith("--") && !last.includes("=") && !word.startsWith("--"))
      out[out.length - 1] = `${last}=${word}`;
    else out.push(word);
  }
  return out;
}

/** What holds for every verb, said once (design section 4, "Conventions"). */
export function keepsTheConventions(name: Scened): void {
  const { stage, words, input = "", ends = 0 } = SCENES[name];
  const call = async (more: readonly string[] = [], options: RunOptions = {}, base = words) =>
    (await on(stage)).run([...base, ...more], { input, ...options });
  const load = async (): Promise<Verb<never>> => (await VERBS[name]()).verb;

  describe(`${name} keeps the conventions`, () => {
    test("--json prints exactly one document, which its schema allows", async () => {
      const ended = await call(["--json"]);
      expect(ended.exitCode, ended.stderr).toBe(ends);
      expect(v.safeParse((await load()).output, documentOf(ended)).issues).toBeUndefined();
    });

    test("prints words for people, a document where CI is set, and words there again with --text", async () => {
      const plain = await call();
      expect(plain.exitCode, plain.stderr).toBe(ends);
      expect(plain.stdout).toMatch(/\S\n$/);
      documentOf(await call([], { env: { CI: "true" } }));
      const text = await call(["--text"], { env: { CI: "true" } });
      expect(text.stdout.split("\n").length).toBe(plain.stdout.split("\n").length);
    });

    test("--quiet says nothing when all is well", async () => {
      const ended = await call(["--quiet"]);
      expect(ended.exitCode).toBe(ends);
      if (ends === 0) expect(ended.stdout + ended.stderr).toBe("");
    });

    test("--key=value means what --key value means", async () => {
      const ended = await call([], {}, glued(words));
      expect(ended.exitCode, ended.stderr).toBe(ends);
    });

    test("an unknown flag is named with the nearest spelling, as a document too, and nothing is written", async () => {
      const shop = await on(stage);
      const before = everythingOf(shop);
      const flag = Object.keys((await load()).flags).map(kebab)[0] ?? "";
      const wrong = `--${flag.slice(0, -1)}`;
      const ended = await shop.run([...words, wrong, "x", "--json"], { input });
      const { error } = documentOf<Failed>(ended);
      expect(ended.exitCode).toBe(2);
      expect(error).toMatchObject({ kind: "usage", code: "input.invalid" });
      expect(error.message).toContain(`${wrong} is not a known flag; did you mean --${flag}?`);
      expect(ended.stderr).toContain(`did you mean --${flag}?`);
      expect(changes(before, everythingOf(shop))).toEqual([]);
    });

    test("a flag that takes one value and is given twice is a mistake", async () => {
      const at = words.findIndex(
        (word, i) => word.startsWith("--") && words[i + 1]?.startsWith("--") === false,
      );
      const twice = at < 0 ? ["--cwd", ".", "--cwd", "."] : words.slice(at, at + 2);
      const ended = await call([...twice, "--json"]);
      expect(ended.exitCode).toBe(2);
      expect(documentOf<Failed>(ended).error.message).toContain("is given twice");
    });

    test("--help names every flag and writes nothing", async () => {
      const shop = await on(stage);
      const before = everythingOf(shop);
      const ended = await shop.run([name, "--help"]);
      expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
      const verb = await load();
      for (const [flag, { also }] of Object.entries(verb.flags))
        for (const each of [flag, ...also]) expect(ended.stdout).toContain(`--${kebab(each)}`);
      for (const example of verb.examples) expect(ended.stdout).toContain(`continuo ${example}`);
      expect(ended.stdout).toContain(verb.summary);
      expect(changes(before, everythingOf(shop))).toEqual([]);
    });

    test("--cwd works in another folder, and says when it is not there", async () => {
      const shop = await on(stage);
      const elsewhere = workshop();
      const env = { HOME: shop.home };
      const ended = await elsewhere.run([...words, "--cwd", shop.root], { input, env });
      expect(ended.exitCode, ended.stderr).toBe(ends);
      expect(changes(snapshotOf(elsewhere.root), new Map())).toEqual([]);
      const gone = await elsewhere.run([...words, "--cwd=nowhere", "--json"], { input, env });
      expect(gone.exitCode).toBe(6);
      expect(documentOf<Failed>(gone).error).toMatchObject({ kind: "missing", code: "folder.missing" });
    });

    if (READS.has(name)) readsOnly(name);
    else showsItsWrites(name);
  });
}

/** A verb that writes nothing is not stopped by a pause and has no dry run. */
function readsOnly(name: Scened): void {
  const { stage, words, input = "", ends = 0 } = SCENES[name];

  test("reads only: nothing changes, a pause does not stop it, --dry-run means nothing", async () => {
    const shop = await on(stage);
    const before = everythingOf(shop);
    const ended = await shop.run(words, { input, env: { FUGUE_PAUSED: "true" } });
    expect(ended.exitCode).toBe(ends);
    if (name !== "status") expect((await shop.run([...words, "--dry-run"], { input })).exitCode).toBe(2);
    expect(changes(before, everythingOf(shop))).toEqual([]);
  });
}

function showsItsWrites(name: Scened): void {
  const { stage, words, input = "" } = SCENES[name];

  test("--dry-run lists every write to the folder and does none, there and in the home", async () => {
    const dry = await on(stage);
    const before = everythingOf(dry);
    const ended = await dry.run([...words, "--dry-run", "--json"], { input });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(changes(before, everythingOf(dry))).toEqual([]);
    const listed = documentOf<{ wouldWrite: string[] }>(ended).wouldWrite.map((line) => timeless(line));

    const real = await on(stage);
    const start = snapshotOf(real.root);
    expect((await real.run(words, { input })).exitCode).toBe(0);
    const written = changes(start, snapshotOf(real.root)).filter((line) => !line.endsWith("/"));
    for (const line of written)
      expect(listed.map((each) => each.replace(/^\w+ /, ""))).toContain(timeless(line.slice(2)));
  });

  test("--dry-run says in words what it would write, on the person's stream", async () => {
    const ended = await (await on(stage)).run([...words, "--dry-run"], { input });
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(/^dry run, nothing was written:/m);
  });

  test("FUGUE_PAUSED stops it before it writes, and lets a dry run through", async () => {
    const shop = await on(stage);
    const before = everythingOf(shop);
    const env = { FUGUE_PAUSED: "true" };
    const ended = await shop.run([...words, "--json"], { input, env });
    expect(ended.exitCode).toBe(3);
    expect(documentOf<Failed>(ended).error).toMatchObject({ kind: "refused", code: "paused" });
    expect((await shop.run([...words, "--dry-run"], { input, env })).exitCode).toBe(0);
    expect(changes(before, everythingOf(shop))).toEqual([]);
    for (const off of ["", "0", "false"])
      expect(
        (await (await on(stage)).run([...words, "--dry-run"], { input, env: { FUGUE_PAUSED: off } }))
          .exitCode,
      ).toBe(0);
  });
}
