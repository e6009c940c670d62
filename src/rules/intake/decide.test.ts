import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { INTAKE_RULES } from "./decide.ts";

const read = <S extends Parameters<typeof readShape>[0]>(shape: S, value: unknown) => {
  const found = readShape(shape, value);
  if (!found.ok) throw new Error(canonicalJson(found.problems));
  return found.value;
};

const providers = (asked: object) => {
  const { input, output, decide } = INTAKE_RULES.providers;
  return read(output, decide(read(input, asked)));
};
const risk = (asked: object) => {
  const { input, output, decide } = INTAKE_RULES.risk;
  return read(output, decide(read(input, asked)));
};

/** Main, assist, then the three reasons. Spec of the mainframe, 2.2; the step that makes it so is in the first column. */
const PROVIDERS: readonly (readonly [step: string, asked: object, answer: readonly string[]])[] = [
  ["nobody asked", {}, ["codex", "none", "", "", ""]],
  ["1: sub-only", { main: "claude" }, ["codex", "none", "claude-main-sub-only", "", ""]],
  [
    "1: an unknown role policy is sub-only",
    { main: "claude", claude_role_policy: "any" },
    ["codex", "none", "claude-main-sub-only", "", ""],
  ],
  [
    "1 before 2",
    { main: "claude", claude_state: "exhausted" },
    ["codex", "none", "claude-main-sub-only", "", ""],
  ],
  ["flex", { main: "claude", claude_role_policy: "flex" }, ["claude", "none", "", "", ""]],
  [
    "2: degraded",
    { main: "claude", claude_role_policy: "flex", claude_state: "degraded" },
    ["codex", "none", "claude-rate-limit-degraded", "", ""],
  ],
  [
    "2: exhausted",
    { main: "claude", claude_role_policy: "flex", claude_state: "EXHAUSTED" },
    ["codex", "none", "claude-rate-limit-exhausted", "", ""],
  ],
  [
    "3: degraded",
    { assist: "claude", claude_state: "degraded" },
    ["codex", "none", "", "claude-rate-limit-degraded->none", ""],
  ],
  [
    "3: by policy",
    { assist: "claude", claude_state: "degraded", degraded_assist_policy: "codex" },
    ["codex", "codex", "", "claude-rate-limit-degraded->codex", ""],
  ],
  [
    "3: an unknown policy is none",
    { assist: "claude", claude_state: "degraded", degraded_assist_policy: "claude" },
    ["codex", "none", "", "claude-rate-limit-degraded->none", ""],
  ],
  [
    "4: exhausted",
    { assist: "claude", claude_state: "exhausted", degraded_assist_policy: "codex" },
    ["codex", "none", "", "claude-rate-limit-exhausted", ""],
  ],
  [
    "5: pressure",
    { main: "claude", assist: "claude", claude_role_policy: "flex" },
    ["claude", "codex", "", "", "main-claude-assist-claude->codex"],
  ],
  [
    "5: by policy",
    { main: "claude", assist: "claude", claude_role_policy: "flex", assist_policy: "none" },
    ["claude", "none", "", "", "main-claude-assist-claude->none"],
  ],
  [
    "5: by the variable's name",
    { main: "claude", assist: "claude", claude_role_policy: "flex", main_assist_policy: "none" },
    ["claude", "none", "", "", "main-claude-assist-claude->none"],
  ],
  [
    "sub-only leaves the assist",
    { main: "claude", assist: "claude" },
    ["codex", "claude", "claude-main-sub-only", "", ""],
  ],
  [
    "force",
    { main: "claude", assist: "claude", claude_state: "exhausted", force_claude: "TRUE" },
    ["claude", "claude", "", "", ""],
  ],
  ["force, as JSON has it", { main: "claude", force_claude: true }, ["claude", "none", "", "", ""]],
  [
    "force is true or nothing",
    { main: "claude", force_claude: "yes" },
    ["codex", "none", "claude-main-sub-only", "", ""],
  ],
  ["an unknown state is ok", { assist: "claude", claude_state: "tired" }, ["codex", "claude", "", "", ""]],
  [
    "an unknown main is the default",
    { main: "gpt", default_main: "claude", claude_role_policy: "flex" },
    ["claude", "none", "", "", ""],
  ],
  [
    "a main that was asked for wins",
    { main: "codex", default_main: "claude" },
    ["codex", "none", "", "", ""],
  ],
  ["no default assist is none (BUG-5)", { default_assist: "" }, ["codex", "none", "", "", ""]],
  ["a default assist", { default_assist: "codex" }, ["codex", "codex", "", "", ""]],
];

