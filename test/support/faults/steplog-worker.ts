import { readSync, writeSync } from "node:fs";
import { disk } from "../../../src/world/files/disk.ts";
import { fsStepLog } from "../../../src/world/steplog/fs.ts";
import type { StepLog } from "../../../src/world/steplog/port.ts";
import { type Job, perform } from "./steplog-jobs.ts";

/*
 * One process of the StepLog contract: opens the store that its arguments name, says that it is ready, waits for a
 * line, does its job and prints the answer. Another adapter adds its line to STORES.
 */
const STORES: Readonly<Record<string, (where: string) => StepLog>> = {
  files: (root) => fsStepLog(disk(root)),
};

const [store = "", where = "", job = ""] = process.argv.slice(2);
const open = STORES[store];
if (!open) throw new Error(`There is no step log of the kind ${store}.`);

const say = (line: string) => writeSync(1, `${line}\n`);

async function main(log: StepLog): Promise<void> {
  say("ready");
  readSync(0, new Uint8Array(1));
  const answer = await perform(log, JSON.parse(job) as Job, (seq) => say(`wrote ${seq}`));
  say(`answer ${JSON.stringify(answer)}`);
}

void main(open(where));
