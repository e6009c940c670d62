import type { Instant } from "../../kernel/clock.ts";
import { type Digest, digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { plain } from "../../kernel/text.ts";
import { WORKFLOWS_FOLDER, workItemPath } from "../plan/work-item.ts";
import type { ProposedPlan } from "../review/subject.ts";
import { STORY_POLICY } from "./policy.ts";

/** What an approved plan becomes: documents of seed 002, made from what was decided and nothing else. */
export interface PlanDocuments {
  readonly workItem: string;
  readonly workflow: { readonly path: string; readonly text: string; readonly digest: Digest };
  readonly item: { readonly path: string; readonly text: string; readonly digest: Digest };
}

export interface PlanDocumentsInput {
  /** The work item's id, `roundName`. */
  readonly name: string;
  readonly title: string;
  readonly plan: ProposedPlan;
  readonly request: string;
  readonly content: Digest;
  readonly subject: Digest;
  readonly createdAt: Instant;
}

/** What each step of a plan is for. */
const STEPS: Readonly<Record<string, { readonly role: string; readonly exit: string }>> = {
  implement: {
    role: "implementer",
    exit: "The agent program ended well, and its patch passes the patch policy.",
  },
  check: { role: "verifier", exit: "The repository's own tests pass with the patch in a clean checkout." },
  publish: { role: "publisher", exit: "The branch and the pull request were written and read back." },
};

/** The same input makes the same bytes: `verify` makes them again. */
export function planDocuments(input: PlanDocumentsInput): PlanDocuments {
  const { name, plan, createdAt } = input;
  const workflow = canonicalJson({
    schemaVersion: "1.0",
    id: name,
    name: nameFor(input),
    version: "1",
    steps: plan.steps.map(({ key, run, timeoutMs }, index) => ({
      key,
      order: index + 1,
      exitCriteria: [STEPS[key]?.exit ?? "Done."],
      responsibleRole: STEPS[key]?.role ?? "executor",
      retries: STORY_POLICY.retries,
      timeout: `${Math.ceil(timeoutMs / 1_000)}s`,
      ...(run.length > 0 ? { run } : {}),
    })),
  });
  const item = canonicalJson({
    schemaVersion: "1.0",
    id: name,
    workflowId: `${name}@1`,
    status: "queued",
    currentStepKey: plan.steps[0]?.key ?? "implement",
    owner: "continuo",
    createdAt,
    updatedAt: createdAt,
    links: [],
    metadata: { request: input.request, content: input.content, subject: input.subject },
  });
  return {
    workItem: name,
    workflow: { path: `${WORKFLOWS_FOLDER}/${name}.json`, text: workflow, digest: digestOf(workflow) },
    item: { path: workItemPath(name), text: item, digest: digestOf(item) },
  };
}

/** One line of at most 200 characters, and no half of a pair at its end. */
function nameFor({ title, request }: PlanDocumentsInput): string {
  const line = plain(title)
    .trim()
    .slice(0, 150)
    .replace(/[\ud800-\udbff]$/, "");
  return line === "" ? request : `${request}: ${line}`;
}
