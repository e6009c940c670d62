import { tally } from "../../../src/rules/council/tally.ts";
import type { DecisionOf } from "../../../src/rules/story/decision.ts";
import { endOf } from "../../../src/rules/story/end.ts";
import { roundsOf } from "../../../src/rules/story/round.ts";
import type { Document } from "../../tamper/forge.ts";
import { type Apart, type Change, decisionsIn, documentIn, put } from "./forging.ts";

export type Part = Record<string, unknown>;
const partOf = (value: unknown): Part => value as Part;
export const at = (value: unknown, ...names: readonly string[]): Part =>
  partOf(names.reduce((part, name) => partOf(part)[name], value));

/** Where the newest decision of a station lies; of ballots, that of a lane. */
const pathOf = (apart: Apart, station: string, lane?: string): string => {
  const path = decisionsIn(apart).findLast((each) => {
    const document = documentIn(apart, each);
    return document["station"] === station && (lane === undefined || at(document, "input")["lane"] === lane);
  });
  if (path === undefined) throw new Error(`There is no decision of ${station}.`);
  return path;
};

/** Changes the newest decision of a station in place. */
export const edit =
  (station: string, change: (decision: Document) => void, lane?: string): Change =>
  (apart) => {
    const path = pathOf(apart, station, lane);
    const document = documentIn(apart, path);
    change(document);
    put(apart, path, document);
  };

export const set =
  (station: string, names: readonly string[], value: unknown): Change =>
  (apart) =>
    edit(station, (decision) => {
      at(decision, ...names.slice(0, -1))[names.at(-1) ?? ""] = value;
    })(apart);

export const YES = JSON.stringify({
  approve: true,
  findings: [],
  rationale: "",
  recommendation: "",
  risk: "LOW",
});
export const answers = (lane: string, text: string): Change =>
  edit(
    "ballot",
    (decision) => {
      decision["output"] = { lane, text, absent: null };
    },
    lane,
  );

/** Counts what the ballots say now, and draws the end from that, as the rules do. */
export const recount: Change = (apart) => {
  const records = () =>
    decisionsIn(apart).map((path) => {
      const decision = documentIn(apart, path) as unknown as DecisionOf<"route">;
      return { decision, text: "", digest: "" };
    });
  const round = () => roundsOf(records()).at(-1);
  const { seat, ballots, route } = round() ?? {};
  const votes = (seat?.output.seats ?? []).flatMap(({ lane }) => ballots?.get(lane)?.output ?? []);
  const tier = route?.output.routing.risk.tier ?? "high";
  set("tally", ["output"], tally({ seats: seat?.output.seats ?? [], answers: votes, tier }))(apart);
  const last = round();
  if (last?.end) set("end", ["output"], endOf(last.end.input, { ...last, end: null }))(apart);
};

/** The engine of a lane is said to be another one, and its answer to be whatever suits. */
export const disguised =
  (lane: string, answeredBy: string, text: string): Change =>
  (apart) => {
    set("seat", ["input", "available", lane], { engine: "scripted", answeredBy })(apart);
    edit("seat", (decision) => {
      const seats = at(decision, "output")["seats"] as Part[];
      Object.assign(seats.find((seat) => seat["lane"] === lane) ?? {}, { engine: "scripted", answeredBy });
    })(apart);
    answers(lane, text)(apart);
  };

/** One after the other. */
export const all =
  (...changes: readonly Change[]): Change =>
  (apart) => {
    for (const change of changes) change(apart);
  };

export const dropped =
  (station: string): Change =>
  (apart) =>
    void apart.files.delete(pathOf(apart, station));

export const swappedWithNext =
  (station: string): Change =>
  (apart) => {
    const path = pathOf(apart, station);
    const all = decisionsIn(apart);
    const next = all[all.indexOf(path) + 1] ?? "";
    const texts = [apart.files.get(path) ?? "", apart.files.get(next) ?? ""] as const;
    apart.files.set(path, texts[1]).set(next, texts[0]);
  };

/** The newest decision of a station stands once more, last but one. */
export const twice =
  (station: string): Change =>
  (apart) => {
    const all = decisionsIn(apart);
    const last = all.at(-1) ?? "";
    apart.files.set(last.replace(/\d+\.json$/, `${all.length + 1}.json`), apart.files.get(last) ?? "");
    apart.files.set(last, apart.files.get(pathOf(apart, station)) ?? "");
  };
