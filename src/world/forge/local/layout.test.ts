import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../kernel/json.ts";
import { disk } from "../../files/disk.ts";
import { overlay } from "../../files/overlay.ts";
import { forgeContract } from "../forge.contract.ts";
import { draft } from "../given.contract.ts";
import { forgeOn, fresh, pullOf } from "./opened.contract.ts";

forgeContract("files on a disk", () => {
  const root = fresh();
  return [forgeOn(root), forgeOn(root)];
});

forgeContract("files on an overlay", () => {
  const files = overlay(disk(fresh()));
  return [forgeOn(files), forgeOn(files)];
});

const filesUnder = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();

/** A forge in which everything has happened once. */
async function lived(root: string) {
  const forge = forgeOn(root);
  const { number } = await forge.issues.file("../key", draft({ labels: ["a"] }));
  await forge.issues.edit(number, { title: "New", body: "" }, "mona");
  await forge.labels.change(number, { add: ["b"], remove: ["a"] }, "mona");
  await forge.issues.turn(number, "closed");
  await forge.issues.turn(number, "open");
  await forge.comments.put(number, "continuo:status", "one", "mona");
  await forge.comments.put(number, "continuo:status", "two", "mona");
  await forge.pulls.open(pullOf("../branch"));
  await forge.pulls.open(pullOf("../branch", "New"));
  return forge;
}

