import { describe, expect, test } from "vitest";
import {
  adopt,
  complete,
  fail,
  integrate,
  type Move,
  stateAfter,
  take,
} from "../../../test/support/rules/logs.ts";
import type { Denial } from "./admit.ts";
import { CLAIM_CODES, denialText } from "./denial.ts";
import { EMPTY } from "./state.ts";

const ADDRESS = { workItem: "item-77", step: "Phase.X" };
const running = [take("a1", 0, 10)];
const completed = [...running, complete(1)];

interface Row {
  readonly denial: Denial;
  /** 3 when a rule says no, 4 when somebody was there first, 5 when evidence does not hold. */
  readonly kind: "refused" | "conflict" | "evidence";
  readonly moves: readonly Move[];
  /** What the message names beside step and work item. */
  readonly names: readonly string[];
  readonly hint: RegExp;
}

const rows: Row[] = [
  {
    denial: "held",
    kind: "conflict",
    moves: running,
    names: ["attempt a1", "(somebody)", "until 2026-01-01T00:00:10.000Z"],
    hint: /wait until the lease is over/,
  },
  { denial: "done", kind: "refused", moves: completed, names: ["attempt a1"], hint: /continuo revert/ },
  {
    denial: "baseline",
    kind: "refused",
    moves: [...completed, integrate("a1", 2)],
    names: ["Baseline integration boundary", "requires explicit revert"],
    hint: /continuo revert.*one attempt/,
  },
  {
    denial: "retries",
    kind: "refused",
    moves: [...running, fail(1), take("a2", 2), fail(3)],
    names: ["failed 2 times"],
    hint: /continuo revert/,
  },
  { denial: "attempt-used", kind: "conflict", moves: completed, names: ["attempt id"], hint: /--attempt/ },
  {
    denial: "stale",
    kind: "conflict",
    moves: [...running, take("a2", 20)],
    names: ["that is a2, running"],
    hint: /^Stop/,
  },
  {
    denial: "late",
    kind: "conflict",
    moves: running,
    names: ["attempt a1", "2026-01-01T00:00:10.000Z"],
    hint: /Complete at once/,
  },
  {
    denial: "not-completed",
    kind: "refused",
    moves: running,
    names: ["no completed attempt"],
    hint: /continuo status/,
  },
  {
    denial: "other-attempt",
    kind: "refused",
    moves: completed,
    names: ["completed by attempt a1"],
    hint: /Name that attempt/,
  },
  {
    denial: "integrated",
    kind: "conflict",
    moves: [...completed, integrate("a1", 2)],
    names: ["integrated already"],
    hint: /Nothing is left/,
  },
  {
    denial: "nothing-to-revert",
    kind: "refused",
    moves: [...running, fail(1)],
    names: ["free for a new attempt"],
    hint: /continuo claim/,
  },
  {
    denial: "adopt-after-start",
    kind: "evidence",
    moves: [adopt("a0", "attempt-failed"), ...running],
    names: ["adopts a handoff after its log had begun"],
    hint: /continuo verify/,
  },
  {
    denial: "clock",
    kind: "evidence",
    moves: running,
    names: ["dated before the one that it follows"],
    hint: /continuo verify/,
  },
];

describe("denialText", () => {
  test.each(rows)(
    "$denial names step, work item and cause, and says what to do",
    ({ denial, moves, names, hint }) => {
      const said = denialText(denial, ADDRESS, stateAfter(moves));
      expect(said.message.toLowerCase()).toContain("step phase.x");
      for (const name of ["Phase.X", "work item item-77", ...names]) expect(said.message).toContain(name);
      expect(said.message).toMatch(/\.$/);
      expect(said.hint).toMatch(hint);
    },
  );

  test.each(rows)("$denial is $kind", ({ denial, kind }) => {
    expect(CLAIM_CODES[`claims.${denial}`].kind).toBe(kind);
  });

  test.each(rows)("$denial of an empty log is a sentence all the same", ({ denial }) => {
    const { message } = denialText(denial, ADDRESS, EMPTY);
    expect(message).toContain("item-77");
    expect(message).not.toMatch(/undefined|null|\[object/);
  });

  test("the words that a baseline refusal has are those of the spec, verbatim", () => {
    const { message } = denialText("baseline", { workItem: "W", step: "S" }, EMPTY);
    expect(message).toBe(
      "Baseline integration boundary: step S for work item W requires explicit revert before re-execution.",
    );
  });

  test("every denial of the rules has its row", () => {
    const others = ["secret", "blocked", "contended", "in-actions", "differs", "back-dated"];
    const codes = Object.keys(CLAIM_CODES).map((code) => code.replace("claims.", ""));
    expect(rows.map(({ denial }) => denial).sort()).toEqual(
      codes.filter((code) => !others.includes(code)).sort(),
    );
  });
});
