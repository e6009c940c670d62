import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Id, Key } from "./name.ts";
import { mapping, problemLines, readShape } from "./shape.ts";

const Step = v.strictObject({
  key: Key,
  order: v.pipe(v.number("must be a number"), v.integer("must be a whole number")),
  dependsOn: v.optional(v.array(Key)),
});
const Plan = v.strictObject({ id: Id, steps: v.array(Step), mode: v.picklist(["fast", "slow"]) });
const GOOD = { id: "plan", steps: [{ key: "A", order: 1 }], mode: "fast" };

const linesOf = (schema: v.GenericSchema, value: unknown): string => {
  const read = readShape(schema, value);
  return read.ok ? "reads" : problemLines(read.problems);
};

describe("readShape", () => {
  test("returns a value that has its shape", () => {
    expect(readShape(Plan, GOOD)).toEqual({ ok: true, value: GOOD });
  });

  const ID_RULE = /^id must be 1 to 128 characters of a-z.*, found "Plan"$/;
  const rows: readonly { value: unknown; says: string | RegExp; because: string }[] = [
    { value: { ...GOOD, id: "Plan" }, says: ID_RULE, because: "a name that may not be, with the rule" },
    { value: { ...GOOD, id: 7 }, says: /^id must be 1 to 128 .*, found 7$/, because: "a number for a name" },
    { value: { steps: [], mode: "slow" }, says: "id is missing", because: "a key that is missing" },
    {
      value: { ...GOOD, id: null },
      says: /^id must be .*, found null$/,
      because: "null is found, not missing",
    },
    {
      value: { ...GOOD, steps: {} },
      says: "steps must be Array, found an object",
      because: "an object for a list",
    },
    {
      value: { ...GOOD, steps: [GOOD.steps[0], { key: "B", order: 1.5 }] },
      says: "steps[1].order must be a whole number, found 1.5",
      because: "the path leads into lists",
    },
    {
      value: { ...GOOD, steps: [{ key: "B", order: "x" }] },
      says: 'steps[0].order must be a number, found "x"',
      because: "one sentence a place, though a pipe has two checks",
    },
    {
      value: { ...GOOD, steps: [{ key: "B", order: 1, dependsOn: ["A", true] }] },
      says: /^steps\[0\]\.dependsOn\[1\] must be 1 to 128 .*, found true$/,
      because: "the path leads through optional lists",
    },
    {
      value: { ...GOOD, mode: "quick" },
      says: 'mode must be ("fast" | "slow"), found "quick"',
      because: "the allowed words are named",
    },
    { value: { ...GOOD, modes: 1 }, says: "modes is not a known key; did you mean mode?", because: "a slip" },
    {
      value: { ...GOOD, colour: 1, modes: 1 },
      says: "colour is not a known key; allowed are id, steps, mode; modes is not a known key; did you mean mode?",
      because: "every one of them, each with its own hint",
    },
    {
      value: { ...GOOD, colour: 1 },
      says: "colour is not a known key; allowed are id, steps, mode",
      because: "a key that is near to none",
    },
    {
      value: { ...GOOD, steps: [{ key: "A", order: 1, dependOn: [] }] },
      says: "steps[0].dependOn is not a known key; did you mean dependsOn?",
      because: "the known keys are those of the place",
    },
    {
      value: { id: "X", steps: 1, mode: "fast" },
      says: /^id must be .*; steps must be Array, found 1$/,
      because: "every problem is named at once",
    },
    { value: null, says: "must be Object, found null", because: "the value itself has no path" },
    {
      value: "x".repeat(1_000),
      says: `must be Object, found "${"x".repeat(60)}…"`,
      because: "what is found is cut",
    },
    { value: "a\u001b[2J", says: 'must be Object, found "a\\u{1b}[2J"', because: "and cannot move a cursor" },
  ];
  test.each(rows)("$because", ({ value, says }) => {
    if (typeof says === "string") expect(linesOf(Plan, value)).toBe(says);
    else expect(linesOf(Plan, value)).toMatch(says);
  });

  const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), "prototype", "length", ""];
  const Strict = v.strictObject({ a: v.number() });
  const Spread = v.strictObject({ ...Strict.entries, inner: v.optional(Strict) });
  const Chosen = v.variant("kind", [v.strictObject({ kind: v.literal("one"), a: v.number() })]);
  const Mapped = v.strictObject({ some: mapping(v.record(v.string(), Strict)) });

  // Whatever of these a strict object let pass, it would drop: what is signed would hold more than what was read.
  test.each(INHERITED)("a key that every object has is unknown as well, wherever it stands: %s", (key) => {
    const member = `${JSON.stringify(key)}:{"x":1}`;
    const strict: unknown = JSON.parse(`{"a":1,${member}}`);
    for (const [schema, value] of [
      [Strict, strict],
      [Spread, strict],
      [Spread, { a: 1, inner: strict }],
      [v.array(Strict), [strict]],
      [v.nullable(Strict), strict],
      [
        v.pipe(
          Strict,
          v.check(() => true),
        ),
        strict,
      ],
      [Chosen, JSON.parse(`{"kind":"one","a":1,${member}}`)],
      [v.union([v.string(), Strict]), strict],
      [Mapped, { some: { b: strict } }],
    ] as const)
      expect(linesOf(schema, value)).not.toBe("reads");
    expect(linesOf(Strict, strict)).toMatch(/is not a known key/);
  });

  test.each(INHERITED)("a key that is wanted is not found in what every object has: %s", (key) => {
    if (key === "__proto__") return;
    const Wanted = v.strictObject({ [key]: v.number() });
    expect(linesOf(Wanted, { [key]: 1 })).toBe("reads");
    expect(linesOf(Wanted, {})).not.toBe("reads");
  });

  test.each([
    { value: [], because: "an empty list" },
    { value: [1], because: "a list" },
  ])("$because is no object, though no key is needed", ({ value }) => {
    const some = mapping(v.strictObject({ a: v.optional(v.number()) }));
    expect(linesOf(some, value)).toMatch(/^must be an object, found (an empty|a) list$/);
    expect(linesOf(v.strictObject({ some }), { some: value })).toMatch(/^some must be an object/);
    expect(linesOf(mapping(v.record(v.string(), v.number())), value)).toMatch(/^must be an object/);
    expect(linesOf(some, { a: 1 })).toBe("reads");
  });

  test("the keys of a variant are known as well", () => {
    const Shape = v.variant("kind", [v.strictObject({ kind: v.literal("take"), holder: v.string() })]);
    const says = linesOf(Shape, { kind: "take", holder: "a", holders: 1 });
    expect(says).toBe("holders is not a known key; did you mean holder?");
  });

  test("the keys behind optional and nullable are known as well", () => {
    const Shape = v.strictObject({ at: v.nullable(v.optional(v.strictObject({ seq: v.number() }))) });
    expect(linesOf(Shape, { at: { seq: 1, sec: 1 } })).toBe("at.sec is not a known key; did you mean seq?");
  });
});

