import { describe, expect, test } from "vitest";
import { exitCodeOf, Failure, failuresOf, KINDS, type Kind } from "./failure.ts";
import { isRefusal, refusal } from "./refusal.ts";

describe("the table of kinds", () => {
  // Public contract (design, section 4): a row that changes breaks somebody's script.
  const exits: Readonly<Record<Kind, number>> = {
    usage: 2,
    refused: 3,
    conflict: 4,
    evidence: 5,
    missing: 6,
    inconclusive: 7,
    internal: 70,
    unavailable: 75,
    config: 78,
  };

  test("has the documented exit codes and no other kinds", () => {
    expect(Object.fromEntries(Object.entries(KINDS).map(([kind, { exit }]) => [kind, exit]))).toEqual(exits);
  });

  test("gives each kind a code of its own, which a shell does not use itself, and a sentence", () => {
    const codes = Object.values(KINDS).map(({ exit }) => exit);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { exit, says } of Object.values(KINDS)) {
      expect(exit).toBeGreaterThan(1);
      expect(exit).toBeLessThan(126);
      expect(says).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe("a failure", () => {
  const fail = failuresOf({
    "room.gap": { kind: "evidence", says: "A gap." },
    "room.busy": { kind: "conflict", says: "Busy." },
  });

  test("has the kind of its code, its message and what else it was given", () => {
    const cause = new Error("below");
    const failure = fail("room.gap", "There is a gap.", { hint: "Look.", details: { seq: 2 }, cause });
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name: "Failure",
      kind: "evidence",
      code: "room.gap",
      message: "There is a gap.",
      hint: "Look.",
      details: { seq: 2 },
      cause,
      exitCode: 5,
    });
  });

  test("has nothing that it was not given", () => {
    const failure = fail("room.busy", "Busy.");
    expect(failure).toMatchObject({ hint: undefined, details: {} });
    expect("cause" in failure).toBe(false);
  });

  test("with a code that the table has not is a bug", () => {
    const unknown = failuresOf<Record<string, { kind: Kind; says: string }>>({});
    expect(unknown("room.other", "?").kind).toBe("internal");
  });

  test.each([
    { thrown: new Failure("missing", "a.b", "x"), exit: 6, because: "a failure has its kind's" },
    { thrown: new Error("x"), exit: 70, because: "an error is a bug" },
    { thrown: { kind: "missing", exitCode: 6 }, exit: 70, because: "what looks like a failure is a bug" },
    { thrown: "x", exit: 70, because: "a text is a bug" },
    { thrown: undefined, exit: 70, because: "nothing is a bug" },
  ])("exit code: $because", ({ thrown, exit }) => expect(exitCodeOf(thrown)).toBe(exit));
});

describe("a refusal", () => {
  test("is a value with a reason", () => {
    expect(refusal("room.no", "No.", { hint: "Wait." })).toEqual({
      refused: true,
      code: "room.no",
      message: "No.",
      hint: "Wait.",
    });
  });

  test.each([
    { answer: refusal("room.no", "No."), is: true },
    { answer: { refused: false }, is: false },
    { answer: { refused: "true" }, is: false },
    { answer: {}, is: false },
    { answer: null, is: false },
    { answer: "refused", is: false },
  ])("isRefusal($answer) is $is", ({ answer, is }) => expect(isRefusal(answer)).toBe(is));
});
