import * as v from "valibot";

/** One thing that does not verify: which record, and what is wrong with it as a clause. */
export const Finding = v.strictObject({ path: v.string(), problem: v.string() });
export type Finding = v.InferOutput<typeof Finding>;

export const found = (path: string, problem: string): Finding => ({ path, problem });
