import { builtinAnswer } from "../../rules/review/answer.ts";
import type { Agents } from "./port.ts";

/**
 * Our own reviewers on every lane: no network, no model, no clock. The same question gets the same answer, which
 * whoever verifies derives again from the subject alone.
 */
export function builtinAgents(): Agents {
  return {
    configured: () => ({ engine: "builtin", answeredBy: "builtin" }),
    async ask({ lane, role }, { subject }, signal) {
      if (signal.aborted) return { lane, text: null, absent: "aborted" };
      try {
        return { lane, text: builtinAnswer(lane, role, subject), absent: null };
      } catch {
        // A bug of ours is a lane without an answer; the council counts it as a no.
        return { lane, text: null, absent: "failed" };
      }
    },
  };
}
