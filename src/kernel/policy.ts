import { type Digest, digestOf } from "./digest.ts";
import { canonicalJson } from "./json.ts";

/** The digest of a policy: what a decision was made by. Two that say the same have the same. */
export const policyDigest = (policy: object): Digest => digestOf(canonicalJson(policy));
