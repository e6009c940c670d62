import { type Digest, digestOf } from "../../kernel/digest.ts";
import { memberAt, parseJson } from "../../kernel/json.ts";
import type { DocumentRef, Entry } from "../../rules/claims/entry.ts";
import { lastAttempt } from "../../rules/claims/state.ts";
import { closingName } from "../../rules/evidence/opening.ts";
import { isRefusalCode } from "../../rules/story/codes.ts";
import type { EndInput } from "../../rules/story/ending.ts";
import { PublishResult } from "../../rules/story/result.ts";
import { type ItemFacts, readFacts, scheduleOf } from "../item/facts.ts";
import { openItem } from "../item/open.ts";
import { documentAt } from "./attempt-file.ts";
import type { DecisionPorts } from "./ports.ts";

type Work = NonNullable<EndInput["work"]>;
type Failure = NonNullable<Work["failure"]>;

/** What a round's work came to: what an end rests on. */
export async function workFacts(workItem: string, ports: DecisionPorts): Promise<Work> {
  const open = await openItem(workItem, ports);
  const facts = await readFacts(open, ports);
  const spent = scheduleOf(open, facts, ports).blockedSteps.find(({ cause }) => cause === "retries")?.key;
  return {
    workItem,
    closing: await newestClosing(workItem, ports),
    publication: publicationIn(facts, ports),
    failure: failureIn(facts, spent, ports),
  };
}

async function newestClosing(workItem: string, { records }: DecisionPorts): Promise<Digest | null> {
  for (let count = 1, digest: Digest | null = null; ; count++) {
    const bytes = await records.read(workItem, closingName(count));
    if (!bytes) return digest;
    digest = digestOf(bytes);
  }
}

function publicationIn({ steps }: ItemFacts, ports: DecisionPorts): Work["publication"] {
  const attempt = steps.get("publish")?.state.completion?.attempt;
  return attempt === undefined ? null : (documentAt(PublishResult, attempt, ports)?.publication ?? null);
}

/** The step that stopped the work: in the words of its last handoff, `<code>: <says>`, or for want of a retry. */
function failureIn(
  { steps }: ItemFacts,
  spent: string | undefined,
  { files }: DecisionPorts,
): Failure | null {
  for (const [step, { state, records }] of steps) {
    if (state.phase !== "failed" && step !== spent) continue;
    const attempt = lastAttempt(state)?.id ?? null;
    const failed = records.findLast(({ entry }) => entry.kind === "fail");
    const document = failed && documentOf(failed.entry);
    const said = state.phase === "failed" && document ? outcomeIn(files.read(document.path)) : NO_RETRY;
    // A person may have reported the failure by hand, in whatever words.
    const [, code = "", says = ""] = /^([a-z-]+[.][a-z-]+): (.*)$/s.exec(said) ?? [];
    const read = isRefusalCode(code) ? { code, says } : { code: "work.failed", says: said };
    return { step, attempt, code: read.code, says: read.says.slice(0, 4_000).toWellFormed() };
  }
  return null;
}

const NO_RETRY = "work.retries: The step failed as often as it may: its lease ran out unheard.";

const documentOf = (entry: Entry): DocumentRef | undefined =>
  "document" in entry ? entry.document : undefined;

function outcomeIn(bytes: Uint8Array | undefined): string {
  const parsed = bytes && parseJson(bytes);
  const outcome = parsed?.ok ? memberAt(parsed.value, "outcome") : undefined;
  return typeof outcome === "string" ? outcome : "The step failed.";
}
