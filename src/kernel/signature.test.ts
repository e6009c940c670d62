import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { isSignedBy, KeyId, keyIdOf, PublicKey, preAuthEncoding, SignatureText } from "./signature.ts";

const hex = (text: string) => Buffer.from(text, "hex");

/** RFC 8032, section 7.1, tests 1 and 2. */
const VECTORS = [
  {
    key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    message: "",
    signature:
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  },
  {
    key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  },
].map(({ key, message, signature }) => ({
  key: hex(key).toString("base64"),
  message: hex(message),
  signature: hex(signature).toString("base64"),
}));

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

describe("a signature", () => {
  test.each(VECTORS)("a vector of RFC 8032 verifies, and only for its own key and message", (vector) => {
    const { key, message, signature } = vector;
    expect(isSignedBy(key, message, signature)).toBe(true);
    const other = VECTORS.find((each) => each !== vector);
    expect(isSignedBy(other?.key ?? "", message, signature)).toBe(false);
    expect(isSignedBy(key, other?.message ?? hex(""), signature)).toBe(false);
    expect(isSignedBy(key, message, other?.signature ?? "")).toBe(false);
  });

  test("a signature with S moved by the group order, the same point, is refused", () => {
    const [vector] = VECTORS;
    const bytes = Buffer.from(vector?.signature ?? "", "base64");
    const order = (1n << 252n) + 27742317777372353535851937790883648493n;
    let s = order;
    for (let at = 0; at < 32; at++) s += BigInt(bytes[32 + at] ?? 0) << BigInt(8 * at);
    for (let at = 0; at < 32; at++) bytes[32 + at] = Number((s >> BigInt(8 * at)) & 255n);
    expect(isSignedBy(vector?.key ?? "", vector?.message ?? hex(""), bytes.toString("base64"))).toBe(false);
  });

  const good = VECTORS[0] ?? { key: "", message: hex(""), signature: "" };
  const rows = [
    { key: "", signature: good.signature, because: "no key" },
    { key: "AAAA", signature: good.signature, because: "a short key" },
    { key: Buffer.alloc(33, 1).toString("base64"), signature: good.signature, because: "a long key" },
    { key: "not base64!", signature: good.signature, because: "a key that is no base64" },
    {
      key: Buffer.alloc(32, 0xff).toString("base64"),
      signature: good.signature,
      because: "a key off the curve",
    },
    { key: good.key, signature: "", because: "no signature" },
    { key: good.key, signature: "AAAA", because: "a short signature" },
    { key: good.key, signature: "*", because: "a signature that is no base64" },
    { key: good.key, signature: Buffer.alloc(64).toString("base64"), because: "a signature of zeros" },
    { key: good.key, signature: Buffer.alloc(65).toString("base64"), because: "a byte too many" },
  ];
  test.each(rows)("$because is false, not an error", ({ key, signature }) => {
    expect(isSignedBy(key, good.message, signature)).toBe(false);
  });

  test("has one text: the last character of its base64 holds no spare bits", () => {
    const last = good.signature.length - 3;
    const same = [...ALPHABET].filter((mark) => {
      const text = `${good.signature.slice(0, last)}${mark}==`;
      return v.is(SignatureText, text) && isSignedBy(good.key, good.message, text);
    });
    expect(same).toEqual([good.signature[last]]);
  });
});

describe("a key", () => {
  test("is named by the first half of its digest", () => {
    // sha256 of the 32 raw bytes of RFC 8032's first key, made with sha256sum.
    expect(keyIdOf(VECTORS[0]?.key ?? "")).toBe("21fe31dfa154a261626bf854046fd227");
    expect(v.is(KeyId, keyIdOf(VECTORS[1]?.key ?? ""))).toBe(true);
  });

  test("has one text: the last character of its base64 holds no spare bits", () => {
    const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
    const key = Buffer.from(x, "base64url").toString("base64");
    const same = [...ALPHABET].filter((mark) => {
      const text = `${key.slice(0, 42)}${mark}=`;
      return v.is(PublicKey, text) && keyIdOf(text) === keyIdOf(key);
    });
    expect(same).toEqual([key[42]]);
  });

  const rows = [
    { key: `${"A".repeat(43)}=`, ok: true, because: "32 bytes" },
    { key: `${"A".repeat(42)}==`, ok: false, because: "31 bytes" },
    { key: "A".repeat(44), ok: false, because: "33 bytes" },
    { key: `${"A".repeat(42)}-=`, ok: false, because: "the other base64" },
    { key: `${"A".repeat(43)}=\n`, ok: false, because: "a newline after it" },
    { key: "", ok: false, because: "nothing" },
    { key: null, ok: false, because: "null" },
  ];
  test.each(rows)("$because: $ok", ({ key, ok }) => expect(v.is(PublicKey, key)).toBe(ok));
});

describe("preAuthEncoding", () => {
  const encoded = (type: string, body: string) =>
    Buffer.from(preAuthEncoding(type, Buffer.from(body))).toString();

  test("is DSSE's own example", () => {
    expect(encoded("http://example.com/HelloWorld", "hello world")).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });

  test("counts bytes, and leaves bytes that are no text alone", () => {
    expect(encoded("ä", "😀")).toBe("DSSEv1 2 ä 4 😀");
    expect(Buffer.from(preAuthEncoding("t", hex("ff00"))).subarray(-2)).toEqual(hex("ff00"));
  });

  test("no type and body encode as another type and body do", () => {
    const parts = ["", " ", "1", "1 ", " 1", "1 1", "a", "a 1 b", "DSSEv1 1 a 1 b"];
    const all = parts.flatMap((type) => parts.map((body) => encoded(type, body)));
    expect(new Set(all).size).toBe(parts.length ** 2);
  });

  test("what Node signs over it verifies here", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const secret = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
    const { x = "" } = secret.export({ format: "jwk" });
    const bytes = preAuthEncoding("t", hex("00"));
    const key = Buffer.from(x, "base64url").toString("base64");
    expect(isSignedBy(key, bytes, sign(null, bytes, secret).toString("base64"))).toBe(true);
  });
});
