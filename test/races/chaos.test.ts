import { describe, test } from "vitest";
import { chaosRound } from "../support/faults/chaos.ts";

describe("sixteen claim and half of them are killed; then sixteen take over and half of them are killed", () => {
  test.each([1, 2])("seed %i", { timeout: 60_000 }, (seed) => chaosRound(seed));
});
