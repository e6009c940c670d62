import { plain } from "../../kernel/text.ts";

/** A path of a patch at most; Linux' own limit. A part of it: that of its file systems. */
const LONGEST = { path: 4_096, part: 255 } as const;

/** Characters that HFS+ or a reader's eye skips, so that `.g<U+200C>it` is `.git`. */
const IGNORED = /[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * One spelling for all spellings that some file system takes for the same path: without characters that HFS+ skips, in
 * one Unicode form and one case, parted at either slash, without a stream's name (`a:b`) and without the dots and
 * blanks that NTFS drops from the end of a part.
 *
 * @example folded(".GitHub./Work\u200cflows") // ".github/workflows"
 */
export function folded(path: string): string {
  // Case, then form, then case: each can bring back what the other took away.
  const even = path.replace(IGNORED, "").normalize("NFKD").toLowerCase().normalize("NFKD").toLowerCase();
  return even.replaceAll("\\", "/").split("/").map(bare).join("/");
}

function bare(part: string): string {
  const colon = part.indexOf(":");
  const name = colon > 0 ? part.slice(0, colon) : part;
  if (name === "." || name === "..") return name;
  let end = name.length;
  while (end > 0 && (name[end - 1] === "." || name[end - 1] === " ")) end--;
  return name.slice(0, end);
}

/** What is wrong with a path, the first that holds; each clause continues "The path …". */
const WRONGS: readonly (readonly [
  says: string,
  holds: (path: string, parts: readonly string[]) => boolean,
])[] = [
  ["is empty", (path) => path === ""],
  [
    "is too long",
    (path, parts) => path.length > LONGEST.path || parts.some((part) => part.length > LONGEST.part),
  ],
  ["has a character that is not seen", (path) => plain(path) !== path],
  ["is absolute", (path) => /^(?:[\\/]|[A-Za-z]:)/.test(path)],
  ["has a backslash, which parts folders on Windows", (path) => path.includes("\\")],
  ["leaves its folder or says it twice", (_, parts) => parts.some((part) => ["", ".", ".."].includes(part))],
  ["lies in git's own folder", (_, parts) => parts.some((part) => [".git", "git~1"].includes(folded(part)))],
  ["is a short name that Windows gives to another file", (_, parts) => parts.some(isShortName)],
  [
    "ends a part with a dot or blank, which Windows drops",
    (_, parts) => parts.some((part) => /[. ]$/.test(part)),
  ],
  ["has a colon, which names a stream on Windows", (path) => path.includes(":")],
];

/** `GIT~1`, `GITHUB~1`, `GI7EBA~1`: at most six characters, a tilde, digits, perhaps a short ending. */
function isShortName(part: string): boolean {
  return /^[^.~]{1,6}~[0-9]{1,6}(?:\.[^.]{0,3})?$/.test(part) && part.length <= 12;
}

/**
 * Why a path may not be in a patch, on whatever file system it will be checked out.
 *
 * @returns one clause, or null when it may; never throws
 */
export function pathTrouble(path: string): string | null {
  const parts = path.split("/");
  return WRONGS.find(([, holds]) => holds(path, parts))?.[0] ?? null;
}
