import { canonicalJson } from "../../kernel/json.ts";
import { judgePublication, judgeTests, judgeWork } from "./judge.ts";
import type { CheckResult, ImplementResult, PublishResult } from "./result.ts";
import type { Round } from "./round.ts";

/** The results of a round's steps, as far as there are any. */
export interface Results {
  readonly implement: ImplementResult | undefined;
  readonly check: CheckResult | undefined;
  readonly publish: PublishResult | undefined;
}

type StepName = keyof Results;
type Fault = readonly [step: StepName, problem: string, holds: (results: Results, round: Round) => boolean];

const isSame = (a: unknown, b: unknown): boolean => canonicalJson([a ?? null]) === canonicalJson([b ?? null]);
const planIn = ({ propose }: Round) => propose?.output.plan ?? null;
const tests = ({ check }: Results) => [check?.before.argv, check?.after.argv];

/** What must hold between the results of the steps and what was decided; a row is asked only of a result that is there. */
const FAULTS: readonly Fault[] = [
  [
    "implement",
    "was done on another commit than was voted on",
    ({ implement }, round) => implement?.base === planIn(round)?.base.commit,
  ],
  [
    "check",
    "was done on another commit than was voted on",
    ({ check }, round) => check?.base === planIn(round)?.base.commit,
  ],
  [
    "publish",
    "was done on another commit than was voted on",
    ({ publish }, round) => publish?.base === planIn(round)?.base.commit,
  ],
  [
    "implement",
    "says of the guards what they do not say",
    ({ implement }, round) =>
      implement === undefined || isSame(judgeWork(implement, round), implement.judged),
  ],
  [
    "check",
    "says of the tests what they do not say",
    ({ check }) => check === undefined || isSame(judgeTests(check), check.judged),
  ],
  [
    "check",
    "ran other tests than were voted on",
    (results, round) => tests(results).every((argv) => isSame(argv, planIn(round)?.testCommand)),
  ],
  [
    "check",
    "tested another patch than the agent left",
    ({ implement, check }) => implement === undefined || check?.patch === implement.patch.digest,
  ],
  [
    "publish",
    "published another patch than the agent left",
    ({ implement, publish }) =>
      implement === undefined || publish?.publication.patch === implement.patch.digest,
  ],
  [
    "publish",
    "published to another branch than was voted on",
    ({ publish }, round) => publish?.publication.branch === planIn(round)?.branch,
  ],
  [
    "publish",
    "published from another commit than was voted on",
    ({ publish }, round) => publish?.publication.base === planIn(round)?.base.commit,
  ],
  [
    "publish",
    "says of the publication what it does not say",
    ({ publish }) => publish === undefined || isSame(judgePublication(publish.publication), publish.judged),
  ],
];

/** What must hold of a step that was completed besides. */
const COMPLETED: readonly Fault[] = (["implement", "check", "publish"] as const).map((step) => [
  step,
  "was completed although a guard stopped it",
  (results) => results[step]?.judged.outcome === "open",
]);

type Contradiction = readonly [attempt: string, problem: string];

/** Where the results of completed steps contradict each other or what was decided: the attempt, and in which way. */
export const contradictions = (results: Results, round: Round): readonly Contradiction[] =>
  against([...FAULTS, ...COMPLETED], results, round);

/** The same of steps whatever became of them: a guard that closed must have closed for what is recorded. */
export const misstatements = (results: Results, round: Round): readonly Contradiction[] =>
  against(FAULTS, results, round);

const against = (faults: readonly Fault[], results: Results, round: Round): readonly Contradiction[] =>
  faults.flatMap(([step, problem, holds]) => {
    const result = results[step];
    return result && !holds(results, round) ? [[result.attempt, problem] as const] : [];
  });
