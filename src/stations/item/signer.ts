import type { Instant } from "../../kernel/clock.ts";
import type { KeyId } from "../../kernel/signature.ts";
import type { Keyring, Role } from "../../rules/evidence/trust.ts";
import { keyFailure, type SigningKey } from "../../world/keys/port.ts";
import type { ItemPorts } from "./ports.ts";

/** Where something is to be signed: whose signatures count there, and what it belongs to. */
export interface SigningScope {
  readonly item: { readonly id: string };
  readonly keyring: Keyring;
}

/**
 * The key to sign with, once it is known that its signature will count. Asked before anything is written: a record
 * by a key that nobody trusts is there for good, and every verb would fail on it.
 *
 * @param at  the moment that the record will bear; a key counts from one moment until another
 * @throws    `keys.not-trusted` when this machine's key may not sign in that role at that moment
 */
export async function signerFor(
  scope: SigningScope,
  role: Role,
  at: Instant,
  { signer }: Pick<ItemPorts, "signer">,
): Promise<SigningKey> {
  const key = await signer.key();
  assertMaySign(scope, key.keyId, role, at);
  return key;
}

/** @throws `keys.not-trusted` */
export function assertMaySign({ item, keyring }: SigningScope, keyId: KeyId, role: Role, at: Instant): void {
  if (keyring.find(keyId, role, at) !== undefined) return;
  const why =
    keyring.source === "trust-file"
      ? `the trust file does not vouch for it as ${role}`
      : "another key opened the work item and no trust file vouches for this one";
  throw keyFailure("keys.not-trusted", `Key ${keyId} may not write to work item ${item.id}: ${why}.`, {
    hint: "Add the key to .github/continuo/keys.json on the base branch: continuo keys trust.",
  });
}
