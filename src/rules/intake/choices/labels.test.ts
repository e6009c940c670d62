import { describe, expect, test } from "vitest";
import { type LabelRequest, labelsOf, titleOf } from "./labels.ts";

const change = (more: Partial<LabelRequest>) =>
  labelsOf({
    labels: ["fugue-task"],
    written: [],
    mode: "review",
    isConfirmed: false,
    main: "codex",
    assist: "none",
    project: "web",
    ...more,
  });

describe("labels", () => {
  test("a review", () => {
    expect(change({})).toEqual({
      add: ["orchestrator-assist:none", "orchestrator:codex", "proj:web", "tutti"],
      remove: [],
    });
  });

  test("an implementation", () => {
    expect(change({ mode: "implement", main: "claude", isConfirmed: true }).add).toEqual([
      ...["claude-implement", "implement", "implement-confirmed", "orchestrator-assist:none"],
      ...["orchestrator:claude", "proj:web", "tutti"],
    ]);
  });

  test.each([
    [
      "review clears what asks for more",
      { labels: ["implement", "codex-implement", "claude-implement", "implement-confirmed"] },
      ["claude-implement", "codex-implement", "implement", "implement-confirmed"],
    ],
    [
      "the other provider's label goes",
      { mode: "implement", labels: ["claude-implement", "implement"] },
      ["claude-implement"],
    ],
    ["unconfirmed", { mode: "implement", labels: ["implement-confirmed"] }, ["implement-confirmed"]],
    [
      "stale providers",
      { labels: ["orchestrator:claude", "orchestrator-assist:claude", "orchestrator:codex --force"] },
      ["orchestrator-assist:claude", "orchestrator:claude", "orchestrator:codex --force"],
    ],
    ["force stays", { labels: ["orchestrator-force:claude"] }, []],
    ["our stale project goes", { labels: ["proj:old"], written: ["proj:old"] }, ["proj:old"]],
    ["a person's project stays", { labels: ["proj:old"] }, []],
    ["look-alikes stay", { labels: ["Implement", "implement\u2011confirmed", "implement-confirmed "] }, []],
  ] as const)("%s", (_why, more, remove) => {
    expect(change({ ...more }).remove).toEqual(remove);
  });

  test("nothing that is there is added, nothing wanted is removed", () => {
    const labels = ["fugue-task", ...change({ mode: "implement" }).add];
    expect(change({ mode: "implement", labels, written: labels })).toEqual({ add: [], remove: [] });
  });
});

describe("title", () => {
  test.each([
    ["Fix it", "[web] Fix it"],
    ["[other] Fix it", "[other] Fix it"],
    ["[web] Fix it", "[web] Fix it"],
    ["[other]Fix it", "[web] [other]Fix it"],
    ["[] Fix it", "[web] [] Fix it"],
    ["", "[web] "],
    ["x".repeat(250), `[web] ${"x".repeat(250)}`],
    ["x".repeat(251), "x".repeat(251)],
  ])("%j", (title, after) => {
    expect(titleOf(title, "web")).toBe(after);
  });
});
