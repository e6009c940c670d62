import { memberAt, parseJsonText } from "../../kernel/json.ts";
import { listed, shown } from "../../kernel/text.ts";
import { BALLOT_LIMITS, type Ballot, type BallotFinding, type Risk } from "./ballot.ts";
import { COUNCIL_POLICY, type CouncilPolicy } from "./policy.ts";
import { NO_OBJECT, soleObject } from "./sole-object.ts";

/** Why a text is no ballot at all. It counts as if the lane had not answered: no approval, no veto. */
export const NO_BALLOT = {
  "too-large": "The answer is longer than an answer may be; it was not read.",
  ...NO_OBJECT,
} as const;

/** What keeps a ballot from approving. */
export const FLAWS = {
  "not-strict": "it is JSON only to a careless reader",
  "unknown-key": "it says more than a ballot may",
  approve: "approve must be true or false",
  findings: "findings must be a list of texts, or of objects with says and place",
  recommendation: "recommendation must be a text",
  rationale: "rationale must be a text",
} as const;

/** One thing that is wrong: a stable code, and a sentence for people. */
export interface Flaw<Code extends string = string> {
  readonly code: Code;
  readonly says: string;
}

export type ParsedBallot = Readonly<
  | { ok: true; ballot: Ballot; flaws: readonly Flaw<keyof typeof FLAWS>[] }
  | { ok: false; why: Flaw<keyof typeof NO_BALLOT> }
>;

const KEYS = ["risk", "approve", "findings", "recommendation", "rationale"];

/** Of an object that no two readers need to read alike nothing is believed, so that its risk is unknown. */
const UNREADABLE: Ballot = {
  approve: false,
  risk: "unknown",
  findings: [],
  recommendation: "",
  rationale: "",
};

/**
 * Reads a lane's answer. The enemy is whoever wrote the request and has talked the lane into saying more than a vote.
 *
 * One object is a ballot, however badly made; folding only escalates. Any flaw takes its approval away and leaves its
 * risk, so that no trick in the rest of an object gets rid of a HIGH. A risk other than low, medium and high, in ASCII
 * letters of any case and with nothing around it, is unknown, and so is the risk of an object with a key twice, nested
 * too deep, or with a number that overflows. Text without a single object is no ballot. What the object says about
 * lane, role or weight is an unknown key.
 *
 * @param limits  bytes of UTF-8 and depth
 * @returns       never throws; linear in the text
 * @see           design 9.1: what vetoes and what is absent
 */
export function parseBallot(
  text: string,
  limits: CouncilPolicy["ballot"] = COUNCIL_POLICY.ballot,
): ParsedBallot {
  if (isLonger(text, limits.maxBytes)) return none("too-large");
  // Most answers are the object and nothing else; those need not be searched.
  const whole = text.startsWith("{") ? parseJsonText(text, limits) : null;
  if (whole?.ok) return readBallot(whole.value);
  const sole = soleObject(text);
  if (!sole.ok) return none(sole.code);
  const strict = parseJsonText(sole.text, limits);
  if (strict.ok) return readBallot(strict.value);
  return { ok: true, ballot: UNREADABLE, flaws: [flaw("not-strict", `The object ${strict.problem}.`)] };
}

/** A code unit becomes three bytes at most: short texts need not be encoded to be measured. */
const isLonger = (text: string, maxBytes: number): boolean =>
  text.length * 3 > maxBytes && (text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes);

const none = (code: keyof typeof NO_BALLOT): ParsedBallot => ({
  ok: false,
  why: { code, says: NO_BALLOT[code] },
});

const flaw = <Code extends keyof typeof FLAWS>(code: Code, says: string): Flaw<Code> => ({ code, says });

function readBallot(value: unknown): ParsedBallot {
  const flaws: Flaw<keyof typeof FLAWS>[] = [];
  const wrong = (code: keyof typeof FLAWS, says = `The object does not fit: ${FLAWS[code]}.`) =>
    void flaws.push(flaw(code, says));

  const unknown = Object.keys(Object(value)).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0)
    wrong("unknown-key", `The object has unknown keys: ${listed(unknown.map((key) => shown(key, 40)))}.`);
  const approve = memberAt(value, "approve");
  if (typeof approve !== "boolean") wrong("approve");
  const findings = readFindings(memberAt(value, "findings"), () => wrong("findings"));
  const recommendation = readText(memberAt(value, "recommendation"), BALLOT_LIMITS.recommendation);
  if (!recommendation.whole) wrong("recommendation");
  const rationale = readText(memberAt(value, "rationale"), BALLOT_LIMITS.rationale);
  if (!rationale.whole) wrong("rationale");

  const ballot: Ballot = {
    approve: approve === true && flaws.length === 0,
    risk: riskOf(memberAt(value, "risk")),
    findings,
    recommendation: recommendation.text,
    rationale: rationale.text,
  };
  return { ok: true, ballot, flaws };
}

const WORDS: ReadonlyMap<unknown, Risk> = new Map([
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
]);

/** No letter outside ASCII has a lower case that would make one of the three words. */
const riskOf = (said: unknown): Risk =>
  (typeof said === "string" && said.length <= 6 && WORDS.get(said.toLowerCase())) || "unknown";

/** What is kept of a text: all, or as much as fits. */
function readText(said: unknown, max: number): { readonly text: string; readonly whole: boolean } {
  if (typeof said !== "string") return { text: "", whole: false };
  if (said.length <= max) return { text: said, whole: true };
  const cut = said.slice(0, max);
  // Half of a surrogate pair could not be written down.
  return { text: cut.isWellFormed() ? cut : cut.slice(0, -1), whole: false };
}

function readFindings(said: unknown, wrong: () => void): BallotFinding[] {
  const list: readonly unknown[] = Array.isArray(said) ? said : [];
  const kept = list.slice(0, BALLOT_LIMITS.findings).map(readFinding);
  const isWhole = Array.isArray(said) && kept.length === list.length && kept.every(({ whole }) => whole);
  if (!isWhole) wrong();
  return kept.map(({ finding }) => finding);
}

function readFinding(said: unknown): { readonly finding: BallotFinding; readonly whole: boolean } {
  if (typeof said === "string") {
    const { text, whole } = readText(said, BALLOT_LIMITS.says);
    return { finding: { says: text }, whole };
  }
  const says = readText(memberAt(said, "says"), BALLOT_LIMITS.says);
  const quoted = memberAt(said, "place");
  const place = readText(quoted ?? "", BALLOT_LIMITS.place);
  const isKnown = Object.keys(Object(said)).every((key) => key === "says" || key === "place");
  return {
    finding: quoted === undefined ? { says: says.text } : { says: says.text, place: place.text },
    whole: isKnown && says.whole && place.whole && quoted !== null,
  };
}
