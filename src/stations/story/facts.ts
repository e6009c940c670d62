import { digestOf } from "../../kernel/digest.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { lastAttempt } from "../../rules/claims/state.ts";
import { type Consent, type ConsentInput, decideConsent } from "../../rules/council/consent.ts";
import { closingName, OPENING } from "../../rules/evidence/opening.ts";
import { type Issue, textDigest } from "../../rules/intake/issue.ts";
import type { Decision } from "../../rules/schedule/decide.ts";
import { schedulePath } from "../../rules/schedule/schedule.ts";
import type { StepStanding, StoryFacts, WorkStanding } from "../../rules/story/next.ts";
import { type Round, roundOf } from "../../rules/story/round.ts";
import { readFacts, scheduleOf } from "../item/facts.ts";
import { openItem } from "../item/open.ts";
import type { OpenStep } from "../item/steps.ts";
import { consentInput } from "./consent-input.ts";
import { labelsOf } from "./labels.ts";
import type { DecisionLog } from "./log.ts";
import { markOf } from "./mark.ts";
import type { StoryPorts } from "./ports.ts";

export interface StoryReading {
  readonly log: DecisionLog;
  readonly round: Round | null;
  readonly issue: Issue;
  /** Consent as it would be decided now, with what it would be decided on; null before there was anything to consent to. */
  readonly consent: { readonly input: ConsentInput; readonly output: Consent } | null;
  readonly facts: StoryFacts;
}

/** Everything that says what comes next in a request, read anew from its records, the forge and the work item. */
export async function readStory(
  log: DecisionLog,
  issue: Issue,
  asked: { readonly hasAgent: boolean; readonly again: boolean },
  ports: StoryPorts,
): Promise<StoryReading> {
  const round = roundOf(log.records);
  const isOpen = round !== null && round.end === null;
  const input = isOpen && round.consent ? await consentInput(round, issue, ports) : null;
  const consent = input && { input, output: decideConsent(input) };
  const work = isOpen && round.enlist ? await workStanding(round.enlist.output.workItem, ports) : null;
  const facts = {
    round,
    text: textDigest(issue),
    consent: consent?.output.outcome ?? null,
    work,
    hasAgent: asked.hasAgent,
    again: asked.again || (await isRelabelled(round, issue, ports)),
  };
  return { log, round, issue, consent, facts };
}

/** Whether people ask for something else with labels than when a round that came to its end began. */
async function isRelabelled(round: Round | null, issue: Issue, { forge }: StoryPorts): Promise<boolean> {
  if (!round?.end) return false;
  const { asked } = await labelsOf(issue, forge);
  return canonicalJson(asked) !== canonicalJson(round.route.input.route.labels);
}

async function workStanding(id: string, ports: StoryPorts): Promise<WorkStanding> {
  const hasSchedule = ports.files.read(schedulePath(id)) !== undefined;
  const wasOpened = (await ports.records.read(id, OPENING)) !== undefined;
  if (!hasSchedule || !wasOpened) return { hasSchedule: false, steps: [], isClosed: false };
  const open = await openItem(id, ports);
  const facts = await readFacts(open, ports);
  const places = placesIn(scheduleOf(open, facts, ports));
  const steps: StepStanding[] = [];
  for (const index of open.plan.launch) {
    const key = open.plan.steps[index]?.key ?? "";
    const step = facts.steps.get(key);
    const attempt = (step && lastAttempt(step.state)?.id) ?? null;
    const place = step?.state.phase === "failed" ? "failed" : (places.get(key) ?? "done");
    const isLeft = place !== "waiting" && step !== undefined && (await isLeftBehind(step, ports));
    steps.push({ key, at: isLeft ? "resumable" : place, attempt });
  }
  return { hasSchedule, steps, isClosed: (await ports.records.read(id, closingName(1))) !== undefined };
}

/** Where the schedule has each step that is not done. */
function placesIn(decision: Decision): ReadonlyMap<string, StepStanding["at"]> {
  const { readySteps, runningSteps, collectingSteps, blockedSteps } = decision;
  return new Map<string, StepStanding["at"]>([
    ...readySteps.map(({ key }) => [key, "open"] as const),
    ...[...runningSteps, ...collectingSteps].map(({ key }) => [key, "held"] as const),
    ...blockedSteps.map(({ key, cause }) => [key, cause === "retries" ? "failed" : "waiting"] as const),
  ]);
}

/**
 * Whether a running attempt is ours and its process is gone. It need not be waited for, and when its lease has run out
 * meanwhile, what it came to still counts: lateness alone takes nothing away.
 */
async function isLeftBehind(step: OpenStep, { holders, presence }: StoryPorts): Promise<boolean> {
  const { state, address } = step;
  const attempt = lastAttempt(state);
  const mark = attempt && markOf(step, attempt.id);
  if (state.phase !== "running" || !attempt || mark === undefined) return false;
  if (state.lease?.holder !== digestOf(await holders.secretFor(address, attempt.id))) return false;
  const process = presence.of(mark);
  return process === "gone" || process === "mine";
}
