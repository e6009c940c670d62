import { describe, expect, test } from "vitest";
import { WHOLE } from "../../../test/support/rules/documents.ts";
import { brief, FINE, type FieldRow, saysOf } from "../../../test/support/rules/shapes.ts";
import { digestOf } from "../../kernel/digest.ts";
import { gateHistoryFolder, gatePath, gateState, gateViewPath } from "./gate.ts";
import { closingName, recordPath } from "./opening.ts";

const DIGEST = digestOf("x");
type Name = keyof typeof WHOLE;

const file = { path: "a.txt", digest: DIGEST, bytes: 0, blob: "0".repeat(40) };
const rows: (FieldRow & { of: Name })[] = [
  { of: "SeedHandoff", field: "more", value: 1, says: FINE, because: "extra properties are allowed (seed)" },
  { of: "Handoff", field: "more", value: 1, says: "more is not a known key", because: "ours are strict" },
  {
    of: "SeedHandoff",
    field: "workflow",
    value: { name: "W", version: "1", x: 1 },
    says: FINE,
    because: "inside, too",
  },
  {
    of: "Handoff",
    field: "workflow",
    value: { name: "W", version: "1", x: 1 },
    says: "workflow.x is not a known key",
    because: "ours are strict inside, too",
  },
  {
    of: "Handoff",
    field: "schemaVersion",
    value: "2.0",
    says: "schemaVersion must be",
    because: "one version",
  },
  {
    of: "Handoff",
    field: "eventType",
    value: "done",
    says: "eventType must be one of",
    because: "seven words",
  },
  {
    of: "Handoff",
    field: "timestamp",
    value: "now",
    says: "timestamp must be a time",
    because: "checked, unlike the seed's",
  },
  {
    of: "Handoff",
    field: "step",
    value: { key: "s", order: 0 },
    says: "step.order must be >=1",
    because: "orders begin at 1",
  },
  { of: "Handoff", field: "actor", value: "a".repeat(500), says: FINE, because: "500 characters fit" },
  {
    of: "Handoff",
    field: "actor",
    value: "a".repeat(501),
    says: "actor must be at most 500",
    because: "501 do not",
  },
  {
    of: "Handoff",
    field: "outcome",
    value: "a".repeat(20_000),
    says: FINE,
    because: "20 000 characters fit",
  },
  {
    of: "Handoff",
    field: "outcome",
    value: "a".repeat(20_001),
    says: "outcome must be at most 20000",
    because: "no more",
  },
  { of: "Handoff", field: "nextAction", value: 5, says: "nextAction must be text", because: "text" },
  {
    of: "Handoff",
    field: "baselineIntegration",
    value: "mid",
    says: "baselineIntegration must be pre",
    because: "two words",
  },
  { of: "Handoff", field: "links", value: Array(1_000).fill("l"), says: FINE, because: "1000 links fit" },
  {
    of: "Handoff",
    field: "links",
    value: Array(1_001).fill("l"),
    says: "links must be <=1000",
    because: "1001 do not",
  },
  {
    of: "Handoff",
    field: "links",
    value: ["l".repeat(2_001)],
    says: "links[0] must be <=2000",
    because: "nor long ones",
  },
  {
    of: "Handoff",
    field: "token",
    value: 0,
    says: FINE,
    because: "an operator's event on an adopted attempt",
  },
  { of: "Handoff", field: "token", value: -1, says: "token must be >=0", because: "no token is negative" },
  { of: "Handoff", field: "follows", value: Array(256).fill(DIGEST), says: FINE, because: "256 fit" },
  {
    of: "Handoff",
    field: "follows",
    value: Array(257).fill(DIGEST),
    says: "follows must be <=256",
    because: "257 do not",
  },
  { of: "Handoff", field: "files", value: Array(1_000).fill(file), says: FINE, because: "1000 files fit" },
  {
    of: "Handoff",
    field: "files",
    value: Array(1_001).fill(file),
    says: "files must be <=1000",
    because: "1001 do not",
  },
  {
    of: "Handoff",
    field: "files",
    value: [{ ...file, bytes: -1 }],
    says: "files[0].bytes must be >=0",
    because: "a size",
  },
  {
    of: "Handoff",
    field: "files",
    value: [{ ...file, digest: "x" }],
    says: "files[0].digest must be a digest",
    because: "a digest",
  },
  {
    of: "SeedGate",
    field: "decision",
    value: "banana",
    says: "decision must be approve or reject",
    because: "the origin took it",
  },
  { of: "Gate", field: "seq", value: 999_999, says: FINE, because: "the last" },
  { of: "Gate", field: "seq", value: 1_000_000, says: "seq must be", because: "one more" },
  { of: "Gate", field: "seq", value: 0, says: "seq must be >=1", because: "decisions begin at 1" },
  { of: "Gate", field: "previous", value: undefined, says: "previous is missing", because: "null is said" },
  {
    of: "Gate",
    field: "reasons",
    value: [" "],
    says: "reasons[0] must not be blank",
    because: "a reason says something",
  },
  { of: "Gate", field: "reasons", value: Array(50).fill("r"), says: FINE, because: "50 reasons fit" },
  {
    of: "Gate",
    field: "reasons",
    value: Array(51).fill("r"),
    says: "reasons must be <=50",
    because: "51 do not",
  },
  {
    of: "Gate",
    field: "reasons",
    value: ["r".repeat(2_001)],
    says: "reasons[0] must be <=2000",
    because: "nor long ones",
  },
  { of: "Gate", field: "reviewer", value: "", says: "reviewer must be >=1", because: "somebody" },
  { of: "Gate", field: "signature", value: "", says: "signature must be a signature", because: "signed" },
  {
    of: "Revert",
    field: "reason",
    value: "\n",
    says: "reason must not be blank",
    because: "a reason says something",
  },
  { of: "Revert", field: "reason", value: "r".repeat(2_000), says: FINE, because: "2000 characters fit" },
  {
    of: "Revert",
    field: "reason",
    value: "r".repeat(2_001),
    says: "reason must be <=2000",
    because: "2001 do not",
  },
  { of: "Revert", field: "actor", value: "", says: "actor must be >=1", because: "somebody" },
  { of: "Revert", field: "reverts", value: DIGEST, says: FINE, because: "the handoff that it takes back" },
  { of: "Opening", field: "origin", value: "0".repeat(31), says: "origin must be 32", because: "128 bits" },
  {
    of: "Opening",
    field: "signer",
    value: "AAAA",
    says: "signer must be an Ed25519",
    because: "a whole key",
  },
  {
    of: "AdoptedHandoff",
    field: "path",
    value: "artifacts/handoff/../x.json",
    says: "path must be a handoff",
    because: "no way out",
  },
  {
    of: "AdoptedHandoff",
    field: "path",
    value: "/artifacts/handoff/x.json",
    says: "path must be a handoff",
    because: "not absolute",
  },
  {
    of: "Closing",
    field: "steps",
    value: { "a/b": { seq: 1, digest: DIGEST } },
    says: "steps.a/b must be",
    because: "keys",
  },
  {
    of: "Closing",
    field: "kind",
    value: "opening",
    says: "kind must be",
    because: "no kind passes for another",
  },
  { of: "Head", field: "seq", value: 0, says: "seq must be >=1", because: "a head is an entry" },
];

