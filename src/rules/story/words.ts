import { listed } from "../../kernel/text.ts";
import type { Consent } from "../council/consent.ts";
import type { Ruling } from "../council/ruling.ts";
import type { Round } from "./round.ts";

/** Tenths of a vote as people say them: 74 is 7.4. */
const votes = (tenths: number): string => (tenths / 10).toFixed(1);

export function routeWords({ route }: Round): string {
  const { outcome, mode, target, risk, skip } = route.output.routing;
  if (outcome === "skipped") return `left alone: ${skip?.says ?? skip?.reason ?? ""}`;
  return `${mode.value} in ${target.repository}, risk ${risk.tier} (score ${risk.score})`;
}

export function proposalWords({ propose }: Round): string {
  const plan = propose?.output.plan;
  const base = propose?.input.survey.base.commit.slice(0, 12) ?? "";
  if (!plan) return `a review of ${base}; nothing is changed`;
  return `${listed(plan.steps.map(({ key }) => key))} on ${plan.branch}, from ${base}`;
}

export function seatWords({ seat }: Round): string {
  const { seats = [], notSeated = [] } = seat?.output ?? {};
  const families = [...new Set(seats.map(({ answeredBy }) => answeredBy))];
  const left =
    notSeated.length > 0
      ? `; not seated: ${listed(
          notSeated.map(({ lane }) => lane),
          4,
        )}`
      : "";
  return `${seats.length} lanes, answered by ${listed(families)}${left}`;
}

export const rulingWords = ({ tally }: Round): string => (tally ? countWords(tally.output) : "");

function countWords({ outcome, why, weights, vetoes, families }: Ruling): string {
  const count = `${votes(weights.approving)} of ${votes(weights.seated)} votes`;
  if (outcome === "approved") return `approved: ${count}, of ${listed(families.approving)}`;
  if (why === "vetoed")
    return `rejected: vetoed by ${listed(
      vetoes.map(({ lane }) => lane),
      4,
    )}`;
  if (why === "one-family") return `rejected: ${count}, all of ${listed(families.approving)}`;
  return `rejected (${why ?? "failed"}): ${count}`;
}

export function consentWords(consent: Consent): string {
  switch (consent.outcome) {
    case "consented":
      return `${consent.by} agreed by ${consent.how}`;
    case "not-required":
      return "not required";
    default:
      return consent.why;
  }
}

const agreement = (consent: Consent): string =>
  consent.outcome === "consented" ? `content ${consent.content.slice(7, 19)}` : uncounted(consent).join(" ");

/** What was meant as consent and does not count, the newest last. */
export const uncounted = (consent: Consent): readonly string[] =>
  "notCounted" in consent
    ? consent.notCounted.slice(-3).map(({ how, by, why }) => `The ${how} of ${by} does not count: ${why}`)
    : [];

export const endWords = ({ end }: Round): string => (end ? `${end.output.outcome}: ${end.output.says}` : "");

export function ballotWords({ seat, ballots }: Round): string {
  const heard = [...ballots.values()].filter(({ output }) => output.text !== null).length;
  return `${heard} of ${seat?.output.seats.length ?? 0} lanes answered`;
}

export const enlistWords = ({ enlist }: Round): string => `work item ${enlist?.output.workItem ?? ""}`;
export const consentOfRound = ({ consent }: Round): string => (consent ? consentWords(consent.output) : "");

/** Why a decision of a round came out as it did, in one line. */
export function whyOf(station: string, { route, propose, seat, tally, consent, end }: Round): string {
  switch (station) {
    case "route":
      return listed(route.output.routing.reasons, 3);
    case "propose":
      return propose?.output.plan
        ? `tests: ${(propose.output.plan.testCommand ?? []).join(" ")}`
        : "mode review";
    case "seat":
      return listed(
        (seat?.output.notSeated ?? []).map(({ why }) => why),
        1,
      );
    case "tally":
      return tally ? reasonsIn(tally.output) : "";
    case "consent":
      return consent ? agreement(consent.output) : "";
    case "end":
      return end?.output.next ?? "";
    default:
      return "";
  }
}

/** What the lanes that did not approve have found, and what is wrong with their answers. */
function reasonsIn({ ballots, absent, invalid, missing, families }: Ruling): string {
  const found = ballots.flatMap(({ lane, ballot }) =>
    ballot && !ballot.approve ? ballot.findings.slice(0, 1).map(({ says }) => `${lane}: ${says}`) : [],
  );
  const unheard = [...absent, ...invalid].map(({ lane, why }) => `${lane}: ${why}`);
  const reasons = [...missing.map((lane) => `${lane} is missing`), ...unheard, ...found];
  return reasons.length > 0
    ? listed(reasons, 3)
    : `families that must approve: ${families.needed}, that do: ${families.approving.length}`;
}
