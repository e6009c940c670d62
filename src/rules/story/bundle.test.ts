import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { BUNDLE_LIMITS, BundledFile, bundled, bytesOf, proofPath } from "./bundle.ts";

/** The file as it comes back out of a bundle's JSON. */
function roundTrip(bytes: Uint8Array): BundledFile {
  const text = canonicalJson(bundled("a/b", digestOf(bytes), bytes));
  const read = readDocument(BundledFile, Buffer.from(text), BUNDLE_LIMITS);
  if (!read.ok) throw new Error(read.says);
  return read.read.value;
}

const BYTES = [
  { because: "nothing", bytes: Buffer.from(""), encoding: "utf8" },
  { because: "text", bytes: Buffer.from("{}\n"), encoding: "utf8" },
  { because: "text beyond the first plane", bytes: Buffer.from("ä😀\u202e\n"), encoding: "utf8" },
  { because: "a byte order mark", bytes: Buffer.from("\ufeffa"), encoding: "utf8" },
  { because: "zero bytes", bytes: Buffer.from("a\0b"), encoding: "utf8" },
  { because: "line ends of Windows", bytes: Buffer.from("a\r\nb\r"), encoding: "utf8" },
  { because: "the character that stands for none", bytes: Buffer.from("a\ufffdb"), encoding: "utf8" },
  { because: "a byte that is no text", bytes: Buffer.from([0x61, 0xff, 0x62]), encoding: "base64" },
  { because: "half of a character", bytes: Buffer.from("😀").subarray(0, 3), encoding: "base64" },
  {
    because: "half of a surrogate pair as bytes",
    bytes: Buffer.from([0xed, 0xa0, 0x80]),
    encoding: "base64",
  },
  { because: "a letter written too long", bytes: Buffer.from([0xc1, 0xa1]), encoding: "base64" },
  { because: "every byte", bytes: Uint8Array.from({ length: 256 }, (_, at) => at), encoding: "base64" },
] as const;

describe("a file in a bundle", () => {
  test.each(BYTES)("comes out as it went in: $because", ({ bytes, encoding }) => {
    const file = roundTrip(bytes);
    expect(file.encoding).toBe(encoding);
    expect(Buffer.from(bytesOf(file)).equals(Buffer.from(bytes))).toBe(true);
    expect(digestOf(bytesOf(file))).toBe(file.digest);
  });

  test("comes out as it went in, whatever bytes it has", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Buffer.from(bytesOf(roundTrip(bytes))).equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("lies with the proofs, under the name of what it proves", () => {
    expect(proofPath("issue-7")).toBe("artifacts/proofs/issue-7.continuo.json");
  });
});
