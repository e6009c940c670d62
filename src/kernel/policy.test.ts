import { describe, expect, test } from "vitest";
import { digestOf } from "./digest.ts";
import { policyDigest } from "./policy.ts";

const POLICY = { maxFiles: 50, tiers: ["low", "high"], cues: { a: 1, b: null } };

describe("the digest of a policy", () => {
  test("is that of its canonical text", () => {
    expect(policyDigest({ b: 1, a: [] })).toBe(digestOf('{\n  "a": [],\n  "b": 1\n}\n'));
  });

  test("is the same for two that say the same, in whatever order and by whatever object", () => {
    expect(policyDigest({ cues: { b: null, a: 1 }, tiers: ["low", "high"], maxFiles: 50 })).toBe(
      policyDigest(POLICY),
    );
    expect(policyDigest({ ...POLICY, left: undefined })).toBe(policyDigest(POLICY));
  });

  test.each([
    { because: "a figure", change: { maxFiles: 51 } },
    { because: "a figure as a word", change: { maxFiles: "50" } },
    { because: "the order of a list", change: { tiers: ["high", "low"] } },
    { because: "a member inside", change: { cues: { a: 1, b: 0 } } },
    { because: "a member more", change: { more: null } },
  ])("is another for another policy: $because", ({ change }) => {
    expect(policyDigest({ ...POLICY, ...change })).not.toBe(policyDigest(POLICY));
  });

  test("is none for what cannot be written down", () => {
    expect(() => policyDigest({ threshold: Number.NaN })).toThrow(TypeError);
    expect(() => policyDigest({ rule: () => true })).toThrow(TypeError);
  });
});
