import { describe, expect, test } from "vitest";
import { seedFiles } from "../support/seed-item.ts";

// The seed's lines run in this repository on these very files, and the tests run on copies of them.
describe("artifacts/", () => {
  test.each(Object.entries(seedFiles()))("%s is the sample that the tests use", async (path, text) => {
    await expect(text).toMatchFileSnapshot(`../../${path}`);
  });
});
