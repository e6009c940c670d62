import type { LaneAnswer } from "../../../src/rules/council/ballot.ts";
import { COUNCIL_POLICY } from "../../../src/rules/council/policy.ts";
import type { Seat } from "../../../src/rules/council/seat.ts";
import { type Answerer, type SeatingInput, seatsFor } from "../../../src/rules/council/seating.ts";

/** Everybody is configured, and answers as the family that the lane is meant for. */
export const EVERYBODY: Readonly<Record<string, Answerer>> = Object.fromEntries(
  COUNCIL_POLICY.lanes.map(({ lane, family }) => [lane, { engine: "harness", answeredBy: family }]),
);

export const seatingOf = (change: Partial<SeatingInput> = {}): SeatingInput => ({
  depth: "standard",
  main: "codex",
  assist: "none",
  signals: { visual: false, realtime: false },
  available: EVERYBODY,
  ...change,
});

/** The six of the baseline and the main signal lane: 74 tenths. */
export const SEVEN: readonly Seat[] = seatsFor(seatingOf()).seats;
export const ELEVEN: readonly Seat[] = seatsFor(seatingOf({ depth: "enhanced" })).seats;
export const THIRTEEN: readonly Seat[] = seatsFor(seatingOf({ depth: "max" })).seats;

/** A ballot as a lane writes it, with some members changed. */
export const written = (change: object = {}): string =>
  JSON.stringify({
    risk: "LOW",
    approve: true,
    findings: [],
    recommendation: "go",
    rationale: "fine",
    ...change,
  });

/** What a lane may come to; the two last ones have no ballot. */
export const VOTES = {
  approve: { text: written(), absent: null },
  reject: { text: written({ approve: false }), absent: null },
  high: { text: written({ risk: "HIGH" }), absent: null },
  unknown: { text: written({ risk: "SEVERE" }), absent: null },
  flawed: { text: written({ weight: 99 }), absent: null },
  invalid: { text: "approve", absent: null },
  absent: { text: null, absent: "timed-out" },
} as const satisfies Readonly<Record<string, Omit<LaneAnswer, "lane">>>;
export type Vote = keyof typeof VOTES;

export const answer = (lane: string, vote: Vote): LaneAnswer => ({ lane, ...VOTES[vote] });

/** Every seat approves, but for those named. */
export const answersOf = (
  seats: readonly Seat[],
  others: Readonly<Record<string, Vote>> = {},
  vote: Vote = "approve",
): LaneAnswer[] => seats.map(({ lane }) => answer(lane, others[lane] ?? vote));