describe("a record by name", () => {
  const record = mapping(v.record(Key, v.number()));
  const names = fc.oneof(
    fc.constantFrom("constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"),
    fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,8}$/),
  );

  test("keeps every member or says that it may not be: none is dropped in silence", () => {
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 5 }), (all) => {
        const read = readShape(record, Object.fromEntries(all.map((name, at) => [name, at])));
        if (read.ok) expect(Object.keys(read.value).sort()).toEqual([...all].sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe("readShape, for every value", () => {
  test("never throws, and its lines are bounded in number", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withSparseArray: true }), (value) => {
        const read = readShape(Plan, value);
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("problemLines", () => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ path: `p${at}`, message: "bad" }));
  test.each([
    { count: 1, ends: "p0 bad", because: "one" },
    { count: 19, ends: "; p18 bad", because: "below" },
    { count: 20, ends: "; p19 bad", because: "on" },
    { count: 21, ends: "; p19 bad; and 1 more", because: "above" },
    { count: 1_000, ends: "; p19 bad; and 980 more", because: "far above" },
  ])("$because the limit: $count", ({ count, ends }) => {
    const lines = problemLines(problems(count));
    expect(lines.endsWith(ends)).toBe(true);
    expect(lines.split("; ")).toHaveLength(Math.min(count, 20) + (count > 20 ? 1 : 0));
  });

  test("the caller may say how many, and none is an empty text", () => {
    expect(problemLines(problems(3), 2)).toBe("p0 bad; p1 bad; and 1 more");
    expect(problemLines([])).toBe("");
  });
});
