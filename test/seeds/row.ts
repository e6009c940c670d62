/**
 * A name that a seed writes, with what answers to it in this tree. A row without an answer needs either the number of
 * design section 9 under which we differ, or `later`: which issue brings it. A `later` row fails as soon as it has
 * its answer.
 */
export interface Row {
  readonly name: string;
  /** In a few words, what the seed says of it. */
  readonly says: string;
  readonly answers: () => boolean | Promise<boolean>;
  readonly differs?: number;
  readonly later?: string;
}
