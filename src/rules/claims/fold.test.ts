import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ADDRESS,
  at,
  complete,
  fail,
  integrate,
  recorded,
  recordsOf,
  reject,
  take,
} from "../../../test/support/rules/logs.ts";
import { walks, walksWithAdopted } from "../../../test/support/rules/walks.ts";
import { digestOf } from "../../kernel/digest.ts";
import type { Entry, Recorded } from "./entry.ts";
import { fold } from "./fold.ts";

const log = recordsOf([take("a1", 0), complete(1), integrate("a1", 2)]);
/** The log with one entry changed, and its digest with it: a forger who can count. */
const changed = (seq: number, change: object): Recorded[] =>
  log.map((record) =>
    record.entry.seq === seq ? recorded({ ...record.entry, ...change } as Entry) : record,
  );

describe("fold finds the first fault and keeps what stood before it", () => {
  const rows: {
    because: string;
    records: readonly Recorded[];
    seq?: number;
    says?: string;
    phase: string;
  }[] = [
    { because: "a good log has none", records: log, phase: "completed" },
    { because: "an empty one has none either", records: [], phase: "open" },
    {
      because: "an entry of another work item",
      records: changed(2, { workItem: "item-2" }),
      seq: 2,
      says: "belongs to step phase-tests of work item item-2",
      phase: "running",
    },
    {
      because: "an entry of another step",
      records: changed(1, { step: "phase-setup" }),
      seq: 1,
      says: "belongs to step phase-setup of work item item-1",
      phase: "open",
    },
    {
      because: "a step whose key differs by case alone is another",
      records: changed(1, { step: "Phase-Tests" }),
      seq: 1,
      says: "belongs to step Phase-Tests of work item item-1",
      phase: "open",
    },
    {
      because: "an entry that was left out",
      records: [log[0] as Recorded, log[2] as Recorded],
      seq: 2,
      says: "says that it is entry 3",
      phase: "running",
    },
    {
      because: "an entry that stands there twice",
      records: [log[0] as Recorded, log[0] as Recorded],
      seq: 2,
      says: "says that it is entry 1",
      phase: "running",
    },
    {
      because: "a first entry that follows something",
      records: changed(1, { previous: digestOf("x") }),
      seq: 1,
      says: "does not follow the entry before it",
      phase: "open",
    },
    {
      because: "a later entry that follows nothing",
      records: changed(2, { previous: null }),
      seq: 2,
      says: "does not follow the entry before it",
      phase: "running",
    },
    {
      because: "an entry before it that was changed",
      records: changed(1, { nonce: "1".repeat(32) }),
      seq: 2,
      says: "does not follow the entry before it",
      phase: "running",
    },
    {
      because: "an effect of a token that is not current",
      records: changed(2, { token: 7 }),
      seq: 2,
      says: "is not allowed there (complete: stale)",
      phase: "running",
    },
    {
      because: "a time before that of the entry before",
      records: changed(2, { at: at(-1) }),
      seq: 2,
      says: "is not allowed there (complete: clock)",
      phase: "running",
    },
  ];

  test.each(rows)("$because", ({ records, seq, says, phase }) => {
    const folded = fold(ADDRESS, records, null);
    expect(folded.fault).toEqual(seq === undefined ? null : { seq, says });
    expect(folded.state.phase).toBe(phase);
    expect(folded.state.seq).toBe(seq === undefined ? records.length : seq - 1);
  });

  test("nothing beyond the first fault counts, however good it is", () => {
    const bad = changed(2, { token: 7 });
    expect(fold(ADDRESS, bad, null)).toEqual(fold(ADDRESS, bad.slice(0, 2), null));
  });

  test("the step's retries decide whether a log is good", () => {
    const retried = recordsOf([take("a1", 0), fail(1), take("a2", 2)]);
    expect(fold(ADDRESS, retried, 1).fault).toBeNull();
    expect(fold(ADDRESS, retried, 0).fault).toEqual({
      seq: 3,
      says: "is not allowed there (take: retries)",
    });
  });
});

describe("whatever is done to a log's entries is a fault, or shows in the digest of its head", () => {
  const log2 = walksWithAdopted(25).filter(({ records }) => records.length >= 2);
  const head = (records: readonly Recorded[], retries: number | null) => {
    const { state, fault } = fold(ADDRESS, records, retries);
    return fault ? "a fault" : (state.digest ?? "nothing");
  };

  test.each([
    {
      what: "an entry is dropped",
      tamper: (records: readonly Recorded[], a: number) => records.filter((_, at) => at !== a),
    },
    {
      what: "an entry is doubled",
      tamper: (records: readonly Recorded[], a: number) =>
        records.flatMap((each, at) => (at === a ? [each, each] : each)),
    },
    {
      what: "two entries are swapped",
      tamper: (records: readonly Recorded[], a: number) => {
        const swapped = [...records];
        const [first, second] = swapped.splice(a === 0 ? 0 : a - 1, 2);
        if (first && second) swapped.splice(a === 0 ? 0 : a - 1, 0, second, first);
        return swapped;
      },
    },
    {
      what: "the log is cut",
      tamper: (records: readonly Recorded[], a: number) => records.slice(0, a),
    },
  ])("$what", ({ tamper }) => {
    fc.assert(
      fc.property(log2, fc.nat(), ({ records, state, retries }, pick) => {
        expect(head(tamper(records, pick % records.length), retries)).not.toBe(state.digest);
      }),
      { numRuns: 1_000 },
    );
  });

  test("any field of any entry is changed, and its digest is counted anew", () => {
    fc.assert(
      fc.property(log2, fc.nat(), fc.nat(), ({ records, state, retries }, pick, field) => {
        const at = pick % records.length;
        const changedLog = records.map((record, index) =>
          index === at ? recorded(withOneChange(record.entry, field)) : record,
        );
        expect(head(changedLog, retries)).not.toBe(state.digest);
      }),
      { numRuns: 1_000 },
    );
  });

  test("an entry of another log stands in place of its own", () => {
    const pairs = fc.tuple(log2, walks(25), fc.nat(), fc.boolean());
    fc.assert(
      fc.property(pairs, ([{ records, state, retries }, other, pick, isElsewhere]) => {
        const at = pick % records.length;
        const strange = other.records[at]?.entry ?? records[0]?.entry;
        if (!strange) return;
        const entry = { ...strange, ...(isElsewhere ? { workItem: "item-2" } : { nonce: "9".repeat(32) }) };
        const spliced = records.map((record, index) => (index === at ? recorded(entry) : record));
        expect(head(spliced, retries)).not.toBe(state.digest);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The entry with one of its fields changed to something that the field might hold. */
function withOneChange(entry: Entry, pick: number): Entry {
  const keys = Object.keys(entry).sort();
  const key = keys[pick % keys.length] ?? "nonce";
  const value: unknown = Reflect.get(entry, key);
  if (typeof value === "number") return { ...entry, [key]: value + 1 };
  if (typeof value === "string") return { ...entry, [key]: `${value}x` };
  return { ...entry, [key]: { changed: value } };
}

test("a rejection and then another reject of the same attempt is a fault", () => {
  const records = recordsOf([take("a1", 0), complete(1), reject("a1", 2)]);
  const again = recorded({ ...(records[2] as Recorded).entry, seq: 4, previous: records[2]?.digest ?? null });
  expect(fold(ADDRESS, [...records, again], null).fault).toEqual({
    seq: 4,
    says: "is not allowed there (reject: not-completed)",
  });
});
