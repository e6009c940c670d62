import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testKey } from "../../../test/support/rules/keys.ts";
import { ADDRESS, at, complete, fail, integrate, take } from "../../../test/support/rules/logs.ts";
import {
  reading,
  renumbered,
  rewritten,
  type Stored,
  signedLog,
} from "../../../test/support/rules/signed-logs.ts";
import { walksWithAdopted } from "../../../test/support/rules/walks.ts";
import { digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { sealed } from "../../kernel/seal.ts";
import { writeEntry } from "./log.ts";
import { EMPTY } from "./state.ts";

const KEY = testKey(1);
const OTHER = testKey(2);
const MOVES = [take("a1", 0), complete(1), integrate("a1", 2)];
const LOG = signedLog(MOVES, KEY);
const CHANGED = "was changed after it was signed";

/** The log with one entry's document changed and signed again: by a forger who has a key. */
const forged = (seq: number, change: object, key = KEY): Stored[] =>
  rewritten(LOG, seq, (text) => sealed("entry", { ...JSON.parse(text), ...change }, key));

describe("readLog", () => {
  const rows: { because: string; log: readonly Stored[]; seq?: number; says?: string | RegExp }[] = [
    { because: "a log as it was written is good", log: LOG },
    { because: "an empty one is, too", log: [] },
    {
      because: "one byte of a word",
      log: rewritten(LOG, 2, (text) => text.replace("a1", "a2")),
      seq: 2,
      says: CHANGED,
    },
    {
      because: "a field taken out",
      log: rewritten(LOG, 2, (text) => text.replace(/ {2}"token": 1,\n/, "")),
      seq: 2,
      says: "does not read: token is missing",
    },
    {
      because: "a field put in",
      log: forged(2, { remark: "hello" }),
      seq: 2,
      says: /^does not read: remark is not a known key/,
    },
    {
      because: "another layout of the same document",
      log: rewritten(LOG, 1, (text) => JSON.stringify(JSON.parse(text))),
      seq: 1,
      says: "is not in canonical form",
    },
    {
      because: "no final newline",
      log: rewritten(LOG, 3, (text) => text.trimEnd()),
      seq: 3,
      says: "is not in canonical form",
    },
    {
      because: "half an entry",
      log: rewritten(LOG, 3, (text) => text.slice(0, 90)),
      seq: 3,
      says: /^is not JSON/,
    },
    { because: "nothing in the file", log: rewritten(LOG, 1, () => ""), seq: 1, says: /^is not JSON/ },
    {
      because: "a key given twice",
      log: rewritten(LOG, 1, (text) => text.replace("{\n", '{\n  "attempt": "a1",\n')),
      seq: 1,
      says: 'has the key "attempt" twice in one object',
    },
    {
      because: "an entry is missing in the store",
      log: LOG.filter(({ seq }) => seq !== 2),
      seq: 2,
      says: "is missing",
    },
    { because: "the first entry is missing", log: LOG.slice(1), seq: 1, says: "is missing" },
    {
      because: "an entry is missing and the rest moved up",
      log: renumbered(LOG.filter(({ seq }) => seq !== 2)),
      seq: 2,
      says: "says that it is entry 3",
    },
    {
      because: "a stranger's signature",
      log: forged(2, {}, OTHER),
      seq: 2,
      says: `is signed by key ${OTHER.keyId}, which is not trusted for it`,
    },
    {
      because: "a stranger's signature under the known key's name",
      log: rewritten(forged(2, {}, OTHER), 2, (text) => text.replace(OTHER.keyId, KEY.keyId)),
      seq: 2,
      says: CHANGED,
    },
    {
      because: "the known key itself, against the chain",
      log: forged(1, { nonce: "f".repeat(32) }),
      seq: 2,
      says: "does not follow the entry before it",
    },
    {
      because: "the known key itself, against the rules",
      log: forged(2, { token: 9 }),
      seq: 2,
      says: "is not allowed there (complete: stale)",
    },
    {
      because: "an entry of another step that was signed there",
      log: signedLog(MOVES, KEY, { workItem: "item-1", step: "phase-setup" }),
      seq: 1,
      says: "belongs to step phase-setup of work item item-1",
    },
    {
      because: "an entry of another work item that was signed there",
      log: [...LOG.slice(0, 1), ...signedLog(MOVES, KEY, { ...ADDRESS, workItem: "item-2" }).slice(1, 2)],
      seq: 2,
      says: "belongs to step phase-tests of work item item-2",
    },
    {
      because: "of two faults the first is told: a rule's before a signature's",
      log: rewritten(forged(2, { token: 9 }), 3, (text) => text.replace("a1", "a2")),
      seq: 2,
      says: "is not allowed there (complete: stale)",
    },
    {
      because: "of two faults the first is told: a signature's before a rule's",
      log: rewritten(forged(3, { attempt: "a9" }), 2, (text) => text.replace("a1", "a2")),
      seq: 2,
      says: CHANGED,
    },
  ];

  test.each(rows)("$because", ({ log, seq, says }) => {
    const read = reading(log, KEY);
    if (seq === undefined) expect(read.fault).toBeNull();
    else
      expect(read.fault).toEqual({ seq, says: says instanceof RegExp ? expect.stringMatching(says) : says });
    expect(read.state.seq).toBe(seq === undefined ? log.length : seq - 1);
  });

  test("records hold the digests of the very bytes, and the state is theirs", () => {
    const { records, state } = reading(LOG, KEY);
    expect(records.map(({ digest }) => digest)).toEqual(LOG.map(({ bytes }) => digestOf(bytes)));
    expect(state.digest).toBe(records.at(-1)?.digest);
    expect(records[1]?.entry.previous).toBe(records[0]?.digest);
  });

  test("the key is asked for by its id, the kind and the time of the entry", () => {
    const asked: unknown[] = [];
    reading(LOG, KEY, {
      keyFor: (id, kind, when) => {
        asked.push([id, kind, when]);
        return KEY.publicKey;
      },
    });
    expect(asked).toEqual([
      [KEY.keyId, "take", at(0)],
      [KEY.keyId, "complete", at(1)],
      [KEY.keyId, "integrate", at(2)],
    ]);
  });

  test.each([
    { trusted: 0, seq: 2, because: "nothing was checked before" },
    { trusted: 1, seq: 2, because: "the entry after the remembered head is checked" },
    { trusted: 2, seq: undefined, because: "the remembered head covers it" },
  ])("signatures up to a remembered head are not checked again ($trusted: $because)", ({ trusted, seq }) => {
    const log = signedLog(MOVES.slice(0, 2), KEY);
    const bad = rewritten(log, 2, (text) => text.replace('"nonce": "0', '"nonce": "1'));
    expect(reading(bad, KEY, { trusted }).fault?.seq).toBe(seq);
  });

  test("a remembered head spares no entry the chain and the rules", () => {
    expect(reading(forged(2, { token: 9 }), KEY, { trusted: 3 }).fault?.seq).toBe(2);
    expect(reading(LOG.slice(1), KEY, { trusted: 3 }).fault?.seq).toBe(1);
  });

  test("the step's retries are asked", () => {
    const log = signedLog([take("a1", 0), fail(1), take("a2", 2)], KEY);
    expect(reading(log, KEY, { retries: 1 }).fault).toBeNull();
    expect(reading(log, KEY, { retries: 0 }).fault?.seq).toBe(3);
  });
});

describe("writeEntry", () => {
  const frame = { address: ADDRESS, state: EMPTY, at: at(0), nonce: "0".repeat(32) };

  test("writes what reads back the same", () => {
    const { recorded, bytes } = writeEntry(frame, take("a1", 0).draft(EMPTY), KEY);
    expect(canonicalJson(recorded.entry)).toBe(Buffer.from(bytes).toString("utf8"));
    expect(recorded).toMatchObject({
      entry: { seq: 1, previous: null, ...ADDRESS },
      digest: digestOf(bytes),
    });
  });

  test.each([
    { draft: take("../a1", 0), nonce: frame.nonce, because: "an attempt id that is a path" },
    { draft: take("a1", 0), nonce: "0", because: "a nonce that is too short" },
  ])("writes nothing that would not read: $because", ({ draft, nonce }) => {
    expect(() => writeEntry({ ...frame, nonce }, draft.draft(EMPTY), KEY)).toThrow(TypeError);
  });
});

describe("any change to the bytes of a random log is found", () => {
  const signed = walksWithAdopted(12)
    .filter(({ records }) => records.length > 0)
    .map(({ moves, retries }) => ({ log: signedLog(moves, KEY), retries }));
  test("one bit of any byte", () => {
    const flip = fc.tuple(signed, fc.nat(), fc.nat(), fc.nat(7));
    fc.assert(
      fc.property(flip, ([{ log, retries }, pick, where, bit]) => {
        const entry = log[pick % log.length] as Stored;
        const at = where % entry.bytes.length;
        const bytes = Buffer.from(entry.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const bad = log.map((each) => (each === entry ? { ...entry, bytes } : each));
        expect(reading(bad, KEY, { retries }).fault?.seq).toBe(entry.seq);
      }),
      { numRuns: 1_000 },
    );
  });

  test("one byte put in or taken out anywhere", () => {
    const cut = fc.tuple(signed, fc.nat(), fc.nat(), fc.constantFrom("", " ", "\n", "a", "0", "\0"));
    fc.assert(
      fc.property(cut, ([{ log, retries }, pick, where, put]) => {
        const entry = log[pick % log.length] as Stored;
        const at = where % entry.bytes.length;
        const text = Buffer.from(entry.bytes).toString("latin1");
        const bytes = Buffer.from(text.slice(0, at) + put + text.slice(put === "" ? at + 1 : at), "latin1");
        const bad = log.map((each) => (each === entry ? { ...entry, bytes } : each));
        expect(reading(bad, KEY, { retries }).fault?.seq).toBe(entry.seq);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a signature has one spelling: the idle bits of its last digit are checked, too", () => {
    // 64 bytes are 86 digits of base64; the last digit holds four bits of nothing.
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const bad = rewritten(LOG, 3, (text) =>
      text.replace(/(.)==",/, (_, digit: string) => `${digits[digits.indexOf(digit) ^ 1]}==",`),
    );
    expect(bad[2]?.bytes).not.toEqual(LOG[2]?.bytes);
    expect(reading(bad, KEY).fault?.seq).toBe(3);
  });
});
