/** Work items and workflows made for a test: plain documents, as people write them. */
export interface StepSpec {
  readonly key: string;
  readonly order: number;
  readonly parallelizable?: boolean;
  readonly gateKey?: string;
  readonly dependsOn?: readonly string[];
  readonly retries?: number;
  readonly [field: string]: unknown;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** `s1/1/seq p0/1/par j/5/seq`: key, order, and whether it may go together with its peers. */
export function stepsOf(text: string): StepSpec[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [key = "", order = "1", kind = "seq"] = word.split("/");
      return { key, order: Number(order), parallelizable: kind === "par" };
    });
}

export function workflowOf(
  steps: readonly StepSpec[],
  head: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id: "w",
    name: "W",
    version: "1.0.0",
    ...head,
    steps: steps.map((step) => ({ exitCriteria: ["done"], responsibleRole: "somebody", ...step })),
  };
}

/** JSON is YAML: a workflow as a `.yaml` file without a YAML writer in the tests. */
export const yamlOf = (workflow: object): string => json(workflow);

export function workItemOf(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: "wi",
    workflowId: "w@1.0.0",
    status: "in-progress",
    currentStepKey: "a",
    owner: "o",
    createdAt: "2025-01-01T00:00:00Z",
    updatedAt: "2025-01-03T12:00:00Z",
    ...change,
  };
}

/** A work item `wi` on a workflow `w` with these steps, as files. */
export function itemFiles(
  steps: string | readonly StepSpec[],
  change: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const list = typeof steps === "string" ? stepsOf(steps) : steps;
  return {
    "artifacts/workflows/w.yaml": yamlOf(workflowOf(list)),
    "artifacts/work-items/wi.json": json(workItemOf({ currentStepKey: list[0]?.key ?? "a", ...change })),
  };
}

/** A long sequential workflow in block YAML, as a person's tool writes it: key `step-<n>`, order n. */
export function longYaml(count: number, more = ""): string {
  const steps = Array.from(
    { length: count },
    (_, i) =>
      `  - key: step-${i + 1}\n    order: ${i + 1}\n    exitCriteria: [d]\n    responsibleRole: r\n${more}`,
  );
  return `id: w\nname: W\nversion: 1.0.0\nsteps:\n${steps.join("")}`;
}
