import { shown } from "../../kernel/text.ts";
import type { Tier } from "../intake/routing.ts";
import { folded, pathTrouble } from "./path-name.ts";
import { keptPath } from "./protected-path.ts";

/** One changed file, as git says it: the workspace's `ChangedFile`. */
export interface Change {
  readonly path: string;
  readonly status: string;
  /** Octal modes before and after; `000000` where there is none. */
  readonly modes: readonly [string, string];
  /** Lines added and removed; null for a binary file. */
  readonly lines: readonly [number, number] | null;
}

export interface PatchPolicy {
  /** Files changed at most; whole number, 1 or more. */
  readonly maxFiles: number;
  /** Lines added and removed together, at most. */
  readonly maxLines: number;
  /** Whether a new file may be executable. */
  readonly allowExecutable: boolean;
  /** Whether a binary file may be added or changed: nobody can read it. */
  readonly allowBinary: boolean;
  /** Lockfiles and files that run at installation: in these tiers, and only with this label. Null: never. */
  readonly dependencies: { readonly tiers: readonly Tier[]; readonly label: string } | null;
}

/** The sizes are ours: what a person reads in one sitting. */
export const PATCH_POLICY: PatchPolicy = {
  maxFiles: 50,
  maxLines: 2_000,
  allowExecutable: false,
  allowBinary: false,
  dependencies: { tiers: ["low"], label: "allow-dependencies" },
};

/** What is known of the request that the patch is for. */
export interface PatchFacts {
  readonly tier: Tier;
  /** Labels of the request that a person with the right to set them has set. */
  readonly labels: readonly string[];
  /** The command by which the change is judged: a file that it runs is no part of a change. */
  readonly testCommand: readonly string[];
}

export const PATCH_FAULTS = [
  "empty",
  "path",
  "twice",
  "malformed",
  "link",
  "submodule",
  "mode",
  "executable",
  "binary",
  "protected",
  "dependencies",
  "tests",
  "files",
  "lines",
] as const;
export type PatchCode = (typeof PATCH_FAULTS)[number];

export interface PatchReason {
  readonly code: PatchCode;
  /** The path as it came; empty for the patch as a whole. */
  readonly path: string;
  /** One sentence, printable. */
  readonly says: string;
}

export type PatchVerdict = Readonly<
  { outcome: "open" } | { outcome: "closed"; why: readonly PatchReason[]; more: number }
>;

/** Reasons told one by one; `more` counts the rest. Ours. */
const NAMED = 200;

/**
 * Whether a patch may be published for review. Every reason against it is told, not the first one only.
 *
 * Fails closed: what is neither a plain file nor a known mode or status is no. Linear in the changes.
 *
 * @returns never throws
 * @see     threats A24
 */
export function judgePatch(changes: readonly Change[], policy: PatchPolicy, facts: PatchFacts): PatchVerdict {
  const why = [...wholeReasons(changes, policy), ...twiceReasons(changes)];
  for (const change of changes) why.push(...changeReasons(change, policy, facts));
  if (why.length === 0) return { outcome: "open" };
  return { outcome: "closed", why: why.slice(0, NAMED), more: Math.max(0, why.length - NAMED) };
}

/** What speaks against the patch as a whole. */
function wholeReasons(
  changes: readonly Change[],
  { maxFiles, maxLines }: PatchPolicy,
): readonly PatchReason[] {
  const why: PatchReason[] = [];
  const against = (code: PatchCode, says: string) => why.push({ code, path: "", says });
  const lines = changes.reduce((sum, change) => sum + (change.lines?.[0] ?? 0) + (change.lines?.[1] ?? 0), 0);
  if (changes.length === 0) against("empty", "The patch changes nothing.");
  // Written so that a limit that is no number lets nothing pass.
  if (!(changes.length <= maxFiles))
    against("files", `It changes ${changes.length} files, at most ${maxFiles} may be.`);
  if (!(lines <= maxLines)) against("lines", `It changes ${lines} lines, at most ${maxLines} may be.`);
  return why;
}

