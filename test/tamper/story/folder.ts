import { mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { throughDoor } from "../../support/blackbox/door.ts";
import { changes, copyOf, everythingOf, passing } from "../../support/blackbox/folder.ts";
import { git } from "../../support/blackbox/repository.ts";
import type { Workshop } from "../../support/cli.ts";
import type { TestKey } from "../../support/rules/keys.ts";
import { answers, recount, YES } from "../../support/story/edits.ts";
import { apart, type Change, forged, packed } from "../../support/story/forging.ts";
import { proofOf, type Round, type Told } from "../../support/story/play.ts";
import { keyOf, linesOf, trustIn } from "../../support/story/verifying.ts";
import { canonical } from "../forge.ts";
import { STRANGER } from "../world.ts";

const folderOf = (told: Told, round: Round): string =>
  `artifacts/decisions/${/(issue-\d+)-\d+\.continuo/.exec(told.proofs[round])?.[1]}`;

/** A round's documents as somebody with the right key would have them. */
const rewritten = (told: Told, round: Round, does: Change, shop: Workshop): void => {
  for (const [path, text] of apart(forged(proofOf(told, round), keyOf(shop), does)).files)
    shop.write(path, text);
};

interface Row {
  readonly because: string;
  readonly does: (shop: Workshop, told: Told) => void;
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  {
    because: "all decisions about a request deleted",
    does: ({ root }, told) => rmSync(join(root, folderOf(told, "again")), { recursive: true }),
    says: /issue-3\/24\.json is gone or another one: this machine has seen it here/,
  },
  {
    because: "the newest decision deleted",
    does: ({ root }, told) => unlinkSync(join(root, folderOf(told, "again"), "24.json")),
    says: /issue-3\/24\.json is gone or another one/,
  },
  {
    because: "a decision in the middle deleted",
    does: ({ root }, told) => unlinkSync(join(root, folderOf(told, "published"), "7.json")),
    says: /issue-1\/7\.json is missing, and there are later ones/,
  },
  {
    because: "another history, signed with the right key",
    does: (shop, told) =>
      rewritten(
        told,
        "again",
        ({ files }) => {
          for (const [path, text] of files)
            files.set(path, text.replace(/"origin": "[0-9a-f]{32}"/, `"origin": "${"0".repeat(32)}"`));
        },
        shop,
      ),
    says: /issue-3\/24\.json is gone or another one/,
  },
  {
    because: "a heard answer changed, counted and signed anew",
    does: (shop, told) =>
      rewritten(
        told,
        "published",
        (is) => {
          answers("glm-code-reviewer", YES.replace("true", "false"))(is);
          recount(is);
        },
        shop,
      ),
    says: /issue-1\/15\.json is gone or another one/,
  },
  {
    because: "a decision planted behind the last",
    does: (shop) => shop.write("artifacts/decisions/issue-1/16.json", "{}\n"),
    says: /issue-1\/16\.json does not read/,
  },
  {
    because: "a note among decisions",
    does: (shop) => shop.write("artifacts/decisions/issue-1/notes.json", "{}\n"),
    says: /issue-1\/16\.json is missing, and there are later ones, or files of another name/,
  },
  {
    because: "a hidden file among decisions",
    does: (shop) => shop.write("artifacts/decisions/issue-1/.x", ""),
    says: /issue-1\/\.x is hidden among the decisions/,
  },
  {
    because: "a folder in the place of a decision",
    does: (shop) => shop.write("artifacts/decisions/issue-1/16.json/x", ""),
    says: /issue-1\/16\.json cannot be read/,
  },
  {
    because: "a link in the place of a decision",
    does: ({ root }) => symlinkSync("15.json", join(root, "artifacts/decisions/issue-1/16.json")),
    says: /issue-1\/16\.json cannot be read/,
  },
  {
    because: "a folder of a request that nobody made",
    does: ({ root }) => void mkdirSync(join(root, "artifacts/decisions/issue-99")),
    says: /decisions\/issue-99 holds no decision/,
  },
  {
    because: "a hidden folder of decisions",
    does: ({ root }) => void mkdirSync(join(root, "artifacts/decisions/.issue-1")),
    says: /decisions\/\.issue-1 holds no decision/,
  },
  {
    because: "a file beside the requests",
    does: (shop) => shop.write("artifacts/decisions/x.json", "{}\n"),
    says: /decisions\/x\.json/,
  },
  {
    because: "a link to the decisions of another request",
    does: ({ root }) => symlinkSync("issue-1", join(root, "artifacts/decisions/issue-9")),
    says: /decisions\/issue-9 cannot be read/,
  },
  {
    because: "the decisions of one request under the number of another",
    does: (shop, told) => {
      for (const [path, text] of apart(proofOf(told, "reviewed")).files)
        shop.write(path.replace("issue-4", "issue-9"), text);
    },
    says: /issue-9\/1\.json is about request issue-4/,
  },
  {
    because: "a result changed",
    does: (shop) => shop.write("artifacts/runs/check-local/result.json", "{}\n"),
    says: /links a file, and artifacts\/runs\/check-local\/result\.json was changed/,
  },
  {
    because: "the work item gone",
    does: ({ root }) => unlinkSync(join(root, "artifacts/work-items/issue-1-1.json")),
    says: /work-items\/issue-1-1\.json/,
  },
  {
    because: "the trust file taken off the base branch",
    does({ root }) {
      git(root, "rm", "--quiet", ".github/continuo/keys.json");
      git(root, "commit", "--quiet", "-m", "Trust nobody");
    },
    says: /keys\.json is gone from the base branch: this machine has seen it vouch/,
  },
];

/** What somebody does to the work folder where the requests were worked on. */
export function folders(told: () => Told): void {
  describe("in the work folder, with the machine's memory", () => {
    test("everything is as it was; nothing is said of discarded records, and nothing is written", async () => {
      const { shop } = told();
      const before = everythingOf(shop);
      const { exitCode, stdout } = await throughDoor(shop, ["verify"]);
      expect(exitCode, stdout).toBe(0);
      expect(stdout).not.toMatch(/discarded/);
      expect(changes(before, everythingOf(shop))).toEqual([]);
    });

    test.each(ROWS)("$because", async ({ does, says }) => {
      const shop = copyOf(told().shop);
      does(shop, told());
      const { exitCode, stdout, stderr } = await throughDoor(shop, ["verify"]);
      expect(stdout, stderr).toMatch(says);
      expect(exitCode).toBe(5);
    });

    test("a request is verified alone, and an earlier round's work with it", async () => {
      const shop = copyOf(told().shop);
      const run = ["run", "1", "--again", "--test-command", "node slug.test.js"];
      expect((await throughDoor(shop, run)).exitCode).toBe(3);
      expect((await throughDoor(shop, ["verify", "issue-1"])).stdout).toMatch(/integrity {3}intact/);
      shop.write("artifacts/workflows/issue-1-1.json", "{}\n");
      const { exitCode, stdout } = await throughDoor(shop, ["verify", "issue-1"]);
      expect(exitCode).toBe(5);
      expect(stdout).toContain("artifacts/workflows/issue-1-1.json is not what the plan became");
    });

    test.each([
      { words: ["verify", "issue-77"], exit: 6 },
      { words: ["replay", "issue-77"], exit: 6 },
      { words: ["replay", "issue-1"], exit: 0 },
    ])("$words ends with $exit", async ({ words, exit }) => {
      expect((await throughDoor(told().shop, words)).exitCode).toBe(exit);
    });

    test("where nothing is, nothing is settled", async () => {
      expect((await throughDoor(passing(), ["verify"])).exitCode).toBe(7);
    });

    test("replay names what comes out otherwise, and what was only heard", async () => {
      const shop = copyOf(told().shop);
      rewritten(told(), "published", answers("codex-code-reviewer", YES), shop);
      const { exitCode, stdout } = await throughDoor(shop, ["replay", "issue-1"]);
      expect(exitCode).toBe(5);
      expect(stdout).toMatch(
        /ballot +ballot\/1 +differs\n +does not follow from its inputs: text comes out otherwise/,
      );
      expect(stdout.match(/ballot\/1 +heard/g)).toHaveLength(3);
    });
  });

  describe("trust", () => {
    const elsewhere = (): Workshop =>
      passing({
        "p.json": proofOf(told(), "published").toString(),
        "keys.json": canonical({ schemaVersion: "1.0", keys: [{ ...entry(), role: "writer" }] }),
      });
    const entry = () => {
      const { keyId, publicKey } = keyOf(told().shop);
      return { id: keyId, key: publicKey, role: "operator", from: "2020-01-01T00:00:00.000Z" };
    };
    const verifiedWith = async (keys: readonly object[]) => {
      const shop = elsewhere();
      shop.write("keys.json", canonical({ schemaVersion: "1.0", keys }));
      const before = everythingOf(shop);
      const ended = await throughDoor(shop, ["verify", "p.json", "--trust", "keys.json"]);
      expect(changes(before, everythingOf(shop))).toEqual([]);
      return ended.exitCode;
    };

    test("another machine without state, in a folder that is no repository", async () => {
      const shop = elsewhere();
      const before = everythingOf(shop);
      expect((await throughDoor(shop, ["verify", "p.json", "--trust", "keys.json"])).exitCode).toBe(0);
      const alone = await throughDoor(shop, ["verify", "p.json"]);
      expect(alone.exitCode).toBe(7);
      expect(alone.stdout).toMatch(/self-asserted: no trust file vouches/);
      expect(alone.stdout).toMatch(/whose the keys are/);
      expect((await throughDoor(shop, ["verify", "p.json", "--trust", "none.json"])).exitCode).toBe(6);
      expect(changes(before, everythingOf(shop))).toEqual([]);
    });

    test("a trust file that does not know the key, or not for that time", async () => {
      const other = { id: STRANGER.keyId, key: STRANGER.publicKey, role: "operator", from: entry().from };
      expect(await verifiedWith([other])).toBe(5);
      expect(await verifiedWith([])).toBe(5);
      expect(await verifiedWith([{ ...entry(), from: "2999-01-01T00:00:00.000Z" }])).toBe(5);
      expect(await verifiedWith([{ ...entry(), until: "2021-01-01T00:00:00.000Z" }])).toBe(5);
      expect(await verifiedWith([{ ...entry(), until: "2999-01-01T00:00:00.000Z" }])).toBe(0);
      expect(await verifiedWith([other, entry()])).toBe(0);
    });

    test("a proof that somebody else made of it from end to end is theirs: without a trust file nobody knows", async () => {
      const theirs = forged(proofOf(told(), "reviewed"), STRANGER, ({ files }) => {
        for (const [path, text] of files) files.set(path, signedBy(text));
      });
      expect(await linesOf(theirs)).toEqual([]);
      expect((await linesOf(theirs, trustIn(told().shop))).join("\n")).toMatch(/which is not trusted for it/);
    });

    test("decisions of one hand and work of another are not one proof", async () => {
      const mine = keyOf(told().shop);
      const isWork = (path: string) => /^artifacts\/(claims|records|handoff)\//.test(path);
      const mixed = forged(
        proofOf(told(), "failed"),
        mine,
        ({ files }) => {
          for (const [path, text] of files) if (isWork(path)) files.set(path, signedBy(text));
        },
        (path) => (isWork(path) ? STRANGER : mine),
      );
      expect(await linesOf(mixed)).toEqual([
        "artifacts/records/issue-5-1/opening.json is of another key than the decisions about its request, and no trust file vouches for it",
      ]);
    });

    test("a seal by a key that decided nothing, or no longer counted, is no seal", async () => {
      const mine = keyOf(told().shop);
      const sealedBy = (key: TestKey, at: string) => {
        const { files, head } = apart(proofOf(told(), "reviewed"));
        return packed({ files, head: { ...head, at } }, key);
      };
      const then = String(apart(proofOf(told(), "reviewed")).head["at"]);
      expect(await linesOf(sealedBy(STRANGER, then))).toEqual([
        "proof.json is signed by a key that signed none of its decisions",
      ]);
      const trust = trustIn(told().shop);
      const until = {
        ...trust,
        keys: trust.keys.map((key) => ({ ...key, until: "2999-01-01T00:00:00.000Z" })),
      };
      expect(await linesOf(sealedBy(mine, "2999-06-01T00:00:00.000Z"), until)).toEqual([
        `proof.json is signed by key ${mine.keyId}, which is not trusted for it`,
      ]);
    });
  });
}

const signedBy = (text: string): string =>
  text.replace(/"signer": "[^"]*"/, `"signer": "${STRANGER.publicKey}"`);
