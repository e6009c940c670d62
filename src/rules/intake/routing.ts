import * as v from "valibot";
import { LabelName, Permission, RepositoryName } from "./issue.ts";

export const TIERS = ["low", "medium", "high"] as const;
export type Tier = (typeof TIERS)[number];
export const MODES = ["review", "implement"] as const;
export type Mode = (typeof MODES)[number];
export const DEPTHS = ["standard", "enhanced", "max"] as const;
export type Depth = (typeof DEPTHS)[number];

/** Where something in the request stands, so that a person finds it: 1-based line, and the words as written. */
export const Place = v.strictObject({
  in: v.picklist(["title", "body", "label", "comment", "variable", "default"]),
  /** Line of the body or comment; 1 elsewhere. */
  line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The words that counted, as written, at most 200 characters. */
  quote: v.pipe(v.string(), v.maxLength(200)),
});
export type Place = v.InferOutput<typeof Place>;

/** One thing that counted, and how much. */
export const Scored = v.strictObject({
  /** Stable name of the rule: `large-refactor-label`, `high-risk-cue`. */
  rule: v.string(),
  points: v.pipe(v.number(), v.integer()),
  place: Place,
});
export type Scored = v.InferOutput<typeof Scored>;

/** Something that was decided, and why: the rule that matched and where. */
const because = { rule: v.string(), place: v.nullable(Place) } as const;

/** What intake decided about a request. Same input, same bytes. */
export const Routing = v.strictObject({
  outcome: v.picklist(["routed", "skipped"]),
  /** Why it is left alone; null when it is routed. `missing-fugue-task-label`, `handled-by-gha24`, `opted-out`, `untrusted`, `bot`, … */
  skip: v.nullable(v.strictObject({ reason: v.string(), says: v.string(), place: v.nullable(Place) })),
  mode: v.strictObject({ value: v.picklist(MODES), ...because }),
  /** Whether the text asks for implementation and says that it is confirmed; consent itself is decided elsewhere. */
  confirmation: v.strictObject({ value: v.picklist(["not-required", "pending", "confirmed"]), ...because }),
  target: v.strictObject({ repository: RepositoryName, project: v.string(), ...because }),
  providers: v.strictObject({
    main: v.picklist(["codex", "claude"]),
    assist: v.picklist(["codex", "claude", "none"]),
    requested: v.strictObject({ main: v.string(), assist: v.string() }),
    /** Which guards changed what was asked for, in the order applied. */
    guards: v.array(v.strictObject({ guard: v.string(), from: v.string(), to: v.string() })),
  }),
  risk: v.strictObject({
    tier: v.picklist(TIERS),
    score: v.pipe(v.number(), v.integer(), v.minValue(0)),
    scored: v.array(Scored),
    /** A tier that somebody declared: it raises, never lowers; an unknown word is high. */
    declared: v.nullable(v.strictObject({ tier: v.picklist(TIERS), place: Place })),
  }),
  depth: v.strictObject({ value: v.picklist(DEPTHS), ...because }),
  /** Cues for specialist lanes. */
  signals: v.strictObject({
    visual: v.boolean(),
    realtime: v.boolean(),
    correction: v.boolean(),
    largeRefactor: v.boolean(),
  }),
  labels: v.strictObject({ add: v.array(LabelName), remove: v.array(LabelName) }),
  /** The title with its project prefix. */
  title: v.string(),
  /** One sentence a decision, in the order taken, for people. */
  reasons: v.array(v.string()),
});
export type Routing = v.InferOutput<typeof Routing>;

/** What caused the run: whose word it is, and what the forge says they may do, read at decision time; null = lookup failed = no. */
export const Trigger = v.strictObject({
  kind: v.picklist(["opened", "comment", "label", "dispatch"]),
  actor: v.string(),
  permission: v.nullable(Permission),
});
export type Trigger = v.InferOutput<typeof Trigger>;
