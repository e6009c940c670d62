import * as v from "valibot";
import { type Clock, Instant } from "../../../kernel/clock.ts";
import { IssueNumber } from "../../../rules/intake/issue.ts";
import { accepted, PullOpening, PullText } from "../accepted.ts";
import type { Pull, PullDraft, Pulls } from "../port.ts";
import { FORGE_FOLDER, type ForgeDocuments, untilDecided } from "./documents.ts";
import type { Numbering } from "./numbering.ts";

/** A pull request as it stood after each change: `pulls/<number>/<revision>.json`. The last one counts. */
const Revision = v.strictObject({
  schemaVersion: v.literal("1.0"),
  ...PullText,
  head: v.strictObject(PullText.head.entries),
  state: v.picklist(["open", "closed"]),
  createdAt: Instant,
});

/**
 * Pull requests as files, one open one a branch: the branch is the key of its number. A crash between number and
 * first revision leaves no pull request, and the same call makes it under that number.
 */
export function localPulls(documents: ForgeDocuments, clock: Clock, numbers: Numbering): Pulls {
  const folderOf = (number: number) => `${FORGE_FOLDER}/pulls/${number}`;
  const revisionsOf = (number: number) =>
    v.is(IssueNumber, number) ? documents.sequence(Revision, folderOf(number)) : [];

  function read(number: number): Pull | undefined {
    const last = revisionsOf(number).at(-1);
    if (last === undefined) return undefined;
    const { schemaVersion: _, ...pull } = last;
    return { number, ...pull };
  }

  const isOver = (number: number) => read(number)?.state === "closed";

  return {
    async read(number) {
      return read(number);
    },

    async ofBranch(branch) {
      const number = numbers.of("pull", branch);
      const pull = number === undefined ? undefined : read(number);
      return pull?.state === "open" && pull.head.branch === branch ? pull : undefined;
    },

    async open(draft) {
      const asked = accepted(PullOpening, draft, "The pull request");
      return untilDecided("the pull request", () => {
        const number = numbers.take("pull", asked.head.branch, { isOver });
        const revisions = revisionsOf(number);
        const last = revisions.at(-1);
        if (last?.state === "closed") return undefined;
        if (last !== undefined && isSame(last, asked)) return read(number);
        const standing = last ?? { author: asked.author, state: "open", createdAt: clock.now() };
        const { author, state, createdAt } = standing;
        const next = { ...asked, author, state, createdAt } as const;
        const isOurs = documents.append(folderOf(number), revisions.length + 1, {
          schemaVersion: "1.0",
          ...next,
        });
        return isOurs ? { number, ...next } : undefined;
      });
    },
  };
}

/** Whoever opened it stays its author; everything else is brought to what is asked. */
const isSame = (a: PullDraft, b: PullDraft): boolean =>
  a.title === b.title && a.body === b.body && a.base === b.base && a.head.commit === b.head.commit;
