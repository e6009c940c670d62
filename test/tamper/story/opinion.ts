import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { passing } from "../../support/blackbox/folder.ts";
import { apart, forged } from "../../support/story/forging.ts";
import { proofOf, type Told } from "../../support/story/play.ts";
import { keyOf, linesOf } from "../../support/story/verifying.ts";

const ROUNDS = ["published", "rejected", "again", "reviewed", "failed"] as const;

/** The program that docs/proof.md gives to outsiders: nothing of ours is in it. */
const SCRIPT = /```js\n([\s\S]*?)```/.exec(readFileSync("docs/proof.md", "utf8"))?.[1] ?? "";

interface Checker {
  readonly check: (proof: Uint8Array) => readonly string[];
}

/** What `docs/proof.md` promises to whoever checks a proof by hand. */
export function secondOpinions(told: () => Told): void {
  let checker: Checker;
  beforeAll(async () => {
    expect(SCRIPT).not.toMatch(/from "(?!node:)/);
    const encoded = Buffer.from(SCRIPT).toString("base64");
    checker = (await import(/* @vite-ignore */ `data:text/javascript;base64,${encoded}`)) as Checker;
  });
  /** Whatever it cannot even read is not sound. */
  const isSound = (proof: Uint8Array): boolean => {
    try {
      return checker.check(proof).length === 0;
    } catch {
      return false;
    }
  };

  describe("a second opinion, by the documented format alone", () => {
    test.each(ROUNDS)("agrees that what was %s is sound", async (round) => {
      const proof = proofOf(told(), round);
      expect(checker.check(proof)).toEqual([]);
      expect(await linesOf(proof)).toEqual([]);
    });

    test("agrees on bytes that were changed, and that each document is what was listed", async () => {
      const proof = proofOf(told(), "reviewed");
      const length = proof.length - 1;
      // The signature's own last characters are among them: two spellings of one signature are two proofs.
      const signature = proof.lastIndexOf('"signature"');
      const tail = Array.from({ length: 12 }, (_, nth) => proof.indexOf('==",', signature) - nth + 2);
      for (const at of [
        ...Array.from({ length: 24 }, (_, nth) => Math.floor((nth * length) / 23)),
        ...tail,
      ]) {
        const changed = Buffer.from(proof);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect({ at, isSound: isSound(changed) }).toEqual({ at, isSound: false });
        expect(await linesOf(changed), `byte ${at}`).not.toEqual([]);
      }
    });

    test("names the place, and does not take a forged answer for the key's own", () => {
      const text = proofOf(told(), "reviewed").toString();
      const at = text.indexOf("twice in the list");
      expect(checker.check(Buffer.from(`${text.slice(0, at)}T${text.slice(at + 1)}`))).toContain(
        "artifacts/decisions/issue-4/1.json is not what was listed",
      );
      const mine = keyOf(told().shop);
      const missing = forged(proofOf(told(), "reviewed"), mine, ({ files }) => {
        files.delete("artifacts/decisions/issue-4/5.json");
      });
      expect(checker.check(missing), "chained anew it is whole: only verify tells").toEqual([]);
    });

    test("runs as it is printed", () => {
      const proof = proofOf(told(), "reviewed");
      const shop = passing({ "check.mjs": SCRIPT, "p.json": proof.toString() });
      const said = execFileSync(process.execPath, ["check.mjs", "p.json"], {
        cwd: shop.root,
        encoding: "utf8",
      });
      const { head } = apart(proof);
      expect(said).toBe(`as it was signed by ${String(head["signature"]).split(":")[1]}\n`);
    });
  });
}
