import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { keyIdOf } from "../../kernel/signature.ts";
import type { Files } from "../files/port.ts";
import { type Holders, keyFailure, type Signer, type SigningKey } from "./port.ts";

/** The environment's own key: a PKCS#8 PEM, as a secret of the repository hands it to its trusted jobs. */
export const SIGNING_KEY_VARIABLE = "CONTINUO_SIGNING_KEY";
/** A secret of the repository from which the holders of attempts are derived in Actions. */
export const HOLDER_KEY_VARIABLE = "CONTINUO_HOLDER_KEY";

/**
 * The signing key of this machine for one repository: `keys/<repository>.key` in the state folder, made by whoever
 * signs first, readable by its owner alone. A key in the environment goes before it.
 *
 * @param state       the user's state folder, for secrets
 * @param repository  names the repository; asked only when a key is needed
 */
export function localSigner(
  state: Files,
  repository: () => string,
  environmentKey: string | undefined,
): Signer {
  let known: SigningKey | undefined;

  function stored(path: string): string {
    const there = state.read(path);
    if (there) return Buffer.from(there).toString("utf8");
    const made = generateKeyPairSync("ed25519")
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString();
    // Two first signers at once: the one that lost reads the winner's.
    if (state.create(path, made)) return made;
    return Buffer.from(state.read(path) ?? "").toString("utf8");
  }

  return {
    async key() {
      if (known) return known;
      if (environmentKey !== undefined) known = signingKey(environmentKey, SIGNING_KEY_VARIABLE);
      else {
        const path = `keys/${repository()}.key`;
        known = signingKey(stored(path), state.named(path));
      }
      return known;
    },
  };
}

function signingKey(pem: string, source: string): SigningKey {
  const secret = privateKeyIn(pem, source);
  const { x = "" } = createPublicKey(secret).export({ format: "jwk" });
  const publicKey = Buffer.from(x, "base64url").toString("base64");
  return { publicKey, keyId: keyIdOf(publicKey), source, sign: (bytes) => sign(null, bytes, secret) };
}

function privateKeyIn(pem: string, source: string): KeyObject {
  try {
    const secret = createPrivateKey(pem);
    if (secret.asymmetricKeyType === "ed25519") return secret;
  } catch {
    // Falls through: what is wrong with a private key is not said in more detail.
  }
  throw keyFailure(
    "keys.unreadable",
    `The signing key in ${source} is not an Ed25519 private key in PKCS#8 PEM.`,
    {
      hint: "Put the right key there, or remove it: the next signer makes a new one.",
    },
  );
}

/** Sixteen characters at least (ours: 64 bits as hexadecimal digits); Actions gives an unset secret as nothing. */
function holderKey(text: string, source: string): string {
  const key = text.trim();
  if (key.length >= 16) return key;
  throw keyFailure("keys.unreadable", `The holder key in ${source} has fewer than 16 characters.`, {
    hint: "Put 32 random bytes as hexadecimal digits there, or leave it out.",
  });
}

const noHolderKey = () =>
  keyFailure("keys.no-holder-key", `${HOLDER_KEY_VARIABLE} is not set in this job.`, {
    hint: `Make a secret of the repository of 32 random bytes as hexadecimal digits, and pass it as ${HOLDER_KEY_VARIABLE} to the jobs that claim and complete.`,
  });

/** To what a holder secret belongs beside its attempt: one secret may be shared by many repositories and runs. */
export interface HolderScope {
  readonly repository: () => string;
  /** The run of Actions and which of its attempts; null elsewhere. */
  readonly run: { readonly id: string; readonly attempt: string } | null;
}

/**
 * Holder secrets derived from one secret: of the work folder (`.continuo/holder.key`), or of the repository in
 * Actions, where every trusted job of one run attempt derives the same one and it never travels. A job that is run
 * again belongs to the next run attempt: it holds nothing of what the one before took.
 *
 * Guards against accidents and other jobs, not against what a step itself runs on its own machine.
 *
 * @param work  the work folder's own state, for secrets; none is kept there in Actions, where no other job would see it
 */
export function derivedHolders(work: Files, environmentKey: string | undefined, scope: HolderScope): Holders {
  let known: string | undefined;

  function stored(): string {
    const path = ".continuo/holder.key";
    const there = work.read(path);
    if (there) return holderKey(Buffer.from(there).toString("utf8"), path);
    work.create(".continuo/.gitignore", "*\n");
    const made = randomBytes(32).toString("hex");
    if (work.create(path, `${made}\n`)) return made;
    return holderKey(Buffer.from(work.read(path) ?? "").toString("utf8"), path);
  }

  function source(): string {
    // Actions gives a secret that is not set as nothing.
    if (scope.run !== null && !environmentKey?.trim()) throw noHolderKey();
    return environmentKey === undefined ? stored() : holderKey(environmentKey, HOLDER_KEY_VARIABLE);
  }

  return {
    async secretFor({ workItem, step }, attempt) {
      known ??= source();
      const run = scope.run === null ? [] : [scope.run.id, scope.run.attempt];
      // No name holds a NUL: that many words are read in one way only.
      const words = ["continuo holder", scope.repository(), ...run, workItem, step, attempt];
      return createHmac("sha256", known).update(words.join("\0")).digest("hex");
    },
  };
}
