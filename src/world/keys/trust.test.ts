import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { keyIdOf } from "../../kernel/signature.ts";
import { gitIn } from "../process/git.ts";
import { gitTrust } from "./trust.ts";

const FILE = ".github/continuo/keys.json";
const PATH = process.env["PATH"] ?? "";

function publicKey(): string {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}

const entry = (key = publicKey(), more: object = {}) => ({
  id: keyIdOf(key),
  key,
  role: "operator",
  from: "2026-01-01T00:00:00Z",
  ...more,
});
const trusting = (...keys: readonly object[]) => JSON.stringify({ schemaVersion: "1.0", keys });

/** A repository, what writes and commits in it, and its trust. */
function fresh() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-trust-")));
  const root = join(base, "work");
  mkdirSync(root);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: root,
      env: { PATH, HOME: base },
      stdio: "pipe",
    }).toString();
  git("init", "--quiet", "-b", "main");
  git("commit", "--quiet", "--allow-empty", "-m", "first");
  const write = (text: string, path = FILE) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const commit = (text: string) => {
    write(text);
    git("add", "-A");
    git("commit", "--quiet", "-m", "trust");
  };
  const below = (folder: string) => {
    const cwd = join(root, folder);
    return gitTrust(cwd, gitIn(cwd, { env: { PATH }, home: base }));
  };
  return { root, git, write, commit, below, trust: below("") };
}

const idsOf = (file: { readonly keys: readonly { readonly id: string }[] } | undefined) =>
  file?.keys.map(({ id }) => id);

