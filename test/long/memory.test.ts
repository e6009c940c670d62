import { expect, test } from "vitest";
import { works } from "../support/blackbox/ends.ts";
import { passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { usageOf } from "../support/blackbox/usage.ts";

const STEPS = 100_000;
/** The kernel's count of the whole process, Node and its code included. */
const MOST_MIB = 300;

interface Scheduled {
  readonly readySteps: readonly { key: string }[];
  readonly blocked: number;
}

/** How 100 000 steps hang together, and how many of them are ready at once. */
const SHAPES = {
  "one after another": { step: (n: number) => ({ order: n }), ready: 1 },
  "one group, all at once": { step: () => ({ order: 1, parallelizable: true }), ready: STEPS },
  "a graph, two dependencies each": {
    step: (n: number) => ({
      order: 1,
      parallelizable: true,
      dependsOn: n === 1 ? [] : [...new Set([n - 1, Math.max(1, n >> 1)])].map((each) => `step-${each}`),
    }),
    ready: 1,
  },
} as const;

/** In block style, as people write it. */
const workflowOf = (step: (n: number) => object): string => {
  const lines = Array.from({ length: STEPS }, (_, at) => {
    const fields = { key: `step-${at + 1}`, ...step(at + 1), exitCriteria: ["d"], responsibleRole: "r" };
    const texts = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return `  - ${texts.join("\n    ")}\n`;
  });
  return `id: w\nname: W\nversion: "1.0.0"\nsteps:\n${lines.join("")}`;
};

test.each(Object.entries(SHAPES))(
  "delegate of 100 000 steps, %s, holds 300 MiB at most",
  async (_, shape) => {
    const shop = passing({
      ...itemFiles("a/1", { currentStepKey: "step-1" }),
      "artifacts/workflows/w.yaml": workflowOf(shape.step),
    });
    for (const round of ["written", "found unchanged"]) {
      const used = await usageOf(shop, ["delegate", "wi", "--quiet"]);
      expect({ round, exitCode: used.exitCode, stderr: used.stderr }).toEqual({
        round,
        exitCode: 0,
        stderr: "",
      });
      expect(used.peakMiB, round).toBeLessThanOrEqual(MOST_MIB);
    }
    const { readySteps, blocked } = await works<Scheduled>(shop, ["delegate", "wi"]);
    expect([readySteps.length, blocked]).toEqual([shape.ready, STEPS - shape.ready]);
  },
);
