import * as v from "valibot";
import { Ballot } from "./ballot.ts";
import { Consent, ConsentInput, decideConsent } from "./consent.ts";
import { FLAWS, NO_BALLOT, parseBallot } from "./parse.ts";
import { Ruling } from "./ruling.ts";
import { Seating } from "./seat.ts";
import { SeatingInput, seatsFor } from "./seating.ts";
import { TallyInput, tally } from "./tally.ts";

/** A lane's answer as it came. However long: what is too long is answered, not refused. */
const BallotInput = v.strictObject({ text: v.string() });

const NoBallot = v.strictObject({ code: v.picklist(namesOf(NO_BALLOT)), says: v.string() });
const FlawFound = v.strictObject({ code: v.picklist(namesOf(FLAWS)), says: v.string() });

/** What a lane's answer counts as, and what is wrong with it. */
const BallotRead = v.variant("ok", [
  v.strictObject({ ok: v.literal(true), ballot: Ballot, flaws: v.array(FlawFound) }),
  v.strictObject({ ok: v.literal(false), why: NoBallot }),
]);

/** The council's rules as the outside may ask them: each takes its input as parsed by its schema, and never throws. */
export const COUNCIL_RULES = {
  lanes: {
    input: SeatingInput,
    output: Seating,
    decide: (input: v.InferOutput<typeof SeatingInput>): v.InferOutput<typeof Seating> => seatsFor(input),
  },
  ballot: {
    input: BallotInput,
    output: BallotRead,
    decide: ({ text }: v.InferOutput<typeof BallotInput>) => parseBallot(text),
  },
  tally: {
    input: TallyInput,
    output: Ruling,
    decide: (input: v.InferOutput<typeof TallyInput>): Ruling => tally(input),
  },
  consent: { input: ConsentInput, output: Consent, decide: decideConsent },
} as const;

/** The keys of a table, as the words of a schema. */
function namesOf<const Table extends object>(table: Table): readonly (keyof Table & string)[] {
  const isName = (key: string): key is keyof Table & string => Object.hasOwn(table, key);
  return Object.keys(table).filter(isName);
}
