import * as v from "valibot";
import type { Digest } from "../../kernel/digest.ts";
import { type Refusal, refusal } from "../../kernel/refusal.ts";
import { listed, shown } from "../../kernel/text.ts";
import { IssueNumber, RepositoryName } from "../intake/issue.ts";
import { MODES } from "../intake/routing.ts";
import type { ProposedPlan } from "../review/subject.ts";
import { STORY_POLICY } from "./policy.ts";

const Argv = v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.minLength(1), v.maxLength(256));
const Milliseconds = v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(86_400_000));

/** What a repository was like when the work was proposed (`world/workspace`). */
export const SurveyFacts = v.strictObject({
  base: v.strictObject({
    commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/, "must be a commit")),
    branch: v.nullable(v.pipe(v.string(), v.maxLength(255))),
  }),
  isShallow: v.boolean(),
  dirty: v.array(v.string()),
  testCommand: v.nullable(Argv),
  files: v.pipe(v.array(v.string()), v.maxLength(20_000)),
});
export type SurveyFacts = v.InferOutput<typeof SurveyFacts>;

/** What a plan is made of. */
export const ProposalInput = v.strictObject({
  issue: IssueNumber,
  /** Which round of the request it is: the seq of the decision that began it. */
  round: v.pipe(v.number(), v.integer(), v.minValue(1)),
  repository: RepositoryName,
  /** The repository that there is to work on. */
  here: RepositoryName,
  mode: v.picklist(MODES),
  survey: SurveyFacts,
  /** A test command that the caller gave; the repository's own counts unless there is one. */
  testCommand: v.nullable(Argv),
  /** A command that brings what the repository needs, in each fresh clone. */
  prepareCommand: v.nullable(Argv),
  agentTimeoutMs: Milliseconds,
  checkTimeoutMs: Milliseconds,
});
export type ProposalInput = v.InferOutput<typeof ProposalInput>;

/** The name of everything that one round of a request makes: its work item, its branch. */
export const roundName = ({ issue, round }: Pick<ProposalInput, "issue" | "round">): string =>
  `issue-${issue}-${round}`;

/**
 * Whether a repository can be worked on as it stands: what is voted on is one commit of a branch, whole, with tests
 * that say whether a change made things better.
 *
 * @returns the first thing that stands in the way, with what to do; null when nothing does
 */
export function unreadiness({ survey, testCommand, repository, here }: ProposalInput): Refusal | null {
  const { dirty, isShallow, base } = survey;
  if (repository.toLowerCase() !== here.toLowerCase())
    return refusal(
      "target.elsewhere",
      `The request is for ${repository}, and the repository here is ${here}.`,
      { hint: "Run it where that repository is (--repo), or take the target out of the request." },
    );
  if (base.branch === null)
    return refusal(
      "repository.detached",
      "The repository has no branch checked out: there is nothing to merge into.",
      {
        hint: "Check out the branch that the change is for: git switch <branch>.",
      },
    );
  if (dirty.length > 0)
    return refusal(
      "repository.dirty",
      `The work tree has changes that are not committed: ${listed(
        dirty.map((path) => shown(path)),
        5,
      )}.`,
      {
        hint: "Commit them, stash them or move them away (an issue file may lie elsewhere): what is voted on is a commit.",
      },
    );
  if (isShallow)
    return refusal("repository.shallow", "The repository is a shallow clone: its history ends early.", {
      hint: "Fetch the rest: git fetch --unshallow.",
    });
  if ((testCommand ?? survey.testCommand) === null)
    return refusal(
      "repository.no-tests",
      "The repository has no test command that Continuo knows: nothing would say whether a change is good.",
      {
        hint: 'Name one: --test-command "npm test".',
      },
    );
  return null;
}

/**
 * What would be done if the council lets it: null for a review, where nothing is changed, and where the repository
 * cannot be worked on. The same input makes the same plan.
 */
export function proposePlan(input: ProposalInput): ProposedPlan | null {
  const { survey, mode, repository } = input;
  const testCommand = input.testCommand ?? survey.testCommand;
  if (mode === "review" || unreadiness(input) !== null) return null;
  if (testCommand === null || survey.base.branch === null) return null;
  return {
    repository,
    base: { commit: survey.base.commit, branch: survey.base.branch },
    branch: `continuo/${roundName(input)}`,
    steps: [
      { key: "implement", executor: "agent", run: [], timeoutMs: input.agentTimeoutMs },
      { key: "check", executor: "shell", run: testCommand, timeoutMs: 2 * input.checkTimeoutMs },
      { key: "publish", executor: "publish", run: [], timeoutMs: 120_000 },
    ],
    testCommand,
    prepareCommand: input.prepareCommand,
    limits: { maxFiles: STORY_POLICY.maxFiles, maxLines: STORY_POLICY.maxLines },
  };
}

/** What a survey says, as it is recorded. */
export const surveyFacts = (survey: {
  readonly base: SurveyFacts["base"];
  readonly isShallow: boolean;
  readonly dirty: readonly string[];
  readonly testCommand: readonly string[] | null;
  readonly files: readonly string[];
}): SurveyFacts => ({
  base: { ...survey.base },
  isShallow: survey.isShallow,
  dirty: [...survey.dirty],
  testCommand: survey.testCommand === null ? null : [...survey.testCommand],
  files: [...survey.files],
});

/** The request as the digests name it, for messages. */
export const firstTwelve = (digest: Digest): string => digest.slice("sha256:".length, "sha256:".length + 12);
