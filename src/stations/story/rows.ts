import type { Instant } from "../../kernel/clock.ts";
import { readDocument } from "../../kernel/document.ts";
import { printable } from "../../kernel/text.ts";
import { Handoff } from "../../rules/evidence/handoff.ts";
import type { Decision } from "../../rules/story/decision.ts";
import { type Round, roundOf } from "../../rules/story/round.ts";
import {
  ballotWords,
  consentOfRound,
  endWords,
  enlistWords,
  proposalWords,
  routeWords,
  rulingWords,
  seatWords,
  whyOf,
} from "../../rules/story/words.ts";
import { readFacts } from "../item/facts.ts";
import { openItem } from "../item/open.ts";
import type { DecisionLog } from "./log.ts";
import type { DecisionPorts } from "./ports.ts";

/** One line about one thing that happened in a round. */
export interface Row {
  readonly station: string;
  readonly decision: string;
  readonly why: string;
  readonly at: Instant;
}

const WORDS: Readonly<Record<Decision["station"], (round: Round) => string>> = {
  route: routeWords,
  propose: proposalWords,
  seat: seatWords,
  ballot: ballotWords,
  tally: rulingWords,
  consent: consentOfRound,
  enlist: enlistWords,
  end: endWords,
};

/** What happened in the last round of a request, in order: its decisions, and the handoffs of its work item. */
export async function rowsOf(log: DecisionLog, ports: DecisionPorts): Promise<readonly Row[]> {
  const round = roundOf(log.records);
  if (!round) return [];
  // Of the ballots the last one stands for all, of consent the newest decision.
  const last = new Map<Decision["station"], Decision>();
  for (const { decision } of log.records)
    if (decision.seq >= round.number) last.set(decision.station, decision);
  const rows = [...last.values()]
    .sort((a, b) => a.seq - b.seq)
    .map(({ station, at }) => row(station, WORDS[station](round), whyOf(station, round), at));
  const steps = round.enlist ? await stepRows(round.enlist.output.workItem, ports) : [];
  const ends = rows.filter(({ station }) => station === "end");
  return [...rows.filter(({ station }) => station !== "end"), ...steps, ...ends];
}

const row = (station: string, decision: string, why: string, at: Instant): Row => ({
  station,
  decision: printable(decision),
  why: printable(why),
  at,
});

async function stepRows(workItem: string, ports: DecisionPorts): Promise<Row[]> {
  const open = await openItem(workItem, ports);
  const { steps } = await readFacts(open, ports);
  return [...steps].flatMap(([key, { records }]) =>
    records.flatMap(({ entry }) => {
      const path = "document" in entry ? entry.document?.path : undefined;
      const bytes = path === undefined ? undefined : ports.files.read(path);
      const read = bytes && readDocument(Handoff, bytes);
      return read?.ok ? [row(key, read.read.value.outcome, `attempt ${entry.attempt}`, entry.at)] : [];
    }),
  );
}
