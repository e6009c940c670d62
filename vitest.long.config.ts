import { defineConfig } from "vitest/config";

/** What takes minutes: every call, every cut, many rounds. `npm run test:long`. */
export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    pool: "forks",
    reporters: ["verbose"],
  },
});
