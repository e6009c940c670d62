import * as v from "valibot";
import { Digest, digestOf } from "../../../kernel/digest.ts";
import { IssueNumber } from "../../../rules/intake/issue.ts";
import { forgeFailure } from "../port.ts";
import { FORGE_FOLDER, type ForgeDocuments, NUMBER_MAX, untilDecided } from "./documents.ts";

/** Whose number it is: issues and pull requests share one sequence, as on GitHub. */
const Holder = v.strictObject({
  schemaVersion: v.literal("1.0"),
  holder: v.picklist(["issue", "pull"]),
  /** Digest of what the number was taken for: the key of a draft, the branch of a pull request. */
  key: Digest,
});

/** The number that somebody means to take for a key. The last one counts. */
const Candidate = v.strictObject({ schemaVersion: v.literal("1.0"), number: IssueNumber });

export interface Numbering {
  /** The number that was taken for a key, or undefined. */
  of(holder: "issue" | "pull", key: string): number | undefined;
  /**
   * Takes a number for a key, once.
   *
   * @param more.given   the number that it is to be
   * @param more.isOver  whether what has the number is done with, so that the key may have another one
   * @throws             forge.taken when the given number belongs to another key, or the key has another number
   */
  take(holder: "issue" | "pull", key: string, more?: NumberWish): number;
}

interface NumberWish {
  readonly given?: number | undefined;
  readonly isOver?: (number: number) => boolean;
}

const pathOf = (number: number): string => `${FORGE_FOLDER}/numbers/${number}.json`;

/**
 * Numbers by key, in two writes that are each decided once:
 *
 * 1. `keys/<digest of the key>/<try>.json` names a candidate. All callers with one key go for the same number.
 * 2. `numbers/<n>.json` gives the number to a key. When another key was first, the next try names another candidate.
 *
 * A candidate is left only after its number was seen to belong to somebody else, which never changes again: so no
 * key gets two numbers, however many callers it has. A crash after 1 costs nothing, for the number is still free; a
 * crash after 2 leaves a number without an issue, which the same call, repeated, finds and fills.
 */
export function numbering(documents: ForgeDocuments): Numbering {
  const ownerOf = (number: number) => documents.read(Holder, pathOf(number))?.key;

  function nextFree(): number {
    const taken = documents.numbers(`${FORGE_FOLDER}/numbers`, ".json");
    const last = taken.at(-1) ?? 0;
    if (last < NUMBER_MAX) return last + 1;
    // Somebody asked for the very last number: the others go where there is room.
    const gap = taken.findIndex((number, at) => number !== at + 1);
    return gap + 1;
  }

  /** Whether a candidate cannot be the key's any more: another key has it, or what has it is done with. */
  function isLost(number: number, key: Digest, isOver: (number: number) => boolean): boolean {
    const owner = ownerOf(number);
    return owner !== undefined && (owner !== key || isOver(number));
  }

  function propose(folder: string, seq: number, given: number | undefined): void {
    if (given !== undefined && ownerOf(given) !== undefined) throw taken(given, "belongs to another one");
    documents.append(folder, seq, { schemaVersion: "1.0", number: given ?? nextFree() });
  }

  return {
    of(holder, key) {
      const { digest, folder } = keyed(holder, key);
      const number = documents.sequence(Candidate, folder).at(-1)?.number;
      return number !== undefined && ownerOf(number) === digest ? number : undefined;
    },

    take(holder, key, { given, isOver = () => false } = {}) {
      const { digest, folder } = keyed(holder, key);
      return untilDecided("the numbers of the forge", () => {
        const tries = documents.sequence(Candidate, folder);
        const number = tries.at(-1)?.number;
        if (number === undefined || isLost(number, digest, isOver)) {
          propose(folder, tries.length + 1, given);
          return undefined;
        }
        if (given !== undefined && given !== number)
          throw taken(given, `cannot be given to what was filed as number ${number} before`);
        if (ownerOf(number) === digest) return number;
        const isOurs = documents.create(pathOf(number), { schemaVersion: "1.0", holder, key: digest });
        return isOurs ? number : undefined;
      });
    },
  };
}

/** No key gets into a path as it is: it is text from outside. */
function keyed(holder: string, key: string): { digest: Digest; folder: string } {
  const digest = digestOf(`${holder}\n${key}`);
  return { digest, folder: `${FORGE_FOLDER}/keys/${digest.slice("sha256:".length)}` };
}

const taken = (number: number, says: string) =>
  forgeFailure("forge.taken", `Number ${number} ${says}.`, {
    hint: "Leave the number out, and the next free one is taken.",
  });
