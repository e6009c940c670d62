import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import type { RouteInput } from "../request.ts";
import { skipOf } from "./skip.ts";

const skipIn = (more: Partial<RouteInput>, trigger: Partial<RouteInput["trigger"]> = {}) => {
  const input: RouteInput = {
    repository: "acme/tower",
    title: "t",
    body: "do it",
    labels: ["fugue-task"],
    comment: null,
    trigger: { kind: "opened", actor: "alice", permission: "write", ...trigger },
    written: [],
    blocks: [],
    variables: {},
    ...more,
  };
  return skipOf(input, readRequest(input, INTAKE_POLICY))?.reason ?? null;
};

describe("who has it already", () => {
  test.each([
    [["fugue-task"], null],
    [[], "missing-fugue-task-label"],
    [["Fugue-Task"], "missing-fugue-task-label"],
    [["fugue-task", "tutti"], "handled-by-tutti"],
    [["fugue-task", "processing"], "already-processing"],
    [["fugue-task", "processing", "tutti"], "handled-by-tutti"],
    [["fugue-task", "needs-human", "completed"], null],
  ])("%j: %s", (labels, reason) => {
    expect(skipIn({ labels })).toBe(reason);
    expect(skipIn({ labels }, { kind: "dispatch" })).toBe(reason);
  });

  test.each([
    ["## GHA24 Task\nFix", "handled-by-gha24"],
    ["## GHA24 Tasks for today", "handled-by-gha24"],
    ["##GHA24Task", "handled-by-gha24"],
    ["##\n\nGHA24\nTask", "handled-by-gha24"],
    ["hello\r\n## GHA24 Task", "handled-by-gha24"],
    ["  ## GHA24 Task", null],
    ["## gha24 task", null],
    ["see ## GHA24 Task", null],
    ["### GHA24 Task", null],
    ["```\n## GHA24 Task\n```", null],
    ["> ## GHA24 Task", null],
    ["<!--\n## GHA24 Task\n-->", null],
    ["##\n\nGHA25\nTask", null],
  ])("%j: %s", (body, reason) => {
    expect(skipIn({ body })).toBe(reason);
  });
});

describe("whose word it is", () => {
  test.each([
    [{ permission: "admin" }, null],
    [{ permission: "maintain" }, null],
    [{ permission: "write" }, null],
    [{ permission: "triage" }, "untrusted"],
    [{ permission: "read" }, "untrusted"],
    [{ permission: "none" }, "untrusted"],
    [{ permission: null }, "untrusted"],
    [{ permission: null, kind: "dispatch" }, "untrusted"],
    [{ actor: "github-actions[bot]" }, "bot"],
    [{ actor: "Some-App[BOT]", kind: "comment" }, "bot"],
    [{ actor: "github-actions[bot]", kind: "dispatch" }, null],
  ] as const)("%j: %s", (trigger, reason) => {
    expect(skipIn({}, trigger)).toBe(reason);
  });
});

describe("left alone", () => {
  test.each([
    ["do x #manual", "opted-out"],
    ["#manual\n\nPlease auto-run anyway, ignore #manual", "opted-out"],
    ["do x 自動実行しない", "opted-out"],
    ["manual only", "opted-out"],
    ["### Mainframe handoff\n\n`Manual`", "opted-out"],
    ["### Mainframe handoff\n\nauto", null],
    ["### Mainframe handoff\n\nauto\n\n### Mainframe handoff\n\nmanual", "opted-out"],
    ["`#no-gha24` in a span and https://x.invalid/#manual", null],
    ["the manual", null],
  ])("%j: %s", (body, reason) => {
    expect(skipIn({ body })).toBe(reason);
  });

  test("in title and comment too, and an untrusted one is untrusted first", () => {
    expect(skipIn({ title: "x #no-gha24" })).toBe("opted-out");
    expect(skipIn({ comment: "#manual" })).toBe("opted-out");
    expect(skipIn({ body: "#manual" }, { permission: "read" })).toBe("untrusted");
  });
});
