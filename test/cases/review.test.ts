import { describe, expect, test } from "vitest";
import { REVIEWERS } from "../../src/rules/review/subject.ts";
import { REQUESTS } from "./review/requests.ts";

/** Ours, as the issue asks: a judge that is asked fewer than this is not tried. */
const LEAST = 5;

describe("the table of requests", () => {
  test.each(REVIEWERS)("has enough that %s must reject, and enough that it must let pass", (reviewer) => {
    const rejected = REQUESTS.filter(({ rejectedBy }) => rejectedBy.includes(reviewer));
    expect(rejected.length).toBeGreaterThanOrEqual(LEAST);
    expect(REQUESTS.length - rejected.length).toBeGreaterThanOrEqual(LEAST);
  });

  test("names no request twice", () => {
    expect(new Set(REQUESTS.map(({ name }) => name)).size).toBe(REQUESTS.length);
  });
});
