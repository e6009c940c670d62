import { canonicalJson } from "../../kernel/json.ts";
import { policyDigest } from "../../kernel/policy.ts";
import { decideConsent } from "../council/consent.ts";
import { contentDigest, subjectDigest } from "../council/content.ts";
import { COUNCIL_POLICY } from "../council/policy.ts";
import type { Seat } from "../council/seat.ts";
import { seatsFor } from "../council/seating.ts";
import { tally } from "../council/tally.ts";
import { textDigest } from "../intake/issue.ts";
import { INTAKE_POLICY } from "../intake/policy.ts";
import { route } from "../intake/route.ts";
import { builtinAnswer } from "../review/answer.ts";
import { consentBasis } from "./consent-basis.ts";
import { writtenContent } from "./content.ts";
import type { Decision, DecisionOf, Station } from "./decision.ts";
import { planDocuments } from "./documents.ts";
import { endOf } from "./end.ts";
import { enlistInput } from "./enlist.ts";
import { STORY_POLICY } from "./policy.ts";
import { type ProposalInput, proposePlan, unreadiness } from "./proposal.ts";
import { questionOf } from "./question.ts";
import { answersOf, type Round } from "./round.ts";

/** What a decision comes to when it is taken again: what it must say, and what it must have been taken on. */
interface Derived {
  /** The output as the rule gives it now; undefined where it was heard and not decided. */
  readonly output?: unknown;
  /** Parts of the input that an earlier decision fixes: as recorded, and as they must be. */
  readonly input: Readonly<Record<string, readonly [recorded: unknown, wanted: unknown]>>;
}

type Deriver<S extends Station> = (decision: DecisionOf<S>, round: Round) => Derived;

/** How each station's decision follows from what was recorded before it. One row a station. */
const DERIVERS: { readonly [S in Station]: Deriver<S> } = {
  route: ({ input, request }) => {
    const routing = route(input.route);
    const { title, body } = input.route;
    return {
      input: { request: [request, `issue-${input.issue}`] },
      output: {
        routing,
        text: textDigest({ title, body }),
        content: contentDigest(writtenContent(input.route, routing)),
      },
    };
  },
  propose: ({ input }, { number, route: routed }) => ({
    input: {
      issue: [input.issue, routed.input.issue],
      round: [input.round, number],
      mode: [input.mode, routed.output.routing.mode.value],
      repository: [input.repository, routed.output.routing.target.repository],
      here: [input.here, routed.input.route.repository],
    },
    output: isReady(input)
      ? {
          plan: proposePlan(input),
          subject: subjectDigest({
            content: routed.output.content,
            base: input.survey.base.commit,
            comments: [],
            policy: policyDigest(COUNCIL_POLICY),
          }),
        }
      : null,
  }),
  seat: ({ input }, { route: { output } }) => ({
    input: {
      depth: [input.depth, output.routing.depth.value],
      main: [input.main, output.routing.providers.main],
      assist: [input.assist, output.routing.providers.assist],
      signals: [
        input.signals,
        { visual: output.routing.signals.visual, realtime: output.routing.signals.realtime },
      ],
    },
    output: seatsFor(input),
  }),
  ballot: ({ input, output }, round) => {
    const seat = round.seat?.output.seats.find(({ lane }) => lane === input.lane);
    // Whoever says that our own family answered is held to it, however the lane is said to have been asked.
    const isOurs = seat && !isHeard(seat);
    return {
      input: {
        lane: [output.lane, seat?.lane],
        subject: [input.subject, round.propose?.output.subject],
      },
      // A model's answer was heard; our own reviewers can be asked again.
      ...(isOurs
        ? {
            output: {
              lane: seat.lane,
              text: builtinAnswer(seat.lane, seat.role, questionOf(round)),
              absent: null,
            },
          }
        : {}),
    };
  },
  tally: ({ input }, round) => ({
    input: { subject: [input.subject, round.propose?.output.subject] },
    output: tally({
      seats: round.seat?.output.seats ?? [],
      answers: answersOf(round),
      tier: round.route.output.routing.risk.tier,
    }),
  }),
  consent: ({ input }, round) => {
    const { mode, content, voted } = consentBasis(round);
    return {
      input: {
        mode: [input.mode, mode],
        content: [input.content, content],
        text: [input.text, round.route.output.text],
        vote: [input.voted, voted],
      },
      output: decideConsent(input),
    };
  },
  enlist: ({ request, input }, round) => {
    const wanted = enlistInput(request, round);
    if (!wanted) return { input: { plan: [null, "a plan that the council passed"] } };
    const { workItem, workflow, item } = planDocuments(wanted);
    return {
      input: { createdAt: [input.createdAt, wanted.createdAt] },
      output: {
        workItem,
        workflow: { path: workflow.path, digest: workflow.digest },
        item: { path: item.path, digest: item.digest },
      },
    };
  },
  end: ({ input }, round) => ({
    input: {
      consent: [input.consent === null, round.consent === null],
      "work item": [input.work?.workItem, round.enlist?.output.workItem],
    },
    output: endOf(input, round),
  }),
};

