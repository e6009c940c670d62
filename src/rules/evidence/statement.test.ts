import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOfOnly, testKey } from "../../../test/support/rules/keys.ts";
import { digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { preAuthEncoding } from "../../kernel/signature.ts";
import { type Envelope, envelopeFault, envelopeFor, type HandoffClaim } from "./statement.ts";

const KEY = testKey(3);
const OTHER = testKey(4);
const CLAIM: HandoffClaim = {
  path: "artifacts/handoff/a.json",
  digest: digestOf("a"),
  workItem: "item-1",
  step: "phase-tests",
  attempt: "a1",
  entry: "complete",
  seq: 2,
};
const TEXT = envelopeFor(CLAIM, KEY);
const WHOLE: Envelope = JSON.parse(TEXT);
const [SIGNED] = WHOLE.signatures;
const STATEMENT = JSON.parse(Buffer.from(WHOLE.payload, "base64").toString("utf8"));

const faultOf = (text: string, claim = CLAIM, known = KEY) =>
  envelopeFault(Buffer.from(text), claim, keyOfOnly(known));
const withChange = (change: object) => canonicalJson({ ...WHOLE, ...change });
/** An envelope around any statement, signed by a key that may do it: a forger inside. */
const around = (statement: unknown, key = KEY, type: string = WHOLE.payloadType) => {
  const body = Buffer.from(canonicalJson(statement));
  const sig = Buffer.from(key.sign(preAuthEncoding(type, body))).toString("base64");
  return canonicalJson({
    payloadType: WHOLE.payloadType,
    payload: body.toString("base64"),
    signatures: [{ keyid: key.keyId, sig }],
  });
};

const ANOTHER = "speaks of another handoff than the log";
const SHAPELESS = "is not a DSSE envelope";
const UNSIGNED = "is not signed by a known key";

describe("envelopeFor", () => {
  test("is an in-toto statement about the handoff's bytes, and where in the log it stands", () => {
    expect(STATEMENT).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: CLAIM.path, digest: { sha256: CLAIM.digest.replace("sha256:", "") } }],
      predicateType: "urn:continuo:handoff:1",
      predicate: { workItem: "item-1", step: "phase-tests", attempt: "a1", entry: "complete", seq: 2 },
    });
    expect(WHOLE.payloadType).toBe("application/vnd.in-toto+json");
    expect(SIGNED?.keyid).toBe(KEY.keyId);
  });

  test("the same key makes the same bytes, another one others", () => {
    expect(envelopeFor(CLAIM, KEY)).toBe(TEXT);
    expect(envelopeFor(CLAIM, OTHER)).not.toBe(TEXT);
  });

  test("reads back without a fault", () => {
    expect(faultOf(TEXT)).toBeNull();
  });
});

