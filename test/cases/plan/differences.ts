/** Where a case as others tell it expects something else than we do, and why we do what we do. The one such table. */
export interface Difference {
  /** `<area>: <name>` of our case. */
  readonly of: string;
  readonly theirs: string;
  readonly ours: string;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    of: "baseline: a new attempt is refused after integration",
    theirs: "exit 4 (policy), 9 at the origin",
    ours: "exit 3",
    reason: "Exit codes are design section 4's: a rule's no is 3, 4 is for somebody who got there first.",
  },
  {
    of: "scheduling: another version of the workflow is refused",
    theirs: "exit 2 or 6",
    ours: "exit 6",
    reason: "Design section 4: the named thing does not exist.",
  },
  {
    of: "ci: the executor is the run",
    theirs: "artifactPath is absolute",
    ours: "artifactPath is relative to the work folder",
    reason: "Design section 5: documents never hold an absolute path.",
  },
  {
    of: "ci: the matrix transform",
    theirs: "jq over the schedule",
    ours: "the same transformation in the test's own language",
    reason: "A fresh machine has no jq; the fields that the line reads are what is promised.",
  },
  {
    of: "gates: history is additive",
    theirs: "one file a gate, overwritten",
    ours: "the file shows the newest decision; every decision has a file of its own beside it",
    reason: "Design section 5: a correction is a new record.",
  },
  {
    of: "claims: the view of a claim closes with its attempt",
    theirs: "the claim file is the claim",
    ours: "the claim file is a view; the step log decides",
    reason: "Design section 5 and 6: one mechanism, folded from the log.",
  },
  {
    of: "claims: a race of two",
    theirs: "50 rounds",
    ours: "20 rounds here",
    reason:
      "The contract suite of the step log races 16 processes for longer; this one is about the command line.",
  },
  {
    of: "handoff: the same time does not overwrite",
    theirs: "a conflict or a second file",
    ours: "a conflict",
    reason: "Specs rule 6: exactly one terminal event an attempt; a different one is a conflict.",
  },
  {
    of: "handoff: a broken handoff is named, the others work",
    theirs: "a warning, or an exit for integrity",
    ours: "exit 0 with a warning, while it is in no log",
    reason: "Design section 6: handoffs without a log entry are ignored; verify names them.",
  },
  {
    of: "baseline: a back-dated revert is refused",
    theirs: "the revert is written and does not count",
    ours: "the revert itself is refused (3)",
    reason:
      "Specs rule 6: supplied times decide nothing, so a record may not contradict the order of its log.",
  },
  {
    of: "smoke: the four lines again",
    theirs: "nothing is said",
    ours: "the second claim of a completed step is refused (3), the second complete is the same answer",
    reason: "The issue: run again, each answers clearly (idempotent or conflict).",
  },
];
