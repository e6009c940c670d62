import { describe, expect, test } from "vitest";
import { settingsOf } from "./settings.ts";

describe("variables", () => {
  test("nothing said", () => {
    expect(settingsOf({})).toEqual({
      main: "codex",
      assist: "none",
      rolePolicy: "sub-only",
      state: "ok",
      degradedAssist: "none",
      mainAssist: "codex",
      depth: "enhanced",
      notes: [],
    });
  });

  test.each([
    ["blanks and case", { FUGUE_CLAUDE_RATE_LIMIT_STATE: " Exhausted " }, "state", "exhausted"],
    ["the older name", { FUGUE_ORCHESTRATOR_PROVIDER: "claude" }, "main", "claude"],
    [
      "the newer name first",
      { FUGUE_MAIN_ORCHESTRATOR_PROVIDER: "codex", FUGUE_ORCHESTRATOR_PROVIDER: "claude" },
      "main",
      "codex",
    ],
    [
      "an empty one is not set",
      { FUGUE_MAIN_ORCHESTRATOR_PROVIDER: "", FUGUE_ORCHESTRATOR_PROVIDER: "claude" },
      "main",
      "claude",
    ],
    ["assist", { FUGUE_ASSIST_ORCHESTRATOR_PROVIDER: "codex" }, "assist", "codex"],
    ["one that is not ours", { MAIN_ORCHESTRATOR_PROVIDER: "claude" }, "main", "codex"],
  ] as const)("%s", (_why, variables, name, value) => {
    expect(settingsOf(variables)[name]).toBe(value);
    expect(settingsOf(variables).notes).toEqual([]);
  });

  test("an unknown value counts as not set, and is said", () => {
    const settings = settingsOf({ FUGUE_CLAUDE_ROLE_POLICY: "main-only", FUGUE_MULTI_AGENT_MODE: "huge" });
    expect([settings.rolePolicy, settings.depth]).toEqual(["sub-only", "enhanced"]);
    expect(settings.notes).toEqual([
      'FUGUE_CLAUDE_ROLE_POLICY is "main-only", which is none of its values: it counts as not set.',
      'FUGUE_MULTI_AGENT_MODE is "huge", which is none of its values: it counts as not set.',
    ]);
  });

  test("a name that objects have is no variable", () => {
    expect(settingsOf(Object.create({ FUGUE_CLAUDE_ROLE_POLICY: "flex" })).rolePolicy).toBe("sub-only");
  });
});
