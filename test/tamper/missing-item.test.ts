import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { asked, must } from "../support/blackbox/door.ts";
import { copyOf, ORIGIN, passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import type { Workshop } from "../support/cli.ts";

interface Verified {
  readonly items: readonly {
    readonly workItemId: string;
    readonly findings: readonly { readonly problem: string }[];
  }[];
}

const NO_ITEM = "There is no work item wi: artifacts/work-items/wi.json does not exist.";
let worked: Workshop;

/** One work item with a step done: it is open, so that whole it ends inconclusive. */
beforeAll(async () => {
  worked = passing({ ...itemFiles("a/1 b/2"), ...ORIGIN });
  await must(worked, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "a1"]);
});

const without = (shop: Workshop, ...gone: readonly string[]): Workshop => {
  const copy = copyOf(shop);
  for (const path of gone) rmSync(join(copy.root, path), { recursive: true });
  return copy;
};

/** What `verify` without arguments answers: how it ends, and what it found of which work item. */
async function verified(shop: Workshop): Promise<{ exitCode: number | null; found: [string, string][] }> {
  const { exitCode, document } = await asked<Verified>(shop, ["verify"]);
  const found = document.items.map(({ workItemId, findings }): [string, string] => [
    workItemId,
    findings.map(({ problem }) => problem).join("; "),
  ]);
  return { exitCode, found };
}

test("whole, and not closed: inconclusive", async () => {
  expect(await verified(worked)).toEqual({ exitCode: 7, found: [["wi", ""]] });
});

test.each([
  { left: "everything else", gone: ["work-items"] },
  { left: "its log alone", gone: ["work-items", "records", "handoff"] },
  { left: "its opening alone", gone: ["work-items", "claims", "handoff"] },
  { left: "what this machine remembers", gone: ["work-items", "claims", "handoff", "records"] },
])("a work item whose document was taken away is verified, and found: left is $left", async ({ gone }) => {
  const shop = without(worked, ...gone.map((folder) => `artifacts/${folder}`));
  const { exitCode, found } = await verified(shop);
  expect({ exitCode, items: found.map(([id]) => id) }).toEqual({ exitCode: 5, items: ["wi"] });
  expect(found[0]?.[1]).toContain(NO_ITEM);
});

test("gate decisions without a work item are found, too", async () => {
  const shop = passing({ "artifacts/gates/wi/review.json": "{}" });
  expect(await verified(shop)).toEqual({ exitCode: 5, found: [["wi", expect.stringContaining(NO_ITEM)]] });
});

test("nothing at all is nothing that was settled", async () => {
  expect(await verified(passing())).toEqual({ exitCode: 7, found: [] });
});
