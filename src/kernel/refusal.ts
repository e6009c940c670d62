import type { Details } from "./failure.ts";

/** A rule's "no": a value with a reason, printed as the answer, exit code 3. */
export interface Refusal {
  readonly refused: true;
  /** `room.reason`, stable; documented in `docs/reference/failures.md`. */
  readonly code: string;
  /** One sentence that names the thing and the nearest cause. */
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Details | undefined;
}

export function refusal(
  code: string,
  message: string,
  more: Omit<Refusal, "refused" | "code" | "message"> = {},
): Refusal {
  return { refused: true, code, message, ...more };
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "refused" in answer && answer.refused === true;
}
