import { type Digest, digestOf } from "../../kernel/digest.ts";
import { type Parsed, parseJson } from "../../kernel/json.ts";
import { problemLines, readShape } from "../../kernel/shape.ts";
import { listed, nearest } from "../../kernel/text.ts";
import { type Plan, planOf } from "../../rules/plan/plan.ts";
import {
  WORK_ITEMS_FOLDER,
  WORKFLOWS_FOLDER,
  WorkItem,
  workflowNamed,
  workItemPath,
} from "../../rules/plan/work-item.ts";
import { Workflow, withStepKeys } from "../../rules/plan/workflow.ts";
import { itemFailure } from "./failure.ts";
import type { ItemPorts } from "./ports.ts";
import { readStrange } from "./strange.ts";

/** The plan of a work item, and the file that it came from. */
export interface LoadedPlan {
  readonly path: string;
  readonly digest: Digest;
  readonly plan: Plan;
}

type Ports = Pick<ItemPorts, "files" | "yaml" | "warn">;

/** Workflows may be long: 100 000 steps have some 30 MB. */
const WORKFLOW_LIMITS = { maxBytes: 64 << 20, maxDepth: 64 };

export const loadWorkItem = (id: string, ports: Pick<Ports, "files">): WorkItem =>
  readWorkItem(id, ports).item;

/** A work item as we read it, and the document as people wrote it. */
export interface WorkItemFile {
  readonly item: WorkItem;
  readonly document: object;
}

/** @throws `item.missing`, `item.malformed` with every problem and what is allowed */
export function readWorkItem(id: string, { files }: Pick<Ports, "files">): WorkItemFile {
  const path = workItemPath(id);
  const bytes = files.read(path);
  if (!bytes) {
    const known = files.list(WORK_ITEMS_FOLDER).map((name) => name.replace(/\.json$/, ""));
    const near = nearest(id, known);
    throw itemFailure("item.missing", `There is no work item ${id}: ${path} does not exist.`, {
      hint: near ? `Did you mean ${near}?` : `Work items here: ${listed(known) || "none"}.`,
    });
  }
  const parsed = parseJson(bytes);
  if (!parsed.ok)
    throw itemFailure("item.malformed", `${path} ${parsed.problem}.`, { hint: `Correct ${path}.` });
  const read = readShape(WorkItem, parsed.value);
  if (!read.ok)
    throw itemFailure("item.malformed", `${path}: ${problemLines(read.problems)}.`, {
      hint: `Correct ${path}.`,
    });
  if (read.value.id !== id)
    throw itemFailure("item.malformed", `${path} says that it is ${read.value.id}, its name says ${id}.`, {
      hint: "Make the id and the file name the same.",
    });
  return { item: read.value, document: typeof parsed.value === "object" && parsed.value ? parsed.value : {} };
}

/**
 * The plan that a work item names, from the one file in `artifacts/workflows` that defines it.
 *
 * A file that does not read is named in a warning and otherwise passed over, unless it is the one.
 */
export async function findPlan(item: WorkItem, ports: Ports): Promise<LoadedPlan> {
  const named = workflowNamed(item);
  const read = await readWorkflows(ports);
  const ours = read.filter(({ id }) => id === named.id);
  // A file that gives no version is taken, so that what is wrong with it is said rather than "not found".
  const fitting = ours.filter(
    ({ version }) => [undefined, version].includes(named.version) || version === undefined,
  );
  const [found, other] = fitting;
  if (found && other)
    throw itemFailure(
      "workflow.ambiguous",
      `${found.path} and ${other.path} both define workflow ${item.workflowId}.`,
      {
        hint: 'Keep one of them, or name the version in the work item: "workflowId": "<id>@<version>".',
      },
    );
  if (!found) throw noWorkflow(item, named, ours, read);
  return compiled(found);
}

