import { BLAST_RADIUS_CUES, PROTECTED } from "./cues/blast-radius.ts";
import { COMPLETENESS_CUES } from "./cues/completeness.ts";
import { DANGER_CUES } from "./cues/danger.ts";
import { DIRECTION_CUES } from "./cues/direction.ts";
import { IRREVERSIBLE, IRREVERSIBLE_JA, REVERSIBILITY_CUES } from "./cues/reversibility.ts";
import { SIZE_CUES } from "./cues/size.ts";
import type { SectionCues } from "./text/section.ts";

/** What headings and labels announce; the first that fits counts. Ours. */
const SECTIONS: SectionCues = [
  [
    "rollback",
    ["rollback", "roll back", "revert", "backout", "back out", "ロールバック", "切り戻し", "戻し方"],
  ],
  [
    "must-not",
    ["must not", "out of scope", "non goals", "not in scope", "禁止事項", "対象外", "やらないこと"],
  ],
  [
    "criteria",
    [
      "acceptance",
      "criteria",
      "expected",
      "definition of done",
      "done when",
      "受け入れ",
      "受入",
      "完了条件",
      "期待",
    ],
  ],
  ["reproduction", ["reproduce", "reproduction", "repro", "再現"]],
  [
    "actual",
    ["actual", "current behavior", "current behaviour", "log", "logs", "output", "実際", "現状", "ログ"],
  ],
  ["context", ["context", "background", "environment", "versions", "notes", "背景", "環境", "補足"]],
  [
    "ask",
    [
      "tasks",
      "task",
      "todo",
      "to do",
      "what to do",
      "goal",
      "proposal",
      "steps",
      "やること",
      "目的",
      "タスク",
    ],
  ],
];

/** What the five reviewers look for and where their limits are. Figures are ours unless said otherwise. */
export const REVIEW_POLICY = {
  sections: SECTIONS,
  direction: DIRECTION_CUES,
  completeness: {
    cues: COMPLETENESS_CUES,
    /** Fewer words in the body say nothing; two characters of Japanese count as one word. */
    minWords: 4,
    /** One sentence of a template may be left standing. */
    maxHints: 1,
  },
  blastRadius: {
    cues: BLAST_RADIUS_CUES,
    protected: PROTECTED,
    /** Kinds of protected places that one change may reach. */
    maxProtected: 2,
    maxAreas: 4,
    /** Patterns of a request that are held against the repository. */
    maxPatterns: 4,
    /** Files of which each is looked for in the repository. */
    maxNamed: 50,
    /** Go with any change. */
    besides: new Set(["docs", "test", "tests", "__tests__", "spec"]),
    /** Their folders are areas of their own. */
    sources: new Set(["src", "lib", "packages", "apps", "app", "crates"]),
  },
  danger: { cues: DANGER_CUES },
  reversibility: { cues: REVERSIBILITY_CUES, irreversible: IRREVERSIBLE, irreversibleJa: IRREVERSIBLE_JA },
  size: {
    cues: SIZE_CUES,
    maxTasks: 5,
    maxAlso: 2,
    maxParts: 2,
    /** Beyond 1800 bytes the spec counts a request as long; three times that and more is no single change (ours). */
    longBytes: 1_800,
    maxBytes: 6_000,
    /** Words before a number that may say what is done to so many. */
    nearWords: 8,
    /** A day. */
    maxTimeMs: 86_400_000,
  },
} as const;
export type ReviewPolicy = typeof REVIEW_POLICY;
