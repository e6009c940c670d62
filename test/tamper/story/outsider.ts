import { readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { throughDoor } from "../../support/blackbox/door.ts";
import { changes, everythingOf, passing } from "../../support/blackbox/folder.ts";
import { apart } from "../../support/story/forging.ts";
import { proofOf, type Told } from "../../support/story/play.ts";
import { linesOf, PROOF } from "../../support/story/verifying.ts";
import { canonical, type Document } from "../forge.ts";

const SEAL = `${PROOF} was changed after it was signed`;

interface File {
  readonly path: string;
  readonly digest: string;
  readonly encoding: string;
  readonly content: string;
}
type Whole = Document & { readonly files: readonly File[] };

const wholeOf = (proof: Uint8Array): Whole => JSON.parse(Buffer.from(proof).toString("utf8")) as Whole;
const text = (whole: Document): Buffer => Buffer.from(canonical(whole));
const named = (path: string): File => ({
  path,
  digest: `sha256:${"0".repeat(64)}`,
  encoding: "utf8",
  content: "",
});

/** What somebody without a key does to a proof, and what is said of it beside its seal. */
const CHANGES: readonly (readonly [string, (whole: Whole, other: Whole) => Document, RegExp])[] = [
  [
    "two files swapped",
    (whole) => ({ ...whole, files: swapped(whole.files) }),
    /stands twice, or out of order/,
  ],
  [
    "a file twice",
    (whole) => ({ ...whole, files: [...whole.files.slice(0, 1), ...whole.files] }),
    /stands twice/,
  ],
  [
    "a file spelled in base64",
    (whole) => ({ ...whole, files: whole.files.map(inBase64) }),
    /is not written as a bundle writes it/,
  ],
  ["another request's number", (whole) => ({ ...whole, request: "issue-9" }), /is not the last decision/],
  ["another work item", (whole) => ({ ...whole, workItem: "issue-9-1" }), /names another work item/],
  ["no work item", (whole) => ({ ...whole, workItem: null }), /names another work item/],
  [
    "an earlier head",
    (whole) => ({ ...whole, head: { ...(whole["head"] as object), seq: 3 } }),
    /is not the last/,
  ],
  ["another time", (whole) => ({ ...whole, at: "2020-01-01T00:00:00.000Z" }), /was changed/],
  ["no files", (whole) => ({ ...whole, files: [] }), /holds no decision about a request/],
  [
    "the files of another proof",
    (whole, other) => ({ ...whole, files: other.files }),
    /is not the last decision/,
  ],
  [
    "the head of another proof",
    (whole, other) => ({ ...other, files: whole.files }),
    /is not the last decision/,
  ],
];

const swapped = ([first, second, ...rest]: readonly File[]) => [second, first, ...rest];
const inBase64 = (file: File): File => ({
  ...file,
  encoding: "base64",
  content: Buffer.from(file.content).toString("base64"),
});

/** What is no proof at all, and in which words. */
const NO_PROOFS: readonly (readonly [string, (proof: Buffer) => Buffer, RegExp])[] = [
  ["nothing", () => Buffer.alloc(0), /is not JSON/],
  ["an empty object", () => Buffer.from("{}\n"), /does not read/],
  ["a list", () => Buffer.from("[]\n"), /does not read/],
  ["an unknown member", (proof) => text({ ...wholeOf(proof), more: 1 }), /more is not a known key/],
  ["a missing member", (proof) => text({ ...wholeOf(proof), signer: undefined }), /signer is missing/],
  ["one line", (proof) => Buffer.from(JSON.stringify(wholeOf(proof))), /is not in canonical form/],
  ["a byte order mark", (proof) => Buffer.concat([Buffer.from("\ufeff"), proof]), /is not JSON|byte order/],
  [
    "line ends of Windows",
    (proof) => Buffer.from(proof.toString().replaceAll("\n", "\r\n")),
    /canonical form/,
  ],
  ["twice over", (proof) => Buffer.concat([proof, proof]), /is not JSON/],
  [
    "a member twice",
    (proof) => Buffer.from(proof.toString().replace("{", '{\n  "kind": "bundle",')),
    /twice in one/,
  ],
  ["bytes that are no text", (proof) => Buffer.concat([proof.subarray(0, 99), Buffer.from([0xff])]), /UTF-8/],
  ["UTF-16", (proof) => Buffer.from(proof.toString(), "utf16le"), /JSON|UTF-8/],
  [
    "a document within it",
    (proof) => Buffer.from(wholeOf(proof).files.at(-1)?.content ?? ""),
    /does not read|JSON/,
  ],
];

const HOSTILE_PATHS = [
  "../x",
  "/etc/passwd",
  ".git/config",
  "a\0b",
  "a\\b",
  "",
  ".",
  "a//b",
  "artifacts/../x",
];

/** Everything that whoever has no key can do to a proof. */
export function outsiders(told: () => Told): void {
  const proof = () => proofOf(told(), "published");

  describe("without a key", () => {
    test("every proof is as it was made", async () => {
      for (const round of ["published", "rejected", "again", "reviewed", "failed"] as const)
        expect(await linesOf(proofOf(told(), round)), round).toEqual([]);
    });

    test("one byte changed anywhere is found", async () => {
      const bytes = proof();
      for (let nth = 0; nth < 48; nth++) {
        const at = Math.floor((nth * (bytes.length - 1)) / 47);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (nth % 2 === 0 ? 1 : 32);
        expect(await linesOf(changed), `byte ${at}`).not.toEqual([]);
      }
    });

    test("one mark changed in a document is found there", async () => {
      const whole = wholeOf(proof());
      for (const [index, file] of whole.files.entries()) {
        const marked = file.content.replace(/[a-z](?=[^a-z]*$)/, (mark) => (mark === "x" ? "y" : "x"));
        const content = marked === file.content ? `${marked}x` : marked;
        const files = whole.files.with(index, { ...file, content });
        const lines = await linesOf(text({ ...whole, files }));
        expect(lines).toContain(`${file.path} was changed: its bytes are not those that the bundle lists`);
        expect(lines).toContain(SEAL);
      }
    });

    test("cut anywhere is found", async () => {
      const bytes = proof();
      for (const share of [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999]) {
        const lines = await linesOf(bytes.subarray(0, Math.floor(share * bytes.length)));
        expect(lines).toEqual([expect.stringMatching(/^proof.json is not JSON/)]);
      }
      expect(await linesOf(bytes.subarray(0, -1))).toEqual([`${PROOF} is not in canonical form`]);
    });

    test.each(CHANGES)("%s", async (_, change, says) => {
      const lines = await linesOf(text(change(wholeOf(proof()), wholeOf(proofOf(told(), "reviewed")))));
      expect(lines.join("\n")).toMatch(says);
      expect(lines).toContain(SEAL);
    });

    test.each(NO_PROOFS)("%s", async (_, change, says) => {
      expect(await linesOf(change(proof()))).toEqual([expect.stringMatching(says)]);
    });

    test.each(HOSTILE_PATHS)("a file that calls itself %j is read from nowhere", async (path) => {
      const whole = wholeOf(proof());
      const lines = await linesOf(text({ ...whole, files: [...whole.files, named(path)] }));
      expect(lines).toContain(SEAL);
      expect(lines).toContain(`${path} was changed: its bytes are not those that the bundle lists`);
    });

    test("one document of another proof in the place of its namesake is found", async () => {
      const [mine, theirs] = [wholeOf(proof()), wholeOf(proofOf(told(), "failed"))];
      for (const station of [1, 4, 11, 15]) {
        const at = (whole: Whole) =>
          whole.files.findIndex(
            ({ path }) => path === `artifacts/decisions/${whole["request"]}/${station}.json`,
          );
        const { digest, content } = theirs.files[at(theirs)] ?? named("");
        const index = at(mine);
        const path = mine.files[index]?.path ?? "";
        const files = mine.files.with(index, { path, digest, encoding: "utf8", content });
        const lines = await linesOf(text({ ...mine, files }));
        expect(lines).toContain(SEAL);
        expect(lines).toContain(`${path} is about request ${theirs["request"]}`);
      }
    });

    test("a path with a line break makes no line of its own", async () => {
      const whole = wholeOf(proof());
      const path = "x\n  integrity   intact\u001b[2J";
      const shop = passing({ "p.json": canonical({ ...whole, files: [...whole.files, named(path)] }) });
      const { exitCode, stdout } = await throughDoor(shop, ["verify", "p.json"]);
      expect(exitCode).toBe(5);
      expect(stdout).not.toMatch(/integrity {3}intact$/m);
      expect(stdout).toContain("x\\u{a}  integrity   intact\\u{1b}[2J was changed");
    });
  });

  describe("a file that is no proof", () => {
    test.each<readonly [string, number, (root: string) => void]>([
      ["is empty", 5, (root) => writeFileSync(join(root, "p.json"), "")],
      ["is an object", 5, (root) => writeFileSync(join(root, "p.json"), "{}")],
      ["is 20 MB of nothing", 5, (root) => hole(join(root, "p.json"), 20 << 20)],
      ["is larger than any proof", 2, (root) => hole(join(root, "p.json"), (256 << 20) + 1)],
      ["is not there", 6, () => undefined],
      ["is a device", 2, (root) => symlinkSync("/dev/zero", join(root, "p.json"))],
      ["is deeply nested", 5, (root) => writeFileSync(join(root, "p.json"), "[".repeat(1_000_000))],
    ])("%s: exit %i, and nothing is written", async (_, exit, make) => {
      const shop = passing();
      make(shop.root);
      const lies = () => readdirSync(join(shop.root, ".."), { recursive: true });
      const before = lies();
      const ended = await throughDoor(shop, ["verify", "p.json"]);
      expect(ended.exitCode, ended.stderr).toBe(exit);
      expect(lies()).toEqual(before);
    });

    test("a folder is no proof", async () => {
      expect((await throughDoor(passing({ "a/b": "" }), ["verify", "./a"])).exitCode).toBe(2);
    });

    test("verifying a tampered proof writes nothing and leaves no key behind", async () => {
      const { files } = apart(proof());
      const shop = passing({ "p.json": canonical({ ...wholeOf(proof()), at: "2020-01-01T00:00:00.000Z" }) });
      const before = everythingOf(shop);
      const ended = await throughDoor(shop, ["verify", "p.json"]);
      expect({ exitCode: ended.exitCode, files: files.size > 40 }).toEqual({ exitCode: 5, files: true });
      expect(changes(before, everythingOf(shop))).toEqual([]);
    });
  });
}

/** A file of so many zeros that takes no room. */
function hole(path: string, bytes: number): void {
  writeFileSync(path, "");
  truncateSync(path, bytes);
}
