import { existsSync, lstatSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseJson } from "../../kernel/json.ts";
import { problemLines, readShape } from "../../kernel/shape.ts";
import { plain } from "../../kernel/text.ts";
import { TRUST_PATH, TrustFile } from "../../rules/evidence/trust.ts";
import { disk } from "../files/disk.ts";
import type { Git } from "../process/port.ts";
import { keyFailure, type Trust } from "./port.ts";

/** The base branch of `origin` where it is known, else the commit that is checked out. */
const BASES = ["refs/remotes/origin/HEAD", "HEAD"] as const;

/**
 * The trust file as git has it on the base branch: what lies in the work tree vouches for nobody, and what is missing
 * there takes nothing away.
 *
 * Where the base branch of `origin` is known, it alone is asked: a branch cannot vouch for itself. Outside of a
 * repository git is not asked. A repository that git cannot read is a failure, never "no trust file".
 */
export function gitTrust(root: string, git: Git): Trust {
  return {
    async committed() {
      if (!isInRepository(root)) return undefined;
      const asked = BASES.flatMap((base) => [`${base}^{commit}`, `${base}:${TRUST_PATH}`]);
      // As it was committed: a replacement for an object lies in the repository at hand, and nobody has reviewed it.
      const shown = await git.run(["--no-replace-objects", "cat-file", "--batch"], {
        input: asked.map((each) => `${each}\n`).join(""),
      });
      if (shown.exitCode !== 0) throw unasked(shown.stderr);
      const answers = batchAnswers(shown.bytes);
      const nth = BASES.findIndex((_, at) => answers[2 * at]?.type === "commit");
      const file = nth < 0 ? undefined : answers[2 * nth + 1];
      return file?.type === "blob" ? parsed(file.bytes, `${TRUST_PATH} at ${BASES[nth]}`) : undefined;
    },
    async at(path) {
      const full = resolve(root, path);
      const bytes = disk(dirname(full)).read(basename(full));
      if (bytes) return parsed(bytes, path);
      throw keyFailure("keys.no-trust-file", `There is no trust file ${path}.`, {
        hint: "Give the path of a trust file; continuo keys trust writes one.",
      });
    },
  };
}

/** Whether git would find a repository around a folder: asked of the disk, for starting git takes ten times as long. */
function isInRepository(folder: string): boolean {
  const dotGit = join(folder, ".git");
  const found = lstatSync(dotGit, { throwIfNoEntry: false });
  // A file points to a folder elsewhere; a folder without HEAD is a repository to nobody.
  if (found && (!found.isDirectory() || existsSync(join(dotGit, "HEAD")))) return true;
  const above = dirname(folder);
  return above !== folder && isInRepository(above);
}

interface BatchAnswer {
  /** The type of the object, or `missing`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * What `git cat-file --batch` said, in order: `<id> <type> <size>`, the bytes and a newline, or `<name> missing`.
 *
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
function batchAnswers(bytes: Uint8Array): readonly BatchAnswer[] {
  const answers: BatchAnswer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) throw unasked("its answer ends in the middle");
    const [, type = "", size] = Buffer.from(bytes.subarray(at, end)).toString("utf8").split(" ");
    const length = size === undefined ? 0 : Number(size);
    answers.push({ type, bytes: bytes.slice(end + 1, end + 1 + length) });
    at = end + 1 + (size === undefined ? 0 : length + 1);
  }
  return answers;
}

const unasked = (said: string) =>
  keyFailure(
    "keys.unreadable",
    `git could not say whether the base branch has a trust file: ${plain(said.trim().split("\n")[0] ?? "")}.`,
    { hint: "Put the repository in order until git status works here." },
  );

function parsed(bytes: Uint8Array, where: string): TrustFile {
  const json = parseJson(bytes);
  if (!json.ok) throw unreadable(where, json.problem);
  const read = readShape(TrustFile, json.value);
  if (!read.ok) throw unreadable(where, problemLines(read.problems));
  return read.value;
}

const unreadable = (where: string, why: string) =>
  keyFailure("keys.unreadable", `${where} ${why}.`, {
    hint: "Correct it, or write it anew: continuo keys trust.",
  });
