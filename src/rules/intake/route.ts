import { shown } from "../../kernel/text.ts";
import { depthOf, signalsOf } from "./choices/depth.ts";
import { labelsOf, prefixOf, titleOf } from "./choices/labels.ts";
import {
  asksToImplement,
  type ConfirmationChoice,
  confirmationOf,
  type ModeChoice,
  modeOf,
} from "./choices/mode.ts";
import { type ProviderChoice, providerRequestOf, providersOf } from "./choices/providers.ts";
import { riskOf } from "./choices/risk.ts";
import { skipOf } from "./choices/skip.ts";
import { targetOf } from "./choices/target.ts";
import { INTAKE_POLICY, type IntakePolicy } from "./policy.ts";
import { type RequestReading, readRequest } from "./reading/request-text.ts";
import type { RouteInput } from "./request.ts";
import type { Routing } from "./routing.ts";
import { settingsOf } from "./settings.ts";

/**
 * What a request needs: whether it is taken, in which mode, for which repository, led by whom, how dangerous it is and
 * how deep the council goes. Every decision names its rule and its place. Nothing is looked up and nothing is done.
 *
 * @returns never throws; the same input gives the same bytes
 * @see     spec of the mainframe, 1; design 9.2, 9.4, 9.10, 9.12
 */
export function route(input: RouteInput, policy: IntakePolicy = INTAKE_POLICY): Routing {
  const { title, body, comment, blocks } = input;
  const text = { title, body, comment, blocks };
  const asWritten = readRequest(text, policy);
  const target = targetOf(asWritten, input.repository, policy);
  const prefix = prefixOf(target.project);
  // A head that we put there says nothing about the request: routed again, it is the same request.
  const reading = input.title.startsWith(prefix) ? readRequest(text, policy, prefix) : asWritten;
  const labels = input.labels.filter((label) => !input.written.includes(label));
  const settings = settingsOf(input.variables);
  const skip = skipOf(input, reading);
  const mode = modeOf(reading, target.unclear);
  const confirmation = confirmationOf(reading, mode, {
    hasLabel: labels.includes("implement-confirmed"),
    trigger: input.trigger.kind,
  });
  const providers = providersOf(providerRequestOf(reading, labels, settings), settings);
  const risk = riskOf(reading, { labels, isImplementation: asksToImplement(reading) }, policy);
  const depth = depthOf(reading, risk.tier, settings);
  const decided = { mode, confirmation, providers, project: target.project };
  return {
    outcome: skip ? "skipped" : "routed",
    skip: skip && { ...skip },
    mode: { value: mode.value, rule: mode.rule, place: mode.place },
    confirmation: { value: confirmation.value, rule: confirmation.rule, place: confirmation.place },
    target: {
      repository: target.repository,
      project: target.project,
      rule: target.rule,
      place: target.place,
    },
    providers: {
      main: providers.main,
      assist: providers.assist,
      requested: { ...providers.requested },
      guards: providers.guards.map(({ guard, from, to }) => ({ guard, from, to })),
    },
    risk: { tier: risk.tier, score: risk.score, scored: [...risk.scored], declared: risk.declared },
    depth: { value: depth.value, rule: depth.rule, place: depth.place },
    signals: { ...signalsOf(reading, labels, policy) },
    labels: skip ? { add: [], remove: [] } : changeOf(input, decided),
    title: skip ? input.title : titleOf(input.title, target.project),
    reasons: [
      ...(skip ? [`Left alone: ${skip.says}`] : []),
      mode.says,
      confirmation.says,
      target.says,
      ...providerSentences(providers),
      risk.says,
      depth.says,
      ...settings.notes,
      ...unknownSentences(reading),
    ],
  };
}

interface Decided {
  readonly mode: ModeChoice;
  readonly confirmation: ConfirmationChoice;
  readonly providers: ProviderChoice;
  readonly project: string;
}

function changeOf(input: RouteInput, { mode, confirmation, providers, project }: Decided): Routing["labels"] {
  const { labels, written } = input;
  const { main, assist } = providers;
  const isConfirmed = confirmation.value === "confirmed" && isOwnWord(input, confirmation);
  const change = labelsOf({ labels, written, mode: mode.value, isConfirmed, main, assist, project });
  return { add: [...change.add], remove: [...change.remove] };
}

/** Whether the confirmation is the word of whoever started the run, or stands as a label already. */
function isOwnWord({ trigger }: RouteInput, { place }: ConfirmationChoice): boolean {
  if (place?.in === "label" || trigger.kind === "opened") return true;
  return trigger.kind === "comment" && place?.in === "comment";
}

function providerSentences({ main, assist, guards }: ProviderChoice): string[] {
  const changed = guards.map(({ guard, from, to }) => `${guard} changes ${from} to ${to}.`);
  return [`${main} leads; ${assist === "none" ? "nobody assists" : `${assist} assists`}.`, ...changed];
}

/** What was stated in a field's place and is none of its values: it counts for nothing, and is said. */
function unknownSentences({ fields }: RequestReading): string[] {
  return [...fields.stated].flatMap(([name, said]) =>
    said
      .filter(({ isKnown }) => !isKnown && name !== "mode" && name !== "target")
      .slice(0, 3)
      .map(
        ({ value, place }) =>
          `Line ${place.line}: ${shown(value, 40)} is no value of ${name}; it counts as not said.`,
      ),
  );
}
