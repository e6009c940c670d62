import * as v from "valibot";
import { Claim, claimPath } from "../rules/claims/claim.ts";

/** A claim as the verbs print it: the document, and where it lies. */
export const ShownClaim = v.strictObject({ ...Claim.entries, artifactPath: v.string() });
export const shownClaim = (document: Claim): v.InferOutput<typeof ShownClaim> => ({
  ...document,
  artifactPath: claimPath(document.attemptId),
});
