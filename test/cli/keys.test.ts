import { generateKeyPairSync } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepsTheConventions } from "../support/blackbox/conventions.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import {
  changes,
  copyOf,
  documentAt,
  everythingOf,
  filesIn,
  passing,
  snapshotOf,
} from "../support/blackbox/folder.ts";
import { commitAll, git } from "../support/blackbox/repository.ts";

keepsTheConventions("keys");

const TRUST = ".github/continuo/keys.json";

interface Answer {
  readonly keyId: string;
  readonly publicKey: string;
  readonly source: string;
  readonly trusted: boolean | null;
  readonly written: string | null;
}

describe("continuo keys", () => {
  test("shows the machine's key; the first call makes it, for its owner alone, outside of the repository", async () => {
    const shop = passing();
    const answer = await works<Answer>(shop, ["keys"]);
    expect(answer).toMatchObject({ trusted: null, written: null });
    expect(answer.keyId).toMatch(/^[0-9a-f]{32}$/);
    expect(filesIn(shop.root)).toEqual([]);
    const [path = ""] = filesIn(shop.home).filter((each) => each.endsWith(".key"));
    expect(path).toMatch(/^\.local\/state\/continuo\/keys\/work-[0-9a-f]{12}\.key$/);
    expect(statSync(join(shop.home, path)).mode & 0o777).toBe(0o600);
    expect(await works<Answer>(shop, ["keys", "show"])).toEqual(answer);
  });

  test("XDG_STATE_HOME says where the key lies; a relative one does not count", async () => {
    const shop = passing();
    const state = join(shop.home, "elsewhere");
    await works(shop, ["keys"], { env: { XDG_STATE_HOME: state } });
    expect(filesIn(shop.home).some((path) => path.startsWith("elsewhere/continuo/keys/"))).toBe(true);
    await works(shop, ["keys"], { env: { XDG_STATE_HOME: "relative" } });
    expect(filesIn(shop.root)).toEqual([]);
  });

  test("never shows the private half, in any form", async () => {
    const shop = passing();
    const outputs = [
      await shop.run(["keys"]),
      await shop.run(["keys", "--json"]),
      await shop.run(["keys", "trust"]),
    ];
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toMatch(/PRIVATE|BEGIN/);
  });

  test("trust writes it into the trust file; it counts once it is committed", async () => {
    const shop = passing();
    const { keyId } = await works<Answer>(shop, [
      "keys",
      "trust",
      "--role",
      "writer",
      "--name",
      "box",
      "--from",
      "2026-01-01T00:00:00Z",
    ]);
    expect(documentAt(shop, TRUST)).toMatchObject({
      schemaVersion: "1.0",
      keys: [{ id: keyId, role: "writer", name: "box", from: "2026-01-01T00:00:00.000Z" }],
    });
    expect(await works<Answer>(shop, ["keys"])).toMatchObject({ trusted: null });
    commitAll(shop);
    expect(await works<Answer>(shop, ["keys"])).toMatchObject({ trusted: true });
    expect((await shop.run(["keys"])).stdout).toContain("The trust file vouches for it.");
  });

  test("trust again puts the key in order, beside those that are there", async () => {
    const shop = passing();
    await works(shop, ["keys", "trust", "--role", "writer"]);
    const other = { HOME: join(shop.home, "second") };
    await works(shop, ["keys", "trust"], { env: other });
    await works(shop, ["keys", "trust", "--role", "operator"]);
    const { keys } = documentAt<{ keys: { role: string }[] }>(shop, TRUST);
    expect(keys.map(({ role }) => role)).toEqual(["operator", "operator"]);
  });

  test("a key that the committed trust file does not know is said so", async () => {
    const shop = passing();
    await works(shop, ["keys", "trust"]);
    commitAll(shop);
    const stranger = copyOf(shop);
    git(stranger.root, "remote", "add", "origin", "https://forge.invalid/acme/plans.git");
    expect(await works<Answer>(stranger, ["keys"])).toMatchObject({ trusted: false });
    expect((await stranger.run(["keys"])).stdout).toContain("continuo keys trust");
  });

  test("a key in the environment goes before the machine's", async () => {
    const shop = passing();
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const answer = await works<Answer>(shop, ["keys"], { env: { CONTINUO_SIGNING_KEY: pem } });
    expect(answer.source).toBe("CONTINUO_SIGNING_KEY");
    expect(filesIn(shop.home)).toEqual([]);
  });

  test.each([
    ["no key", "nonsense"],
    [
      "a key of another kind",
      generateKeyPairSync("ec", { namedCurve: "P-256" })
        .privateKey.export({ type: "pkcs8", format: "pem" })
        .toString(),
    ],
  ])("%s in the environment is a wrong configuration, and is not shown", async (_, pem) => {
    const said = await fails(passing(), ["keys"], 78, "keys.unreadable", {
      env: { CONTINUO_SIGNING_KEY: pem },
    });
    expect(said.message).toContain("CONTINUO_SIGNING_KEY");
    expect(JSON.stringify(said)).not.toContain(pem.slice(0, 40));
  });

  test("a trust file that does not read is not written over", async () => {
    const shop = passing({ [TRUST]: '{"keys": 1}' });
    const before = snapshotOf(shop.root);
    const said = await fails(shop, ["keys", "trust"], 78, "keys.unreadable");
    expect(said.message).toContain(TRUST);
    expect(changes(before, snapshotOf(shop.root))).toEqual([]);
  });

  test.each([
    ["an unknown action", ["burn"], "must be one of show, trust"],
    ["an unknown role", ["trust", "--role", "king"], "--role must be one of writer, operator"],
    ["a time that is none", ["trust", "--from", "always"], "--from must be a time"],
    ["a name that is none", ["trust", "--name", "My Box"], "--name must be"],
    ["two actions", ["show", "trust"], "one word too many"],
  ])("refuses %s", async (_, more, part) => {
    const shop = passing();
    const before = everythingOf(shop);
    expect((await fails(shop, ["keys", ...more], 2, "input.invalid")).message).toContain(part);
    expect(changes(before, everythingOf(shop))).toEqual([]);
  });
});
