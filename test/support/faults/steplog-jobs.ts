import { createHash } from "node:crypto";
import type { StepAddress } from "../../../src/rules/claims/entry.ts";
import type { StepLog } from "../../../src/world/steplog/port.ts";

/** What a process of the contract suite does with a step log, once all have begun. */
export type Job =
  /** Tries to append at each of these seqs in turn; answers with those that it heard true for. */
  | { readonly does: "rush"; readonly at: StepAddress; readonly seqs: readonly number[]; readonly by: string }
  /** Reads and appends at the next free seq until the log has so many entries; answers with the seqs that it won. */
  | {
      readonly does: "climb";
      readonly at: StepAddress;
      readonly to: number;
      readonly by: string;
      readonly size?: number;
    }
  /** Reads again and again until the log has so many entries; answers with what it saw that may not be. */
  | { readonly does: "watch"; readonly at: StepAddress; readonly to: number };

export type Answer = readonly number[] | readonly string[];

/** An entry that shows whether it is whole: its digest, who wrote it, and some weight. */
export function entryBytes(by: string, seq: number, size = 200): Uint8Array {
  const body = `${by} ${seq} ${"*".repeat(size)}`;
  return Buffer.from(`${createHash("sha256").update(body).digest("hex")} ${body}`);
}

/** Who wrote an entry; undefined for one that is not whole. */
export function writerOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString("utf8");
  const [digest, body] = [text.slice(0, 64), text.slice(65)];
  return createHash("sha256").update(body).digest("hex") === digest ? body.split(" ")[0] : undefined;
}

/** Jobs are never done more often than this: a store that loses entries must not hang the suite. */
const TURNS = 20_000;

export async function perform(log: StepLog, job: Job, acknowledged: (seq: number) => void): Promise<Answer> {
  switch (job.does) {
    case "rush": {
      const won: number[] = [];
      for (const seq of job.seqs) if (await log.append(job.at, seq, entryBytes(job.by, seq))) won.push(seq);
      return won;
    }
    case "climb":
      return climb(log, job, acknowledged);
    case "watch":
      return watch(log, job);
  }
}

async function climb(
  log: StepLog,
  { at, to, by, size }: Extract<Job, { does: "climb" }>,
  acknowledged: (seq: number) => void,
): Promise<number[]> {
  const won: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const seq = ((await log.read(at)).at(-1)?.seq ?? 0) + 1;
    if (seq > to) return won;
    if (!(await log.append(at, seq, entryBytes(by, seq, size)))) continue;
    won.push(seq);
    acknowledged(seq);
  }
  throw new Error(`${TURNS} turns, and the log has not come to ${to} entries`);
}

async function watch(log: StepLog, { at, to }: Extract<Job, { does: "watch" }>): Promise<string[]> {
  const wrong: string[] = [];
  let known: readonly string[] = [];
  for (let turn = 0; turn < TURNS && known.length < to; turn++) {
    const seen = (await log.read(at)).map(({ seq, bytes }) => `${seq} ${writerOf(bytes) ?? "half an entry"}`);
    wrong.push(...seen.filter((each) => each.endsWith("half an entry")));
    if (known.some((each, i) => seen[i] !== each))
      wrong.push(`${known.join(", ")} became ${seen.join(", ")}`);
    known = seen;
  }
  return known.length < to ? [...wrong, `${TURNS} turns, and only ${known.length} entries`] : wrong;
}
