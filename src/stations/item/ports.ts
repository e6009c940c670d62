import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/log.ts";
import type { ActionsRun } from "../../rules/claims/attempt.ts";
import type { Executor } from "../../rules/claims/event.ts";
import type { Anchors } from "../../world/anchors/port.ts";
import type { Files } from "../../world/files/port.ts";
import type { Archive } from "../../world/history/port.ts";
import type { Signer, Trust } from "../../world/keys/port.ts";
import type { Records } from "../../world/records/port.ts";
import type { StepLog } from "../../world/steplog/port.ts";
import type { YamlReader } from "../../world/yaml/port.ts";

/** Who acts, and in which run: what the environment says of the caller. */
export interface Caller {
  readonly executor: Executor;
  /** The person or bot behind a handoff, a gate or a revert. */
  readonly actor: string;
  /** The run whose attempt ids are given out; null outside Actions. */
  readonly run: ActionsRun | null;
  /** Inside a job of Actions, where an attempt must be claimed before it is completed. */
  readonly inActions: boolean;
}

/** What everything that touches a work item stands on. */
export interface ItemPorts {
  readonly files: Files;
  readonly yaml: YamlReader;
  readonly records: Records;
  readonly stepLog: StepLog;
  readonly anchors: Anchors;
  readonly signer: Signer;
  readonly archive: Archive;
  readonly trust: Trust;
  readonly clock: Clock;
  /** The logs and records that lie in a tree of documents. */
  within(files: Files): { readonly stepLog: StepLog; readonly records: Records };
  /** 128 random bits as 32 hexadecimal digits, new at every call. */
  nonce(): string;
  readonly caller: Caller;
  readonly log: Logger;
  /** Tells the person something that is wrong but stops nothing. */
  warn(message: string): void;
}
