import { shown } from "../../kernel/text.ts";
import type { Consent } from "../council/consent.ts";
import type { Ruling } from "../council/ruling.ts";
import type { Place, Routing } from "../intake/routing.ts";
import type { Decision } from "./decision.ts";

/** Every reason of a decision, one line each, with the place where it stands: the whole of what `why` tells. */
export function reasonsOf(decision: Decision): readonly string[] {
  switch (decision.station) {
    case "route":
      return routingReasons(decision.output.routing);
    case "propose":
      return proposalReasons(decision);
    case "seat":
      return [
        ...decision.output.seats.map(
          ({ lane, weight, engine, answeredBy }) =>
            `${lane}: ${weight / 10} votes, answered by ${answeredBy} (${engine})`,
        ),
        ...decision.output.notSeated.map(({ lane, why }) => `${lane} is not seated: ${why}`),
      ];
    case "ballot":
      return [
        `${decision.output.lane}: ${decision.output.text === null ? (decision.output.absent ?? "no answer") : "answered"}`,
      ];
    case "tally":
      return countReasons(decision.output);
    case "consent":
      return consentReasons(decision.output);
    case "enlist":
      return [decision.output.workflow.path, decision.output.item.path];
    case "end":
      return [
        `${decision.output.outcome} [${decision.output.code}]`,
        decision.output.says,
        decision.output.next,
      ];
  }
}

const at = ({ in: where, line, quote }: Place): string =>
  `${where}${where === "body" || where === "comment" ? ` line ${line}` : ""} ${shown(quote, 80)}`;

const scored = ({ risk }: Routing): string[] => [
  ...risk.scored.map(({ rule, points, place }) => `+${points} ${rule}: ${at(place)}`),
  ...(risk.declared ? [`declared ${risk.declared.tier}: ${at(risk.declared.place)}`] : []),
];

function routingReasons(routing: Routing): readonly string[] {
  const { mode, target, skip } = routing;
  const places = [mode, target, ...(skip ? [{ rule: skip.reason, place: skip.place }] : [])];
  return [
    ...routing.reasons,
    ...places.flatMap(({ rule, place }) => (place ? [`${rule}: ${at(place)}`] : [])),
    ...scored(routing),
  ];
}

function proposalReasons({ input, output }: Extract<Decision, { station: "propose" }>): readonly string[] {
  const { base, files, testCommand } = input.survey;
  return [
    `base ${base.commit} of ${base.branch ?? "no branch"}, ${files.length} files`,
    output.plan
      ? `tests: ${(output.plan.testCommand ?? []).join(" ")}${input.testCommand ? " (given by the caller)" : ""}`
      : `nothing is changed: the mode is ${input.mode}`,
    ...(testCommand === null && input.testCommand === null
      ? ["the repository has no test command that is known"]
      : []),
  ];
}

function countReasons({
  ballots,
  weights,
  needed,
  vetoes,
  missing,
  absent,
  invalid,
  flawed,
  ignored,
  families,
  effective,
}: Ruling): readonly string[] {
  const tenths = (each: number) => (each / 10).toFixed(1);
  return [
    `${tenths(weights.approving)} of ${tenths(weights.seated)} votes approve; ${tenths(Math.ceil(needed.num / needed.den))} are needed (2/3 of what is seated)`,
    `families that approve: ${families.approving.join(", ") || "none"}; ${families.needed} needed; ${tenths(effective.approving)} effective votes`,
    ...vetoes.map(({ lane, risk }) => `veto of ${lane}: risk ${risk}`),
    ...missing.map((lane) => `${lane} is missing`),
    ...[...absent, ...invalid, ...flawed, ...ignored].map(({ lane, why }) => `${lane}: ${why}`),
    ...ballots.flatMap(({ lane, ballot }) => [
      `${lane}: ${ballot ? `${ballot.approve ? "approves" : "rejects"}, risk ${ballot.risk}` : "no ballot"}`,
      ...(ballot?.findings ?? []).map(
        ({ says, place }) => `  ${says}${place === undefined ? "" : ` [${shown(place, 100)}]`}`,
      ),
    ]),
  ];
}

function consentReasons(consent: Consent): readonly string[] {
  switch (consent.outcome) {
    case "not-required":
      return ["nothing would be changed"];
    case "consented":
      return [`${consent.by} agreed by ${consent.how} at ${consent.at}, to content ${consent.content}`];
    default:
      return [
        consent.why,
        ...consent.notCounted.map(({ how, by, why }) => `the ${how} of ${by} does not count: ${why}`),
      ];
  }
}
