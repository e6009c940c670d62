import { describe, expect, test } from "vitest";
import { entryBytes, type Job, writerOf } from "../../../test/support/faults/steplog-jobs.ts";
import type { Processes } from "../../../test/support/faults/steplog-processes.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import type { StepLog } from "./port.ts";

/** One fresh store. */
export interface StepLogBench {
  /** Two handles on it, as two runners have. */
  readonly handles: readonly [StepLog, StepLog];
  /** Real processes that open the same store. */
  readonly processes: Processes;
}

/** As many processes as a wide matrix of Actions starts at once; ours. */
const MANY = 16;

/** What every StepLog promises. `open` gives a fresh store at each call. */
export function stepLogContract(name: string, open: () => Promise<StepLogBench>): void {
  describe(`StepLog: ${name}`, () => {
    entriesContract(open);
    addressContract(open);
    processContract(open);
  });
}

const AT = address("work-item-001", "phase-tests");

function address(workItem: string, step: string): StepAddress {
  return { workItem, step };
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function entriesContract(open: () => Promise<StepLogBench>): void {
  test("a step that nobody touched has no entries", async () => {
    const { handles } = await open();
    for (const log of handles) expect(await log.read(AT)).toEqual([]);
  });

  test.each([
    ["text", Buffer.from('{\n  "kind": "take"\n}\n')],
    ["every byte there is", Uint8Array.from({ length: 512 }, (_, i) => i % 256)],
    ["line ends and marks of order", Buffer.from("\ufeffa\r\nb\rc\n\0d", "utf8")],
    ["a single byte", Uint8Array.of(0)],
    ["a megabyte", entryBytes("somebody", 1, 1 << 20)],
  ])("an entry reads back byte for byte: %s", async (_, bytes) => {
    const { handles } = await open();
    const [ours, theirs] = handles;
    expect(await ours.append(AT, 1, bytes)).toBe(true);
    const [entry] = await theirs.read(AT);
    expect(entry?.seq).toBe(1);
    expect(Buffer.from(entry?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
  });

  test("entries come in the order of seq, also beyond nine", async () => {
    const { handles } = await open();
    for (const seq of numbers(1, 12))
      expect(await handles[(seq % 2) as 0 | 1].append(AT, seq, entryBytes("we", seq))).toBe(true);
    for (const log of handles) expect((await log.read(AT)).map(({ seq }) => seq)).toEqual(numbers(1, 12));
  });

  test.each(["other bytes", "the very same bytes"])(
    "a seq that is taken stays as it is: %s",
    async (what) => {
      const { handles } = await open();
      const bytes = entryBytes("first", 1);
      const again = what === "other bytes" ? entryBytes("second", 1) : bytes;
      expect(await handles[0].append(AT, 1, bytes)).toBe(true);
      for (const log of handles) expect(await log.append(AT, 1, again)).toBe(false);
      for (const log of handles) {
        const entries = await log.read(AT);
        expect(entries.map((entry) => writerOf(entry.bytes))).toEqual(["first"]);
        expect(await log.steps(AT.workItem)).toEqual([AT.step]);
      }
      expect(await handles[1].append(AT, 2, entryBytes("second", 2)), "the log goes on").toBe(true);
    },
  );

  test("an entry beyond a gap is refused, or the gap is seen", async () => {
    const { handles } = await open();
    const [ours, theirs] = handles;
    await ours.append(AT, 1, entryBytes("we", 1));
    const seqs = (await ours.append(AT, 3, entryBytes("we", 3))) ? [1, 3] : [1];
    expect((await theirs.read(AT)).map(({ seq }) => seq)).toEqual(seqs);
    expect(await theirs.append(AT, 2, entryBytes("they", 2)), "what is missing is free").toBe(true);
    expect((await ours.read(AT)).map(({ seq }) => seq)).toEqual([...new Set([1, 2, ...seqs])].sort());
  });
}

function addressContract(open: () => Promise<StepLogBench>): void {
  // Pairs that a store which glues names together would take for one another.
  const addresses = [
    address("item", "a"),
    address("item", "a-b"),
    address("item", "a.b"),
    address("item", "a_b"),
    address("item", "b"),
    address("item-a", "b"),
    address("item-a", "a"),
    address("other", "a"),
    address("item", "1"),
    address("item", "steps"),
    address("item", "opening"),
  ];

  test("steps and work items do not clash", async () => {
    const { handles } = await open();
    const by = ({ workItem, step }: StepAddress) => `${workItem}/${step}`;
    for (const at of addresses)
      expect(await handles[0].append(at, 1, entryBytes(by(at), 1)), by(at)).toBe(true);
    for (const at of addresses) {
      const entries = await handles[1].read(at);
      expect(entries.map(({ bytes }) => writerOf(bytes))).toEqual([by(at)]);
    }
  });

  test("steps() names exactly what has a log, in code-unit order", async () => {
    const { handles } = await open();
    const [ours, theirs] = handles;
    for (const log of handles) expect(await log.steps("item")).toEqual([]);
    for (const at of addresses) await ours.append(at, 1, entryBytes("we", 1));
    expect(await theirs.steps("item")).toEqual(["1", "a", "a-b", "a.b", "a_b", "b", "opening", "steps"]);
    expect(await theirs.steps("item-a")).toEqual(["a", "b"]);
    expect(await theirs.steps("nobody")).toEqual([]);
  });

  test("looking at a step does not begin its log", async () => {
    const { handles } = await open();
    for (const log of handles) await log.read(AT);
    for (const log of handles) expect(await log.steps(AT.workItem)).toEqual([]);
  });
}

function processContract(open: () => Promise<StepLogBench>): void {
  const limit = { timeout: 60_000 };

  test(`of ${MANY} processes at one seq exactly one has it, ten times over`, limit, async () => {
    const { handles, processes } = await open();
    const seqs = numbers(1, 10);
    const names = numbers(1, MANY).map((n) => `process-${n}`);
    const won = await processes.all(names.map((by): Job => ({ does: "rush", at: AT, seqs, by })));
    expect(
      won.flat().sort((a, b) => Number(a) - Number(b)),
      "each seq is won once",
    ).toEqual(seqs);
    const winners = seqs.map((seq) => names.find((_, i) => won[i]?.some((each) => each === seq)));
    const entries = await handles[0].read(AT);
    expect(
      entries.map(({ bytes }) => writerOf(bytes)),
      "and bears the winner's bytes",
    ).toEqual(winners);
  });

  test(`${MANY} processes that append as fast as they can leave one log without a gap`, limit, async () => {
    const { handles, processes } = await open();
    const jobs = numbers(1, MANY).map((n): Job => ({ does: "climb", at: AT, to: 64, by: `process-${n}` }));
    const won = await processes.all(jobs);
    expect(won.flat().sort((a, b) => Number(a) - Number(b))).toEqual(numbers(1, 64));
    const entries = await handles[0].read(AT);
    expect(entries.map(({ seq }) => seq)).toEqual(numbers(1, 64));
    for (const { seq, bytes } of entries) {
      const winner = won.findIndex((seqs) => seqs.some((each) => each === seq));
      expect(writerOf(bytes)).toBe(`process-${winner + 1}`);
    }
  });

  test("readers never see half an entry, nor one that changes", limit, async () => {
    const { processes } = await open();
    const writers = numbers(1, 8).map(
      (n): Job => ({ does: "climb", at: AT, to: 24, by: `process-${n}`, size: 1 << 19 }),
    );
    const readers = numbers(1, 8).map((): Job => ({ does: "watch", at: AT, to: 24 }));
    const answers = await processes.all([...writers, ...readers]);
    expect(answers.slice(writers.length)).toEqual(readers.map(() => []));
  });

  test("a killed process loses nothing that it was told, and leaves nothing half", limit, async () => {
    const { handles, processes } = await open();
    for (const round of numbers(1, 6)) {
      const before = (await handles[0].read(AT)).length;
      const job: Job = { does: "climb", at: AT, to: before + 500, by: `round-${round}`, size: 1 << 18 };
      const acknowledged = await processes.killedAfter(job, round);
      const entries = await handles[1].read(AT);
      expect(
        entries.map(({ seq }) => seq),
        "no gap",
      ).toEqual(numbers(1, entries.length));
      expect(entries.filter(({ bytes }) => writerOf(bytes) === undefined)).toEqual([]);
      expect(entries.length).toBeGreaterThanOrEqual(acknowledged.at(-1) ?? 0);
      expect(await handles[0].append(AT, entries.length + 1, entryBytes("after", 1)), "the log goes on").toBe(
        true,
      );
    }
  });
}
