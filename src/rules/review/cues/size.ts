/** How people ask for more than one thing. All lists are ours. */
export const SIZE_CUES = {
  /** First words of a list item or heading that is a task. */
  verbs: new Set(
    `add fix rename update move write remove delete create implement support replace refactor migrate bump change make
     improve introduce extract convert rewrite build test document upgrade drop enable disable allow use set show hide
     translate clean handle validate redesign integrate configure deploy publish split merge speed reduce`.split(
      /\s+/,
    ),
  ),
  verbsJa: [
    "追加",
    "修正",
    "変更",
    "削除",
    "更新",
    "対応",
    "実装",
    "移行",
    "改善",
    "作成",
    "する",
    "したい",
    "ほしい",
    "ください",
    "直す",
    "差し替え",
  ],
  /** Begin a thought that came later. */
  also: [
    "while you are at it",
    "while youre at it",
    "while were at it",
    "while we are at it",
    "while at it",
    "additionally",
    "and also",
    "in addition",
    "another thing",
    "one more thing",
    "on top of that",
    "besides that",
    "ついでに",
    "それと",
    "あわせて",
    "併せて",
    "それから",
    "おまけに",
  ],
  /** A heading that is a request of its own: `Bug 2`. */
  parts: new Set(["bug", "task", "issue", "feature", "request", "part", "story", "ticket", "topic"]),
  /** Words of change before a number of files or lines. */
  changes: new Set(
    "convert rename migrate change update rewrite move edit touch replace refactor port fix delete format".split(
      " ",
    ),
  ),
  files: new Set(["files", "modules", "components", "classes"]),
  lines: new Set(["lines", "loc"]),
} as const;
