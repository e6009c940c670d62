/** How a run of the test command ended; null: it could not be started, or there is none. */
export interface RanFacts {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
}

/** What one run shows. */
export type Colour = "green" | "red" | "unknown";

export type ChecksVerdict = Readonly<{
  outcome: "better" | "same" | "worse" | "unknown";
  /** Whether the work may go on. Only `better`, and `same` of tests that pass. */
  isOpen: boolean;
  why: string;
}>;

/** Exit codes by which a shell says that it could not start the program: nothing was tested. POSIX, 2.8.2. */
const NOT_STARTED = [126, 127];

/** Every pair of before and after. A row that is not here cannot be. */
const VERDICTS = {
  green: {
    green: { outcome: "same", isOpen: true, why: "The tests pass before and after." },
    red: { outcome: "worse", isOpen: false, why: "The tests passed before, and fail with the change." },
    unknown: {
      outcome: "unknown",
      isOpen: false,
      why: "The tests passed before, and did not end with the change.",
    },
  },
  red: {
    green: { outcome: "better", isOpen: true, why: "The tests failed before, and pass with the change." },
    red: {
      outcome: "same",
      isOpen: false,
      why: "The tests fail before and after: nothing shows that the change is right.",
    },
    unknown: {
      outcome: "unknown",
      isOpen: false,
      why: "The tests failed before, and did not end with the change.",
    },
  },
  unknown: {
    green: {
      outcome: "unknown",
      isOpen: false,
      why: "The tests pass with the change, and did not end before it: nothing to compare with.",
    },
    red: {
      outcome: "unknown",
      isOpen: false,
      why: "The tests fail with the change, and did not end before it.",
    },
    unknown: { outcome: "unknown", isOpen: false, why: "The tests did not end, neither before nor after." },
  },
} as const satisfies Record<Colour, Record<Colour, ChecksVerdict>>;

/**
 * What two runs of the repository's own tests say about a change: on the commit, and with the patch.
 *
 * Fails closed: a run that timed out, was killed or did not start shows nothing, and nothing is not green. It does not
 * show that the tests are any good, nor that the change did not weaken them.
 *
 * @returns never throws
 */
export function judgeChecks(before: RanFacts | null, after: RanFacts | null): ChecksVerdict {
  return VERDICTS[colourOf(before)][colourOf(after)];
}

export function colourOf(ran: RanFacts | null): Colour {
  if (ran === null || ran.timedOut || !Number.isInteger(ran.exitCode)) return "unknown";
  if (ran.exitCode === 0) return "green";
  return NOT_STARTED.includes(ran.exitCode ?? 0) ? "unknown" : "red";
}
