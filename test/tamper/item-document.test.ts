import { beforeAll, describe, expect, test } from "vitest";
import { measureAll } from "../../src/stations/export.ts";
import { type GateRequest, gate } from "../../src/stations/gate.ts";
import { openItem } from "../../src/stations/item/open.ts";
import { repair } from "../../src/stations/repair.ts";
import { completed, findingsOf, lying, machineOn, put, textAt } from "./bench.ts";
import { canonical } from "./forge.ts";
import { copyOf, type Place } from "./world.ts";

const ITEM = "artifacts/work-items/wi.json";

/** The folder with other words in the work item's document. */
function saying(place: Place, words: Readonly<Record<string, unknown>>): Place {
  const copy = copyOf(place);
  put(copy, ITEM, canonical({ ...(JSON.parse(textAt(copy, ITEM)) as object), ...words }));
  return copy;
}

describe("what the opening pins of a work item's document", () => {
  let place: Place;
  beforeAll(async () => {
    place = lying(["wi"]);
    for (const step of ["a", "b"]) await completed(place, "wi", step);
  });

  test.each([
    {
      words: { createdAt: "2020-01-01T00:00:00Z" },
      says: "its createdAt is 2020-01-01T00:00:00Z; it was opened",
    },
    { words: { owner: "mallory" }, says: "its owner is mallory; it was opened with o" },
    { words: { workflowId: "other@9" }, says: "its workflowId is other@9; it was opened with w@1.0.0" },
    { words: { workflowId: "w" }, says: "its workflowId is w; it was opened with w@1.0.0" },
  ])("$words is found", async ({ words, says }) => {
    expect((await findingsOf(saying(place, words), "wi")).join()).toContain(`${ITEM} says that ${says}`);
  });

  test.each([
    { words: { updatedAt: "2026-06-01T00:00:00Z", currentStepKey: "b" } },
    { words: { title: "ours", links: [], metadata: { note: 1 }, status: "blocked" } },
  ])("the rest is people's: $words", async ({ words }) => {
    expect(await findingsOf(saying(place, words), "wi")).toEqual([]);
  });

  test("measures are taken by what was pinned", async () => {
    const measuredIn = async (at: Place) => (await measureAll(machineOn(at))).items;
    const forged = saying(place, { createdAt: "2020-01-01T00:00:00Z", workflowId: "other@9" });
    expect(await measuredIn(forged)).toEqual(await measuredIn(place));
  });
});

describe("what gate decisions make of a work item's document", () => {
  let rejected: Place;
  let approved: Place;

  async function decide(place: Place, request: Partial<GateRequest>): Promise<void> {
    const ports = machineOn(place);
    const plain = {
      gate: "review",
      decision: "approve",
      reasons: [],
      reviewer: "ann",
      reentryStep: "a",
    } as const;
    await gate(await openItem("wi", ports), { ...plain, ...request }, ports);
  }

  beforeAll(async () => {
    rejected = lying(
      ["wi"],
      [
        { key: "a", order: 1 },
        { key: "b", order: 2, gateKey: "review" },
      ],
    );
    await completed(rejected, "wi", "a");
    await decide(rejected, { decision: "reject", reasons: ["too slow"] });
    approved = copyOf(rejected);
    await decide(approved, {});
  });

  test("as they leave it, it verifies", async () => {
    expect([await findingsOf(rejected, "wi"), await findingsOf(approved, "wi")]).toEqual([[], []]);
  });

  test.each([
    { words: { status: "in-progress" }, says: "status is in-progress, and a gate is rejected" },
    { words: { metadata: { lastReworkReasons: ["fine"] } }, says: "gives reasons for its rework" },
    { words: { metadata: {} }, says: "gives reasons for its rework" },
  ])("$words after a rejection is found, and repaired", async ({ words, says }) => {
    const forged = saying(rejected, words);
    const findings = await findingsOf(forged, "wi");
    expect(findings.join()).toContain(says);
    expect(findings).toHaveLength(1);
    const ports = machineOn(forged);
    await repair(await openItem("wi", ports), ports);
    expect(await findingsOf(forged, "wi")).toEqual([]);
  });

  test("rework that every gate has approved since is found, and repaired", async () => {
    const forged = saying(approved, { status: "rework" });
    expect((await findingsOf(forged, "wi")).join()).toContain("status is rework, and every gate is approved");
    const ports = machineOn(forged);
    await repair(await openItem("wi", ports), ports);
    expect(await findingsOf(forged, "wi")).toEqual([]);
  });
});
