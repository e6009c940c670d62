import * as v from "valibot";
import { type Clock, Instant, laterOf } from "../../../kernel/clock.ts";
import { type Comment, ISSUE_LIMITS, Login } from "../../../rules/intake/issue.ts";
import { accepted, CommentBody, Marker, markerLine } from "../accepted.ts";
import type { Comments } from "../port.ts";
import { FORGE_FOLDER, type ForgeDocuments, untilDecided } from "./documents.ts";
import { noSuch } from "./issue-log.ts";

/** A comment as it was written, and each time it was changed: `comments/<number>/<id>/<revision>.json`. */
const Revision = v.strictObject({
  schemaVersion: v.literal("1.0"),
  at: Instant,
  author: Login,
  body: v.pipe(v.string(), v.maxLength(ISSUE_LIMITS.comment)),
});

interface Found extends Comment {
  readonly revisions: number;
}

/**
 * Comments as files, on whatever has the number: on GitHub a pull request is an issue too.
 *
 * A comment gets the id after the last one, which goes to one caller who has seen all before it: so of many that
 * find no comment with their marker one makes it, and the others, looking again, find it. `add` writes once and has
 * no key: repeated after a crash that hid its answer, it says the same twice. What must not be said twice is `put`.
 */
export function localComments(
  documents: ForgeDocuments,
  clock: Clock,
  exists: (number: number) => boolean,
): Comments {
  const folderOf = (number: number, id: number) => `${FORGE_FOLDER}/comments/${number}/${id}`;

  function all(number: number): readonly Found[] {
    if (!exists(number)) throw noSuch("issue", number);
    const found: Found[] = [];
    // From the last one down: one that comes while this reads has a higher id, and no id below it is missing.
    for (const id of [...documents.numbers(`${FORGE_FOLDER}/comments/${number}`, "")].reverse()) {
      const comment = commentOf(id, documents.sequence(Revision, folderOf(number, id)));
      if (comment !== undefined) found.unshift(comment);
    }
    // A folder without a revision is what a crash left; it may only be the last one.
    const gap = found.findIndex(({ id }, at) => id !== at + 1);
    if (gap >= 0)
      throw documents.malformed(folderOf(number, gap + 1), "is missing, though later ones are there");
    return found;
  }

  function write(
    number: number,
    { id, revisions, createdAt, editedAt }: Omit<Found, "author" | "body">,
    text: Said,
  ) {
    const at = laterOf(editedAt, clock.now());
    const isOurs = documents.append(folderOf(number, id), revisions + 1, {
      schemaVersion: "1.0",
      at,
      ...text,
    });
    return isOurs ? { id, ...text, createdAt: revisions === 0 ? at : createdAt, editedAt: at } : undefined;
  }

  /** Where the next comment goes, dated no earlier than the one before it. */
  const nextAfter = (there: readonly Found[]) => {
    const at = there.at(-1)?.createdAt ?? clock.now();
    return { id: there.length + 1, revisions: 0, createdAt: at, editedAt: at };
  };

  return {
    async list(number) {
      return all(number).map(shownTo);
    },

    async add(number, body, author) {
      const said = {
        author: accepted(Login, author, "The author"),
        body: accepted(CommentBody, body, "The comment"),
      };
      return untilDecided(`the comments of ${number}`, () => write(number, nextAfter(all(number)), said));
    },

    async put(number, marker, body, author) {
      const line = markerLine(accepted(Marker, marker, "The marker"));
      const whole = accepted(CommentBody, `${line}\n${body}`, "The comment");
      const said = { author: accepted(Login, author, "The author"), body: whole };
      return untilDecided(`the comments of ${number}`, () => {
        const there = all(number);
        const marked = there.find((each) => carries(each, line, said.author));
        if (marked === undefined) return write(number, nextAfter(there), said);
        return marked.body === whole
          ? shownTo(marked)
          : write(number, marked, { ...said, author: marked.author });
      });
    },
  };
}

type Said = Pick<Comment, "author" | "body">;

function commentOf(id: number, revisions: readonly v.InferOutput<typeof Revision>[]): Found | undefined {
  const [first] = revisions;
  const last = revisions.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { author, at } = first;
  return { id, author, body: last.body, createdAt: at, editedAt: last.at, revisions: revisions.length };
}

const shownTo = ({ id, author, body, createdAt, editedAt }: Found): Comment => ({
  id,
  author,
  body,
  createdAt,
  editedAt,
});

/** The marker counts on the first line of its author's own comment: a stranger who writes it has a comment of theirs. */
const carries = ({ author, body }: Comment, line: string, writer: Login): boolean =>
  author.toLowerCase() === writer.toLowerCase() && (body === line || body.startsWith(`${line}\n`));
