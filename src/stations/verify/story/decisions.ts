import { readDocument } from "../../../kernel/document.ts";
import { type Keyring, selfAsserted, type TrustFile, trustedKeys } from "../../../rules/evidence/trust.ts";
import {
  DECISIONS_FOLDER,
  Decision,
  decisionName,
  decisionPath,
  type Recorded,
} from "../../../rules/story/decision.ts";
import { differences, isHeard } from "../../../rules/story/derive.ts";
import { disorder } from "../../../rules/story/order.ts";
import { type Round, roundsOf } from "../../../rules/story/round.ts";
import { type Finding, found } from "../../item/finding.ts";
import { DECISION_LIMITS, linkFault } from "../../story/log.ts";
import type { DecisionPorts } from "../../story/ports.ts";

/** The decisions about a request as a verifier reads them: all that reads, and everything that is wrong. */
export interface CheckedDecisions {
  readonly records: readonly Recorded[];
  /** Oldest first. */
  readonly rounds: readonly Round[];
  /** Seqs of answers that were heard and not decided: they cannot be taken again. */
  readonly heard: ReadonlySet<number>;
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
  { decisions, files }: Pick<DecisionPorts, "decisions" | "files">,
): Promise<CheckedDecisions> {
  const names = await decisions.list(request);
  const findings: Finding[] = hiddenAmong(request, files);
  const records: Recorded[] = [];
  const heard = new Set<number>();
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
    if (wasHeard(records, recorded)) heard.add(seq);
    records.push(recorded);
  }
  return { records, rounds: roundsOf(records), heard, keyring, findings };
}

/** Nobody sees them, and nothing reads them: whatever they are, they are no decisions. */
function hiddenAmong(request: string, files: DecisionPorts["files"]): Finding[] {
  const folder = `${DECISIONS_FOLDER}/${request}`;
  return files
    .hidden(folder)
    .map((name) => found(`${folder}/${name}`, "is hidden among the decisions, and none of them"));
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

/** Whether a decision records what a lane answered whom nobody can ask again. */
function wasHeard(before: readonly Recorded[], { decision }: Recorded): boolean {
  if (decision.station !== "ballot") return false;
  const seats = roundsOf(before).at(-1)?.seat?.output.seats ?? [];
  const seat = seats.find(({ lane }) => lane === decision.input.lane);
  return seat !== undefined && isHeard(seat);
}
