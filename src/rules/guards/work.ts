import { listed } from "../../kernel/text.ts";

/** What is known of an agent's run: the workspace's `Labour`, without the change itself. */
export interface WorkFacts {
  readonly ran: { readonly exitCode: number | null; readonly timedOut: boolean; readonly cut: boolean };
  /** What it changed outside of its clone; printable. */
  readonly outside: readonly string[];
  /** What could not be taken of its change; printable. */
  readonly untaken: readonly string[];
}

export const WORK_FAULTS = ["timed-out", "crashed", "failed", "flooded", "outside", "untaken"] as const;
export type WorkCode = (typeof WORK_FAULTS)[number];

export type WorkVerdict = Readonly<
  | { outcome: "open" }
  | { outcome: "closed"; why: readonly { readonly code: WorkCode; readonly says: string }[] }
>;

/** Each row is told when it holds. */
const REASONS: readonly (readonly [WorkCode, (facts: WorkFacts) => string | null])[] = [
  ["timed-out", ({ ran }) => (ran.timedOut ? "The agent did not end in its time." : null)],
  [
    "crashed",
    ({ ran }) => (!ran.timedOut && !isExit(ran.exitCode) ? "The agent was ended by a signal." : null),
  ],
  [
    "failed",
    ({ ran }) =>
      isExit(ran.exitCode) && ran.exitCode !== 0 ? `The agent ended with ${ran.exitCode}.` : null,
  ],
  [
    "flooded",
    ({ ran }) => (ran.cut ? "The agent printed more than is kept: what it did cannot be read." : null),
  ],
  ["outside", ({ outside }) => told("It changed what is not its own: ", outside)],
  ["untaken", ({ untaken }) => told("Its change cannot be taken whole: ", untaken)],
];

/**
 * Whether an agent's run is one that a change may come of. Every reason against it is told.
 *
 * Fails closed: only an end by itself with exit code 0 will do, with its output whole and nothing else touched.
 *
 * @returns never throws
 */
export function judgeAgent(facts: WorkFacts): WorkVerdict {
  const why = REASONS.flatMap(([code, find]) => {
    const says = find(facts);
    return says === null ? [] : [{ code, says }];
  });
  return why.length === 0 ? { outcome: "open" } : { outcome: "closed", why };
}

const isExit = (code: number | null): code is number => code !== null && Number.isInteger(code);

const told = (says: string, things: readonly string[]): string | null =>
  things.length === 0 ? null : `${says}${listed(things)}.`;
