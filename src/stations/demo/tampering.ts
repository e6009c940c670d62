import { readDocument } from "../../kernel/document.ts";
import { type SealingKey, sealed } from "../../kernel/seal.ts";
import { BUNDLE_LIMITS, Bundle } from "../../rules/story/bundle.ts";
import { stageFailure } from "../../world/stage/port.ts";
import { forgeVotes } from "./forge.ts";

/** One way to tamper with a proof, and what must be named when it is verified. */
export interface Tampering {
  readonly title: string;
  readonly shows: string;
  /** Which proof: of the request that was carried out, or of the one that was rejected. */
  readonly of: "published" | "rejected";
  readonly tamper: (
    proof: Uint8Array,
    key: SealingKey,
  ) => { readonly copy: Uint8Array; readonly named: string };
}

export const TAMPERINGS: readonly Tampering[] = [
  {
    title: "A copy with one byte changed",
    shows: "the proof is not what was signed, and the document that was changed is named",
    of: "published",
    tamper(proof) {
      const text = Buffer.from(proof).toString("utf8");
      const at = text.indexOf("slug.js: runs of blanks");
      return {
        copy: Buffer.from(`${text.slice(0, at)}S${text.slice(at + 1)}`),
        named: "artifacts/runs/implement-local-2/output.txt",
      };
    },
  },
  {
    title: "A copy with its tail cut off",
    shows: "signed anew with the right key; but a proof ends with how it ended",
    of: "published",
    tamper(proof, key) {
      const { files, ...bundle } = bundleIn(proof);
      const last = `artifacts/decisions/${bundle.request}/${bundle.head.seq}.json`;
      const before = files.find(({ path }) =>
        path.endsWith(`/${bundle.request}/${bundle.head.seq - 1}.json`),
      );
      const cut = {
        ...bundle,
        head: { seq: bundle.head.seq - 1, digest: before?.digest ?? "" },
        files: files.filter(({ path }) => path !== last),
      };
      return { copy: Buffer.from(sealed("bundle", cut, key)), named: "its tail is missing" };
    },
  },
  {
    title:
      "A copy whose ballots were changed, and everything counted, hashed and signed again with the right key",
    shows:
      "the chain is whole and every signature is good; but our own reviewers, asked again, answer otherwise",
    of: "rejected",
    tamper: (proof, key) => forgeVotes(bundleIn(proof), key),
  },
];

function bundleIn(proof: Uint8Array): Bundle {
  const read = readDocument(Bundle, proof, BUNDLE_LIMITS);
  if (read.ok) return read.read.value;
  throw stageFailure("demo.unexpected", `The proof ${read.says}.`);
}
