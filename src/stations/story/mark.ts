import type { OpenStep } from "../item/steps.ts";

/**
 * What the process that took an attempt announced itself by: the random bits of its entry, which nobody else has
 * drawn. The attempt's id would not do: whoever loses the race for it, or claims by hand, goes by the same one.
 */
export const markOf = ({ records }: Pick<OpenStep, "records">, attempt: string): string | undefined =>
  records.find(({ entry }) => entry.kind === "take" && entry.attempt === attempt)?.entry.nonce;
