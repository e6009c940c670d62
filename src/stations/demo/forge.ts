import { digestOf } from "../../kernel/digest.ts";
import { readDocument } from "../../kernel/document.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { type SealingKey, sealed } from "../../kernel/seal.ts";
import { tally } from "../../rules/council/tally.ts";
import { type Bundle, bundled, bytesOf } from "../../rules/story/bundle.ts";
import { Decision, decisionPath } from "../../rules/story/decision.ts";
import { endOf } from "../../rules/story/end.ts";
import { answersOf, type Round, roundsOf } from "../../rules/story/round.ts";

const APPROVAL = canonicalJson({
  approve: true,
  findings: [],
  rationale: "Fine.",
  recommendation: "Go ahead.",
  risk: "LOW",
});

/**
 * What somebody with the right key can do to a rejection: every ballot says yes, the votes are counted again, the end
 * is drawn from that, and each record is chained, signed and bundled again. To show that it is found all the same.
 *
 * @returns the forged proof, and the record that cannot be explained away
 */
export function forgeVotes(
  bundle: Bundle,
  key: SealingKey,
): { readonly copy: Uint8Array; readonly named: string } {
  const forged: { decision: Decision; text: string; digest: string }[] = [];
  let named = "";
  for (let seq = 1; seq <= bundle.head.seq; seq++) {
    const path = decisionPath(bundle.request, seq);
    const file = bundle.files.find((each) => each.path === path);
    const read = file && readDocument(Decision, bytesOf(file), { maxBytes: 8 << 20, maxDepth: 16 });
    if (!read?.ok) throw new TypeError("A proof holds its decisions.");
    const { value, text: honest } = read.read;
    const changed = turned(value, roundsOf(forged).at(-1) ?? null);
    if (changed.station === "ballot" && named === "" && canonicalJson(changed) !== honest) named = path;
    const text = sealed("decision", { ...changed, previous: forged.at(-1)?.digest ?? null }, key);
    const again = readDocument(Decision, Buffer.from(text), { maxBytes: 8 << 20, maxDepth: 16 });
    if (!again.ok) throw new TypeError(`A forged decision ${again.says}.`);
    forged.push({ decision: again.read.value, text, digest: again.read.digest });
  }
  const others = bundle.files.filter(
    ({ path }) => !path.startsWith(`artifacts/decisions/${bundle.request}/`),
  );
  const own = forged.map(({ decision, text }) =>
    bundled(decisionPath(bundle.request, decision.seq), digestOf(text), Buffer.from(text)),
  );
  const files = [...others, ...own].sort((a, b) => (a.path < b.path ? -1 : 1));
  const head = { seq: bundle.head.seq, digest: forged.at(-1)?.digest ?? "" };
  return { copy: Buffer.from(sealed("bundle", { ...bundle, head, files }, key)), named };
}

/** A decision as the forger wants it. */
function turned(decision: Decision, round: Round | null): Decision {
  if (decision.station === "ballot")
    return { ...decision, output: { lane: decision.output.lane, text: APPROVAL, absent: null } };
  if (decision.station === "tally" && round?.seat)
    return {
      ...decision,
      output: tally({
        seats: round.seat.output.seats,
        answers: answersOf(round),
        tier: round.route.output.routing.risk.tier,
      }),
    };
  if (decision.station === "end" && round)
    return { ...decision, output: endOf(decision.input, round) ?? decision.output };
  return decision;
}