/** The plan in one named file: the one that the work item was opened with. */
export async function planAt(path: string, ports: Ports): Promise<LoadedPlan | undefined> {
  const file = await readWorkflow(path, ports);
  return file && compiled(file);
}

interface WorkflowFile {
  readonly path: string;
  readonly digest: Digest;
  readonly parsed: Parsed;
  /** As the document says them, where it says them; nothing else of it is believed yet. */
  readonly id: string | undefined;
  readonly version: string | undefined;
}

async function readWorkflows(ports: Ports): Promise<readonly WorkflowFile[]> {
  const names = ports.files.list(WORKFLOWS_FOLDER).filter((name) => /\.(?:ya?ml|json)$/.test(name));
  const read: WorkflowFile[] = [];
  for (const name of names) {
    const file = await readWorkflow(`${WORKFLOWS_FOLDER}/${name}`, ports);
    if (!file) continue;
    if (!file.parsed.ok) ports.warn(`${file.path} ${file.parsed.problem}; it is passed over.`);
    read.push(file);
  }
  return read;
}

async function readWorkflow(path: string, ports: Ports): Promise<WorkflowFile | undefined> {
  const bytes = readStrange(path, ports);
  if (!bytes) return undefined;
  const { yaml } = ports;
  const parsed = path.endsWith(".json") ? parseJson(bytes, WORKFLOW_LIMITS) : await yaml.read(bytes);
  const field = (name: string): string | undefined => {
    if (!parsed.ok || typeof parsed.value !== "object" || parsed.value === null) return undefined;
    const value: unknown = Reflect.get(parsed.value, name);
    return typeof value === "string" ? value : undefined;
  };
  return { path, digest: digestOf(bytes), parsed, id: field("id"), version: field("version") };
}

function compiled({ path, digest, parsed }: WorkflowFile): LoadedPlan {
  if (!parsed.ok)
    throw itemFailure("workflow.malformed", `${path} ${parsed.problem}.`, { hint: `Correct ${path}.` });
  const read = readShape(Workflow, parsed.value);
  if (!read.ok) {
    const problems = read.problems.map((each) => ({ ...each, path: withStepKeys(each.path, parsed.value) }));
    throw itemFailure("workflow.malformed", `${path}: ${problemLines(problems)}.`, {
      hint: `Correct ${path}.`,
    });
  }
  const planned = planOf(read.value);
  if (!planned.ok)
    throw itemFailure("workflow.malformed", `${path}: ${problemsIn(planned.problems)}`, {
      hint: `Correct ${path}.`,
    });
  return { path, digest, plan: planned.plan };
}

/** The first twenty problems of a plan; how many more there are is said. */
function problemsIn(problems: readonly string[]): string {
  const more = problems.length - 20;
  return [...problems.slice(0, 20), ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}

function noWorkflow(
  item: WorkItem,
  named: { readonly id: string; readonly version: string | undefined },
  ours: readonly WorkflowFile[],
  all: readonly WorkflowFile[],
) {
  const broken = all.filter(({ parsed }) => !parsed.ok).map(({ path }) => path);
  if (ours.length > 0) {
    const versions = listed(ours.map(({ version }) => version ?? "none"));
    return itemFailure(
      "workflow.missing",
      `Work item ${item.id} asks for ${named.id} at version ${named.version}; here is version ${versions}.`,
      { hint: "Give the work item a version that exists, or bring that version's file." },
    );
  }
  if (broken.length > 0)
    return itemFailure(
      "workflow.malformed",
      `No readable file defines workflow ${named.id}; ${listed(broken)} cannot be read.`,
      {
        hint: `Correct ${listed(broken)}.`,
      },
    );
  const known = all.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const near = nearest(named.id, known);
  return itemFailure("workflow.missing", `No file in ${WORKFLOWS_FOLDER} defines workflow ${named.id}.`, {
    hint: near ? `Did you mean ${near}?` : `Workflows here: ${listed(known) || "none"}.`,
  });
}
