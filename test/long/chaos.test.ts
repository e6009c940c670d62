import { describe, test } from "vitest";
import { chaosRound } from "../support/faults/chaos.ts";

const FIRST = Number(process.env["TEST_SEED"] ?? 1_000);

describe("sixteen claim and half of them are killed; then sixteen take over and half of them are killed", () => {
  test.each(Array.from({ length: 60 }, (_, i) => FIRST + i))("seed %i", (seed) => chaosRound(seed));
});
