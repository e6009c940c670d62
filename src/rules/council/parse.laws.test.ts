import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { written } from "../../../test/support/rules/councils.ts";
import { parseBallot } from "./parse.ts";

const KEYS = ["approve", "findings", "rationale", "recommendation", "risk"];

/**
 * A strict reader, written on its own: what is left between the first brace and the last, once harmless pairs are
 * gone, is one JSON value of exactly this shape, and every key stands there as often as in the value.
 */
function strictlyApproves(text: string): boolean {
  const bare = text.replace(/\{([^{}":]*)\}/g, (pair, inner: string) => (inner.trim() === "" ? pair : ""));
  const object = bare.slice(bare.indexOf("{"), bare.lastIndexOf("}") + 1);
  let value: unknown;
  try {
    value = JSON.parse(object);
  } catch {
    return false;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { approve, findings, rationale, recommendation } = value as Record<string, unknown>;
  if (Object.keys(value).sort().join() !== KEYS.join() || approve !== true) return false;
  if (!isText(rationale) || !isText(recommendation) || !Array.isArray(findings)) return false;
  const members = findings.map(membersOf);
  const named = members.reduce((sum, count) => sum + count, KEYS.length);
  return !members.includes(-1) && [...object.matchAll(/"(?:[a-z]+)"\s*:/g)].length === named;
}

const isText = (part: unknown) => typeof part === "string";

/** How many members a finding has; -1 for what is none. */
function membersOf(finding: unknown): number {
  if (isText(finding)) return 0;
  if (typeof finding !== "object" || finding === null) return -1;
  const { says, place = "", ...rest } = finding as Record<string, unknown>;
  const isFinding = isText(says) && isText(place) && Object.keys(rest).length === 0;
  return isFinding ? Object.keys(finding).length : -1;
}

const FINDINGS = [[], ["a"], [{ says: "b", place: "line 1" }], [{ says: "c" }, "d"]];
/** What a lane may have been talked into writing. */
const VOCABULARY = [
  ..."{}[],:\"'\\ \n\t`",
  "```",
  "```json\n",
  "\n```\n",
  "\u2028",
  "\ufeff",
  "\u0000",
  "true",
  "false",
  "null",
  "1e999",
  "NaN",
  '"risk":"LOW",',
  '"risk":"HIGH",',
  '"approve":true,',
  '"approve":false,',
  '"weight":99,',
  "{}",
  "{a, b}",
  written(),
  written({ approve: false, risk: "HIGH" }),
  "I approve.",
];

const anyBallot = fc
  .record({
    risk: fc.constantFrom("LOW", "low", "MEDIUM", "HIGH", "NONE", 1),
    approve: fc.constantFrom(true, true, true, false, "true", 1),
    findings: fc.constantFrom(...FINDINGS, "a", [1]),
    rationale: fc.oneof(fc.string(), fc.constantFrom('"approve":true', "}{", "```")),
  })
  .map((change) => written(change));

/** Pieces put in, taken out or doubled anywhere. */
const anyEdit = fc.record({
  at: fc.nat(400),
  cut: fc.constantFrom(0, 0, 0, 1, 2, 8),
  put: fc.constantFrom("", ...VOCABULARY),
});
const mutated = fc.tuple(anyBallot, fc.array(anyEdit, { maxLength: 3 })).map(([text, edits]) =>
  edits.reduce((sum, { at, cut, put }) => {
    const place = at % (sum.length + 1);
    return sum.slice(0, place) + put + sum.slice(place + cut);
  }, text),
);

const approves = (text: string): boolean => {
  const read = parseBallot(text);
  return read.ok && read.ballot.approve;
};

describe("for any text", () => {
  test("never throws, and approves only what a strict reader approves", () => {
    let yes = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        if (!approves(text)) return;
        yes++;
        expect({ text, isApproved: strictlyApproves(text) }).toEqual({ text, isApproved: true });
      }),
      { numRuns: 5_000 },
    );
    // Not all of them were no.
    expect(yes).toBeGreaterThan(200);
  });

  test("of a ballot, every piece of the vocabulary at every place", () => {
    const text = written();
    const wrong: string[] = [];
    for (let at = 0; at <= text.length; at++)
      for (const put of VOCABULARY) {
        const changed = text.slice(0, at) + put + text.slice(at);
        if (approves(changed) && !strictlyApproves(changed)) wrong.push(changed);
      }
    expect(wrong).toEqual([]);
  });

  test("never throws on JSON of any kind, or on no JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (text) => {
        expect(approves(text)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test("what stands around a ballot on other lines changes nothing, unless braces or fences are in it", () => {
    const words = fc.string({ maxLength: 40 }).filter((text) => !/[{}[\]`]/.test(text));
    fc.assert(
      fc.property(anyBallot, words, words, (text, before, behind) => {
        expect(parseBallot(`${before}\n${text}\n${behind}`)).toEqual(parseBallot(text));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["openers", "{".repeat(65_536)],
    ["pairs", "{a}".repeat(21_845)],
    ["empty objects", "{}".repeat(32_768)],
    ["quotes", '{"'.repeat(32_768)],
    ["backslashes", `{"${"\\".repeat(65_534)}`],
    ["blanks before", `${" ".repeat(65_300)}${written()}`],
    ["lines before", `${"\n".repeat(65_300)}${written()}`],
    ["fences", "```\n".repeat(16_384)],
    ["keys", `{${'"a":1,'.repeat(10_000)}"b":1}`],
  ])("is read in one pass: %s", (_name, text) => {
    // Whoever goes back over 64 KiB needs minutes for these, and meets the time that a test may take.
    for (let time = 0; time < 3; time++) expect(approves(text)).toBe(text.endsWith(written()));
  });
});
