import * as v from "valibot";
import { Instant } from "../../kernel/clock.ts";
import { Id, Key } from "../../kernel/name.ts";
import { mapping } from "../../kernel/shape.ts";

export const WORK_ITEM_STATUS = ["queued", "in-progress", "completed", "blocked", "rework"] as const;

const WORKFLOW_WANTED = 'must be a workflow id, with its version if it has one: "wf-001@1.0.0"';

/** What a work item is, and not how it stands: nothing in its life changes it, and measures are taken by it. */
const fixedFields = {
  workflowId: v.pipe(
    v.string(WORKFLOW_WANTED),
    v.regex(/^[a-z0-9][a-z0-9._-]{0,127}(?:@[^\s@]{1,64})?$/, WORKFLOW_WANTED),
  ),
  owner: v.pipe(v.string(), v.regex(/\S/, "must not be blank"), v.maxLength(200)),
  createdAt: Instant,
} as const;

/** The part of a work item that its opening pins. */
export const FixedItem = v.strictObject(fixedFields);
export type FixedItem = v.InferOutput<typeof FixedItem>;

export const fixedOf = ({ workflowId, owner, createdAt }: FixedItem): FixedItem => ({
  workflowId,
  owner,
  createdAt,
});

/**
 * An instance that moves through one workflow (seed 002). People own this document: fields that we do not know
 * are kept as they are. Whoever writes it changes the document itself: reading drops members of some names
 * (`prototype`, `constructor`).
 */
export const WorkItem = v.looseObject({
  id: Id,
  ...fixedFields,
  status: v.picklist(WORK_ITEM_STATUS, `must be one of ${WORK_ITEM_STATUS.join(", ")}`),
  currentStepKey: Key,
  updatedAt: Instant,
  links: v.optional(v.array(v.looseObject({ rel: v.string(), href: v.string() })), []),
  metadata: v.optional(mapping(v.looseObject({}, "must be an object"), []), {}),
});
export type WorkItem = v.InferOutput<typeof WorkItem>;

/** Which workflow a work item names: its id, and its version where one is pinned. */
export function workflowNamed(item: WorkItem): { readonly id: string; readonly version: string | undefined } {
  const at = item.workflowId.indexOf("@");
  if (at < 0) return { id: item.workflowId, version: undefined };
  return { id: item.workflowId.slice(0, at), version: item.workflowId.slice(at + 1) };
}

/** Where the documents that people write lie (seed 002). */
export const WORKFLOWS_FOLDER = "artifacts/workflows";
export const WORK_ITEMS_FOLDER = "artifacts/work-items";
export const workItemPath = (id: string): string => `${WORK_ITEMS_FOLDER}/${id}.json`;
