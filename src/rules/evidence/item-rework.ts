import type { Gate } from "./gate.ts";

/** What is known of one gate: its newest decision, whoever made it, and our own newest rejection. */
export interface GateHistory {
  readonly newest: "approve" | "reject";
  /** Whether the newest decision is one of our own records: only those write to the work item's document. */
  readonly isOurs: boolean;
  readonly rejected: Pick<Gate, "reasons"> | undefined;
}

/** What the decisions of a work item's gates make of its document; null for what they leave to people. */
export interface Rework {
  /** True: its status is `rework`. False: it is another. */
  readonly isRework: boolean | null;
  /** Its `lastReworkReasons` are one of these lists: those of the newest rejection of each gate. */
  readonly reasons: readonly (readonly string[])[] | null;
}

/**
 * What a work item's document must say of its rework. A rejection sets it to rework with its reasons, and an approval
 * takes it on again once no gate is rejected. Of several gates' rejections the newest wrote the reasons; which one that
 * is, clocks alone would tell, and clocks decide nothing.
 */
export function reworkOf(gates: readonly GateHistory[]): Rework {
  const reasons = gates.flatMap(({ rejected }) => (rejected ? [rejected.reasons] : []));
  return { isRework: isRework(gates), reasons: reasons.length > 0 ? reasons : null };
}

function isRework(gates: readonly GateHistory[]): boolean | null {
  if (gates.some(({ newest, isOurs }) => newest === "reject" && isOurs)) return true;
  const isApproved = gates.some(({ newest, isOurs }) => newest === "approve" && isOurs);
  return isApproved && gates.every(({ newest }) => newest === "approve") ? false : null;
}