describe("the committed trust file", () => {
  test("is read as it was committed", async () => {
    const { trust, commit } = fresh();
    const one = entry(undefined, { name: "ci", until: "2027-01-01T00:00:00Z" });
    commit(trusting(one));
    expect(await trust.committed()).toEqual({ schemaVersion: "1.0", keys: [one] });
  });

  test("that is not there is none", async () => {
    expect(await fresh().trust.committed()).toBeUndefined();
  });

  test("that lies uncommitted in the work tree vouches for nobody", async () => {
    const { trust, write } = fresh();
    write(trusting(entry()));
    expect(await trust.committed()).toBeUndefined();
  });

  test("nor does one that is staged", async () => {
    const { trust, write, git } = fresh();
    write(trusting(entry()));
    git("add", "-A");
    expect(await trust.committed()).toBeUndefined();
  });

  test("counts as committed, however it is changed in the work tree", async () => {
    const { trust, write, commit } = fresh();
    const one = entry();
    commit(trusting(one));
    write(trusting(one, entry()));
    expect(idsOf(await trust.committed())).toEqual([one.id]);
    write("{ not even JSON");
    expect(idsOf(await trust.committed())).toEqual([one.id]);
  });

  test("is that of the base branch of origin, where it is known, not that of the branch at hand", async () => {
    const { trust, commit, git } = fresh();
    const base = entry();
    commit(trusting(base));
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    git("checkout", "--quiet", "-b", "feature");
    commit(trusting(base, entry()));
    expect(idsOf(await trust.committed())).toEqual([base.id]);
  });

  test("in a folder without git is none", async () => {
    const { trust, write, root } = fresh();
    write(trusting(entry()));
    rmSync(join(root, ".git"), { recursive: true });
    expect(await trust.committed()).toBeUndefined();
  });

  test("behind a link is not looked for: what was committed counts", async () => {
    const { trust, root, commit } = fresh();
    const one = entry();
    commit(trusting(one));
    rmSync(join(root, ".github"), { recursive: true });
    symlinkSync(tmpdir(), join(root, ".github"));
    expect(idsOf(await trust.committed())).toEqual([one.id]);
  });

  test("counts while its copy in the work tree is gone", async () => {
    const { trust, root, commit } = fresh();
    const one = entry();
    commit(trusting(one));
    rmSync(join(root, FILE));
    expect(idsOf(await trust.committed())).toEqual([one.id]);
  });

  test("of a branch vouches for nobody where the base branch of origin has none", async () => {
    const { trust, commit, git } = fresh();
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    git("checkout", "--quiet", "-b", "feature");
    commit(trusting(entry()));
    expect(await trust.committed()).toBeUndefined();
  });

  test("of the commit at hand counts while the base branch of origin is not known", async () => {
    const { trust, commit, git } = fresh();
    const one = entry();
    commit(trusting(one));
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    expect(idsOf(await trust.committed())).toEqual([one.id]);
  });

  test("is not what stands in a replacement for its object", async () => {
    const { trust, commit, git, write } = fresh();
    const one = entry();
    commit(trusting(one));
    write(trusting(entry()), "other.json");
    git("replace", git("rev-parse", `HEAD:${FILE}`).trim(), git("hash-object", "-w", "other.json").trim());
    expect(idsOf(await trust.committed())).toEqual([one.id]);
  });

  test("of a repository counts in every folder below it, and in its work trees", async () => {
    const { root, commit, git, below } = fresh();
    const one = entry();
    commit(trusting(one));
    mkdirSync(join(root, "deep/er"), { recursive: true });
    git("worktree", "add", "--quiet", "-b", "second", join(root, "../tree"));
    for (const folder of ["deep/er", "../tree"])
      expect(idsOf(await below(folder).committed()), folder).toEqual([one.id]);
  });

  test("is a folder in its place: none", async () => {
    const { trust, write, git } = fresh();
    write("x", `${FILE}/x`);
    git("add", "-A");
    git("commit", "--quiet", "-m", "a folder");
    expect(await trust.committed()).toBeUndefined();
  });

  test("in a repository without a commit is none", async () => {
    const { trust, git } = fresh();
    git("update-ref", "-d", "HEAD");
    expect(await trust.committed()).toBeUndefined();
  });

  test.each([
    { because: "belongs to nobody's repository", text: "gitdir: /nonexistent\n" },
    { because: "is no pointer", text: "nonsense\n" },
  ])("of a folder whose .git $because is not known, which is not none", async ({ text }) => {
    const { trust, root } = fresh();
    rmSync(join(root, ".git"), { recursive: true });
    writeFileSync(join(root, ".git"), text);
    await expect(trust.committed()).rejects.toMatchObject({ code: "keys.unreadable", kind: "config" });
  });

  test("outside of a repository is none, and git is not started for it", async () => {
    const root = mkdtempSync(join(tmpdir(), "continuo-none-"));
    mkdirSync(join(root, ".git"));
    const never = () => Promise.reject(new Error("git was started"));
    expect(await gitTrust(root, { run: never, ask: never }).committed()).toBeUndefined();
  });

  const key = publicKey();
  const rows = [
    { text: "", says: /is not JSON/, because: "an empty file" },
    { text: "{", says: /is not JSON/, because: "half a file" },
    { text: '{"schemaVersion":"1.0","keys":[],"keys":[]}', says: /"keys" twice/, because: "a key twice" },
    { text: '{"schemaVersion":"2.0","keys":[]}', says: /schemaVersion/, because: "another version" },
    { text: '{"keys":[]}', says: /schemaVersion is missing/, because: "no version" },
    {
      text: trusting(entry(key, { id: "0".repeat(32) })),
      says: /own id/,
      because: "a key under another's id",
    },
    {
      text: trusting(entry(key, { role: "admin" })),
      says: /one of writer, operator/,
      because: "a role that is none",
    },
    { text: trusting(entry(key, { from: "2026-01-01" })), says: /ISO 8601/, because: "a day for a moment" },
    { text: trusting(entry(key, { until: null })), says: /until/, because: "an end that is null" },
    {
      text: trusting(entry(key, { trusted: true })),
      says: /trusted is not a known key/,
      because: "more than we know",
    },
    { text: trusting({ ...entry(key), key: key.slice(1) }), says: /Ed25519/, because: "a key cut short" },
    { text: trusting(...Array(1_001).fill(entry(key))), says: /1000/, because: "more than 1 000 keys" },
  ];
  test.each(rows)("that holds $because does not read, and does not pass for none", async ({ text, says }) => {
    const { trust, commit } = fresh();
    commit(text);
    await expect(trust.committed()).rejects.toMatchObject({
      code: "keys.unreadable",
      kind: "config",
      message: expect.stringMatching(says),
    });
  });

  test("may hold 1 000 keys", async () => {
    const { trust, commit } = fresh();
    commit(trusting(...Array(1_000).fill(entry(key))));
    expect((await trust.committed())?.keys).toHaveLength(1_000);
  });
});

describe("a trust file that is named", () => {
  test("is read from where it lies, inside and outside of the folder", async () => {
    const { trust, write, root } = fresh();
    const one = entry();
    write(trusting(one), "elsewhere/keys.json");
    expect(idsOf(await trust.at("elsewhere/keys.json"))).toEqual([one.id]);
    expect(idsOf(await trust.at(join(root, "elsewhere/keys.json")))).toEqual([one.id]);
    expect(idsOf(await trust.at(`../work/elsewhere/keys.json`))).toEqual([one.id]);
  });

  test.each(["nowhere.json", "no/such/folder/keys.json"])("that is missing is named: %s", async (path) => {
    await expect(fresh().trust.at(path)).rejects.toMatchObject({
      code: "keys.no-trust-file",
      kind: "missing",
      message: `There is no trust file ${path}.`,
    });
  });

  test("that does not read is named", async () => {
    const { trust, write } = fresh();
    write("[]", "keys.json");
    await expect(trust.at("keys.json")).rejects.toMatchObject({
      code: "keys.unreadable",
      message: expect.stringMatching(/^keys\.json /),
    });
  });
});