/** Writes a file as somebody else would, over whatever was there. */
function plant(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe("where the forge lies", () => {
  test("every write is a file of its own, in a folder that ignores itself", async () => {
    const root = fresh();
    await lived(root);
    const files = filesUnder(root);
    expect(files.map((path) => path.replace(/[0-9a-f]{64}/, "<sha256>"))).toEqual([
      ".continuo/.gitignore",
      ".continuo/forge/comments/1/1/1.json",
      ".continuo/forge/comments/1/1/2.json",
      ...[1, 2, 3, 4, 5, 6].map((seq) => `.continuo/forge/issues/1/${seq}.json`),
      ".continuo/forge/keys/<sha256>/1.json",
      ".continuo/forge/keys/<sha256>/1.json",
      ".continuo/forge/numbers/1.json",
      ".continuo/forge/numbers/2.json",
      ".continuo/forge/pulls/2/1.json",
      ".continuo/forge/pulls/2/2.json",
    ]);
    expect(readFileSync(join(root, ".continuo/.gitignore"), "utf8")).toBe("*\n");
    for (const path of files.filter((each) => each.endsWith(".json"))) {
      const text = readFileSync(join(root, path), "utf8");
      expect(text).toBe(canonicalJson(JSON.parse(text)));
      expect(text).toContain('"schemaVersion": "1.0"');
      expect(text).not.toContain(root);
    }
  });

  test("a folder that ignores other things is left as it is", async () => {
    const root = fresh();
    plant(root, ".continuo/.gitignore", "mine\n");
    await lived(root);
    expect(readFileSync(join(root, ".continuo/.gitignore"), "utf8")).toBe("mine\n");
  });

  test("reading writes nothing", async () => {
    const root = fresh();
    const forge = forgeOn(root);
    await forge.issues.read(1);
    await forge.pulls.ofBranch("topic");
    await forge.permissions.of("mona");
    await expect(forge.issues.turn(1, "closed")).rejects.toMatchObject({ code: "forge.missing" });
    expect(readdirSync(root)).toEqual([]);
  });

  test("a dry run shows its writes, sees them, and leaves the disk alone", async () => {
    const root = fresh();
    await lived(root);
    const before = filesUnder(root);
    const files = overlay(disk(root));
    const dry = forgeOn(files);
    const { number } = await dry.issues.file("new", draft());
    await dry.comments.put(1, "continuo:status", "three", "mona");
    expect((await dry.issues.read(number))?.title).toBe("Fix it");
    expect(files.writes.map(({ path }) => path.replace(/[0-9a-f]{64}/, "<sha256>"))).toEqual([
      ".continuo/forge/keys/<sha256>/1.json",
      ".continuo/forge/numbers/3.json",
      ".continuo/forge/issues/3/1.json",
      ".continuo/forge/comments/1/1/3.json",
    ]);
    expect(filesUnder(root)).toEqual(before);
    expect(await forgeOn(root).issues.read(number)).toBeUndefined();
  });
});

describe("files that nobody can go by", () => {
  const ISSUE = ".continuo/forge/issues/1";
  const event = (change: object) =>
    canonicalJson({ schemaVersion: "1.0", at: "2030-01-01T00:00:00Z", ...change });
  const rows: readonly { readonly path: string; readonly text: string; readonly because: string }[] = [
    { path: `${ISSUE}/7.json`, text: "", because: "an empty event" },
    { path: `${ISSUE}/7.json`, text: event({ event: "closed" }).slice(0, -9), because: "half an event" },
    { path: `${ISSUE}/7.json`, text: '{"schemaVersion":"1.0"}', because: "an event in another layout" },
    { path: `${ISSUE}/7.json`, text: event({ event: "exploded" }), because: "an event of no kind" },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "edited", title: "New", body: "", actor: "mona" }),
      because: "an edit that changes nothing",
    },
    { path: `${ISSUE}/7.json`, text: event({ event: "opened" }), because: "an event that changes nothing" },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "closed", more: 1 }),
      because: "an event with more in it",
    },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "closed", schemaVersion: "2.0" }),
      because: "a later version",
    },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "closed", at: "2001-01-01T00:00:00Z" }),
      because: "an event from before",
    },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "labeled", label: "B", actor: "mona" }),
      because: "a label that is set",
    },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "unlabeled", label: "a", actor: "mona" }),
      because: "a label that is not",
    },
    {
      path: `${ISSUE}/7.json`,
      text: event({ event: "labeled", label: "x", actor: "../x" }),
      because: "an actor who is a path",
    },
    {
      path: `${ISSUE}/1.json`,
      text: event({ event: "closed" }),
      because: "an issue that begins with its end",
    },
    { path: `${ISSUE}/9.json`, text: event({ event: "closed" }), because: "an event after a gap" },
    { path: ".continuo/forge/comments/1/1/3.json", text: "{}\n", because: "a comment without a body" },
    { path: ".continuo/forge/comments/1/3/1.json", text: readText(), because: "a comment after a gap" },
    { path: ".continuo/forge/pulls/2/3.json", text: "[]\n", because: "a pull request that is a list" },
    { path: ".continuo/forge/pulls/2/3.json", text: "\ufeff{}\n", because: "a byte order mark" },
    { path: ".continuo/forge/numbers/2.json", text: "2\n", because: "a number without a holder" },
  ];

  function readText(): string {
    return canonicalJson({ schemaVersion: "1.0", at: "2030-01-01T00:00:00Z", author: "mona", body: "x" });
  }

  test.each(rows)("$because: said with its path and what to do", async ({ path, text }) => {
    const root = fresh();
    await lived(root);
    plant(root, path, text);
    const forge = forgeOn(root);
    const all = async () => {
      await forge.issues.read(1);
      await forge.comments.list(1);
      await forge.pulls.ofBranch("../branch");
    };
    await expect(all()).rejects.toMatchObject({
      code: "forge.malformed",
      kind: "evidence",
      message: expect.stringContaining(".continuo/forge/"),
      hint: expect.stringMatching(/^Put back what it said, or move \.continuo\/forge away/),
    });
  });

  test("the rows above are wrong by what they say: the same place with a good event reads", async () => {
    const root = fresh();
    const forge = await lived(root);
    plant(root, `${ISSUE}/7.json`, event({ event: "closed" }));
    expect((await forge.issues.read(1))?.state).toBe("closed");
    plant(root, ".continuo/forge/comments/1/2/1.json", readText());
    expect(await forge.comments.list(1)).toHaveLength(2);
  });

  test("names that are none of ours decide nothing, and are told once", async () => {
    const root = fresh();
    await lived(root);
    const before = await forgeOn(root).issues.read(1);
    for (const name of [
      "02.json",
      "7.json.bak",
      "0.json",
      "-7.json",
      "1e1.json",
      "2147483648.json",
      "\u001b[2J",
    ])
      plant(root, `${ISSUE}/${name}`, "{}");
    plant(root, `${ISSUE}/.0123456789abcdef.draft`, "half");
    const warnings: string[] = [];
    const forge = forgeOn(root, { warnings });
    expect(await forge.issues.read(1)).toEqual(before);
    await forge.issues.turn(1, "closed");
    expect(warnings).toHaveLength(7);
    expect(warnings).toContain(`${ISSUE}/"7.json.bak" is none of the forge's files; it is passed over.`);
    expect(warnings.join()).not.toContain("\u001b");
  });

  test("folders that a crash left empty hold nothing", async () => {
    const root = fresh();
    const forge = await lived(root);
    for (const folder of ["issues/3", "comments/1/2", "pulls/3", "keys/x"])
      mkdirSync(join(root, ".continuo/forge", folder), { recursive: true });
    expect(await forge.issues.read(3)).toBeUndefined();
    expect(await forge.pulls.read(3)).toBeUndefined();
    expect(await forge.comments.add(1, "next", "mona")).toMatchObject({ id: 2 });
    expect((await forge.issues.file("next", draft())).number).toBe(3);
  });

  test("an event that is a link is refused", async () => {
    const root = fresh();
    const forge = await lived(root);
    symlinkSync(join(root, ISSUE, "1.json"), join(root, ISSUE, "7.json"));
    await expect(forge.issues.read(1)).rejects.toMatchObject({ code: "files.foreign" });
    expect(existsSync(join(root, ISSUE, "8.json"))).toBe(false);
  });
});
