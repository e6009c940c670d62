import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { testKey } from "../../../test/support/rules/keys.ts";
import { at } from "../../../test/support/rules/logs.ts";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { ROLE_OF, type Role, selfAsserted, TRUST_PATH, TrustFile, trustedKeys } from "./trust.ts";

const WRITER = testKey(1);
const OPERATOR = testKey(2);
const STRANGER = testKey(3);
const MS = 0.001;
const row = (key: typeof WRITER, role: Role, more: object = {}) => ({
  ...{ id: key.keyId, key: key.publicKey, role, from: at(100) },
  ...more,
});
const FILE = v.parse(TrustFile, {
  schemaVersion: "1.0",
  keys: [row(WRITER, "writer", { until: at(200) }), row(OPERATOR, "operator")],
});

describe("trustedKeys", () => {
  const keyring = trustedKeys(FILE);
  const rows: { key: typeof WRITER; role: Role; second: number; is: boolean; because: string }[] = [
    { key: WRITER, role: "writer", second: 100 - MS, is: false, because: "one millisecond before `from`" },
    { key: WRITER, role: "writer", second: 100, is: true, because: "at `from`" },
    { key: WRITER, role: "writer", second: 200 - MS, is: true, because: "one millisecond before `until`" },
    { key: WRITER, role: "writer", second: 200, is: false, because: "at `until` it is over" },
    { key: WRITER, role: "writer", second: 200 + MS, is: false, because: "after it, too" },
    { key: OPERATOR, role: "operator", second: 100 - MS, is: false, because: "an operator begins as well" },
    { key: OPERATOR, role: "operator", second: 100, is: true, because: "at `from`" },
    { key: OPERATOR, role: "operator", second: 1e9, is: true, because: "without `until` there is no end" },
    { key: OPERATOR, role: "writer", second: 150, is: true, because: "an operator may write" },
    { key: WRITER, role: "operator", second: 150, is: false, because: "a writer is no operator" },
    { key: STRANGER, role: "writer", second: 150, is: false, because: "who is not named is not known" },
  ];

  test.each(rows)("$role at $second: $is, $because", ({ key, role, second, is }) => {
    expect(keyring.find(key.keyId, role, at(second))).toBe(is ? key.publicKey : undefined);
  });

  test("an empty file trusts nobody", () => {
    const nobody = trustedKeys({ schemaVersion: "1.0", keys: [] });
    expect(nobody.find(WRITER.keyId, "writer", at(150))).toBeUndefined();
    expect(nobody.source).toBe("trust-file");
  });
});

describe("selfAsserted", () => {
  const keyring = selfAsserted(WRITER.publicKey);
  test.each(["writer", "operator"] as const)("the key that opened is believed as %s, at any time", (role) => {
    expect(keyring.find(WRITER.keyId, role, at(0))).toBe(WRITER.publicKey);
    expect(keyring.find(WRITER.keyId, role, at(1e9))).toBe(WRITER.publicKey);
  });

  test("no other key is, and the source says what it is worth", () => {
    expect(keyring.find(STRANGER.keyId, "writer", at(0))).toBeUndefined();
    expect(keyring.source).toBe("self-asserted");
  });
});

test("what executors do takes a writer, what takes results further or back an operator", () => {
  const by = (role: Role) =>
    Object.entries(ROLE_OF).flatMap(([kind, needed]) => (needed === role ? kind : []));
  expect(by("writer").sort()).toEqual(["adopt", "complete", "fail", "release", "renew", "take"]);
  expect(by("operator").sort()).toEqual(["integrate", "reject", "revert"]);
});

describe("TrustFile", () => {
  const KEY = row(WRITER, "writer");
  const rows: FieldRow[] = [
    { field: "keys", value: [], says: FINE, because: "nobody yet" },
    {
      field: "keys",
      value: [KEY, row(OPERATOR, "operator", { name: "ops" })],
      says: FINE,
      because: "two, one named",
    },
    {
      field: "keys",
      value: [{ ...KEY, id: STRANGER.keyId }],
      says: "keys must give each key under its own id",
      because: "an id is the key's own",
    },
    {
      field: "keys",
      value: [{ ...KEY, role: "admin" }],
      says: "keys[0].role must be one of writer, operator",
      because: "two roles",
    },
    {
      field: "keys",
      value: [{ ...KEY, key: "AAAA" }],
      says: "keys[0].key must be an Ed25519",
      because: "half a key",
    },
    {
      field: "keys",
      value: [{ ...KEY, from: "2026" }],
      says: "keys[0].from must be a time",
      because: "a moment",
    },
    {
      field: "keys",
      value: [{ ...KEY, from: undefined }],
      says: "keys[0].from is missing",
      because: "trust begins at some time",
    },
    {
      field: "keys",
      value: [{ ...KEY, until: null }],
      says: "keys[0].until must be",
      because: "left out, not null",
    },
    {
      field: "keys",
      value: [{ ...KEY, name: "A b" }],
      says: "keys[0].name must be",
      because: "a name is an id",
    },
    { field: "keys", value: Array(1_000).fill(KEY), says: FINE, because: "1000 keys fit" },
    { field: "keys", value: Array(1_001).fill(KEY), says: "keys must be <=1000", because: "1001 do not" },
    { field: "schemaVersion", value: "2.0", says: "schemaVersion must be", because: "one version" },
    { field: "owner", value: "x", says: "owner is not a known key", because: "strict" },
  ];

  test.each(rows.map((each) => ({ ...each, shows: brief(each.value) })))(
    "$field: $because",
    ({ field, value, says }) => {
      const said = saysOf(TrustFile, { schemaVersion: "1.0", keys: [KEY], [field]: value });
      expect(said.slice(0, says.toString().length)).toBe(says);
    },
  );

  test("lies on the base branch", () => {
    expect(TRUST_PATH).toBe(".github/continuo/keys.json");
  });
});
