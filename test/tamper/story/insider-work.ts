import { describe, expect, test } from "vitest";
import { judgeTests, judgeWork } from "../../../src/rules/story/judge.ts";
import { all, at, edit, set } from "../../support/story/edits.ts";
import {
  type Apart,
  apart,
  type Change,
  documentIn,
  forged,
  packed,
  pathIn,
  put,
} from "../../support/story/forging.ts";
import { proofOf, type Round, type Told } from "../../support/story/play.ts";
import { keyOf, linesOf, trustIn } from "../../support/story/verifying.ts";

const result = (step: string): RegExp => new RegExp(`^artifacts/runs/${step}[^/]*/result[.]json$`);
const PATCH = /\/patch[.]diff$/;

/** Changes a member of a step's result; the digest of the result is replaced wherever it stands. */
const changed =
  (step: string, names: readonly string[], value: unknown): Change =>
  (is) => {
    const path = pathIn(is, result(step));
    const document = documentIn(is, path);
    at(document, ...names.slice(0, -1))[names.at(-1) ?? ""] = value;
    put(is, path, document);
  };

const gone =
  (wanted: RegExp): Change =>
  (is) =>
    void is.files.delete(pathIn(is, wanted));

/** What a step's handoff binds no more. */
const unlinked =
  (step: string, name: string): Change =>
  (is) => {
    const path = pathIn(is, new RegExp(`^artifacts/handoff/.*-${step}-local(-2)?[.]json$`));
    const handoff = documentIn(is, path);
    const files = (handoff["files"] as { path: string }[]).filter((each) => !each.path.endsWith(name));
    put(is, path, { ...handoff, files });
  };

type ImplementFacts = Parameters<typeof judgeWork>[0];
type ImplementRound = Parameters<typeof judgeWork>[1];

/** What the guards would say of the changes of a result, had it other ones. */
const rejudged: Change = (is) => {
  const path = pathIn(is, result("implement"));
  const facts = documentIn(is, path);
  const route = documentIn(is, pathIn(is, /decisions\/[^/]+\/1[.]json$/));
  const propose = documentIn(is, pathIn(is, /decisions\/[^/]+\/2[.]json$/));
  const round = { route, propose } as unknown as ImplementRound;
  put(is, path, { ...facts, judged: judgeWork(facts as unknown as ImplementFacts, round) });
};

interface Row {
  readonly because: string;
  readonly of: Round;
  readonly does: Change;
  readonly says: RegExp;
}
const row = (of: Round, because: string, does: Change, says: RegExp): Row => ({ of, because, does, says });
const OPEN = { outcome: "open", code: "work.done", says: '1 file changed: "slug.js".' };
const GUARDS = /runs\/implement[^/]*\/result[.]json says of the guards what they do not say/;
const ZERO = "0".repeat(40);

