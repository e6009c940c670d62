import * as v from "valibot";
import { expect } from "vitest";
import { SeedHandoff } from "../../../src/rules/evidence/handoff.ts";
import { must } from "../../support/blackbox/door.ts";
import { documentAt, filesIn, textOf } from "../../support/blackbox/folder.ts";
import type { Workshop } from "../../support/cli.ts";
import { at, type Case, DELEGATE, ends, keys, type Schedule, sample, W } from "./case.ts";

const MINE = [...at("phase-tests"), "--attempt", "phase-tests-local"];
const REJECT = [
  "gate",
  "--work-item",
  W,
  "--gate",
  "phase-tests-quality",
  "--decision",
  "reject",
  "--reason",
  "Missing edge-case tests",
];

/** The sample with three steps claimed and completed, one of which links a file; it verifies. */
async function threeDone(): Promise<Workshop> {
  const shop = sample();
  shop.write("notes/result.txt", "all green\n");
  for (const step of ["phase-tests", "phase-models", "phase-services"]) {
    await must(shop, ["claim", ...at(step)]);
    await must(shop, [
      "complete",
      ...at(step),
      "--attempt",
      `${step}-local`,
      "--outcome",
      "fine",
      "--link",
      "notes/result.txt",
    ]);
  }
  await ends(shop, ["verify", W], 7);
  return shop;
}

/** Verify names the record with 5; delegate stops and writes no schedule. */
const detects = (name: string, change: (shop: Workshop) => string): Case => ({
  area: "tamper",
  name: `detects: ${name}`,
  given: "three steps claimed and completed, and verified",
  when: "the change, then verify and delegate",
  outcome: "verify: 5, the record is named; delegate does not use it",
  run: async () => {
    const shop = await threeDone();
    const record = change(shop);
    expect((await ends(shop, ["verify", W], 5)).stdout).toContain(record);
    expect((await ends(shop, DELEGATE(W), 5)).stderr).toContain(record);
    expect(filesIn(shop.root, "artifacts/schedule")).toEqual([]);
  },
});

const handoffOf = (shop: Workshop, step: string): string =>
  filesIn(shop.root, "artifacts/handoff").find((path) => path.endsWith(`${step}-local.json`)) ?? "";

