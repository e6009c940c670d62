import type { Forge, IssueDraft } from "./port.ts";

/**
 * Two handles on one fresh store, as two processes have: a repository of `mona`, where nobody else has a permission.
 * Its clock moves on by a second or more between any two writes.
 */
export type OpenForge = () => readonly [Forge, Forge] | Promise<readonly [Forge, Forge]>;

/** Larger than any number that a test takes. */
export const NOBODY = 4_000_000;

export const draft = (change: Partial<IssueDraft> = {}): IssueDraft => ({
  title: "Fix it",
  body: "It is broken.\r\n",
  author: "mona",
  labels: [],
  ...change,
});

/** Texts that somebody may put into a title, a body or a label, and that must come back as they were. */
export const HOSTILE: readonly { readonly text: string; readonly because: string }[] = [
  { text: "\u001b[2J\u001b[31mred", because: "terminal escapes" },
  { text: "\u202eevil\u2066txt\u2069", because: "characters that turn the direction" },
  { text: "::set-output name=x::y", because: "a command of the Actions runner" },
  { text: "##[error]boom", because: "its other form" },
  { text: "../../etc/passwd", because: "a path out of the folder" },
  { text: "..\\..\\x", because: "the same for Windows" },
  { text: "a\u0000b", because: "a NUL" },
  { text: "__proto__", because: "a name that objects have" },
  { text: "constructor", because: "another" },
  { text: '"}]}{"title":"x', because: "ends of a JSON text" },
  { text: "$(id) `id` ; rm -rf ~", because: "shell" },
  { text: "<!-- x --><script>alert(1)</script>", because: "HTML" },
  { text: "' or 1=1 --", because: "SQL" },
  { text: "--force", because: "a flag" },
  { text: " leading and trailing ", because: "blanks at the ends" },
  { text: "e\u0301 \u00e9", because: "two ways to write one letter" },
  { text: "\ufeffmark", because: "a byte order mark" },
  { text: "😀👩‍👩‍👧", because: "pairs and joiners" },
  { text: "tab\tand\rreturn", because: "other controls" },
];

/** What no forge takes for text: it would not read back as it was written. */
export const NO_TEXT = ["\ud800", "a\udc00b"] as const;
