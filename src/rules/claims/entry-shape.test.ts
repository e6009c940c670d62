import { describe, expect, test } from "vitest";
import { at, entryOf, HOLDER, take } from "../../../test/support/rules/logs.ts";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { digestOf } from "../../kernel/digest.ts";
import { Entry } from "./entry.ts";
import { EMPTY } from "./state.ts";

const TAKE = entryOf(EMPTY, take("a1", 0, 10));
const { holder: _, leaseUntil: __, ...PLAIN } = TAKE as Extract<Entry, { kind: "take" }>;
const { follows: ___, ...COMMON } = PLAIN;
const DOCUMENT = { path: "artifacts/handoff/a.json", digest: digestOf("a") };
const pathOf = (length: number) => `artifacts/handoff/${"a".repeat(length - 23)}.json`;

/** A whole entry of each kind. */
const KINDS: Record<string, object> = {
  adopt: {
    ...{ ...COMMON, kind: "adopt", event: "attempt-failed", baseline: "pre" },
    ...{ document: DOCUMENT, endedAt: at(0) },
  },
  take: TAKE,
  renew: { ...COMMON, kind: "renew", token: 1, leaseUntil: at(9) },
  release: { ...COMMON, kind: "release", token: 1, reason: "r" },
  complete: { ...COMMON, kind: "complete", token: 1, document: DOCUMENT },
  fail: { ...COMMON, kind: "fail", token: 1, document: DOCUMENT },
  reject: { ...COMMON, kind: "reject", reason: "r" },
  integrate: { ...COMMON, kind: "integrate", document: DOCUMENT },
  revert: { ...COMMON, kind: "revert", reason: "r", document: DOCUMENT },
};

interface Row extends FieldRow {
  readonly kind?: string;
}