export const EVIDENCE: readonly Case[] = [
  {
    area: "handoff",
    name: "the sample's own handoff is valid",
    given: "the sample",
    when: "its handoff is read by the schema",
    outcome: "nothing is wrong with it",
    run: async () => {
      const shop = sample();
      const [path = ""] = filesIn(shop.root, "artifacts/handoff");
      expect(v.safeParse(SeedHandoff, documentAt(shop, path)).issues).toBeUndefined();
    },
  },
  {
    area: "handoff",
    name: "the actor comes from the environment",
    given: "GITHUB_ACTOR=octo",
    when: "complete",
    outcome: "actor is octo",
    run: async () => {
      const { stdout } = await ends(sample(), ["complete", ...MINE, "--json"], 0, {
        env: { GITHUB_ACTOR: "octo" },
      });
      expect(JSON.parse(stdout)).toMatchObject({ actor: "octo" });
    },
  },
  {
    area: "handoff",
    name: "flags that are missing",
    given: "the sample",
    when: "complete without --attempt",
    outcome: "2, it is named",
    run: async () =>
      expect((await ends(sample(), ["complete", ...at("phase-tests")], 2)).stderr).toContain("--attempt"),
  },
  {
    area: "handoff",
    name: "the same time does not overwrite",
    given: "a completed attempt with a given time",
    when: "complete with the same time and another outcome",
    outcome: "a conflict, the first file's bytes stay",
    run: async () => {
      const shop = sample();
      const words = ["complete", ...MINE, "--timestamp", "2026-01-02T03:04:05.000Z", "--outcome"];
      await ends(shop, [...words, "one"], 0);
      const path = handoffOf(shop, "phase-tests");
      const before = textOf(shop, path);
      await ends(shop, [...words, "two"], 4);
      expect(textOf(shop, path)).toBe(before);
      expect(
        filesIn(shop.root, "artifacts/handoff").filter((each) => each.includes("2026-01-02")),
      ).toHaveLength(2);
    },
  },
  {
    area: "handoff",
    name: "a broken handoff is named, the others work",
    given: "a file in the handoff folder that is no JSON",
    when: "delegate",
    outcome: "0, with a warning that names the file",
    run: async () => {
      const shop = sample();
      shop.write("artifacts/handoff/zz.json", "{");
      expect((await ends(shop, DELEGATE(W), 0)).stderr).toContain("zz.json");
    },
  },
  {
    area: "gates",
    name: "a rejection records and rewinds",
    given: "the sample, phase-tests completed",
    when: "gate --decision reject with a reason, a reviewer and a re-entry step",
    outcome: "0; the decision is on record; the work item says rework, where and why",
    run: async () => {
      const shop = sample();
      await ends(shop, ["complete", ...MINE], 0);
      await ends(
        shop,
        [...REJECT, "--reviewer", "quality-lead@example.com", "--reentry-step", "phase-tests"],
        0,
      );
      expect(documentAt(shop, `artifacts/gates/${W}/phase-tests-quality.json`)).toMatchObject({
        decision: "reject",
        reasons: ["Missing edge-case tests"],
        reviewer: "quality-lead@example.com",
        decidedAt: expect.stringMatching(/Z$/),
        reentryStepKey: "phase-tests",
      });
      expect(documentAt(shop, `artifacts/work-items/${W}.json`)).toMatchObject({
        status: "rework",
        currentStepKey: "phase-tests",
        metadata: { lastReworkReasons: ["Missing edge-case tests"] },
      });
      await ends(shop, DELEGATE(W), 0);
      expect(keys(documentAt<Schedule>(shop, `artifacts/schedule/${W}.json`).readySteps)).toEqual([
        "phase-tests",
      ]);
    },
  },
  {
    area: "gates",
    name: "a rejection needs a reason",
    given: "the sample",
    when: "gate --decision reject without --reason",
    outcome: "2, --reason is named, no file",
    run: async () => {
      const shop = sample();
      expect(
        (await ends(shop, ["gate", "--work-item", W, "--gate", "g", "--decision", "reject"], 2)).stderr,
      ).toContain("--reason");
      expect(filesIn(shop.root, "artifacts/gates")).toEqual([]);
    },
  },
  {
    area: "gates",
    name: "an unknown work item leaves no file",
    given: "the sample",
    when: "gate of a work item that is not there",
    outcome: "missing, no folder for it",
    run: async () => {
      const shop = sample();
      await ends(
        shop,
        ["gate", "--work-item", "nope", "--gate", "g", "--decision", "reject", "--reason", "r"],
        6,
      );
      expect(filesIn(shop.root, "artifacts/gates")).toEqual([]);
    },
  },
  {
    area: "gates",
    name: "history is additive",
    given: "a gate rejected, then approved",
    when: "its history is listed",
    outcome: "both decisions are there in order, the rejection's bytes as they were",
    run: async () => {
      const shop = sample();
      await ends(shop, REJECT, 0);
      const first = textOf(shop, `artifacts/gates/${W}/phase-tests-quality/1.json`);
      await ends(shop, ["gate", "--work-item", W, "--gate", "phase-tests-quality"], 0);
      expect(textOf(shop, `artifacts/gates/${W}/phase-tests-quality/1.json`)).toBe(first);
      const { stdout } = await ends(shop, ["status", "--json"], 0);
      expect(JSON.parse(stdout)).toMatchObject({
        items: [{ gates: [{ decisions: [{ decision: "reject" }, { decision: "approve" }] }] }],
      });
    },
  },
  {
    area: "export",
    name: "generatedAt is a time",
    given: "the sample",
    when: "export --stdout",
    outcome: "generatedAt parses",
    run: async () => {
      const { generatedAt } = JSON.parse((await ends(sample(), ["export", "--stdout"], 0)).stdout) as {
        generatedAt: string;
      };
      expect(Date.parse(generatedAt)).not.toBeNaN();
    },
  },
  {
    area: "export",
    name: "in words",
    given: "the sample",
    when: "export --text",
    outcome: "one line with the path",
    run: async () => {
      const { stdout } = await ends(sample(), ["export", "--text"], 0);
      expect(stdout).toMatch(/^.*artifacts\/exports\/portfolio-.*\.json\n$/);
    },
  },
  detects("one byte of an outcome", (shop) => {
    const path = handoffOf(shop, "phase-models");
    shop.write(path, textOf(shop, path).replace('"fine"', '"fone"'));
    return path;
  }),
  detects("a linked file", (shop) => {
    shop.write("notes/result.txt", "all green!\n");
    return "notes/result.txt";
  }),
];
