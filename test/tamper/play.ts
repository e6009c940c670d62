import { must } from "../support/blackbox/door.ts";
import { copyOf, filesIn, ORIGIN, passing } from "../support/blackbox/folder.ts";
import { itemFiles, type StepSpec } from "../support/blackbox/item.ts";
import type { Workshop } from "../support/cli.ts";

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** One of each: an adopted step, a linked file, a parallel group, a gate, and steps enough to go wrong in. */
export const STEPS: readonly StepSpec[] = [
  { key: "setup", order: 1 },
  { key: "a", order: 2 },
  { key: "b1", order: 3, parallelizable: true },
  { key: "b2", order: 3, parallelizable: true },
  { key: "c", order: 4, gateKey: "review" },
  { key: "d", order: 5 },
  { key: "last", order: 6 },
];

/** What lay here before the work item was opened: a handoff and a gate decision of another tool. */
export const before = (item: string): Record<string, string> => ({
  [`artifacts/handoff/2025-01-02T00-00-00Z-${item}-setup-${item}-setup.json`]: json({
    schemaVersion: "1.0",
    workItemId: item,
    workflow: { name: "W", version: "1.0.0" },
    step: { key: "setup", order: 1 },
    eventType: "attempt-completed",
    attemptId: `${item}-setup`,
    timestamp: "2025-01-02T00:00:00Z",
    actor: "somebody",
    outcome: "set up",
    nextAction: "go on",
    baselineIntegration: "pre",
    links: [],
  }),
  [`artifacts/gates/${item}/entry.json`]: json({
    schemaVersion: "1.0",
    workItemId: item,
    gateKey: "entry",
    decision: "approve",
    reasons: [],
    reviewer: "somebody",
    decidedAt: "2025-01-02T00:00:00Z",
  }),
});

export const itemPath = (item: string): string => `artifacts/work-items/${item}.json`;

/** The folder before anything was recorded: two work items on one workflow. */
export function setting(): Workshop {
  const files = itemFiles(STEPS);
  const second = (files[itemPath("wi")] ?? "").replace('"wi"', '"other"');
  return passing({
    ...files,
    ...before("wi"),
    ...before("other"),
    [itemPath("other")]: second,
    "notes/result.txt": "all green\n",
    ...ORIGIN,
  });
}

/** Everything that can happen to a step, up to its last one. */
export async function playUpToLast(shop: Workshop, item: string): Promise<void> {
  const at = (step: string): string[] => ["--work-item", item, "--step", step];
  const id = (name: string): string[] => ["--attempt", `${item}-${name}`];
  const claim = (step: string, name: string) => must(shop, ["claim", ...at(step), ...id(name)]);
  const complete = (step: string, name: string, ...more: string[]) =>
    must(shop, ["complete", ...at(step), ...id(name), ...more]);
  const gate = (...more: string[]) => must(shop, ["gate", "--work-item", item, "--gate", "review", ...more]);

  await claim("a", "a1");
  await must(shop, ["renew", ...at("a"), ...id("a1")]);
  await complete("a", "a1", "--link", "notes/result.txt", "--outcome", "done well");
  await claim("b1", "b1-1");
  await complete("b1", "b1-1", "--event-type", "attempt-failed", "--outcome", "red");
  await claim("b1", "b1-2");
  await complete("b1", "b1-2");
  await claim("b2", "b2-1");
  await must(shop, ["release", ...at("b2"), ...id("b2-1"), "--reason", "lunch"]);
  await complete("b2", "b2-2");
  await gate("--decision", "reject", "--reason", "too slow", "--reentry-step", "b2");
  await complete("b2", "b2-3");
  await gate("--decision", "approve");
  await claim("c", "c1");
  await complete("c", "c1");
  await complete("c", "c1", "--event-type", "baseline-integration");
  await must(shop, ["revert", ...at("c"), "--reason", "wrong branch"]);
  await claim("c", "c2");
  await complete("c", "c2");
  await complete("d", "d1", "--event-type", "attempt-started");
  await complete("d", "d1");
  await complete("d", "d1", "--event-type", "attempt-rejected", "--outcome", "not what was asked for");
  await complete("d", "d2");
  await must(shop, ["delegate", item, "--prompt", "go on"]);
}

/** The last step, twice, so that there is a second closing; then what an operator does at the end. */
export async function playToTheEnd(shop: Workshop, item: string): Promise<void> {
  const last = ["--work-item", item, "--step", "last"];
  await must(shop, ["complete", ...last, "--attempt", `${item}-l1`]);
  await must(shop, ["revert", ...last, "--reason", "once more"]);
  await must(shop, ["complete", ...last, "--attempt", `${item}-l2`]);
  await must(shop, ["delegate", item]);
}

export interface Played {
  /** All but the last step is done. */
  readonly open: Workshop;
  /** Everything is done and closed, twice. */
  readonly closed: Workshop;
}

/** Both work items, played; built once a test file. */
export async function played(): Promise<Played> {
  const open = setting();
  for (const item of ["wi", "other"]) await playUpToLast(open, item);
  const closed = copyOf(open);
  for (const item of ["wi", "other"]) await playToTheEnd(closed, item);
  return { open, closed };
}

/** What people own, what is advice or a snapshot, and what only points at others: no records. */
const NO_RECORDS = /^artifacts\/(work-items|exports)\/|^artifacts\/claims\/wi-setup\.json$/;

/** Every file that is a record of the work item, by path. */
export function recordsOf(shop: Workshop, item = "wi"): string[] {
  const about = new RegExp(`(^|[/-])${item}([/.-]|$)`);
  return ["artifacts/workflows/w.yaml", "notes/result.txt", ...filesIn(shop.root, "artifacts")].filter(
    (path, i, all) =>
      all.indexOf(path) === i && !NO_RECORDS.test(path) && (about.test(path) || /workflows|notes/.test(path)),
  );
}
