import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import { CLAIM_CODES } from "../../rules/claims/denial.ts";

export const ITEM_CODES = {
  "item.missing": { kind: "missing", says: "There is no such work item." },
  "item.malformed": { kind: "usage", says: "A work item's document does not read." },
  "workflow.missing": {
    kind: "missing",
    says: "No workflow has the id and version that the work item names.",
  },
  "workflow.malformed": {
    kind: "usage",
    says: "The workflow does not read, or its steps contradict each other.",
  },
  "workflow.ambiguous": {
    kind: "usage",
    says: "Several files define the workflow that the work item names.",
  },
  "workflow.changed": {
    kind: "evidence",
    says: "The workflow is not the one that the work item was opened with.",
  },
  "item.record": { kind: "evidence", says: "An opening, closing or gate record does not verify." },
  "item.log": { kind: "evidence", says: "A step log does not verify." },
  "item.rolled-back": {
    kind: "evidence",
    says: "A history is shorter than, or differs from, what this machine has seen.",
  },
  "item.handoff": { kind: "evidence", says: "A handoff is not what the step log says it is." },
  "step.missing": { kind: "missing", says: "The workflow has no such step." },
} as const satisfies CodeTable;

export const itemFailure = failuresOf(ITEM_CODES);
export const claimFailure = failuresOf(CLAIM_CODES);

/** This machine has seen more of a work item in this checkout than lies here, or something else. */
export const rolledBack = (workItem: string, message: string) =>
  itemFailure("item.rolled-back", message, {
    hint: `Restore the records from a good copy; a branch that lies behind belongs in a work tree of its own. If they were discarded on purpose: continuo status --work-item ${workItem} --repair --accept-rollback.`,
  });
