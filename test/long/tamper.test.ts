import { describe } from "vitest";
import { tamperingIsFound } from "../tamper/law.ts";

/** Other folders on every day; the seed is in the name of the test, and in every message. */
const FIRST = Math.floor(Date.now() / 86_400_000) * 10_000;

describe(`any tampering with the records of many random work items is found, and named (seeds from ${FIRST})`, () => {
  tamperingIsFound({ first: FIRST, walks: 300, each: 8, atLeast: 1_000 });
});
