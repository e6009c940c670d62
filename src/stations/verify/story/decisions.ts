import { readDocument } from "../../../kernel/document.ts";
import { type Keyring, selfAsserted, type TrustFile, trustedKeys } from "../../../rules/evidence/trust.ts";
import { Decision, decisionName, decisionPath, type Recorded } from "../../../rules/story/decision.ts";
import { differences } from "../../../rules/story/derive.ts";
import { disorder } from "../../../rules/story/order.ts";
import { type Round, roundsOf } from "../../../rules/story/round.ts";
import { type Finding, found } from "../../item/finding.ts";
import { DECISION_LIMITS, linkFault } from "../../story/log.ts";
import type { DecisionPorts } from "../../story/ports.ts";

/** The decisions about a request as a verifier reads them: all that reads, and everything that is wrong. */
export interface CheckedDecisions {
  readonly records: readonly Recorded[];
  readonly round: Round | null;
  readonly keyring: Keyring | null;
  readonly findings: readonly Finding[];
}

/**
 * Checks every decision: its bytes, its place in the chain, its signature, that the story would have asked for it
 * there, and that it follows again from what was recorded before it.
 */
export async function checkDecisions(
  request: string,
  trust: TrustFile | undefined,
  { decisions }: Pick<DecisionPorts, "decisions">,
): Promise<CheckedDecisions> {
  const names = await decisions.list(request);
  const findings: Finding[] = [];
  const records: Recorded[] = [];
  let keyring: Keyring | null = null;
  for (let seq = 1; seq <= names.length; seq++) {
    const path = decisionPath(request, seq);
    const bytes = await decisions.read(request, decisionName(seq));
    const read = bytes && readDocument(Decision, bytes, DECISION_LIMITS);
    if (!read?.ok) {
      findings.push(
        found(path, read ? read.says : "is missing, and there are later ones, or files of another name"),
      );
      break;
    }
    const { value: decision, text, digest } = read.read;
    const recorded: Recorded = { decision, text, digest };
    keyring ??= trust ? trustedKeys(trust) : selfAsserted(decision.signer);
    const fault = linkFault(recorded, { request, seq, before: records.at(-1), keyring });
    if (fault !== null) findings.push(found(path, fault));
    findings.push(...problemsOf(records, recorded).map((problem) => found(path, problem)));
    records.push(recorded);
  }
  return { records, round: roundsOf(records).at(-1) ?? null, keyring, findings };
}

function problemsOf(before: readonly Recorded[], { decision }: Recorded): readonly string[] {
  const wrong = disorder(before, decision);
  const rounds = roundsOf(before);
  const own =
    decision.station === "route" ? roundsOf([{ decision, text: "", digest: "" }])[0] : rounds.at(-1);
  return [
    ...(wrong === null ? [] : [wrong]),
    ...(own ? differences(decision, own) : ["belongs to no round"]),
  ];
}
