import { expect, test } from "vitest";
import { difference } from "./difference.ts";

test("equal texts have no difference", () => {
  expect(difference("a\nb\n", "a\nb\n")).toEqual([]);
});

test("a changed line stands between its neighbours", () => {
  expect(difference("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n")).toEqual([
    "@ line 2",
    " b",
    " c",
    "-d",
    "+D",
    " e",
    " f",
  ]);
});

test.each([
  ["", "a"],
  ["a", ""],
  ["a", "a\n"],
  ["a\r\n", "a\n"],
])("%j and %j differ, and it is said", (before, after) => {
  const lines = difference(before, after);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.some((line) => /^[-+\\]/.test(line))).toBe(true);
});

test("texts that have nothing in common are not searched for ever", () => {
  const left = Array.from({ length: 20_000 }, (_, at) => `left ${at}`).join("\n");
  const right = Array.from({ length: 20_000 }, (_, at) => `right ${at}`).join("\n");
  expect(difference(left, right)).toEqual(["the texts have little in common"]);
});