const rows: Row[] = [
  { field: "schemaVersion", value: "1.1", says: "schemaVersion must be", because: "one version" },
  { field: "workItem", value: "Item", says: "workItem must be", because: "ids are lower case" },
  { field: "step", value: "a/b", says: "step must be", because: "a key is no path" },
  { field: "attempt", value: "../a", says: "attempt must be", because: "nor is an attempt" },
  { field: "attempt", value: "a".repeat(128), says: FINE, because: "128 characters fit" },
  { field: "attempt", value: "a".repeat(129), says: "attempt must be", because: "129 do not" },
  { field: "seq", value: 0, says: "seq must be", because: "logs begin at 1" },
  { field: "seq", value: 1, says: FINE, because: "the first" },
  { field: "seq", value: 999_999, says: FINE, because: "the last" },
  { field: "seq", value: 1_000_000, says: "seq must be", because: "one more" },
  { field: "seq", value: 1.5, says: "seq must be", because: "between two" },
  { field: "previous", value: digestOf("x"), says: FINE, because: "a digest" },
  { field: "previous", value: "sha256:00", says: "previous must be a digest", because: "half a digest" },
  { field: "previous", value: undefined, says: "previous is missing", because: "null is said" },
  { field: "at", value: "2026-01-01T00:00:00+00:00", says: "at must be a time", because: "UTC ends in Z" },
  { field: "nonce", value: "a".repeat(31), says: "nonce must be 32", because: "124 bits" },
  { field: "nonce", value: "a".repeat(33), says: "nonce must be 32", because: "132 bits" },
  { field: "nonce", value: "A".repeat(32), says: "nonce must be 32", because: "one spelling" },
  { field: "signature", value: "ed25519:0:", says: "signature must be a signature", because: "cut" },
  { field: "by", value: { id: "", displayName: "d" }, says: "by.id must be >=1", because: "somebody" },
  {
    field: "by",
    value: { id: "i".repeat(200), displayName: "d".repeat(200) },
    says: FINE,
    because: "200 fit",
  },
  {
    field: "by",
    value: { id: "i".repeat(201), displayName: "d" },
    says: "by.id must be <=200",
    because: "201 not",
  },
  {
    field: "by",
    value: { id: "i", displayName: "d".repeat(201) },
    says: "by.displayName must be <=200",
    because: "201 do not",
  },
  { field: "by", value: { id: "i", displayName: "d", runId: "7".repeat(64) }, says: FINE, because: "64 fit" },
  {
    field: "by",
    value: { id: "i", displayName: "d", runId: "7".repeat(65) },
    says: "by.runId must be <=64",
    because: "65 do not",
  },
  {
    field: "by",
    value: { id: "i", displayName: "d", more: 1 },
    says: "by.more is not a known key",
    because: "strict",
  },
  { field: "kind", value: "steal", says: "kind must be", because: "nine kinds" },
  { field: "holder", value: "secret", says: "holder must be a digest", because: "never the secret itself" },
  { field: "leaseUntil", value: undefined, says: "leaseUntil is missing", because: "no take without end" },
  { field: "follows", value: Array(256).fill(HOLDER), says: FINE, because: "256 digests fit" },
  { field: "follows", value: Array(257).fill(HOLDER), says: "follows must be <=256", because: "257 do not" },
  { field: "followsOf", value: 0, says: FINE, because: "none" },
  { field: "followsOf", value: -1, says: "followsOf must be >=0", because: "fewer than none" },
  { field: "token", value: 1, says: "token is not a known key", because: "a take's token is its seq" },
  { kind: "renew", field: "token", value: 0, says: "token must be >=1", because: "tokens are seqs" },
  { kind: "renew", field: "token", value: undefined, says: "token is missing", because: "no effect without" },
  {
    kind: "complete",
    field: "token",
    value: undefined,
    says: "token is missing",
    because: "no effect without",
  },
  {
    kind: "complete",
    field: "document",
    value: undefined,
    says: "document is missing",
    because: "a handoff",
  },
  {
    kind: "complete",
    field: "document",
    value: { ...DOCUMENT, path: pathOf(255) },
    says: FINE,
    because: "255 characters fit",
  },
  {
    kind: "complete",
    field: "document",
    value: { ...DOCUMENT, path: pathOf(256) },
    says: "document.path must be",
    because: "256 do not",
  },
  {
    kind: "complete",
    field: "document",
    value: { ...DOCUMENT, path: "artifacts/handoff/../claims/a.json" },
    says: "document.path must be a handoff or a revert",
    because: "it leads nowhere else",
  },
  {
    kind: "complete",
    field: "document",
    value: { ...DOCUMENT, path: "artifacts/gates/a.json" },
    says: "document.path must be a handoff or a revert",
    because: "a gate is neither",
  },
  { kind: "complete", field: "implicit", value: {}, says: "implicit.follows is missing", because: "a basis" },
  { kind: "complete", field: "implicit", value: { follows: [] }, says: FINE, because: "even an empty one" },
  { kind: "release", field: "reason", value: " ", says: "reason must not be blank", because: "a reason" },
  { kind: "release", field: "reason", value: "r".repeat(2_000), says: FINE, because: "2000 characters fit" },
  {
    kind: "release",
    field: "reason",
    value: "r".repeat(2_001),
    says: "reason must be <=2000",
    because: "no more",
  },
  { kind: "revert", field: "reason", value: "", says: "reason must not be blank", because: "a reason" },
  {
    kind: "revert",
    field: "document",
    value: undefined,
    says: "document is missing",
    because: "an artifact",
  },
  {
    kind: "reject",
    field: "gate",
    value: { key: "quality", decision: digestOf("decision") },
    says: FINE,
    because: "when a gate did it",
  },
  {
    kind: "reject",
    field: "gate",
    value: "quality",
    says: "gate must be",
    because: "not without its decision",
  },
  {
    kind: "reject",
    field: "gate",
    value: { key: "Q", decision: digestOf("decision") },
    says: "gate.key must be",
    because: "gates are ids",
  },
  { kind: "adopt", field: "event", value: "done", says: "event must be one of", because: "seven words" },
  {
    kind: "adopt",
    field: "baseline",
    value: "mid",
    says: "baseline must be pre or post",
    because: "two words",
  },
  { kind: "adopt", field: "endedAt", value: undefined, says: "endedAt is missing", because: "it ended" },
];

describe("Entry", () => {
  test.each(Object.entries(KINDS))("a whole %s reads", (_, entry) => {
    expect(saysOf(Entry, entry)).toBe(FINE);
  });

  test.each(Object.entries(KINDS))("a %s with a word of nobody does not", (_, entry) => {
    expect(saysOf(Entry, { ...entry, remark: 1 })).toContain("remark is not a known key");
  });

  test.each(rows.map((row) => ({ kind: "take", ...row, shows: brief(row.value) })))(
    "$kind, $field $shows: $because",
    ({ kind, field, value, says }) => {
      const said = saysOf(Entry, { ...KINDS[kind], [field]: value });
      expect(said.slice(0, says.toString().length)).toBe(says);
    },
  );
});
