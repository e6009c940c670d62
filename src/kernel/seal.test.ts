import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readDocument } from "./document.ts";
import { canonicalJson } from "./json.ts";
import { isSealedBy, Seal, type SealingKey, sealed, sealKeyId } from "./seal.ts";
import { keyIdOf, type PublicKey } from "./signature.ts";

const Note = v.strictObject({
  kind: v.literal("note"),
  lines: v.array(v.string()),
  nested: v.strictObject({ signature: v.string() }),
  signature: Seal,
  zone: v.optional(v.number()),
});

const ours = keyPair();
const theirs = keyPair();
const TYPE = "note";
const DOCUMENT = {
  kind: "note",
  lines: ['  "signature": "x",', "ä"],
  nested: { signature: "mine" },
  zone: 1,
};
const SAMPLE = sealed(TYPE, DOCUMENT, ours.key);

/** As the program reads evidence: parse strictly, then check the seal that stands in it. */
function isBelieved(bytes: Uint8Array, publicKey: PublicKey = ours.publicKey, type: string = TYPE): boolean {
  const read = readDocument(Note, bytes);
  return read.ok && isSealedBy(type, read.read.text, read.read.value.signature, publicKey);
}

describe("a sealed document", () => {
  test("is canonical, holds everything, and is believed", () => {
    const read = readDocument(Note, Buffer.from(SAMPLE));
    expect(read).toMatchObject({ ok: true, read: { value: DOCUMENT } });
    expect(isBelieved(Buffer.from(SAMPLE))).toBe(true);
    expect(sealed(TYPE, DOCUMENT, ours.key)).toBe(SAMPLE);
  });

  test("is believed whatever stands after the signature, or nothing", () => {
    const last = sealed(TYPE, { kind: "note", lines: [], nested: { signature: "" } }, ours.key);
    expect(last).toMatch(/"\n}\n$/);
    expect(isBelieved(Buffer.from(last))).toBe(true);
  });

  test("is not believed under another type", () => {
    for (const type of ["note2", "not", "", "NOTE", "entry"])
      expect(isBelieved(Buffer.from(SAMPLE), ours.publicKey, type)).toBe(false);
  });

  test("is not believed under another key, not even when it names that key", () => {
    expect(isBelieved(Buffer.from(SAMPLE), theirs.publicKey)).toBe(false);
    const renamed = SAMPLE.replace(ours.key.keyId, theirs.key.keyId);
    expect(isBelieved(Buffer.from(renamed), theirs.publicKey)).toBe(false);
    expect(isBelieved(Buffer.from(renamed), ours.publicKey)).toBe(false);
    const forged = sealed(TYPE, DOCUMENT, { keyId: ours.key.keyId, sign: theirs.key.sign });
    expect(isBelieved(Buffer.from(forged))).toBe(false);
  });

  test("does not lend its signature to another document", () => {
    const [seal = ""] = /ed25519:[^"]*/.exec(SAMPLE) ?? [];
    const other = canonicalJson({ ...DOCUMENT, lines: [], signature: seal });
    expect(readDocument(Note, Buffer.from(other)).ok).toBe(true);
    expect(isBelieved(Buffer.from(other))).toBe(false);
  });

  test("an own signature in the document is overwritten, never signed over", () => {
    expect(sealed(TYPE, { ...DOCUMENT, signature: "theirs" }, ours.key)).toBe(SAMPLE);
  });

  test("names its key", () => {
    const [seal = ""] = /ed25519:[^"]*/.exec(SAMPLE) ?? [];
    expect(sealKeyId(seal)).toBe(keyIdOf(ours.publicKey));
  });
});

describe("any change of a sealed text is found", () => {
  const bytes = Buffer.from(SAMPLE);
  const lineStart = SAMPLE.indexOf('  "signature": "ed25519:');
  const offset = Buffer.byteLength(SAMPLE.slice(0, lineStart));
  const lineEnd = bytes.indexOf("\n", offset);

  test("one bit of any byte", () => {
    const believed: string[] = [];
    bytes.forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[at] = byte ^ (1 << bit);
        if (isBelieved(changed)) believed.push(`byte ${at}, bit ${bit}`);
      }
    });
    expect(believed).toEqual([]);
  });

  test("any byte of the line with the signature, to any other byte", () => {
    const believed: string[] = [];
    for (let at = offset; at <= lineEnd; at++)
      for (let byte = 0; byte < 256; byte++) {
        if (byte === bytes[at]) continue;
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        if (isBelieved(changed))
          believed.push(`byte ${at}: ${String.fromCharCode(bytes[at] ?? 0)} to ${String.fromCharCode(byte)}`);
      }
    expect(believed).toEqual([]);
  });

  test("any byte taken out, doubled, or put behind the next one", () => {
    const believed: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const [before, byte, after] = [
        bytes.subarray(0, at),
        bytes.subarray(at, at + 1),
        bytes.subarray(at + 1),
      ];
      const changes = {
        out: Buffer.concat([before, after]),
        doubled: Buffer.concat([before, byte, byte, after]),
        swapped: Buffer.concat([before, after.subarray(0, 1), byte, after.subarray(1)]),
      };
      for (const [what, changed] of Object.entries(changes))
        if (!changed.equals(bytes) && isBelieved(changed)) believed.push(`byte ${at} ${what}`);
    }
    expect(believed).toEqual([]);
  });

  test("any line taken out or doubled", () => {
    const lines = SAMPLE.split("\n");
    lines.forEach((line, at) => {
      expect(isBelieved(Buffer.from(lines.toSpliced(at, 1).join("\n"))), line).toBe(false);
      expect(isBelieved(Buffer.from(lines.toSpliced(at, 0, line).join("\n"))), line).toBe(false);
    });
  });
});

describe("Seal", () => {
  const id = "0".repeat(32);
  const rows = [
    {
      seal: `ed25519:${id}:${"A".repeat(86)}==`,
      ok: true,
      because: "86 characters and two signs are 64 bytes",
    },
    { seal: `ed25519:${id}:${"A".repeat(85)}==`, ok: false, because: "a character too few" },
    { seal: `ed25519:${id}:${"A".repeat(87)}==`, ok: false, because: "a character too many" },
    { seal: `ed25519:${id.slice(1)}:${"A".repeat(86)}==`, ok: false, because: "a short key id" },
    { seal: `ed25519:${id}:${"-".repeat(86)}==`, ok: false, because: "the other base64" },
    { seal: `ed25519:${id}:${"A".repeat(86)}==\n`, ok: false, because: "a newline after it" },
    { seal: `ed448:${id}:${"A".repeat(86)}==`, ok: false, because: "another algorithm" },
    {
      seal: `ed25519:${id.replaceAll("0", "A")}:${"A".repeat(86)}==`,
      ok: false,
      because: "a key id in capitals",
    },
    { seal: "", ok: false, because: "nothing" },
    { seal: 1, ok: false, because: "no text" },
  ];
  test.each(rows)("$because: $ok", ({ seal, ok }) => expect(v.is(Seal, seal)).toBe(ok));
});

function keyPair(): { key: SealingKey; publicKey: PublicKey } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const base64 = rawOf(publicKey).toString("base64");
  return {
    publicKey: base64,
    key: { keyId: keyIdOf(base64), sign: (bytes) => sign(null, bytes, privateKey) },
  };
}

function rawOf(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
}