describe("envelopeFault", () => {
  const claims: Partial<HandoffClaim>[] = [
    { path: "artifacts/handoff/b.json" },
    { digest: digestOf("b") },
    { workItem: "item-2" },
    { step: "phase-setup" },
    { attempt: "a2" },
    { entry: "fail" },
    { seq: 3 },
  ];

  test.each(claims)("the log says something else: %j", (change) => {
    expect(faultOf(TEXT, { ...CLAIM, ...change })).toBe(ANOTHER);
    expect(faultOf(envelopeFor({ ...CLAIM, ...change }, KEY))).toBe(ANOTHER);
  });

  const statements = [
    { change: { _type: "https://in-toto.io/Statement/v0.1" }, because: "another version of the statement" },
    { change: { predicateType: "urn:continuo:handoff:2" }, because: "another predicate" },
    { change: { subject: [...STATEMENT.subject, ...STATEMENT.subject] }, because: "a second subject" },
    { change: { subject: [] }, because: "no subject" },
    { change: { predicate: { ...STATEMENT.predicate, more: 1 } }, because: "a field more" },
  ];

  test.each(statements)("a signed statement that is not the one: $because", ({ change }) => {
    expect(faultOf(around({ ...STATEMENT, ...change }))).toBe(ANOTHER);
    expect(faultOf(around(STATEMENT))).toBeNull();
  });

  const rows = [
    { text: around(STATEMENT, OTHER), says: UNSIGNED, because: "a stranger signed it" },
    {
      text: around(STATEMENT, OTHER).replace(OTHER.keyId, KEY.keyId),
      says: UNSIGNED,
      because: "a stranger signed it under our key's id",
    },
    {
      text: TEXT.replace(KEY.keyId, OTHER.keyId),
      says: UNSIGNED,
      because: "our signature stands under a stranger's id",
    },
    { text: around(STATEMENT, KEY, "text/plain"), says: UNSIGNED, because: "it was signed as another type" },
    {
      text: withChange({ signatures: JSON.parse(envelopeFor({ ...CLAIM, seq: 9 }, KEY)).signatures }),
      says: UNSIGNED,
      because: "the signature is that of another handoff",
    },
    { text: withChange({ payloadType: "text/plain" }), says: SHAPELESS, because: "the type is another" },
    {
      text: withChange({ payload: `${WHOLE.payload}!` }),
      says: SHAPELESS,
      because: "the payload is not base64",
    },
    { text: withChange({ payload: "" }), says: ANOTHER, because: "there is no payload" },
    { text: withChange({ signatures: [] }), says: SHAPELESS, because: "there is no signature" },
    {
      text: withChange({ signatures: [{ keyid: KEY.keyId, sig: "" }] }),
      says: SHAPELESS,
      because: "the signature is empty",
    },
    { text: withChange({ remark: 1 }), says: SHAPELESS, because: "a field more" },
    { text: withChange({ payload: 5 }), says: SHAPELESS, because: "the payload is no text" },
    { text: "[]", says: SHAPELESS, because: "a list" },
  ];

  test.each(rows)("$because: $says", ({ text, says }) => {
    expect(faultOf(text)).toBe(says);
  });

  test.each([
    { text: "", says: /^is not JSON/, because: "nothing" },
    { text: TEXT.slice(0, -20), says: /^is not JSON/, because: "half of it" },
    { text: TEXT.replace("{", '{"payload": "",'), says: /twice in one object/, because: "a key twice" },
  ])("bytes that do not read: $because", ({ text, says }) => {
    expect(faultOf(text)).toMatch(says);
  });

  const second = JSON.parse(envelopeFor(CLAIM, OTHER)).signatures[0];
  test.each([
    { signatures: [{ keyid: OTHER.keyId, sig: SIGNED?.sig }, SIGNED], because: "a bogus one before ours" },
    { signatures: [SIGNED, { keyid: OTHER.keyId, sig: SIGNED?.sig }], because: "a bogus one after ours" },
    { signatures: [SIGNED, SIGNED], because: "ours twice" },
    { signatures: [SIGNED, second], because: "another known key's" },
  ])("there is one signature, whatever is put to it: $because", ({ signatures }) => {
    const keys = [KEY, OTHER];
    const keyOf = (id: string) => keys.find(({ keyId }) => keyId === id)?.publicKey;
    const fault = (all: unknown[]) =>
      envelopeFault(Buffer.from(withChange({ signatures: all })), CLAIM, keyOf);
    expect(fault([SIGNED])).toBeNull();
    expect(fault(signatures)).toBe(SHAPELESS);
  });

  test.each([
    { text: `${TEXT}\n`, because: "a newline more" },
    { text: TEXT.trimEnd(), because: "a newline less" },
    { text: JSON.stringify(WHOLE), because: "no blanks" },
    { text: TEXT.replaceAll("\n", "\r\n"), because: "line ends of Windows" },
    {
      text: `${JSON.stringify({ signatures: WHOLE.signatures, payloadType: WHOLE.payloadType, payload: WHOLE.payload }, null, 2)}\n`,
      because: "its keys in another order",
    },
  ])("the same envelope spelled otherwise is not the one that was written: $because", ({ text }) => {
    expect(faultOf(text)).toBe("is not in canonical form");
  });

  test("a known key that may not sign this is unknown", () => {
    expect(envelopeFault(Buffer.from(TEXT), CLAIM, () => undefined)).toBe(UNSIGNED);
    const asked: string[] = [];
    envelopeFault(Buffer.from(TEXT), CLAIM, (id) => void asked.push(id));
    expect(asked).toEqual([KEY.keyId]);
  });
});

describe("any changed bit of an envelope is found", () => {
  // Payloads of every length modulo three, so that base64 ends in each of its three ways.
  const claims = ["a", "a1", "a11"].map((attempt) => ({ ...CLAIM, attempt }));

  test.each(claims)("attempt $attempt, every byte and every bit", (claim) => {
    const bytes = Buffer.from(envelopeFor(claim, KEY));
    const missed: string[] = [];
    for (let at = 0; at < bytes.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const bad = Buffer.from(bytes);
        bad[at] = (bad[at] ?? 0) ^ (1 << bit);
        if (envelopeFault(bad, claim, keyOfOnly(KEY)) === null)
          missed.push(`byte ${at} (${bytes.subarray(at - 8, at + 4)}), bit ${bit}`);
      }
    expect(missed).toEqual([]);
  });

  test("of any handoff: what is signed reads back, and nothing else does", () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
    const claim = fc.record({
      path: word.map((name) => `artifacts/handoff/${name}.json`),
      digest: word.map(digestOf),
      workItem: word,
      step: word,
      attempt: word,
      entry: fc.constantFrom("complete" as const, "fail" as const, "integrate" as const, "reject" as const),
      seq: fc.integer({ min: 1, max: 999_999 }),
    });
    fc.assert(
      fc.property(claim, claim, (one, two) => {
        expect(faultOf(envelopeFor(one, KEY), one)).toBeNull();
        const isSame = canonicalJson(one) === canonicalJson(two);
        expect(faultOf(envelopeFor(one, KEY), two)).toBe(isSame ? null : ANOTHER);
      }),
      { numRuns: 300 },
    );
  });
});
