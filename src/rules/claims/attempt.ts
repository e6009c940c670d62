/** A run of GitHub Actions, as its environment names it. A re-run keeps the id and counts the attempt up. */
export interface ActionsRun {
  readonly id: string;
  readonly attempt: string;
}

/**
 * The id of a new attempt when none is given.
 *
 * Outside Actions the first free of `S-local`, `S-local-2` …; in Actions `S-<order>-<run id>-<run attempt>`, and a
 * second claim of the step within one run counts on the same way. Lower case, so that attempts can be file names
 * on every system. Where the step's key is long the front of it is kept.
 *
 * @param isFree  whether nobody has used the id yet
 * @see           design 9.6; seed 002 names the smoke test's attempt `phase-tests-local`
 */
export function nextAttemptId(
  step: { readonly key: string; readonly order: number },
  run: ActionsRun | null,
  isFree: (id: string) => boolean,
): string {
  const suffix = run ? `-${step.order}-${run.id}-${run.attempt}` : "-local";
  const first = `${step.key.toLowerCase().slice(0, 120 - suffix.length)}${suffix}`;
  if (isFree(first)) return first;
  for (let n = 2; ; n++) {
    const next = `${first}-${n}`;
    if (isFree(next)) return next;
  }
}
