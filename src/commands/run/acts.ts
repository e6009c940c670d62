import { isRefusal } from "../../kernel/refusal.ts";
import { listed } from "../../kernel/text.ts";
import type { Consent } from "../../rules/council/consent.ts";
import type { Act } from "../../rules/story/next.ts";
import { firstTwelve } from "../../rules/story/proposal.ts";
import { contentOfRound, type Round, roundOf } from "../../rules/story/round.ts";
import {
  consentWords,
  endWords,
  proposalWords,
  routeWords,
  rulingWords,
  seatWords,
  uncounted,
} from "../../rules/story/words.ts";
import { closeIfComplete } from "../../stations/close.ts";
import { ask } from "../../stations/council/ask.ts";
import { consent } from "../../stations/council/consent.ts";
import { seat } from "../../stations/council/seat.ts";
import { tally } from "../../stations/council/tally.ts";
import { delegate } from "../../stations/delegate.ts";
import { finish } from "../../stations/finish.ts";
import { propose } from "../../stations/intake/propose.ts";
import { route, showRouting } from "../../stations/intake/route.ts";
import { openItem } from "../../stations/item/open.ts";
import { repair } from "../../stations/repair.ts";
import type { StoryReading } from "../../stations/story/facts.ts";
import type { DecisionLog } from "../../stations/story/log.ts";
import { enlist } from "../../stations/work/enlist.ts";
import { type Stop, type Story, stopped } from "./story.ts";

/** What an act came to: nothing to say more of, or a stop. */
type Done = Stop | undefined;
type Doer = (reading: StoryReading, round: Round, story: Story) => Promise<Done>;

/** Each act of the story: which stations do it, and what is said of it. */
export const ACTS: { readonly [A in Exclude<Act, "route">]: Doer } = {
  async propose({ log, issue }, round, { ports, options, teller }) {
    await showRouting(issue.number, round.route.output.routing, ports);
    const longer = await propose(log, round, options, ports);
    if (isRefusal(longer)) return stopped(longer);
    return told(longer, "propose", proposalWords, teller);
  },
  seat: async ({ log }, round, { ports, teller }) =>
    told(await seat(log, round, ports), "seat", seatWords, teller),
  async ask({ log }, round, { ports, signal, teller }) {
    const answered = (lane: string, isAbsent: boolean) =>
      teller.did("ballot", `${lane} ${isAbsent ? "gave no answer" : "answered"}`);
    teller.begins("ballot: the lanes are asked");
    await ask(log, round, ports, { signal, answered });
    return undefined;
  },
  tally: async ({ log }, round, { ports, teller }) =>
    told(await tally(log, round, ports), "tally", rulingWords, teller),
  async consent({ log, issue }, round, { ports, teller }) {
    const longer = await consent(log, round, issue, ports);
    const decided = longer && roundOf(longer.records)?.consent?.output;
    if (!decided) return undefined;
    teller.did("consent", consentWords(decided));
    return decided.outcome === "consented" ? undefined : consentStop(decided, round);
  },
  enlist: async ({ log }, round, { ports, teller }) =>
    told(
      await enlist(log, round, ports),
      "enlist",
      ({ enlist: made }) => `work item ${made?.output.workItem ?? ""}`,
      teller,
    ),
  async delegate(_reading, round, { ports, teller }) {
    const open = await openItem(workItemOf(round), ports);
    const { schedule } = await delegate(open, { prompt: undefined, timeIsGiven: false }, ports);
    teller.did(
      "delegate",
      `${listed(schedule.launchOrder, 8)}; ready: ${listed(schedule.readySteps.map(({ key }) => key)) || "none"}`,
    );
    return undefined;
  },
  async close(_reading, round, { ports, teller }) {
    const open = await openItem(workItemOf(round), ports);
    await closeIfComplete(open, ports);
    teller.did("close", "every log of the work item is bound");
    return undefined;
  },
  async end(reading, round, { ports, teller }) {
    if (!round.propose) await showRouting(reading.issue.number, round.route.output.routing, ports);
    // A step is done by its entry: whoever wrote it may have ended, or still be about, to put its handoff in its place.
    if (round.enlist) await repair(await openItem(workItemOf(round), ports), ports);
    return told(await finish(reading, ports), "end", endWords, teller);
  },
};

export async function actRoute(
  { log, issue }: StoryReading,
  { ports, options, teller }: Story,
): Promise<Done> {
  return told(await route(log, issue, options.variables, ports), "route", routeWords, teller);
}

/** Says what a decision came to; nothing when somebody else decided first. */
function told(
  longer: DecisionLog | null,
  station: string,
  words: (round: Round) => string,
  teller: Story["teller"],
): Done {
  const round = longer && roundOf(longer.records);
  if (round) teller.did(station, words(round));
  return undefined;
}

export const workItemOf = ({ enlist: made }: Round): string => made?.output.workItem ?? "";

function consentStop(decided: Consent, round: Round): Stop {
  const content = contentOfRound(round);
  return stopped({
    code: `consent.${decided.outcome}`,
    message: [consentWords(decided), ...uncounted(decided)].join(" "),
    hint: `Read the request, and if you agree to exactly this: run it again with --approve ${firstTwelve(content)}.`,
  });
}
