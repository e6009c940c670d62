import type { Ballot, LaneAnswer } from "./ballot.ts";
import { parseBallot } from "./parse.ts";
import type { CouncilPolicy } from "./policy.ts";
import type { Seat } from "./seat.ts";

/** What was heard from one lane. `ballot` counts; `suspects` are of a lane whose answer does not, and can only veto. */
export interface Heard {
  readonly seat: Seat;
  readonly ballot: Ballot | null;
  readonly suspects: readonly Ballot[];
  readonly note: { readonly list: "absent" | "invalid" | "flawed"; readonly why: string } | null;
}

function byLane<Of extends { readonly lane: string }>(things: readonly Of[]): ReadonlyMap<string, Of[]> {
  const lanes = new Map<string, Of[]>();
  for (const thing of things) {
    const same = lanes.get(thing.lane);
    if (same) same.push(thing);
    else lanes.set(thing.lane, [thing]);
  }
  return lanes;
}

/** All that was heard. `strangers` are lanes that spoke without a seat. */
export interface Hearing {
  readonly heard: readonly Heard[];
  readonly strangers: readonly string[];
}

/** Every seat with what it said, in the order of the seats; and the lanes that spoke without one. */
export function hear(
  seats: readonly Seat[],
  answers: readonly LaneAnswer[],
  limits: CouncilPolicy["ballot"],
): Hearing {
  const chairs = byLane(seats);
  const spoken = byLane(answers);
  const heard = seats.map((seat) => {
    const read = (spoken.get(seat.lane) ?? []).map((answer) => readAnswer(answer, limits));
    return hearSeat(seat, chairs.get(seat.lane)?.length ?? 0, read);
  });
  return { heard, strangers: [...spoken.keys()].filter((lane) => !chairs.has(lane)) };
}

/** What came to a seat, without the seat. */
type Words = Omit<Heard, "seat">;

/** Of a lane that answers or sits twice no ballot counts: which one would be anybody's choice. */
function hearSeat(seat: Seat, sits: number, read: readonly Words[]): Heard {
  const [only] = read;
  if (sits === 1 && read.length === 1 && only) return { seat, ...only };
  const suspects = read.flatMap((words) => words.suspects);
  if (sits > 1) return { seat, ...none("invalid", `The lane sits ${sits} times.`, suspects) };
  if (read.length > 1)
    return { seat, ...none("invalid", `The lane answered ${read.length} times.`, suspects) };
  return { seat, ...none("absent", "The lane gave no answer.") };
}

function readAnswer({ text, absent }: LaneAnswer, limits: CouncilPolicy["ballot"]): Words {
  if (text === null) return none("absent", absent ?? "The lane gave neither an answer nor a reason.");
  const read = parseBallot(text, limits);
  if (!read.ok) return none("invalid", read.why.says);
  const { ballot, flaws } = read;
  if (absent !== null) return none("invalid", "The lane has both an answer and a reason for none.", [ballot]);
  const why = flaws.map(({ says }) => says).join(" ");
  return { ballot, suspects: [ballot], note: why === "" ? null : { list: "flawed", why } };
}

const none = (list: "absent" | "invalid", why: string, suspects: readonly Ballot[] = []): Words => ({
  ballot: null,
  suspects,
  note: { list, why },
});