/** Whether a lane's answer was only heard: our own reviewers can be asked again, nobody else. */
export const isHeard = ({ engine, answeredBy }: Pick<Seat, "engine" | "answeredBy">): boolean =>
  engine !== "builtin" && answeredBy !== "builtin";

/** Nothing is proposed for a repository that cannot be worked on as it stands. */
const isReady = (input: ProposalInput): boolean => input.mode !== "implement" || unreadiness(input) === null;

const POLICIES: Readonly<Partial<Record<Station, object>>> = {
  route: INTAKE_POLICY,
  propose: STORY_POLICY,
  seat: COUNCIL_POLICY,
  tally: COUNCIL_POLICY,
};

/**
 * Takes a decision again, from what was recorded before it, and says where the record differs.
 *
 * @param round  as it stood before this decision; for a routing, the round that it begins
 * @returns      one clause for each difference; empty when it follows
 */
export function differences(decision: Decision, round: Round): readonly string[] {
  const policy = POLICIES[decision.station];
  if (decision.policy !== (policy ? policyDigest(policy) : null))
    return ["was decided by another policy than this version has: it cannot be decided again here"];
  const { input, output } = derived(decision, round);
  const ofInput = Object.entries(input)
    .filter(([, [recorded, wanted]]) => !isSame(recorded, wanted))
    .map(([name]) => `was decided on another ${name} than was recorded before it`);
  if (output === undefined) return ofInput;
  return [
    ...ofInput,
    ...partsThatDiffer(decision.output, output).map(
      (part) => `does not follow from its inputs: ${part} comes out otherwise`,
    ),
  ];
}

function derived(decision: Decision, round: Round): Derived {
  switch (decision.station) {
    case "route":
      return DERIVERS.route(decision, round);
    case "propose":
      return DERIVERS.propose(decision, round);
    case "seat":
      return DERIVERS.seat(decision, round);
    case "ballot":
      return DERIVERS.ballot(decision, round);
    case "tally":
      return DERIVERS.tally(decision, round);
    case "consent":
      return DERIVERS.consent(decision, round);
    case "enlist":
      return DERIVERS.enlist(decision, round);
    case "end":
      return DERIVERS.end(decision, round);
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || canonicalJson([a ?? null]) === canonicalJson([b ?? null]);

/** The members of an output that differ, by name. */
function partsThatDiffer(recorded: object, wanted: unknown): readonly string[] {
  if (isSame(recorded, wanted)) return [];
  if (typeof wanted !== "object" || wanted === null) return ["the outcome"];
  const names = new Set([...Object.keys(recorded), ...Object.keys(wanted)]);
  const parts = [...names].filter((name) => !isSame(Reflect.get(recorded, name), Reflect.get(wanted, name)));
  return parts.length > 0 ? parts : ["the outcome"];
}
