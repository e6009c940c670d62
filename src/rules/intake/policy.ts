import * as v from "valibot";
import { mapping } from "../../kernel/shape.ts";
import { CUE_TABLE, NEGATIONS } from "./cue-table.ts";

const words = v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(100)));
const points = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
const length = v.pipe(v.number(), v.integer(), v.minValue(1));
const forms = v.strictObject({ en: words, ja: words });

/** Everything that intake may be tuned by. A request cannot touch any of it. */
export const IntakePolicy = v.strictObject({
  cues: mapping(v.record(v.picklist(Object.keys(CUE_TABLE)), forms)),
  negations: v.strictObject({ before: words, after: words }),
  points: v.strictObject({
    largeRefactorLabel: points,
    highRiskCue: points,
    mediumRiskCue: points,
    implementRequest: points,
    longSpec: points,
    midSpec: points,
  }),
  /** From so many points on the tier is that. */
  tiers: v.strictObject({ medium: points, high: points }),
  /** A request of more UTF-8 bytes than that is of middle length, or long. */
  lengths: v.strictObject({ mid: length, long: length }),
  labels: v.strictObject({ largeRefactor: words, correction: words }),
  /** Kinds of lines in which risk cues count. Other cues count in `text` and `heading` only. */
  riskReads: v.array(v.picklist(["text", "heading", "code", "quote"])),
  /** Headings that templates bring along, in lower case: they never score. */
  templateHeadings: words,
  /** Sections whose words are things not to do: nothing there asks for an implementation. */
  mustNotHeadings: words,
  /** What makes `a/b` in backticks a path: its first half, or how it ends. */
  paths: v.strictObject({ heads: words, endings: words }),
  slug: v.strictObject({ maxBytes: length }),
});
export type IntakePolicy = v.InferOutput<typeof IntakePolicy>;

export const INTAKE_POLICY: IntakePolicy = {
  cues: CUE_TABLE,
  negations: { before: [...NEGATIONS.before], after: [...NEGATIONS.after] },
  // Spec of the mainframe, section 3: points, tiers, lengths in bytes, labels.
  points: {
    largeRefactorLabel: 4,
    highRiskCue: 3,
    mediumRiskCue: 1,
    implementRequest: 1,
    longSpec: 2,
    midSpec: 1,
  },
  tiers: { medium: 2, high: 5 },
  lengths: { mid: 900, long: 1800 },
  labels: {
    largeRefactor: ["large-refactor"],
    correction: ["user-corrected", "postmortem", "regression", "incident"],
  },
  // Ours: a fence hides nothing that a council would have to look at, so it may raise a tier.
  riskReads: ["text", "heading", "code", "quote"],
  // The form's labels (section 1.6), the command line's headings (8) and the translation's (2.4).
  templateHeadings: [
    ...[
      "mainframe handoff",
      "execution mode",
      "mode",
      "implementation confirmation",
      "implement confirmation",
    ],
    ...["main orchestrator provider", "assist orchestrator provider", "orchestrator provider"],
    ...["multi agent mode", "target repo", "target repository", "risk tier", "goal", "must not", "task"],
    ...["acceptance criteria", "rollback", "gha24 task", "spec (minimal)", "task summary", "constraints"],
    ...["risk notes", "open questions", "routing hint"],
    ...[
      "mandatory preflight protocol (before implementation)",
      "mandatory implementation collaboration protocol",
    ],
    "shared playbook operational requirements (codex/claude common)",
  ],
  mustNotHeadings: ["must not"],
  paths: {
    heads: [
      ...["src", "lib", "test", "tests", "docs", "doc", "bin", "scripts", "packages", "app", "apps", "dist"],
      ...[
        "examples",
        "config",
        "node_modules",
        "build",
        "tools",
        "public",
        "include",
        "internal",
        "pkg",
        "cmd",
      ],
    ],
    endings: [
      ...[
        ".ts",
        ".tsx",
        ".js",
        ".jsx",
        ".mjs",
        ".cjs",
        ".json",
        ".yml",
        ".yaml",
        ".toml",
        ".md",
        ".py",
        ".go",
      ],
      ...[
        ".rs",
        ".java",
        ".kt",
        ".c",
        ".h",
        ".cpp",
        ".cs",
        ".rb",
        ".php",
        ".sh",
        ".sql",
        ".css",
        ".html",
        ".txt",
      ],
      ...[".lock", ".xml", ".svg", ".png", ".ipynb", ".swift", ".vue"],
    ],
  },
  slug: { maxBytes: 40 },
};