/** Paths that are there twice, or are one path on a file system that does not tell them apart. */
function twiceReasons(changes: readonly Change[]): readonly PatchReason[] {
  const exact = new Set<string>();
  const alike = new Set<string>();
  const why: PatchReason[] = [];
  for (const { path, status } of changes) {
    const flat = folded(path);
    // A new spelling of a name is an addition and a deletion: those two may look alike.
    const isTwice = exact.has(path) || (status !== "D" && alike.has(flat));
    if (isTwice)
      why.push({ code: "twice", path, says: `${shown(path)} is one path with another of the patch.` });
    exact.add(path);
    if (status !== "D") alike.add(flat);
  }
  return why;
}

/** What speaks against one change. */
function changeReasons(change: Change, policy: PatchPolicy, facts: PatchFacts): readonly PatchReason[] {
  const { path } = change;
  const why: PatchReason[] = [];
  const against = (code: PatchCode, says: string) =>
    why.push({ code, path, says: `${shown(path)} ${says}.` });
  const trouble = pathTrouble(path);
  if (trouble !== null) against("path", trouble);
  const kept = keptPath(path);
  if (kept !== null && !(kept.code === "dependencies" && mayDepend(policy, facts)))
    against(kept.code, kept.says);
  else if (isRunBy(facts.testCommand, path)) against("tests", "is run by the command that tests the change");
  for (const [code, says, holds] of FORMS) if (holds(change, policy)) against(code, says);
  return why;
}

/** Programs whose first word is a program of its own. */
const INTERPRETERS = [
  "sh",
  "bash",
  "dash",
  "zsh",
  "node",
  "deno",
  "bun",
  "python",
  "python3",
  "ruby",
  "perl",
  "php",
];

/** Whether a command runs that path, in whatever spelling: as the program, or as an interpreter's script. */
function isRunBy([program = "", script = ""]: readonly string[], path: string): boolean {
  const isScript = INTERPRETERS.includes(program.split("/").at(-1) ?? "");
  return [program, ...(isScript ? [script] : [])].some(
    (word) => folded(word.replace(/^(?:\.\/)+/, "")) === folded(path),
  );
}

function mayDepend({ dependencies }: PatchPolicy, { tier, labels }: PatchFacts): boolean {
  return dependencies?.tiers.includes(tier) === true && labels.includes(dependencies.label);
}

const NONE = "000000";
const PLAIN = ["100644", "100755"];
const KNOWN = [NONE, ...PLAIN, "120000", "160000"];

/** Which of the two modes exist, by status. */
const SIDES: Readonly<Record<string, readonly [boolean, boolean]>> = {
  A: [false, true],
  M: [true, true],
  T: [true, true],
  D: [true, false],
};

/** What a change may not be, whatever its path: each row is told when it holds. */
const FORMS: readonly (readonly [PatchCode, string, (change: Change, policy: PatchPolicy) => boolean])[] = [
  ["malformed", "is changed in a way that is not known", isMalformed],
  ["link", "is or was a symbolic link", ({ modes }) => modes.includes("120000")],
  ["submodule", "is or was another repository", ({ modes }) => modes.includes("160000")],
  ["mode", "changes its mode", ({ modes: [from, to] }) => isPlain(from) && isPlain(to) && from !== to],
  [
    "executable",
    "is a new program",
    ({ modes: [from, to] }, { allowExecutable }) => !isPlain(from) && to === "100755" && !allowExecutable,
  ],
  [
    "binary",
    "is binary, so that nobody can read what changed",
    ({ modes: [, to], lines }, { allowBinary }) => lines === null && isPlain(to) && !allowBinary,
  ],
];

const isPlain = (mode: string): boolean => PLAIN.includes(mode);

function isMalformed({ status, modes, lines }: Change): boolean {
  const sides = Object.hasOwn(SIDES, status) ? SIDES[status] : undefined;
  if (!sides || modes.some((mode) => !KNOWN.includes(mode))) return true;
  const counts = lines ?? [];
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 0)) return true;
  return modes.some((mode, side) => (mode !== NONE) !== sides[side]);
}
