import { seedFiles, WORK_ITEM, WORKFLOW } from "../seed-item.ts";

const step = (key: string) =>
  [
    `  - key: ${key}`,
    "    order: 1",
    "    parallelizable: true",
    "    exitCriteria: [It is done]",
    "    responsibleRole: engineer",
  ].join("\n");

/** The sample work item on a workflow of two steps, `left` and `right`, that may both run at once. */
export function pairFiles(): Record<string, string> {
  const item = seedFiles()[`artifacts/work-items/${WORK_ITEM}.json`];
  if (item === undefined) throw new Error("The sample has no work item.");
  return {
    [`artifacts/workflows/${WORKFLOW}.yaml`]: [
      `id: ${WORKFLOW}`,
      "name: Two at once",
      "version: 1.0.0",
      "steps:",
      step("left"),
      step("right"),
      "",
    ].join("\n"),
    [`artifacts/work-items/${WORK_ITEM}.json`]: item.replace('"phase-tests"', '"left"'),
  };
}
