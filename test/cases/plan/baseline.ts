import { expect } from "vitest";
import { must } from "../../support/blackbox/door.ts";
import { copyOf, filesIn, ORIGIN, passing } from "../../support/blackbox/folder.ts";
import type { Workshop } from "../../support/cli.ts";
import { seedFiles } from "../../support/seed-item.ts";
import { at, type Case, done, ends, W } from "./case.ts";

const CLI = (attempt: string): string[] => [...at("phase-cli"), "--attempt", attempt];
const T = (time: string): string[] => ["--timestamp", `2026-09-20T${time}:00.000Z`];

let template: Promise<Workshop> | undefined;

/** The sample with phase-cli completed at 10:00 and integrated at 12:00, by the times that were given. */
async function integrated(): Promise<Workshop> {
  template ??= (async () => {
    const shop = passing({ ...seedFiles(), ...ORIGIN });
    for (const step of ["phase-tests", "phase-models", "phase-services"]) await done(shop, step, W);
    await must(shop, ["complete", ...CLI("attempt-phase-cli-001"), ...T("10:00")]);
    await must(shop, [
      "complete",
      ...CLI("attempt-phase-cli-001"),
      "--event-type",
      "baseline-integration",
      "--baseline",
      "post",
      ...T("12:00"),
    ]);
    return shop;
  })();
  return copyOf(await template);
}

const AGAIN = ["complete", ...CLI("attempt-phase-cli-002")];
const REJECTED = [
  "complete",
  ...CLI("attempt-phase-cli-001"),
  "--event-type",
  "attempt-rejected",
  "--baseline",
];

export const BASELINE: readonly Case[] = [
  {
    area: "baseline",
    name: "a new attempt is refused after integration",
    given: "phase-cli integrated",
    when: "complete another attempt",
    outcome: "refused, naming the boundary, step and work item; no handoff",
    run: async () => {
      const shop = await integrated();
      const before = filesIn(shop.root, "artifacts/handoff");
      const { stderr } = await ends(shop, [...AGAIN, ...T("13:00")], 3);
      for (const part of [/baseline integration boundary/i, /phase-cli/, new RegExp(W)])
        expect(stderr).toMatch(part);
      expect(filesIn(shop.root, "artifacts/handoff")).toEqual(before);
    },
  },
  {
    area: "baseline",
    name: "a revert unlocks",
    given: "phase-cli integrated, then rejected after the fact",
    when: "complete another attempt",
    outcome: "0, a new handoff",
    run: async () => {
      const shop = await integrated();
      await ends(shop, [...REJECTED, "post", ...T("13:30")], 0);
      await ends(shop, [...AGAIN, ...T("14:00")], 0);
      expect(
        filesIn(shop.root, "artifacts/handoff").some((path) => path.endsWith("attempt-phase-cli-002.json")),
      ).toBe(true);
    },
  },
  {
    area: "baseline",
    name: "one revert unlocks one attempt",
    given: "phase-cli integrated, rejected after the fact, attempted again and failed",
    when: "complete a third attempt",
    outcome: "refused again",
    run: async () => {
      const shop = await integrated();
      await ends(shop, [...REJECTED, "post"], 0);
      await ends(shop, [...AGAIN, "--event-type", "attempt-failed"], 0);
      await ends(shop, ["complete", ...CLI("attempt-phase-cli-003")], 3);
    },
  },
  {
    area: "baseline",
    name: "a rejection before the fact is no revert",
    given: "phase-cli integrated, then rejected as pre",
    when: "complete another attempt",
    outcome: "still refused",
    run: async () => {
      const shop = await integrated();
      await shop.run([...REJECTED, "pre"]);
      expect((await ends(shop, AGAIN, 3)).stderr).toMatch(/baseline integration boundary/i);
    },
  },
  {
    area: "baseline",
    name: "a back-dated revert is refused",
    given: "phase-cli integrated at 12:00",
    when: "rejected after the fact at 11:00, then another attempt",
    outcome: "still refused: the log's order decides",
    run: async () => {
      const shop = await integrated();
      expect((await ends(shop, [...REJECTED, "post", ...T("11:00")], 3)).stderr).toContain("12:00");
      await ends(shop, AGAIN, 3);
    },
  },
  {
    area: "baseline",
    name: "claim guards too",
    given: "phase-cli integrated",
    when: "claim it",
    outcome: "refused",
    run: async () => void (await ends(await integrated(), ["claim", ...CLI("x")], 3)),
  },
  {
    area: "baseline",
    name: "other steps go on",
    given: "phase-cli integrated",
    when: "complete phase-ci",
    outcome: "0",
    run: async () =>
      void (await ends(await integrated(), ["complete", ...at("phase-ci"), "--attempt", "ci-1"], 0)),
  },
];
