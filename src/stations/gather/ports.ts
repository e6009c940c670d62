import type { Files } from "../../world/files/port.ts";
import type { Records } from "../../world/records/port.ts";
import type { StepLog } from "../../world/steplog/port.ts";
import type { ItemPorts } from "../item/ports.ts";

/** What taking in others' artifacts stands on beside the work item itself. */
export interface MergePorts extends ItemPorts {
  /** The logs and records that lie in a tree of documents. */
  within(files: Files): { readonly stepLog: StepLog; readonly records: Records };
}
