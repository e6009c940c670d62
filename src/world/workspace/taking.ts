import { listed, plain, shown } from "../../kernel/text.ts";
import type { Git } from "../process/port.ts";
import { type Ground, statOf } from "./ground.ts";
import type { ChangedFile, Labour } from "./port.ts";

export type Taken = Pick<Labour, "changes" | "patch" | "untaken">;

/** How much of a change is taken at most. All ours: a person has to read it. */
export const TAKE_LIMITS = {
  files: 20_000,
  /** By how much the files of the clone may outgrow those of the commit, before git reads them. */
  grownBytes: 64 << 20,
  patchBytes: 20 << 20,
} as const;

const LINES = 20;

/**
 * What a program changed in its clone, as a patch. The clone's own `.git` is never asked: by then it may name programs.
 * Git works from a store of ours, with an index of our own that trusts no time stamp, so that every file is read.
 * Ignored files are no part of the change; a `.gitignore` that was changed to ignore them is.
 *
 * @param git    git in a store that was made after the program ended
 * @param index  a path for the index, in a folder that the program never knew
 */
export async function take(
  git: Git,
  ground: Ground,
  { commit, index }: { commit: string; index: string },
): Promise<Taken> {
  const env = { GIT_WORK_TREE: ground.clone, GIT_INDEX_FILE: index };
  await git.ask(["read-tree", commit], { env });
  const tooMuch = await tooMuchIn(git, ground, { commit, env });
  if (tooMuch !== null) return untaken(tooMuch);
  const added = await git.run(
    ["-C", ground.clone, "add", "--all", "--ignore-errors", "--no-warn-embedded-repo", "."],
    { env },
  );
  // Also a warning: git only warns of a folder that it may not enter.
  if (added.exitCode !== 0 || added.stderr !== "") return untaken(...linesOf(added.stderr));
  const written = await git.run(["write-tree"], { env });
  if (written.exitCode !== 0) return untaken(...linesOf(written.stderr));
  return compared(git, commit, written.stdout.trim());
}

export const untaken = (...says: readonly string[]): Taken => ({
  changes: [],
  patch: new Uint8Array(),
  untaken: says.slice(0, LINES),
});

function linesOf(stderr: string): readonly string[] {
  const lines = stderr.split("\n").filter((line) => line !== "");
  return lines.length > 0 ? lines.map(plain) : ["git could not read the clone, and did not say why"];
}

/** Why a change is too much to be read at all; null when it is not. Only names and sizes are looked at. */
async function tooMuchIn(
  git: Git,
  ground: Ground,
  { commit, env }: { readonly commit: string; readonly env: Readonly<Record<string, string>> },
): Promise<string | null> {
  const ended = await git.run(["-C", ground.clone, "ls-files", "-z", "--others", "--exclude-standard"], {
    env,
  });
  const others = piecesOf(ended.bytes);
  if (ended.cut || others.length > TAKE_LIMITS.files)
    return `more than ${TAKE_LIMITS.files} new files, which is more than is taken`;
  const strange = others
    .filter((name) => textOf(name) === null)
    .map((name) => shown(Buffer.from(name).toString("latin1")));
  if (strange.length > 0) return `names that are not UTF-8: ${listed(strange)}`;
  const tree = await git.run(["ls-tree", "-r", "-l", "-z", commit]);
  const root = Buffer.from(`${ground.clone}/`);
  let grown = 0;
  const weigh = (name: Uint8Array) => {
    const stat = statOf(Buffer.concat([root, name]));
    if (stat?.isFile()) grown += stat.size;
  };
  // `mode type id size TAB path`
  for (const entry of piecesOf(tree.bytes)) {
    const tab = entry.indexOf(9);
    grown -= Number(Buffer.from(entry.subarray(0, tab)).toString().split(" ").at(-1)) || 0;
    weigh(entry.subarray(tab + 1));
  }
  for (const name of others) weigh(name);
  return grown > TAKE_LIMITS.grownBytes
    ? `${grown} bytes more than before, which is more than is taken`
    : null;
}

/** The difference of two trees, in the three ways in which it is needed. */
export async function compared(git: Git, commit: string, tree: string): Promise<Taken> {
  const between = ["diff-tree", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
  const trees = [`${commit}^{tree}`, tree];
  const [raw, counted, patch] = await Promise.all([
    git.run([...between, "-z", "--raw", "--no-abbrev", ...trees]),
    git.run([...between, "-z", "--numstat", ...trees]),
    git.run([...between, "-p", "--binary", "--full-index", ...trees]),
  ]);
  if ([raw, counted, patch].some(({ exitCode, cut }) => exitCode !== 0 || cut))
    return untaken("git could not compare the clone with the commit");
  if (patch.bytes.byteLength > TAKE_LIMITS.patchBytes)
    return untaken(`a patch of ${patch.bytes.byteLength} bytes, which is more than is taken`);
  const changes = changesOf(raw.bytes, counted.bytes);
  if (changes === null) return untaken("a name that is not UTF-8");
  if (changes.length > TAKE_LIMITS.files)
    return untaken(`${changes.length} changed files, which is more than is taken`);
  return { changes, patch: patch.bytes, untaken: [] };
}

/** Reads `--raw -z` (`:mode mode id id status NUL path NUL`) and `--numstat -z` (`n TAB n TAB path NUL`). */
function changesOf(raw: Uint8Array, counted: Uint8Array): readonly ChangedFile[] | null {
  const lines = new Map<string, readonly [number, number] | null>();
  for (const piece of piecesOf(counted)) {
    const [added = "", removed = "", ...rest] = (textOf(piece) ?? "").split("\t");
    lines.set(rest.join("\t"), added === "-" ? null : [Number(added), Number(removed)]);
  }
  const changes: ChangedFile[] = [];
  const pieces = piecesOf(raw);
  for (let at = 0; at + 1 < pieces.length; at += 2) {
    const path = textOf(pieces[at + 1] ?? new Uint8Array());
    if (path === null) return null;
    const [before = "", after = "", , , status = ""] = (textOf(pieces[at] ?? new Uint8Array()) ?? "")
      .slice(1)
      .split(" ");
    changes.push({ path, status, modes: [before, after], lines: lines.get(path) ?? null });
  }
  return changes;
}

/** What stands between NULs. */
export function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = bytes.indexOf(0, at);
    const until = end < 0 ? bytes.byteLength : end;
    pieces.push(bytes.subarray(at, until));
    at = until + 1;
  }
  return pieces;
}

/** The text of bytes from git; null when they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
