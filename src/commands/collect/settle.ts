import * as v from "valibot";
import { fixedClock, type Instant, laterOf } from "../../kernel/clock.ts";
import { Id } from "../../kernel/name.ts";
import { close } from "../../stations/close.ts";
import { measureAll, savePortfolio } from "../../stations/export.ts";
import { belongingsOf } from "../../stations/item/belongings.ts";
import { readFacts } from "../../stations/item/facts.ts";
import { Finding } from "../../stations/item/finding.ts";
import { workItemsHere } from "../../stations/item/items.ts";
import { openItem } from "../../stations/item/open.ts";
import { repair } from "../../stations/repair.ts";
import { verifyItem } from "../../stations/verify/verify.ts";
import type { Report } from "../command.ts";
import type { CollectWorld } from "../world.ts";

/** What collecting came to. */
export const Collected = v.strictObject({
  schemaVersion: v.literal("1.0"),
  items: v.array(v.strictObject({ workItemId: Id, state: v.picklist(["closed", "open", "untouched"]) })),
  /** What was not taken in or does not verify. With any of the work folder's own, nothing is committed. */
  findings: v.array(Finding),
  export: v.nullable(v.string()),
  paths: v.number(),
  commit: v.nullable(v.string()),
  committed: v.boolean(),
  pushed: v.boolean(),
});
export type Collected = v.InferOutput<typeof Collected>;

export interface Settled {
  readonly collected: Collected;
  readonly paths: readonly string[];
  readonly latest: Instant | null;
  /** Findings in the work folder itself: with any of them nothing is committed. */
  readonly isSound: boolean;
}

/** Finishes and verifies every work item here and exports them, as of the newest thing that happened. */
export async function settle(
  world: CollectWorld,
  refused: readonly Finding[],
  report: Report,
): Promise<Settled> {
  const items: Collected["items"] = [];
  const findings: Finding[] = [];
  const paths: string[] = [];
  let latest: Instant | null = null;
  for (const id of workItemsHere(world)) {
    report.progress(`verifying ${id}`);
    const open = await openItem(id, world);
    await repair(open, world);
    const facts = await readFacts(open, world);
    await close(open, facts, world);
    const verified = await verifyItem(id, undefined, world);
    const belongings = belongingsOf(open, facts, world.files);
    items.push({ workItemId: id, state: verified.state });
    findings.push(...verified.findings);
    paths.push(...belongings.paths);
    latest = latest === null ? belongings.latest : laterOf(latest, belongings.latest);
  }
  const isSound = findings.length === 0;
  const exported = isSound && latest !== null ? await exportAt(latest, world) : null;
  if (exported) paths.push(exported);
  const collected: Collected = {
    schemaVersion: "1.0",
    items,
    findings: [...refused, ...findings],
    export: exported,
    paths: paths.length,
    commit: null,
    committed: false,
    pushed: false,
  };
  return { collected, paths: [...new Set(paths)].sort(), latest, isSound };
}

async function exportAt(latest: Instant, world: CollectWorld): Promise<string> {
  const portfolio = await measureAll({ ...world.aside(), clock: fixedClock(latest) });
  return savePortfolio(portfolio, world.files);
}
