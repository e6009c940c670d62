import { describe, expect, test } from "vitest";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { durationMs, Step } from "./workflow.ts";

const STEP = { key: "phase-tests", order: 2, exitCriteria: ["done"], responsibleRole: "engineer" };
const ORDER = "must be a positive integer (1 to 1000000), found ";
const RETRIES = "must be a whole number from 0 to 100, found ";
const KEY = "must be 1 to 128 characters of A-Z, a-z, 0-9";
const ID = "must be 1 to 128 characters of a-z, 0-9";
const list = (length: number, item: unknown = "x") => Array.from({ length }, () => item);

/** A row per field below, on and above each bound. `says` begins at the field's name. */
const rows: FieldRow[] = [
  { field: "key", value: "", says: `key ${KEY}`, because: "no name is no key" },
  { field: "key", value: "a", says: FINE, because: "one character is a key" },
  { field: "key", value: "k".repeat(128), says: FINE, because: "128 characters fit" },
  { field: "key", value: "k".repeat(129), says: `key ${KEY}`, because: "129 do not" },
  { field: "key", value: "k".repeat(300), says: `key ${KEY}`, because: "300 do not either" },
  {
    field: "key",
    value: "Phase.Tests_1-a",
    says: FINE,
    because: "both cases, digits, dot, dash, underscore",
  },
  { field: "key", value: "../x", says: `key ${KEY}`, because: "a key is no path" },
  { field: "key", value: "a..b", says: `key ${KEY}`, because: "two dots are git's" },
  { field: "key", value: "a/b", says: `key ${KEY}`, because: "one path segment" },
  { field: "key", value: "a\\b", says: `key ${KEY}`, because: "on Windows, too" },
  { field: "key", value: "a\u0000b", says: `key ${KEY}`, because: "no NUL" },
  { field: "key", value: "a\n", says: `key ${KEY}`, because: "no newline at the end" },
  { field: "key", value: "\u0430bc", says: `key ${KEY}`, because: "no look-alike of a" },
  { field: "key", value: "\u212Aey", says: `key ${KEY}`, because: "the Kelvin sign folds to k and is none" },
  { field: "key", value: "-a", says: `key ${KEY}`, because: "a dash in front would be a flag" },
  { field: "key", value: ".a", says: `key ${KEY}`, because: "a dot in front hides a file" },
  { field: "key", value: "a.", says: `key ${KEY}`, because: "Windows drops a final dot" },
  { field: "key", value: "a.lock", says: `key ${KEY}`, because: "git keeps .lock for itself" },
  { field: "key", value: "a.JSON", says: `key ${KEY}`, because: "it would meet our file names" },
  { field: "key", value: "Con", says: `key ${KEY}`, because: "a device of Windows" },
  { field: "key", value: "lpt1.x", says: `key ${KEY}`, because: "with an ending, too" },
  { field: "key", value: "console", says: FINE, because: "a longer word is no device" },
  { field: "key", value: 7, says: `key ${KEY}`, because: "a number is no key" },
  { field: "key", value: undefined, says: "key is missing", because: "a step has a name" },

  { field: "order", value: 0, says: `order ${ORDER}0`, because: "orders begin at 1" },
  { field: "order", value: -1, says: `order ${ORDER}-1`, because: "and are not negative" },
  { field: "order", value: 1, says: FINE, because: "the first order" },
  { field: "order", value: 1_000_000, says: FINE, because: "the last order" },
  { field: "order", value: 1_000_001, says: `order ${ORDER}1000001`, because: "one too far" },
  { field: "order", value: 1.5, says: `order ${ORDER}1.5`, because: "between two orders is none" },
  { field: "order", value: "2", says: `order ${ORDER}"2"`, because: "text is no number" },
  { field: "order", value: null, says: `order ${ORDER}null`, because: "null is no number" },
  { field: "order", value: Number.NaN, says: `order ${ORDER}NaN`, because: "nor is NaN" },
  { field: "order", value: undefined, says: "order is missing", because: "seed: required" },

  { field: "parallelizable", value: true, says: FINE, because: "a flag" },
  {
    field: "parallelizable",
    value: "yes",
    says: "parallelizable must be true or false",
    because: "not a word",
  },
  {
    field: "parallelizable",
    value: 1,
    says: "parallelizable must be true or false",
    because: "not a number",
  },

  { field: "entryCriteria", value: [], says: FINE, because: "none is allowed" },
  { field: "entryCriteria", value: ["x".repeat(2_000)], says: FINE, because: "2000 characters fit" },
  {
    field: "entryCriteria",
    value: ["x", "x".repeat(2_001)],
    says: "entryCriteria[1] must be at most 2000 characters",
    because: "2001 do not, and the item is named",
  },
  { field: "entryCriteria", value: "x", says: "entryCriteria must be Array", because: "a list, not text" },
  { field: "entryCriteria", value: [1], says: "entryCriteria[0] must be text", because: "a list of text" },

  {
    field: "exitCriteria",
    value: [],
    says: "exitCriteria must name at least one",
    because: "seed: at least 1",
  },
  { field: "exitCriteria", value: ["x"], says: FINE, because: "one is enough" },
  { field: "exitCriteria", value: ["x".repeat(2_000)], says: FINE, because: "2000 characters fit" },
  {
    field: "exitCriteria",
    value: ["x".repeat(2_001)],
    says: "exitCriteria[0] must be at most 2000 characters",
    because: "2001 do not",
  },
  { field: "exitCriteria", value: undefined, says: "exitCriteria is missing", because: "seed: required" },

  {
    field: "responsibleRole",
    value: "",
    says: "responsibleRole must not be blank",
    because: "seed: non-blank",
  },
  {
    field: "responsibleRole",
    value: " \t",
    says: "responsibleRole must not be blank",
    because: "blanks say nothing",
  },
  { field: "responsibleRole", value: "x", says: FINE, because: "one character names somebody" },
  { field: "responsibleRole", value: "x".repeat(500), says: FINE, because: "500 characters fit" },
  {
    field: "responsibleRole",
    value: "x".repeat(501),
    says: "responsibleRole must be at most 500 characters",
    because: "501 do not",
  },
  {
    field: "responsibleRole",
    value: 5,
    says: "responsibleRole must be a line of text",
    because: "not a number",
  },
  {
    field: "responsibleRole",
    value: undefined,
    says: "responsibleRole is missing",
    because: "seed: required",
  },

  { field: "gateKey", value: "quality", says: FINE, because: "a gate" },
  {
    field: "gateKey",
    value: "Quality",
    says: `gateKey ${ID}`,
    because: "gates are file names of ours: lower case",
  },
  { field: "gateKey", value: "g".repeat(128), says: FINE, because: "128 characters fit" },
  { field: "gateKey", value: "g".repeat(129), says: `gateKey ${ID}`, because: "129 do not" },
  { field: "gateKey", value: "a.json", says: `gateKey ${ID}`, because: "it would meet our file names" },

  { field: "supportingTasks", value: ["x".repeat(2_000)], says: FINE, because: "2000 characters fit" },
  {
    field: "supportingTasks",
    value: ["x".repeat(2_001)],
    says: "supportingTasks[0] must be at most 2000 characters",
    because: "2001 do not",
  },

  { field: "dependsOn", value: [], says: FINE, because: "a graph's root" },
  { field: "dependsOn", value: list(10_000), says: FINE, because: "10 000 dependencies fit" },
  { field: "dependsOn", value: list(10_001), says: "dependsOn must be <=10000", because: "10 001 do not" },
  { field: "dependsOn", value: ["a", "b/c"], says: `dependsOn[1] ${KEY}`, because: "they are keys" },

  { field: "run", value: [], says: "run must be the program and its arguments", because: "nothing to run" },
  { field: "run", value: ["npm"], says: FINE, because: "a program" },
  { field: "run", value: list(256), says: FINE, because: "256 arguments fit" },
  { field: "run", value: list(257), says: "run must be <=256", because: "257 do not" },
  { field: "run", value: ["x".repeat(10_000)], says: FINE, because: "10 000 characters fit" },
  { field: "run", value: ["x".repeat(10_001)], says: "run[0] must be <=10000", because: "10 001 do not" },
  { field: "run", value: "npm test", says: "run must be Array", because: "a shell line is no list" },
  { field: "run", value: ["npm", 1], says: "run[1] must be text", because: "arguments are text" },

  { field: "runsOn", value: list(32), says: FINE, because: "32 labels fit" },
  { field: "runsOn", value: list(33), says: "runsOn must be <=32", because: "33 do not" },
  { field: "runsOn", value: ["Self-hosted_1.x"], says: FINE, because: "a label" },
  { field: "runsOn", value: ["x".repeat(64)], says: FINE, because: "64 characters fit" },
  {
    field: "runsOn",
    value: ["x".repeat(65)],
    says: "runsOn[0] must be a runner label",
    because: "65 do not",
  },
  { field: "runsOn", value: [""], says: "runsOn[0] must be a runner label", because: "a label has a name" },
  { field: "runsOn", value: ["-x"], says: "runsOn[0] must be a runner label", because: "no dash in front" },
  { field: "runsOn", value: ["a b"], says: "runsOn[0] must be a runner label", because: "no blank" },

  { field: "retries", value: -1, says: `retries ${RETRIES}-1`, because: "fewer than none" },
  { field: "retries", value: 0, says: FINE, because: "none" },
  { field: "retries", value: 100, says: FINE, because: "the most" },
  { field: "retries", value: 101, says: `retries ${RETRIES}101`, because: "one more" },
  { field: "retries", value: 0.5, says: `retries ${RETRIES}0.5`, because: "half a retry" },
  { field: "retries", value: "3", says: `retries ${RETRIES}"3"`, because: "text is no number" },

  { field: "timeout", value: "0s", says: "timeout must be a duration", because: "no time at all" },
  { field: "timeout", value: "1s", says: FINE, because: "the shortest" },
  { field: "timeout", value: "999999h", says: FINE, because: "six digits" },
  { field: "timeout", value: "1000000s", says: "timeout must be a duration", because: "seven digits" },
  { field: "timeout", value: "30", says: "timeout must be a duration", because: "a unit is needed" },
  { field: "timeout", value: "1d", says: "timeout must be a duration", because: "days are no unit" },
  { field: "timeout", value: "1.5h", says: "timeout must be a duration", because: "whole units" },
  { field: "timeout", value: " 1s", says: "timeout must be a duration", because: "nothing around it" },

  {
    field: "retires",
    value: 3,
    says: "retires is not a known key; did you mean retries?",
    because: "a typo",
  },
  {
    field: "zzz",
    value: 3,
    says: "zzz is not a known key; allowed are key, order,",
    because: "a word of nobody",
  },
];

describe("Step", () => {
  test.each(rows.map((row) => ({ ...row, shows: brief(row.value) })))(
    "$field $shows: $because",
    ({ field, value, says }) => {
      const said = saysOf(Step, { ...STEP, [field]: value });
      expect(said.slice(0, says.toString().length)).toBe(says);
    },
  );

  test("every problem is told at once", () => {
    expect(saysOf(Step, { ...STEP, order: 0, exitCriteria: [], retries: -1 }).split("; ")).toHaveLength(3);
  });
});

describe("durationMs", () => {
  test.each([
    ["1s", 1_000],
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
  ])("%s is %i ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});
