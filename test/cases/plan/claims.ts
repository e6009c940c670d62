import { expect } from "vitest";
import { must } from "../../support/blackbox/door.ts";
import { changes, documentAt, everythingOf, filesIn, textOf } from "../../support/blackbox/folder.ts";
import { usageOf } from "../../support/blackbox/usage.ts";
import { at, type Case, ends, inProcesses, sample, W } from "./case.ts";

const CLAIM = ["claim", ...at("phase-tests")];
const viewsIn = (root: string) =>
  filesIn(root, "artifacts/claims").filter((path) => path.split("/").length === 3);

/** An attempt id that is no file name of one segment: refused, and nothing is written anywhere. */
const refusesId = (id: string): Case => ({
  area: "claims",
  name: `the attempt id ${JSON.stringify(id)} is refused`,
  given: "the sample",
  when: `claim --attempt ${JSON.stringify(id)}`,
  outcome: "2, nothing is written anywhere",
  run: async () => {
    const shop = sample();
    const before = everythingOf(shop);
    await ends(shop, [...CLAIM, "--attempt", id], 2);
    expect(changes(before, everythingOf(shop))).toEqual([]);
  },
});

/** The middle one of five. */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export const CLAIMS: readonly Case[] = [
  {
    area: "claims",
    name: "the first claim is recorded",
    given: "a run id and a job in the environment",
    when: "claim --attempt attempt-setup-001 --json",
    outcome: "answer and file hold the executor, the ids and the time",
    run: async () => {
      const shop = sample();
      const env = { GITHUB_RUN_ID: "run-100", GITHUB_JOB: "alpha" };
      const { stdout } = await ends(shop, [...CLAIM, "--attempt", "attempt-setup-001", "--json"], 0, { env });
      const executor = { id: "run-100", displayName: "alpha", runId: "run-100" };
      expect(JSON.parse(stdout)).toMatchObject({
        attemptId: "attempt-setup-001",
        workItemId: W,
        stepKey: "phase-tests",
        status: "running",
        executor,
      });
      expect(documentAt(shop, "artifacts/claims/attempt-setup-001.json")).toMatchObject({
        schemaVersion: "1.0",
        executor,
      });
    },
  },
  {
    area: "claims",
    name: "a retry links to the attempt before",
    given: "a claimed attempt that was released",
    when: "claim with a new id",
    outcome: "answer and file name the attempt before",
    run: async () => {
      const shop = sample();
      await ends(shop, [...CLAIM, "--attempt", "attempt-setup-001"], 0);
      await ends(
        shop,
        ["release", ...at("phase-tests"), "--attempt", "attempt-setup-001", "--reason", "x"],
        0,
      );
      const { stdout } = await ends(shop, [...CLAIM, "--attempt", "attempt-setup-002", "--json"], 0);
      expect(JSON.parse(stdout)).toMatchObject({ previousAttemptId: "attempt-setup-001" });
      expect(documentAt(shop, "artifacts/claims/attempt-setup-002.json")).toMatchObject({
        previousAttemptId: "attempt-setup-001",
      });
    },
  },
  {
    area: "claims",
    name: "a race of two",
    given: "the sample; twenty rounds, each on a new attempt id",
    when: "two processes claim the same new attempt at once",
    outcome: "exactly one gets it, and the file is the winner's",
    run: async () => {
      const shop = inProcesses();
      for (let round = 0; round < 20; round++) {
        const id = `race-${round}`;
        const race = ["left", "right"].map((job) =>
          shop.run([...CLAIM, "--attempt", id], { env: { GITHUB_JOB: job } }),
        );
        const [left, right] = await Promise.all(race);
        expect([left?.exitCode, right?.exitCode].sort()).toEqual([0, 4]);
        const winner = left?.exitCode === 0 ? "left" : "right";
        expect(documentAt(shop, `artifacts/claims/${id}.json`)).toMatchObject({
          executor: { displayName: winner },
        });
        await must(shop, ["release", ...at("phase-tests"), "--attempt", id, "--reason", "next round"]);
      }
    },
  },
  {
    area: "claims",
    name: "two attempt ids, one step",
    given: "attempt a1 runs",
    when: "claim the step as a2",
    outcome: "a conflict, no second claim",
    run: async () => {
      const shop = sample();
      await ends(shop, [...CLAIM, "--attempt", "a1"], 0);
      const before = viewsIn(shop.root);
      expect((await ends(shop, [...CLAIM, "--attempt", "a2"], 4)).stderr).toContain("a1");
      expect(viewsIn(shop.root)).toEqual(before);
    },
  },
  {
    area: "claims",
    name: "an unknown step",
    given: "the sample",
    when: "claim a step that is none",
    outcome: "missing, no claim",
    run: async () => {
      const shop = sample();
      await ends(shop, ["claim", ...at("not-a-step")], 6);
      expect(viewsIn(shop.root)).toEqual(["artifacts/claims/attempt-phase-setup.json"]);
    },
  },
  {
    area: "claims",
    name: "a blocked step",
    given: "the sample",
    when: "claim the last step",
    outcome: "refused, the cause is named, no claim",
    run: async () => {
      const shop = sample();
      expect((await ends(shop, ["claim", ...at("phase-polish")], 3)).stderr).toContain("phase-ci");
      expect(viewsIn(shop.root)).toEqual(["artifacts/claims/attempt-phase-setup.json"]);
    },
  },
  ...["/tmp/abs", "a/b", "..", "a\\u0000b", "", "A", "a.json", "x".repeat(129)].map(refusesId),
  {
    area: "claims",
    name: "flags that are missing",
    given: "anything",
    when: "claim; claim --work-item w",
    outcome: "2, the missing ones are named",
    run: async () => {
      expect((await ends(sample(), ["claim"], 2)).stderr).toContain("--work-item");
      expect((await ends(sample(), ["claim", "--work-item", "w"], 2)).stderr).toContain("--step");
    },
  },
  {
    area: "claims",
    name: "a broken old claim does not block",
    given: "an empty file among the claims",
    when: "claim",
    outcome: "0, with a warning that names the file",
    run: async () => {
      const shop = sample();
      shop.write("artifacts/claims/zz.json", "");
      expect((await ends(shop, CLAIM, 0)).stderr).toContain("zz.json");
      expect(textOf(shop, "artifacts/claims/zz.json")).toBe("");
    },
  },
  {
    area: "claims",
    name: "the cost of a claim does not grow with history",
    given: "10 000 old claims of other work items",
    when: "claim, the median of five",
    outcome: "at most twice the processor time of a claim without them",
    run: async () => {
      const [small, large] = [sample(), sample()];
      for (let i = 0; i < 10_000; i++)
        large.write(`artifacts/claims/old-${i}.json`, `{"attemptId":"old-${i}"}\n`);
      const costs = { small: [] as number[], large: [] as number[] };
      for (let i = 0; i < 5; i++)
        for (const [name, shop] of [
          ["small", small],
          ["large", large],
        ] as const) {
          const used = await usageOf(shop, [...CLAIM, "--attempt", `c${i}`]);
          expect(used.exitCode, used.stderr).toBe(0);
          costs[name].push(used.cpuMs);
          await must(shop, ["release", ...at("phase-tests"), "--attempt", `c${i}`, "--reason", "next"]);
        }
      expect(median(costs.large)).toBeLessThan(2 * median(costs.small));
    },
  },
  {
    area: "claims",
    name: "the view of a claim closes with its attempt",
    given: "an attempt claimed and completed",
    when: "its file is read, and the step claimed again",
    outcome: "a terminal word and an end, and no new claim",
    run: async () => {
      const shop = sample();
      await ends(shop, CLAIM, 0);
      await ends(shop, ["complete", ...at("phase-tests"), "--attempt", "phase-tests-local"], 0);
      const view = documentAt<Record<string, unknown>>(shop, "artifacts/claims/phase-tests-local.json");
      expect(view).toMatchObject({ status: "completed", endedAt: expect.stringMatching(/Z$/) });
      await ends(shop, CLAIM, 3);
    },
  },
];