describe("the documents of evidence", () => {
  test.each(Object.entries(WHOLE))("a whole %s reads", (_, { schema, value }) => {
    expect(saysOf(schema, value)).toBe(FINE);
  });

  test.each(["Handoff", "Gate", "Revert", "Opening", "AdoptedHandoff", "Closing", "Head"] as const)(
    "every field of a %s is needed",
    (name) => {
      const { schema, value } = WHOLE[name];
      for (const field of Object.keys(value))
        expect(saysOf(schema, { ...value, [field]: undefined })).toMatch(
          new RegExp(`^${field} (is missing|must be)`),
        );
    },
  );

  test.each(rows.map((row) => ({ ...row, shows: brief(row.value) })))(
    "$of, $field $shows: $because",
    ({ of, field, value, says }) => {
      const said = saysOf(WHOLE[of].schema, { ...WHOLE[of].value, [field]: value });
      expect(said.slice(0, says.toString().length)).toBe(says);
    },
  );

  test("a gate's word becomes its state", () => {
    expect([gateState("approve"), gateState("reject")]).toEqual(["approved", "rejected"]);
  });

  test("lie where the seed and the design say", () => {
    expect(gateViewPath("item-1", "g")).toBe("artifacts/gates/item-1/g.json");
    expect(gateHistoryFolder("item-1", "g")).toBe("artifacts/gates/item-1/g");
    expect(gatePath("item-1", "g", 2)).toBe("artifacts/gates/item-1/g/2.json");
    expect(recordPath("item-1", closingName(3))).toBe("artifacts/records/item-1/closing-3.json");
  });
});
