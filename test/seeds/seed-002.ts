import { existsSync, readFileSync } from "node:fs";
import * as seedLogger from "../../src/lib/logger.ts";
import { filesIn } from "../support/blackbox/folder.ts";
import { seedFiles, WORK_ITEM } from "../support/seed-item.ts";
import { anywhere, flag, has, left, lived, ready, SCHEDULE, script, verb, workflow } from "./answers.ts";
import {
  actionsAttempt,
  commits,
  freshAttempt,
  logsAsAnnotations,
  logsToFile,
  revertArtifact,
} from "./lifecycle.ts";
import type { Row } from "./row.ts";

const ACTIONS = 'the issue "Actions" brings the three Actions workflows and what stands in them';

/** Seed 002, from its first table to its last line. */
export const SEED_002: readonly Row[] = [
  // Workflows overview
  {
    name: ".github/workflows/orchestrator.yml",
    says: "generates the schedule",
    answers: workflow("orchestrator.yml"),
    later: ACTIONS,
  },
  {
    name: ".github/workflows/execute.yml",
    says: "claims, runs, completes",
    answers: workflow("execute.yml"),
    later: ACTIONS,
  },
  {
    name: ".github/workflows/collector.yml",
    says: "exports and commits",
    answers: workflow("collector.yml"),
    later: ACTIONS,
  },
  {
    name: "artifacts/schedule/{workItemId}.json",
    says: "what orchestrator generates",
    answers: () => existsSync(`${lived.shop().root}/${SCHEDULE}`),
  },
  {
    name: "upload-artifact",
    says: "orchestrator's step",
    answers: anywhere("upload-artifact"),
    later: ACTIONS,
  },
  { name: "delegate", says: "a command", answers: verb("delegate") },
  { name: "claim", says: "a command", answers: verb("claim") },
  { name: "complete", says: "a command", answers: verb("complete") },
  { name: "export", says: "a command", answers: verb("export") },
  { name: "git commit", says: "collector commits what it gathered", answers: commits },
  // Typical lifecycle
  {
    name: "schedule (on)",
    says: "orchestrator runs by hand or on a schedule",
    answers: anywhere("workflow_dispatch"),
    later: ACTIONS,
  },
  {
    name: "one attempt a job",
    says: "each job claims exactly one attempt",
    answers: async () =>
      (await lived.shop().run(["claim", "--work-item", WORK_ITEM, "--step", "phase-models", "--dry-run"]))
        .exitCode === 0,
  },
  // Environment requirements
  {
    name: "Node.js 20+",
    says: "available on the runner",
    answers: () =>
      /">=20/.test(
        JSON.stringify(
          (JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } }).engines.node,
        ),
      ),
  },
  {
    name: "actions/setup-node",
    says: "brings Node to the runner",
    answers: anywhere("actions/setup-node"),
    later: ACTIONS,
  },
  { name: "artifacts/", says: "the repository holds its structure", answers: has("artifacts/work-items") },
  {
    name: "task T004",
    says: "seeds that structure",
    answers: () => JSON.stringify(seedFiles()).includes("T004"),
  },
  // Customising the matrix
  { name: "$WORK_ITEM", says: "names the work item for jq", answers: anywhere("WORK_ITEM"), later: ACTIONS },
  {
    name: "$SCHEDULE_FILE",
    says: "names the schedule for jq",
    answers: anywhere("SCHEDULE_FILE"),
    later: ACTIONS,
  },
  {
    name: ".readySteps[]",
    says: "what the matrix is made of",
    answers: () => Array.isArray(lived.document<{ readySteps: unknown }>(SCHEDULE).readySteps),
  },
  { name: ".key", says: "of a ready step", answers: ready("key") },
  { name: ".order", says: "of a ready step", answers: ready("order") },
  { name: ".parallelizable", says: "of a ready step", answers: ready("parallelizable") },
  {
    name: "workItemId",
    says: "of a matrix entry",
    answers: () => lived.document<Record<string, unknown>>(SCHEDULE)["workItemId"] === WORK_ITEM,
  },
  {
    name: "stepKey",
    says: "of a matrix entry, and of the claim that it leads to",
    answers: () =>
      lived.document<Record<string, unknown>>("artifacts/claims/phase-tests-local.json")["stepKey"] ===
      "phase-tests",
  },
  {
    name: "fromJson",
    says: "execute.yml reads the matrix with it",
    answers: anywhere("fromJson"),
    later: ACTIONS,
  },
  { name: "attempt identifiers using the run id", says: "are unique", answers: actionsAttempt, differs: 6 },
  // Failure and retry semantics
  {
    name: "the claim remains recorded",
    says: "when its job fails",
    answers: left("artifacts/claims/phase-tests-local.json"),
  },
  { name: "a fresh attempt id", says: "for a new ready entry after a failure", answers: freshAttempt },
  { name: "revert artifact", says: "before an integrated step runs again", answers: revertArtifact },
  // Logging
  {
    name: "src/lib/logger.ts",
    says: "all services log through it",
    answers: () => existsSync("src/lib/logger.ts") && typeof seedLogger.logger === "function",
    differs: 14,
  },
  { name: "GitHub Actions annotations", says: "logs may be redirected to them", answers: logsAsAnnotations },
  { name: "external log stores", says: "or to those", answers: logsToFile },
  // Local smoke test
  { name: "npm run build", says: "comes first", answers: script("build") },
  { name: "node dist/cli/index.js", says: "is the program", answers: has("dist/cli/index.js") },
  { name: "--non-interactive", says: "flag of delegate", answers: flag("delegate", "--non-interactive") },
  { name: "--quiet", says: "flag of delegate", answers: flag("delegate", "--quiet") },
  { name: "--prompt", says: "flag of delegate", answers: flag("delegate", "--prompt") },
  {
    name: "--structured-work-item",
    says: "flag of delegate",
    answers: flag("delegate", "--structured-work-item"),
  },
  { name: "claim --work-item", says: "flag", answers: flag("claim", "--work-item") },
  { name: "claim --step", says: "flag", answers: flag("claim", "--step") },
  { name: "complete --work-item", says: "flag", answers: flag("complete", "--work-item") },
  { name: "complete --step", says: "flag", answers: flag("complete", "--step") },
  { name: "complete --attempt", says: "flag", answers: flag("complete", "--attempt") },
  { name: "complete --outcome", says: "flag", answers: flag("complete", "--outcome") },
  { name: "complete --next-action", says: "flag", answers: flag("complete", "--next-action") },
  { name: "export --stdout", says: "flag", answers: flag("export", "--stdout") },
  {
    name: "work-item-001-create-a-structured",
    says: "the sample's id",
    answers: has("artifacts/work-items/work-item-001-create-a-structured.json"),
  },
  {
    name: "phase-tests",
    says: "the sample's step",
    answers: () => JSON.stringify(seedFiles()).includes("key: phase-tests"),
  },
  {
    name: "phase-tests-local",
    says: "the attempt that claim names",
    answers: left("artifacts/claims/phase-tests-local.json"),
  },
  { name: "artifacts/schedule", says: "is updated", answers: left("artifacts/schedule/") },
  {
    name: "artifacts/claims",
    says: "is updated",
    answers: left(`artifacts/claims/${WORK_ITEM}/phase-tests/`),
  },
  {
    name: "artifacts/handoff",
    says: "is updated",
    answers: () =>
      filesIn(lived.shop().root, "artifacts/handoff").some((path) => path.endsWith("phase-tests-local.json")),
  },
  { name: "artifacts/exports", says: "is updated", answers: left("artifacts/exports/portfolio-") },
];
