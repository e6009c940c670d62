import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Digest, digester, digestOf } from "./digest.ts";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("a digest", () => {
  test("is SHA-256 of the raw bytes (FIPS 180-4's example)", () => {
    expect(digestOf("abc")).toBe(`sha256:${ABC}`);
    expect(digestOf(Buffer.from("abc"))).toBe(`sha256:${ABC}`);
    expect(digestOf("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("tells texts apart that look alike or mean the same", () => {
    const texts = ['{"a":1}', '{"a": 1}', '{"a":1}\n', "é", "e\u0301", "\ufeffé", ""];
    expect(new Set(texts.map(digestOf)).size).toBe(texts.length);
  });

  test("of pieces is the digest of the whole, wherever it is cut", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.uint8Array())), (pieces) => {
        const whole = digester();
        for (const piece of pieces) whole.add(piece);
        expect(whole.end()).toBe(digestOf(Buffer.concat(pieces.map((piece) => Buffer.from(piece)))));
      }),
    );
  });

  const rows = [
    { digest: `sha256:${ABC}`, ok: true, because: "64 digits" },
    { digest: `sha256:${ABC.slice(1)}`, ok: false, because: "63 digits" },
    { digest: `sha256:${ABC}0`, ok: false, because: "65 digits" },
    {
      digest: `sha256:${ABC.toUpperCase()}`,
      ok: false,
      because: "capitals would make two texts of one digest",
    },
    { digest: `sha256:${ABC}\n`, ok: false, because: "a newline after it" },
    { digest: ` sha256:${ABC}`, ok: false, because: "a blank before it" },
    { digest: `sha512:${ABC}`, ok: false, because: "another algorithm" },
    { digest: `sha1:${ABC.slice(0, 40)}`, ok: false, because: "a broken algorithm" },
    { digest: ABC, ok: false, because: "no algorithm" },
    { digest: `sha256:${"g".repeat(64)}`, ok: false, because: "no digits" },
    { digest: "", ok: false, because: "nothing" },
    { digest: null, ok: false, because: "null" },
  ];
  test.each(rows)("$because: $ok", ({ digest, ok }) => expect(v.is(Digest, digest)).toBe(ok));
});
