import { createHmac, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { bundle, race } from "../../../test/support/bundle.ts";
import { isSignedBy, keyIdOf, PublicKey } from "../../kernel/signature.ts";
import { disk } from "../files/disk.ts";
import { overlay } from "../files/overlay.ts";
import { derivedHolders, type HolderScope, localSigner } from "./local.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-keys-")));
const secretDisk = (root: string) => disk(root, { secret: true });
const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? "").toString("utf8");

const pem = (type: "ed25519" | "ed448" | "x25519" = "ed25519"): string => {
  // Each curve is an overload of its own.
  const pairs = { ed25519: () => generateKeyPairSync("ed25519"), ed448: () => generateKeyPairSync("ed448") };
  const { privateKey } = type === "x25519" ? generateKeyPairSync("x25519") : pairs[type]();
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
};

const never = (): string => {
  throw new Error("nobody asked for the repository's name");
};

describe("localSigner", () => {
  test("makes a key for whoever signs first, and keeps it", async () => {
    const root = fresh();
    const key = await localSigner(secretDisk(root), () => "repo-1", undefined).key();
    const again = await localSigner(secretDisk(root), () => "repo-1", undefined).key();
    expect(v.is(PublicKey, key.publicKey)).toBe(true);
    expect(key.keyId).toBe(keyIdOf(key.publicKey));
    expect(again.publicKey).toBe(key.publicKey);
    expect(readdirSync(join(root, "keys"))).toEqual(["repo-1.key"]);
  });

  test("signs so that its public half verifies, and nobody else's does", async () => {
    const [ours, theirs] = await Promise.all(
      ["repo-1", "repo-2"].map((name) => localSigner(secretDisk(fresh()), () => name, undefined).key()),
    );
    const bytes = Buffer.from("what is signed");
    const signature = Buffer.from(ours?.sign(bytes) ?? "").toString("base64");
    expect(isSignedBy(ours?.publicKey ?? "", bytes, signature)).toBe(true);
    expect(isSignedBy(theirs?.publicKey ?? "", bytes, signature)).toBe(false);
    expect(isSignedBy(ours?.publicKey ?? "", Buffer.from("something else"), signature)).toBe(false);
  });

  test("one key a repository: two repositories of a machine have two", async () => {
    const state = secretDisk(fresh());
    const one = await localSigner(state, () => "repo-1", undefined).key();
    const two = await localSigner(state, () => "repo-2", undefined).key();
    expect(one.publicKey).not.toBe(two.publicKey);
  });

  test("the key is its owner's alone", async () => {
    const root = fresh();
    await localSigner(disk(join(root, "state"), { secret: true }), () => "repo-1", undefined).key();
    const modes = ["state", "state/keys", "state/keys/repo-1.key"].map(
      (at) => lstatSync(join(root, at)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  test("a key in the environment goes before the machine's, and nothing is written or asked", async () => {
    const root = fresh();
    const given = pem();
    const key = await localSigner(secretDisk(root), never, given).key();
    const { x = "" } = createPrivateKey(given).export({ format: "jwk" });
    expect(key.publicKey).toBe(Buffer.from(x, "base64url").toString("base64"));
    expect(key.source).toBe("CONTINUO_SIGNING_KEY");
    expect(readdirSync(root)).toEqual([]);
  });

  const bad = [
    { text: "", because: "nothing, as Actions gives a secret that is not set" },
    { text: "secret", because: "a word" },
    { text: pem("ed448"), because: "a key of another curve" },
    { text: pem("x25519"), because: "a key that cannot sign" },
    { text: pem().slice(0, 60), because: "a key cut short" },
    {
      text: generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
      because: "a public key",
    },
    {
      text: generateKeyPairSync("ed25519")
        .privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
        .toString(),
      because: "a key behind a passphrase",
    },
  ];
  test.each(bad)("does not sign with $because, and does not repeat it", async ({ text }) => {
    const root = fresh();
    const inEnvironment = localSigner(secretDisk(root), () => "repo-1", text).key();
    await expect(inEnvironment).rejects.toMatchObject({ code: "keys.unreadable", kind: "config" });
    disk(root).create("keys/repo-1.key", text);
    const failure: unknown = await localSigner(secretDisk(root), () => "repo-1", undefined)
      .key()
      .catch((each) => each);
    expect(failure).toMatchObject({
      code: "keys.unreadable",
      message: expect.stringContaining("keys/repo-1.key"),
    });
    const body = text.split("\n")[1] ?? text;
    if (body !== "") expect(String(failure)).not.toContain(body);
    expect(textOf(disk(root).read("keys/repo-1.key"))).toBe(text);
  });

  test("of 8 processes that sign first, all sign with one key", async () => {
    const root = fresh();
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      import { localSigner } from "./src/world/keys/local.ts";
      process.on("message", async () => {
        const key = await localSigner(disk(process.argv[2], { secret: true }), () => "repo-1", undefined).key();
        process.send(key.publicKey, () => process.disconnect());
      });
      process.send("ready");
    `);
    const keys = await race<string>(program, 8, () => [root]);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toBe((await localSigner(secretDisk(root), () => "repo-1", undefined).key()).publicKey);
  });

  test("a dry run makes no key", async () => {
    const root = fresh();
    await localSigner(overlay(secretDisk(root)), () => "repo-1", undefined).key();
    expect(readdirSync(root)).toEqual([]);
  });
});

describe("derivedHolders", () => {
  const at = { workItem: "work-item-001", step: "phase-tests" };
  const here: HolderScope = { repository: () => "here", run: null };
  const holdersIn = (root: string, key?: string, scope = here) =>
    derivedHolders(secretDisk(root), key, scope);

  test("the same attempt has the same secret in every process of the folder, and in no other folder", async () => {
    const root = fresh();
    const one = await holdersIn(root).secretFor(at, "a1");
    const two = await holdersIn(root).secretFor(at, "a1");
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toBe(one);
    expect(await holdersIn(fresh()).secretFor(at, "a1")).not.toBe(one);
  });

  test("every attempt has another one, also where the names run together", async () => {
    const holders = holdersIn(fresh());
    const attempts = [
      [at, "a1"],
      [at, "a2"],
      [{ ...at, step: "lint" }, "a1"],
      [{ ...at, workItem: "work-item-002" }, "a1"],
      [{ workItem: "a", step: "bc" }, "d"],
      [{ workItem: "ab", step: "c" }, "d"],
      [{ workItem: "a", step: "b" }, "cd"],
    ] as const;
    const secrets = await Promise.all(
      attempts.map(([address, attempt]) => holders.secretFor(address, attempt)),
    );
    expect(new Set(secrets).size).toBe(attempts.length);
  });

  test("the secret of the repository goes before the folder's, and nothing is written", async () => {
    const [one, two] = [fresh(), fresh()];
    const secrets = [one, two].map((root) => holdersIn(root, "shared by all the jobs").secretFor(at, "a1"));
    const [first, second] = await Promise.all(secrets);
    expect(first).toBe(second);
    expect(await holdersIn(one, "another repository's").secretFor(at, "a1")).not.toBe(first);
    expect(readdirSync(one)).toEqual([]);
  });

  const job = (repository: string, id: string, attempt: string): HolderScope => ({
    repository: () => repository,
    run: { id, attempt },
  });
  const ofJob = (...words: Parameters<typeof job>) =>
    holdersIn(fresh(), "shared by all the jobs", job(...words)).secretFor(at, "a1");

  test("in Actions it belongs to the repository, the run and its attempt: the same in every job of them", async () => {
    expect(await ofJob("o/r", "777", "1")).toBe(await ofJob("o/r", "777", "1"));
    const secrets = [
      await ofJob("o/r", "777", "1"),
      await ofJob("o/r2", "777", "1"),
      await ofJob("o/r", "778", "1"),
      await ofJob("o/r", "777", "2"),
      await ofJob("o/r", "7", "77"),
      await holdersIn(fresh(), "shared by all the jobs").secretFor(at, "a1"),
    ];
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  test("elsewhere it belongs to the repository", async () => {
    const of = (name: string) =>
      holdersIn(fresh(), "shared by all the machines", { repository: () => name, run: null }).secretFor(
        at,
        "a1",
      );
    expect(await of("one")).toBe(await of("one"));
    expect(await of("one")).not.toBe(await of("two"));
  });

  test.each([undefined, "", " \n"])(
    "in Actions there is none without the repository's secret: %j",
    async (key) => {
      const root = fresh();
      await expect(holdersIn(root, key, job("o/r", "777", "1")).secretFor(at, "a1")).rejects.toMatchObject({
        code: "keys.no-holder-key",
        kind: "config",
        hint: expect.stringContaining("CONTINUO_HOLDER_KEY"),
      });
      expect(readdirSync(root)).toEqual([]);
    },
  );

  test("the folder's secret is its owner's alone, and git does not see it", async () => {
    const root = fresh();
    await holdersIn(root).secretFor(at, "a1");
    expect(lstatSync(join(root, ".continuo")).mode & 0o777).toBe(0o700);
    expect(lstatSync(join(root, ".continuo/holder.key")).mode & 0o777).toBe(0o600);
    expect(textOf(disk(root).read(".continuo/.gitignore"))).toBe("*\n");
    expect(textOf(disk(root).read(".continuo/holder.key"))).toMatch(/^[0-9a-f]{64}\n$/);
  });

  // Actions gives a secret that is not set as an empty text, to every fork: a key that everybody knows.
  const guessable = createHmac("sha256", "")
    .update(`continuo holder\0here\0${at.workItem}\0${at.step}\0a1`)
    .digest("hex");
  test.each(["", " ", "\n"])("a secret of nothing is no secret: %j in the environment", async (empty) => {
    const secret = await holdersIn(fresh(), empty)
      .secretFor(at, "a1")
      .catch(() => "refused");
    const other = await holdersIn(fresh(), empty)
      .secretFor(at, "a1")
      .catch(() => "refused too");
    expect(secret).not.toBe(guessable);
    expect(secret).not.toBe(other);
  });

  test.each(["", "\n"])("nor %j in the folder", async (empty) => {
    const root = fresh();
    disk(root).create(".continuo/holder.key", empty);
    const secret = await holdersIn(root)
      .secretFor(at, "a1")
      .catch(() => "refused");
    expect(secret).not.toBe(guessable);
  });

  test("of 8 processes that come first, all have one secret", async () => {
    const root = fresh();
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      import { derivedHolders } from "./src/world/keys/local.ts";
      process.on("message", async () => {
        const holders = derivedHolders(disk(process.argv[2], { secret: true }), undefined, { repository: () => "here", run: null });
        process.send(await holders.secretFor({ workItem: "w", step: "s" }, "a"), () => process.disconnect());
      });
      process.send("ready");
    `);
    expect(new Set(await race<string>(program, 8, () => [root])).size).toBe(1);
  });
});
