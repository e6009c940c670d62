import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { works } from "../support/blackbox/ends.ts";
import { passing } from "../support/blackbox/folder.ts";
import { type Apart, apart, forged, pathIn } from "../support/story/forging.ts";
import { proofOf, type Round, type Told, told } from "../support/story/play.ts";
import { keyOf, linesOf, trustIn } from "../support/story/verifying.ts";
import { changedFields } from "../tamper/tampering.ts";

/**
 * What whoever has the right key can write otherwise without being found: what was heard, seen or chosen, and nothing
 * that anything was decided on before it. `docs/proof.md` says so of each.
 */
const RECORDED: readonly RegExp[] = [
  // Who, when, and by which random number.
  /: (by\.\S+|at|nonce|holder|leaseUntil|closedAt|openedAt|origin|timestamp|actor) changed$/,
  // Chained and counted anew by the forger, whatever stood there.
  /decisions\/.*: (previous|seq) (changed|taken out)$/,
  // What the forge, the repository and the caller said.
  /: input\.route\.(blocks|comment|variables|written|trigger\.\S+) (changed|taken out)$/,
  /: input\.(labels|comments)\.\d+\.\S+ changed$/,
  /: input\.survey\.(files|testCommand|base\.branch|isShallow)\S* (changed|taken out)$/,
  /: input\.(agent|check)TimeoutMs changed$/,
  // What programs did.
  /: (ran\.|before\.|after\.)(ms|cut|exitCode|argv\.\d+) (changed|taken out)$/,
  /: changes\.0\.lines\.\d changed$/,
  // What a handoff says to people, and where git keeps what it links.
  /handoff\/.*: (nextAction|outcome|links\.\d+|files\.\d+\.(bytes|blob)|follows\.\d+) (changed|taken out)$/,
];

describe("a proof", () => {
  let story: Told;
  beforeAll(async () => {
    story = await told();
  });

  test.each<Round>(["published", "failed", "rejected", "reviewed"])(
    "of what was %s: every member of every document, changed with the right key, is found or was only recorded",
    async (round) => {
      const unfound: string[] = [];
      for (const [path, text] of apart(proofOf(story, round)).files)
        if (path.endsWith(".json") && !/[.]dsse[.]json$|\/schedule\//.test(path))
          unfound.push(...(await unfoundIn(round, path, text)));
      expect(unfound.join("\n")).toBe("");
    },
  );

  /** Changes of one document's members that nobody finds, and that are more than what was recorded. */
  async function unfoundIn(round: Round, path: string, text: string): Promise<string[]> {
    const unfound: string[] = [];
    for (const { what, bytes } of changedFields(Buffer.from(text))) {
      const line = `${path}: ${what}`;
      if (what.startsWith("signature") || RECORDED.some((each) => each.test(line))) continue;
      const put = ({ files }: Apart) => void files.set(path, String(bytes));
      const changed = forged(proofOf(story, round), keyOf(story.shop), put);
      if ((await linesOf(changed, trustIn(story.shop))).length === 0) unfound.push(line);
    }
    return unfound;
  }

  test("with a patch of 20 MiB is verified in 300 MiB of heap", async () => {
    const large = forged(proofOf(story, "published"), keyOf(story.shop), (is) => {
      const path = pathIn(is, /patch[.]diff$/);
      is.files.set(path, `${is.files.get(path)}${"+0123456789abcde\n".repeat((20 << 20) / 17)}`);
    });
    const shop = passing({ "p.json": large.toString() });
    shop.write("keys.json", `${JSON.stringify(trustIn(story.shop))}\n`);
    const env = { NODE_OPTIONS: "--max-old-space-size=300" };
    await works(shop, ["verify", "p.json", "--trust", "keys.json"], { env });
  });

  test("of 100 MiB of nothing is none", async () => {
    const shop = passing();
    writeFileSync(join(shop.root, "p.json"), "");
    truncateSync(join(shop.root, "p.json"), 100 << 20);
    expect((await shop.run(["verify", "p.json"])).exitCode).toBe(5);
  });
});
