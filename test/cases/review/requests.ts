import { BLAST_RADIUS } from "./blast-radius.ts";
import { COMPLETENESS } from "./completeness.ts";
import { DANGER } from "./danger.ts";
import { LATER } from "./later.ts";
import { ORDINARY } from "./ordinary.ts";
import type { Request } from "./request.ts";
import { REVERSIBILITY } from "./reversibility.ts";
import { SIZE } from "./size.ts";

/** Every request that the five reviewers are tried on. Written before the rules, but for the last lot. */
export const REQUESTS: readonly Request[] = [
  ...COMPLETENESS,
  ...BLAST_RADIUS,
  ...DANGER,
  ...REVERSIBILITY,
  ...SIZE,
  ...ORDINARY,
  ...LATER,
];