const ROWS: readonly Row[] = [
  row("failed", "a guard that is said to be open", changed("implement", ["judged"], OPEN), GUARDS),
  row(
    "failed",
    "other changes than those it was stopped for",
    changed("implement", ["changes", "0", "path"], "slug.js"),
    GUARDS,
  ),
  row(
    "published",
    "a change of what no patch may touch",
    changed("implement", ["changes", "0", "path"], ".github/x"),
    GUARDS,
  ),
  row(
    "published",
    "a closed guard, and completed",
    all(changed("implement", ["changes", "0", "path"], ".github/x"), rejudged),
    /was completed although a guard stopped it/,
  ),
  row("published", "a program that failed", changed("implement", ["ran", "exitCode"], 1), GUARDS),
  row("published", "something outside of its clone", changed("implement", ["outside"], ["a"]), GUARDS),
  row("published", "something that was not taken", changed("implement", ["untaken"], ["a"]), GUARDS),
  row(
    "published",
    "more lines than may change",
    changed("implement", ["changes", "0", "lines"], [9_999, 1]),
    GUARDS,
  ),
  ...["implement", "check", "publish"].flatMap((step) => [
    row(
      "published",
      `${step} on another commit`,
      changed(step, ["base"], ZERO),
      /on another commit than was voted on/,
    ),
    row(
      "published",
      `${step} of another attempt`,
      changed(step, ["attempt"], "other"),
      /is the result of another attempt/,
    ),
    row(
      "published",
      `no result of ${step}`,
      all(gone(result(step)), unlinked(step, "result.json")),
      /result[.]json is missing: a step was completed without/,
    ),
    row(
      "published",
      `a result of ${step} that nothing binds`,
      unlinked(step, "result.json"),
      /result[.]json is bound by no handoff/,
    ),
  ]),
  row(
    "published",
    "a patch that nothing binds",
    unlinked("implement", "patch.diff"),
    /patch[.]diff is bound by no handoff/,
  ),
  row(
    "published",
    "another patch than its result names",
    changed("implement", ["patch", "digest"], `sha256:${"0".repeat(64)}`),
    /patch[.]diff is not the file that its result names/,
  ),
  row(
    "published",
    "a patch from elsewhere",
    changed("implement", ["patch", "path"], "slug.js"),
    /patch[.]diff is not the file that its result names/,
  ),
  row(
    "published",
    "other output than its result names",
    changed("implement", ["ran", "output", "digest"], `sha256:${"0".repeat(64)}`),
    /output[.]txt is not the file/,
  ),
  row(
    "published",
    "other output of the tests",
    changed("check", ["after", "output", "digest"], `sha256:${"0".repeat(64)}`),
    /after[.]txt is not the file/,
  ),
  row(
    "published",
    "tests that fail",
    changed("check", ["after", "exitCode"], 1),
    /says of the tests what they do not say/,
  ),
  row(
    "published",
    "tests that failed, and completed",
    all(changed("check", ["after", "exitCode"], 1), (is) => {
      const path = pathIn(is, result("check"));
      const check = documentIn(is, path) as unknown as Parameters<typeof judgeTests>[0];
      changed("check", ["judged"], judgeTests(check))(is);
    }),
    /was completed although a guard stopped it/,
  ),
  row(
    "published",
    "other tests",
    changed("check", ["before", "argv"], ["true"]),
    /ran other tests than were voted on/,
  ),
  row(
    "published",
    "other tests afterwards",
    changed("check", ["after", "argv"], ["true"]),
    /ran other tests than were voted on/,
  ),
  row(
    "published",
    "tests of another patch",
    changed("check", ["patch"], `sha256:${"0".repeat(64)}`),
    /tested another patch/,
  ),
  row(
    "published",
    "another patch published",
    changed("publish", ["publication", "patch"], `sha256:${"0".repeat(64)}`),
    /published another patch/,
  ),
  row(
    "published",
    "another branch published",
    changed("publish", ["publication", "branch"], "main"),
    /published to another branch/,
  ),
  row(
    "published",
    "published from another base",
    changed("publish", ["publication", "base"], ZERO),
    /published from another commit/,
  ),
  row(
    "published",
    "another commit than the end says",
    changed("publish", ["publication", "commit"], ZERO),
    /something else was published/,
  ),
  row(
    "published",
    "other words about the publication",
    changed("publish", ["judged", "says"], "Well."),
    /says of the publication what it does not say/,
  ),
  row(
    "published",
    "another closing than the end binds",
    set("end", ["input", "work", "closing"], `sha256:${"0".repeat(64)}`),
    /is not the closing that the end binds/,
  ),
  row(
    "failed",
    "another reason of the failure",
    edit("end", (end) => {
      at(end, "input", "work", "failure")["code"] = "agent.exit";
      at(end, "output")["code"] = "agent.exit";
    }),
    /failed otherwise than its records say/,
  ),
  row(
    "published",
    "another workflow than the plan became",
    (is) =>
      is.files.set(
        "artifacts/workflows/issue-1-1.json",
        (is.files.get("artifacts/workflows/issue-1-1.json") ?? "").replace('"retries": 2', '"retries": 9'),
      ),
    /workflow comes out otherwise/,
  ),
  row(
    "published",
    "an opening that names another workflow",
    (is) => {
      const path = "artifacts/records/issue-1-1/opening.json";
      const opening = documentIn(is, path);
      put(is, path, {
        ...opening,
        workflow: { ...(opening["workflow"] as object), path: "../../etc/passwd" },
      });
    },
    /passwd cannot be read/,
  ),
];

/** Everything that whoever has the right key can do to what the work left. */
export function insidersOfWork(told: () => Told): void {
  const linesAfter = (of: Round, does: Change) =>
    linesOf(forged(proofOf(told(), of), keyOf(told().shop), does), trustIn(told().shop));

  describe("with the right key, the work's records hashed, chained and signed anew", () => {
    test.each(ROWS)("$because, in what was $of", async ({ of, does, says }) => {
      expect((await linesAfter(of, does)).join("\n")).toMatch(says);
    });

    test("any document taken out of a proof is missed, or nothing rests on it", async () => {
      const unmissed: string[] = [];
      for (const path of apart(proofOf(told(), "published")).files.keys()) {
        if (path.startsWith("artifacts/decisions/")) continue;
        const is: Apart = apart(proofOf(told(), "published"));
        is.files.delete(path);
        const lines = await linesOf(packed(is, keyOf(told().shop)));
        if (lines.length === 0) unmissed.push(path);
      }
      // A schedule is advice, made anew by whoever asks.
      expect(unmissed).toEqual(["artifacts/schedule/issue-1-1.json"]);
    });

    test.each([
      "artifacts/runs/implement-local/evil.txt",
      "notes.txt",
      "../x",
      "artifacts/proofs/other.json",
    ])("a document that nothing binds is no part of a proof: %s", async (path) => {
      const lines = await linesAfter("published", (is) => is.files.set(path, "Trust me.\n"));
      expect(lines).toEqual([`${path} is bound by nothing in the bundle: it was added`]);
    });

    test("what was recorded and cannot be taken again is not found, and said to be not proven", async () => {
      // Another patch with its digest replaced everywhere, another exit code of tests that failed before.
      const path = (is: Apart) => pathIn(is, PATCH);
      const patched: Change = (is) =>
        is.files.set(path(is), (is.files.get(path(is)) ?? "").replace("trim()", "trimEnd()"));
      expect(await linesAfter("published", patched)).toEqual([]);
      expect(await linesAfter("published", changed("check", ["before", "exitCode"], 2))).toEqual([]);
    });
  });
}
