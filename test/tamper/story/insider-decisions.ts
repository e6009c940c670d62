import { describe, expect, test } from "vitest";
import { answers, disguised, recount, YES } from "../../support/story/edits.ts";
import { type Change, decisionsIn, forged } from "../../support/story/forging.ts";
import { proofOf, type Round, type Told } from "../../support/story/play.ts";
import { keyOf, linesOf, trustIn, verified } from "../../support/story/verifying.ts";
import { ROWS } from "./decision-rows.ts";

/** Everything that whoever has the right key can do to decisions, chained and signed anew. */
export function insidersOfDecisions(told: () => Told): void {
  const linesAfter = (of: Round, does: Change) =>
    linesOf(forged(proofOf(told(), of), keyOf(told().shop), does), trustIn(told().shop));

  describe("with the right key, everything chained and signed anew", () => {
    test("a proof that nobody changed comes out as it was", () => {
      const proof = proofOf(told(), "published");
      expect(forged(proof, keyOf(told().shop), () => undefined).equals(proof)).toBe(true);
    });

    test.each(ROWS)("$because, in what was $of", async ({ of, does, says }) => {
      const lines = await linesAfter(of, does);
      expect(lines.join("\n")).toMatch(says);
      expect(lines.find((line) => says.test(line))).toMatch(/^artifacts\/decisions\/|^proof.json/);
    });

    test("the tail cut at every length is found", async () => {
      const count = 15;
      for (let kept = 1; kept < count; kept++) {
        const lines = await linesAfter("published", (apart) => {
          for (const path of decisionsIn(apart).slice(kept)) apart.files.delete(path);
        });
        expect(lines.join("\n"), `${kept} kept`).toMatch(/its tail is missing/);
      }
    });

    test("a heard answer that says something else is not found, and said to be not proven", async () => {
      // Nobody can ask a model again. Where this machine remembers the decisions it is found: see the work folder.
      const does: Change = (apart) => {
        answers("glm-code-reviewer", YES.replace("true", "false"))(apart);
        recount(apart);
      };
      expect(await linesAfter("published", does)).toEqual([]);
    });

    test("our own reviewers disguised as a model that was heard are not found, and the lane is named as heard", async () => {
      // Who was configured is an input: what can be proven is that the answer was only heard.
      const does: Change = (apart) => {
        disguised("codex-security-analyst", "codex", YES)(apart);
        recount(apart);
      };
      const proof = forged(proofOf(told(), "reviewed"), keyOf(told().shop), does);
      const { findings, decisions } = await verified(proof, trustIn(told().shop));
      expect(findings).toEqual([]);
      expect(decisions.filter(({ heard }) => heard)).toHaveLength(1);
      const honest = await verified(proofOf(told(), "reviewed"), trustIn(told().shop));
      expect(honest.decisions.filter(({ heard }) => heard)).toEqual([]);
    });
  });
}
