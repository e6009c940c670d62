import { readDocument } from "../../kernel/document.ts";
import { Handoff, isSidecar } from "../../rules/evidence/handoff.ts";
import { decisionPath } from "../../rules/story/decision.ts";
import { belongingsOf } from "../item/belongings.ts";
import { readFacts } from "../item/facts.ts";
import { openItem } from "../item/open.ts";
import type { DecisionPorts } from "./ports.ts";

/** What a proof is about: a request with so many decisions, and the work item that its last round became. */
export interface Proven {
  readonly request: string;
  readonly decisions: number;
  readonly workItem: string | null;
}

/** Every document that belongs into a proof: the decisions, the work item's records, and the files that its handoffs link. */
export async function provenPaths(
  { request, decisions, workItem }: Proven,
  ports: DecisionPorts,
): Promise<ReadonlySet<string>> {
  const own = Array.from({ length: decisions }, (_, index) => decisionPath(request, index + 1));
  return new Set([...own, ...(workItem === null ? [] : await pathsOf(workItem, ports))]);
}

async function pathsOf(workItem: string, ports: DecisionPorts): Promise<readonly string[]> {
  const open = await openItem(workItem, ports);
  const { paths } = belongingsOf(open, await readFacts(open, ports), ports.files);
  const linked = paths.flatMap((path) => {
    const bytes =
      path.startsWith("artifacts/handoff/") && !isSidecar(path) ? ports.files.read(path) : undefined;
    const read = bytes && readDocument(Handoff, bytes);
    return read?.ok ? read.read.value.files.map((file) => file.path) : [];
  });
  return [...paths, ...linked];
}