describe("providers", () => {
  test.each(PROVIDERS)("%s", (_step, asked, answer) => {
    const found = providers(asked);
    expect([
      found.resolved_main,
      found.resolved_assist,
      found.main_fallback_reason,
      found.assist_fallback_reason,
      found.pressure_guard_reason,
    ]).toEqual(answer);
    expect([found.compat_label, found.orchestrator_label, found.assist_orchestrator_label]).toEqual([
      `${answer[0]}-implement`,
      `orchestrator:${answer[0]}`,
      `orchestrator-assist:${answer[1]}`,
    ]);
    expect([
      found.main_fallback_applied,
      found.assist_fallback_applied,
      found.pressure_guard_applied,
    ]).toEqual(answer.slice(2).map((reason) => reason !== ""));
  });
});

/** Score and reasons in the seed's names, then the floors of the tier: hint, cycles, rounds, context. */
const RISKS: readonly (readonly [asked: object, answer: readonly unknown[]])[] = [
  [{}, ["low", 0, "none", "standard", 3, 1, 4, 8]],
  [{ orchestration_profile: "claude-light" }, ["low", 0, "none", "standard", 1, 1, 4, 8]],
  [{ title: "payment" }, ["medium", 3, "high-risk-keywords", "enhanced", 3, 2, 6, 12]],
  [
    { title: "payment", orchestration_profile: "Claude-Light" },
    ["medium", 3, "high-risk-keywords", "enhanced", 2, 1, 6, 12],
  ],
  [
    { title: "payment", body: "deploy", has_implement: true, labels: ["large-refactor"] },
    [
      "high",
      9,
      "large-refactor-label,high-risk-keywords,medium-risk-keywords,implement-request",
      "max",
      4,
      3,
      8,
      16,
    ],
  ],
  [
    { title: "auth", body: "y".repeat(1800), orchestration_profile: "claude-light" },
    ["high", 5, "high-risk-keywords,long-spec", "max", 3, 2, 8, 16],
  ],
  [{ title: "Update author page" }, ["low", 0, "none", "standard", 3, 1, 4, 8]],
  [{ title: "rewriting" }, ["low", 0, "none", "standard", 3, 1, 4, 8]],
];

describe("risk", () => {
  test.each(RISKS)("%j", (asked, answer) => {
    const found = risk(asked);
    expect([
      ...[found.risk_tier, found.risk_score, found.risk_reasons, found.multi_agent_mode_hint],
      ...[found.preflight_cycles_floor, found.implementation_dialogue_rounds_floor],
      ...[found.context_budget_initial, found.context_budget_max],
    ]).toEqual(answer);
  });

  test.each([
    [{ labels: ["Postmortem"] }, true],
    [{ body: "再発防止" }, true],
    [{ body: "user corrected" }, false],
  ])("%j: lessons %s", (asked, isCorrection) => {
    expect(risk(asked)).toMatchObject({ correction_signal: isCorrection, lessons_required: isCorrection });
  });
});

describe("target-repo", () => {
  const { input, output, decide } = INTAKE_RULES["target-repo"];
  test.each([
    [{ title: "Fix it" }, "acme/tower", "proj:tower", "[tower] Fix it"],
    [{ title: "Fix it", body: "`acme/Web-App`" }, "acme/Web-App", "proj:web-app", "[web-app] Fix it"],
    [{ title: "[x] Fix", comment: "`acme/web`" }, "acme/web", "proj:web", "[x] Fix"],
    // Deliberate: the origin takes any `a/b` in backticks (BUG-9).
    [{ title: "Fix it", body: "like `other/lib`" }, "acme/tower", "proj:tower", "[tower] Fix it"],
  ])("%j", (asked, target, label, title) => {
    const found = read(output, decide(read(input, { repository: "acme/tower", ...asked })));
    expect([found.target_repo, found.label, found.title_after, found.label_color]).toEqual([
      target,
      label,
      title,
      "0E8A16",
    ]);
  });
});

describe("mode", () => {
  const { input, output, decide } = INTAKE_RULES.mode;
  test.each([
    [{}, "review", "not-required"],
    [{ body: "#implement" }, "implement", "pending"],
    [{ body: "#implement", labels: ["implement-confirmed"] }, "implement", "confirmed"],
    [{ body: "Mode: review\n#implement" }, "review", "not-required"],
  ])("%j", (asked, mode, confirmation) => {
    expect(read(output, decide(read(input, asked)))).toMatchObject({ mode, confirmation });
  });
});

describe("the table", () => {
  test.each(Object.entries(INTAKE_RULES))("%s refuses a member that it does not know", (_name, { input }) => {
    expect(readShape(input, { nonsense: 1 }).ok).toBe(false);
  });
});
