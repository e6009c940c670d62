import * as v from "valibot";
import { TypedInstant } from "../kernel/clock.ts";
import { canonicalJson } from "../kernel/json.ts";
import { Id } from "../kernel/name.ts";
import { KeyId, PublicKey } from "../kernel/signature.ts";
import { ROLES, TRUST_PATH, type TrustFile } from "../rules/evidence/trust.ts";
import { defineVerb, optional } from "./command.ts";
import type { PlanWorld } from "./world.ts";

/** The key that a machine made is trusted for all that it ever signed. */
const ALWAYS = "1970-01-01T00:00:00.000Z";

const ACTIONS = ["show", "trust"] as const;

export const verb = defineVerb({
  name: "keys",
  group: "proof",
  summary: "Show this machine's signing key, or write it into the trust file.",
  flags: {
    action: optional(
      v.picklist(ACTIONS, `must be one of ${ACTIONS.join(", ")}`),
      "show (unless given) or trust.",
      {
        isPositional: true,
        value: "ACTION",
      },
    ),
    role: optional(
      v.picklist(ROLES, `must be one of ${ROLES.join(", ")}`),
      "With trust: what the key may sign; operator unless given.",
      {
        value: "ROLE",
      },
    ),
    from: optional(TypedInstant, "With trust: from when on it counts; always unless given.", {
      value: "TIME",
    }),
    name: optional(Id, "With trust: a name for the key, for people.", { value: "NAME" }),
  },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    keyId: KeyId,
    publicKey: PublicKey,
    source: v.string(),
    /** Null when the base branch has no trust file. */
    trusted: v.nullable(v.boolean()),
    written: v.nullable(v.string()),
  }),
  examples: ["keys show", "keys trust --role operator"],
  writes: true,

  async run({ action, role = "operator", name, from = ALWAYS }, world: PlanWorld) {
    const key = await world.signer.key();
    const committed = await world.trust.committed();
    const trusted = committed ? committed.keys.some(({ id }) => id === key.keyId) : null;
    if (action === "trust")
      await addKey(
        { id: key.keyId, key: key.publicKey, role, from, ...(name === undefined ? {} : { name }) },
        world,
      );
    const { keyId, publicKey, source } = key;
    const written = action === "trust" ? TRUST_PATH : null;
    return { schemaVersion: "1.0" as const, keyId, publicKey, source, trusted, written };
  },

  render: ({ keyId, publicKey, source, trusted, written }) =>
    [
      `key ${keyId} (${publicKey}), from ${source}.`,
      written
        ? `Written to ${written}; it counts once it is committed on the base branch.`
        : trustedWords(trusted),
    ].join("\n"),
});

function trustedWords(trusted: boolean | null): string {
  if (trusted === null)
    return `No trust file is committed (${TRUST_PATH}): what this key signs is self-asserted.`;
  return trusted
    ? "The trust file vouches for it."
    : "The trust file does not vouch for it: continuo keys trust.";
}

/** Adds the key to the trust file of the work tree, beside those that are there. */
async function addKey(entry: TrustFile["keys"][number], world: PlanWorld): Promise<void> {
  const there = world.files.read(TRUST_PATH);
  const file: TrustFile = there ? await world.trust.at(TRUST_PATH) : { schemaVersion: "1.0", keys: [] };
  const others = file.keys.filter(({ id }) => id !== entry.id);
  world.files.replace(TRUST_PATH, canonicalJson({ ...file, keys: [...others, entry] }));
}
