import { type CodeTable, failuresOf } from "../../kernel/failure.ts";
import type { SealingKey } from "../../kernel/seal.ts";
import type { PublicKey } from "../../kernel/signature.ts";
import type { StepAddress } from "../../rules/claims/entry.ts";
import type { TrustFile } from "../../rules/evidence/trust.ts";

/** A private key that can sign, and the public half that others check with. */
export interface SigningKey extends SealingKey {
  readonly publicKey: PublicKey;
  /** Where the key comes from, in words for a person; never the key. */
  readonly source: string;
}

/** Signs for this machine, or for this repository's trusted jobs. */
export interface Signer {
  /** The key; the first caller on a machine makes it. */
  key(): Promise<SigningKey>;
}

/** What proves that the caller is the holder of an attempt. */
export interface Holders {
  /** The secret of an attempt: the same for every process that may act for it, and for nobody else. */
  secretFor(address: StepAddress, attempt: string): Promise<string>;
}

/** The committed list of keys whose signatures count. */
export interface Trust {
  /** The trust file of the base branch, or undefined when the repository has none. */
  committed(): Promise<TrustFile | undefined>;
  /** A trust file that the caller names. */
  at(path: string): Promise<TrustFile>;
}

export const KEY_CODES = {
  "keys.unreadable": { kind: "config", says: "A signing key or trust file does not read." },
  "keys.no-holder-key": {
    kind: "config",
    says: "A job of Actions has no holder key: nothing from which it and the next job know their attempts.",
  },
  "keys.no-trust-file": { kind: "missing", says: "The trust file that was named does not exist." },
  "keys.not-trusted": {
    kind: "config",
    says: "This machine's key is not among those that the repository trusts.",
  },
} as const satisfies CodeTable;

export const keyFailure = failuresOf(KEY_CODES);
