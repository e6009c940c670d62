import { test } from "vitest";
import { assertOutlivesClock, assertOutlivesFullDisk } from "../support/faults/story-cuts.ts";

test("the disk is full when the pull request is opened: told by name, and the next run goes on", () =>
  assertOutlivesFullDisk({ path: "forge/pulls/8", nth: 1, agents: 1 }));

test("a day later, its lease over, a run goes on with what the agent came to", () =>
  assertOutlivesClock(86_400_000));
