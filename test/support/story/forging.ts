import { sealed } from "../../../src/kernel/seal.ts";
import { envelopeFor, type HandoffClaim } from "../../../src/rules/evidence/statement.ts";
import { canonical, type Document, digestOf, kindOf } from "../../tamper/forge.ts";
import type { TestKey } from "../rules/keys.ts";

/** A proof taken apart: what it says of itself, and the documents in it by path. */
export interface Apart {
  readonly head: Document;
  readonly files: Map<string, string>;
}

/** What somebody does to a proof that was taken apart. */
export type Change = (apart: Apart) => void;

interface Bundled {
  readonly path: string;
  readonly content: string;
}

/** Everything in the proofs that are played is text. */
export function apart(proof: Uint8Array): Apart {
  const { files, ...head } = JSON.parse(Buffer.from(proof).toString("utf8")) as Document & {
    readonly files: readonly Bundled[];
  };
  return { head, files: new Map(files.map(({ path, content }) => [path, content])) };
}

const DECISION = /^artifacts\/decisions\/[^/]+\/(\d+)\.json$/;
const seqOf = (path: string): number => Number(DECISION.exec(path)?.[1] ?? 0);

/** Where the decisions lie, oldest first. */
export const decisionsIn = ({ files }: Pick<Apart, "files">): string[] =>
  [...files.keys()].filter((path) => DECISION.test(path)).sort((a, b) => seqOf(a) - seqOf(b));

export const documentIn = ({ files }: Apart, path: string): Document =>
  JSON.parse(files.get(path) ?? "null") as Document;

export const put = ({ files }: Apart, path: string, document: object): void =>
  void files.set(path, canonical(document as Document));

/** The one document that fits, so that a test breaks when there is none or a second one. */
export function pathIn({ files }: Apart, wanted: RegExp): string {
  const [path, ...more] = [...files.keys()].filter((each) => wanted.test(each));
  if (path === undefined || more.length > 0) throw new Error(`${wanted} names ${path}, ${more.join()}.`);
  return path;
}

/**
 * A proof put together again by somebody with the right key: decisions are counted and chained anew, the digest of
 * every document that changed is replaced wherever it stands, everything is signed, and the whole is sealed.
 *
 * @param keyFor  who signs a document: whoever seals the whole, unless given
 */
export function forged(
  proof: Uint8Array,
  key: TestKey,
  change: Change,
  keyFor: (path: string) => TestKey = () => key,
): Buffer {
  const origins = new Map([...apart(proof).files].map(([path, text]) => [digestOf(text), path]));
  const is = apart(proof);
  change(is);
  renumber(is);
  const texts = new Map(is.files);
  for (let round = 0; round < 40; round++) {
    const digests = new Map([...is.files].map(([path, text]) => [path, digestOf(text)]));
    let isStable = true;
    for (const [path, text] of texts) {
      const now = signed(
        path,
        substituted(text, (digest) => digests.get(origins.get(digest) ?? "")),
        is,
        keyFor(path),
      );
      isStable &&= is.files.get(path) === now;
      is.files.set(path, now);
    }
    if (isStable) return packed(is, key);
  }
  throw new Error("The digests go round in circles.");
}

/** Every digest of a document of the old proof, as that document digests to now. */
const substituted = (text: string, now: (digest: string) => string | undefined): string =>
  text.replace(/sha256:[0-9a-f]{64}/g, (digest) => now(digest) ?? digest);

/** Decisions count from one, whatever was dropped, added or swapped. */
function renumber(is: Apart): void {
  const texts = decisionsIn(is).map((path) => [path, is.files.get(path) ?? ""] as const);
  for (const [path] of texts) is.files.delete(path);
  for (const [index, [path, text]] of texts.entries())
    is.files.set(path.replace(/\d+\.json$/, `${index + 1}.json`), text);
}

function signed(path: string, text: string, is: Apart, key: TestKey): string {
  if (path.endsWith(".dsse.json")) return envelope(path, is, key);
  const seq = seqOf(path);
  if (seq > 0) {
    const before = is.files.get(path.replace(/\d+\.json$/, `${seq - 1}.json`));
    const previous = before === undefined ? null : digestOf(before);
    return sealed("decision", { ...(JSON.parse(text) as Document), seq, previous }, key);
  }
  const kind = kindOf(path);
  return kind === undefined ? text : sealed(kind, JSON.parse(text) as Document, key);
}

/** The signature beside a handoff, of the handoff as it is now. */
function envelope(path: string, { files }: Apart, key: TestKey): string {
  const { payload } = JSON.parse(files.get(path) ?? "") as { readonly payload: string };
  const { predicate } = JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as {
    readonly predicate: Omit<HandoffClaim, "path" | "digest">;
  };
  const handoff = path.replace(".dsse.json", ".json");
  return envelopeFor({ path: handoff, digest: digestOf(files.get(handoff) ?? ""), ...predicate }, key);
}

/** Sealed as it is, whatever it holds now. */
export function packed({ head, files }: Apart, key: TestKey): Buffer {
  const last = decisionsIn({ files }).at(-1) ?? "";
  const bundled = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({ path, digest: digestOf(content), encoding: "utf8", content }));
  const said = { seq: seqOf(last), digest: digestOf(files.get(last) ?? "") };
  const signer = key.publicKey;
  return Buffer.from(sealed("bundle", { ...head, head: said, signer, files: bundled }, key));
}
