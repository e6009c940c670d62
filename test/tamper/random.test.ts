import { describe } from "vitest";
import { tamperingIsFound } from "./law.ts";

// Seconds, not minutes: `test/long/tamper.test.ts` draws other folders, and more of them.
describe("any tampering with the records of a random work item is found, and named", () => {
  tamperingIsFound({ first: 1_000, walks: 16, each: 3, atLeast: 20 });
});
