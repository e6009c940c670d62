/**
 * The sample work item that seed 002's commands name, as it lies in this repository's own `artifacts/` and as the
 * tests copy it. Ids, keys and orders are the seed's; the words are ours.
 */
export const WORK_ITEM = "work-item-001-create-a-structured";
export const WORKFLOW = "wf-001-create-a-structured";

const STEPS = [
  {
    key: "phase-setup",
    role: "implementation-lead",
    parallel: false,
    first: 1,
    last: 4,
    waits: "The request is understood and a branch exists",
    ends: "The project builds and its tests can run",
  },
  {
    key: "phase-tests",
    role: "quality-engineer",
    parallel: false,
    first: 5,
    last: 12,
    waits: "The project builds",
    ends: "Every requirement has a test that fails",
  },
  {
    key: "phase-models",
    role: "domain-engineer",
    parallel: true,
    first: 13,
    last: 25,
    waits: "The failing tests are committed",
    ends: "Every document has its type and its checks",
  },
  {
    key: "phase-services",
    role: "backend-engineer",
    parallel: true,
    first: 26,
    last: 33,
    waits: "The types are in place",
    ends: "Scheduling, claims and handoffs pass their tests",
  },
  {
    key: "phase-cli",
    role: "cli-engineer",
    parallel: false,
    first: 34,
    last: 38,
    waits: "The services pass their tests",
    ends: "Every command answers as its help says",
  },
  {
    key: "phase-ci",
    role: "devops-engineer",
    parallel: false,
    first: 39,
    last: 42,
    waits: "The commands are merged",
    ends: "The three Actions workflows run to their end",
  },
  {
    key: "phase-polish",
    role: "release-engineer",
    parallel: false,
    first: 43,
    last: 47,
    waits: "The workflows run",
    ends: "The manual has been followed by somebody new",
  },
] as const;

const task = (n: number): string => `T${String(n).padStart(3, "0")}`;
const tasksOf = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => task(first + i));

/** The workflow as people write it. */
export function workflowYaml(): string {
  const steps = STEPS.map(({ key, role, parallel, first, last, waits, ends }, index) =>
    [
      `  - key: ${key}`,
      `    order: ${index + 1}`,
      `    parallelizable: ${parallel}`,
      "    entryCriteria:",
      `      - ${waits}`,
      "    exitCriteria:",
      `      - ${ends}`,
      `    responsibleRole: ${role}`,
      `    supportingTasks: [${tasksOf(first, last).join(", ")}]`,
    ].join("\n"),
  );
  return [
    `id: ${WORKFLOW}`,
    "name: From a plan to its execution",
    "version: 1.0.0",
    "effectiveFrom: 2025-09-19T00:00:00Z",
    "steps:",
    ...steps,
    "",
  ].join("\n");
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const SETUP_HANDOFF = `artifacts/handoff/2025-09-19T15-45-00Z-${WORK_ITEM}-phase-setup-attempt-phase-setup.json`;

/** Every file of the sample, by path: a work item whose first step was done before it was opened here. */
export function seedFiles(): Readonly<Record<string, string>> {
  return {
    [`artifacts/workflows/${WORKFLOW}.yaml`]: workflowYaml(),
    [`artifacts/work-items/${WORK_ITEM}.json`]: json({
      schemaVersion: "1.0",
      id: WORK_ITEM,
      workflowId: `${WORKFLOW}@1.0.0`,
      status: "in-progress",
      currentStepKey: "phase-tests",
      owner: "implementation@orchestrator.local",
      createdAt: "2025-09-19T12:00:00.000Z",
      updatedAt: "2025-09-19T16:30:00.000Z",
      links: [{ rel: "docs", href: "docs/plan-and-claims.md" }],
      remainingTasks: tasksOf(5, 47),
    }),
    "artifacts/claims/attempt-phase-setup.json": json({
      schemaVersion: "1.0",
      attemptId: "attempt-phase-setup",
      workItemId: WORK_ITEM,
      stepKey: "phase-setup",
      claimedAt: "2025-09-19T12:05:00.000Z",
      executor: { id: "dev-machine-01", displayName: "Implementation Lead", runId: "local-session-001" },
      status: "completed",
    }),
    [SETUP_HANDOFF]: json({
      schemaVersion: "1.0",
      workItemId: WORK_ITEM,
      workflow: { name: "From a plan to its execution", version: "1.0.0" },
      step: { key: "phase-setup", order: 1 },
      eventType: "attempt-completed",
      attemptId: "attempt-phase-setup",
      timestamp: "2025-09-19T15:45:00.000Z",
      actor: "Implementation Lead",
      outcome: "The project builds, and an empty test suite runs.",
      nextAction: "Write the failing tests.",
      baselineIntegration: "pre",
      links: ["artifacts/claims/attempt-phase-setup.json"],
    }),
  };
}
