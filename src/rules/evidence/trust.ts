import * as v from "valibot";
import { Instant, isBefore } from "../../kernel/clock.ts";
import { Id } from "../../kernel/name.ts";
import { KeyId, keyIdOf, PublicKey } from "../../kernel/signature.ts";
import type { EntryKind } from "../claims/entry.ts";

/** `writer` signs what executors do; `operator` also what takes results further or back, and gates. */
export const ROLES = ["writer", "operator"] as const;
export type Role = (typeof ROLES)[number];

/** Whose signatures count, `.github/continuo/keys.json` on the base branch (design section 6). */
export const TrustFile = v.strictObject({
  schemaVersion: v.literal("1.0"),
  keys: v.pipe(
    v.array(
      v.strictObject({
        id: KeyId,
        key: PublicKey,
        role: v.picklist(ROLES, `must be one of ${ROLES.join(", ")}`),
        from: Instant,
        until: v.optional(Instant),
        name: v.optional(Id),
      }),
    ),
    v.maxLength(1_000),
    v.check(
      (keys) => keys.every(({ id, key }) => keyIdOf(key) === id),
      "must give each key under its own id",
    ),
  ),
});
export type TrustFile = v.InferOutput<typeof TrustFile>;

export const TRUST_PATH = ".github/continuo/keys.json";

/** What it takes to sign each kind of entry. */
export const ROLE_OF: Readonly<Record<EntryKind, Role>> = {
  adopt: "writer",
  take: "writer",
  renew: "writer",
  release: "writer",
  fail: "writer",
  complete: "writer",
  reject: "operator",
  integrate: "operator",
  revert: "operator",
};

/** Whose signatures are believed, and why: a trust file's keys, or only the key that a work item opened itself with. */
export interface Keyring {
  readonly source: "trust-file" | "self-asserted";
  /** The key of that id, when it may sign in that role at that moment. */
  find(id: KeyId, role: Role, at: Instant): PublicKey | undefined;
}

export function trustedKeys(file: TrustFile): Keyring {
  const keys = new Map(file.keys.map((each) => [each.id, each]));
  return {
    source: "trust-file",
    find(id, role, at) {
      const known = keys.get(id);
      if (!known || isBefore(at, known.from) || (known.until && !isBefore(at, known.until))) return undefined;
      return role === "operator" && known.role !== "operator" ? undefined : known.key;
    },
  };
}

/** Without a trust file: the key that signed the opening, in every role. It proves one hand, not whose. */
export function selfAsserted(signer: PublicKey): Keyring {
  const id = keyIdOf(signer);
  return { source: "self-asserted", find: (asked) => (asked === id ? signer : undefined) };
}
