import { expect } from "vitest";
import { changes, documentAt, filesIn, snapshotOf } from "../../support/blackbox/folder.ts";
import { shellWords } from "../../support/blackbox/shell.ts";
import type { Workshop } from "../../support/cli.ts";
import { at, type Case, DELEGATE, ends, inProcesses, keys, type Schedule, W } from "./case.ts";

/** The seed's four lines, as they stand there. */
const LINES = [
  `delegate --non-interactive --quiet --prompt "Generate schedule" --structured-work-item ${W}`,
  `claim --work-item ${W} --step phase-tests`,
  `complete --work-item ${W} --step phase-tests --attempt phase-tests-local --outcome "Tests authored" --next-action "Run services"`,
  "export --stdout",
];
const SCHEDULE = `artifacts/schedule/${W}.json`;

async function upTo(count: number): Promise<Workshop> {
  const shop = inProcesses();
  for (const line of LINES.slice(0, count)) await ends(shop, shellWords(line).words, 0);
  return shop;
}
const line = (index: number) => shellWords(LINES[index] ?? "").words;

export const SMOKE: readonly Case[] = [
  {
    area: "smoke",
    name: "delegate, verbatim",
    given: "the sample",
    when: "the first line",
    outcome: "0, no login, nothing on either stream, the schedule is there",
    run: async () => {
      const shop = inProcesses();
      expect(await ends(shop, line(0), 0)).toMatchObject({ stdout: "", stderr: "" });
      expect(keys(documentAt<Schedule>(shop, SCHEDULE).readySteps)).toEqual(["phase-tests"]);
    },
  },
  {
    area: "smoke",
    name: "claim, verbatim",
    given: "the sample, delegated",
    when: "the second line",
    outcome: "0, exactly one new claim, named on standard output as its file is",
    run: async () => {
      const shop = await upTo(1);
      const before = filesIn(shop.root, "artifacts/claims").filter((path) => path.split("/").length === 3);
      const { stdout } = await ends(shop, line(1), 0);
      const now = filesIn(shop.root, "artifacts/claims").filter((path) => path.split("/").length === 3);
      const added = now.filter((path) => !before.includes(path));
      expect(added).toEqual(["artifacts/claims/phase-tests-local.json"]);
      expect(stdout).toContain("phase-tests-local");
      const claim = documentAt<Record<string, unknown>>(shop, added[0] ?? "");
      expect(claim).toMatchObject({
        workItemId: W,
        stepKey: "phase-tests",
        status: "running",
        executor: { id: expect.stringMatching(/./) },
      });
      expect(new Date(String(claim["claimedAt"])).toISOString()).toBe(claim["claimedAt"]);
    },
  },
  {
    area: "smoke",
    name: "complete, verbatim",
    given: "the sample, claimed",
    when: "the third line",
    outcome: "0, exactly one new handoff with every field of the seed's schema, no warnings",
    run: async () => {
      const shop = await upTo(2);
      const before = filesIn(shop.root, "artifacts/handoff");
      expect((await ends(shop, line(2), 0)).stderr).toBe("");
      const added = filesIn(shop.root, "artifacts/handoff").filter(
        (path) => !before.includes(path) && !path.endsWith(".dsse.json"),
      );
      expect(added).toHaveLength(1);
      expect(added[0]).toMatch(
        new RegExp(`/\\d{4}-\\d\\d-\\d\\dT[\\d.-]+Z-${W}-phase-tests-phase-tests-local\\.json$`),
      );
      expect(documentAt(shop, added[0] ?? "")).toMatchObject({
        eventType: "attempt-completed",
        step: { key: "phase-tests", order: 2 },
        attemptId: "phase-tests-local",
        outcome: "Tests authored",
        nextAction: "Run services",
        baselineIntegration: "pre",
        links: [],
        schemaVersion: "1.0",
      });
    },
  },
  {
    area: "smoke",
    name: "export, verbatim",
    given: "the sample, completed",
    when: "the fourth line",
    outcome: "0, a snapshot on standard output and in its folder",
    run: async () => {
      const shop = await upTo(3);
      const { stdout } = await ends(shop, line(3), 0);
      const { path, ...shown } = JSON.parse(stdout) as { path: string };
      expect(documentAt(shop, path)).toEqual(shown);
    },
  },
  {
    area: "smoke",
    name: "all four artifact folders change",
    given: "the sample",
    when: "the four lines in order",
    outcome: "something is new in schedule, claims, handoff and exports",
    run: async () => {
      const shop = inProcesses();
      const before = snapshotOf(shop.root);
      for (const each of LINES) await ends(shop, shellWords(each).words, 0);
      const changed = changes(before, snapshotOf(shop.root)).join("\n");
      for (const folder of ["schedule", "claims", "handoff", "exports"])
        expect(changed).toContain(` artifacts/${folder}/`);
    },
  },
  {
    area: "smoke",
    name: "the four lines again",
    given: "the sample, after the four lines",
    when: "the four lines once more",
    outcome: "each answers clearly: the same, or a conflict; no record changes",
    run: async () => {
      const shop = await upTo(4);
      const before = snapshotOf(shop.root);
      await ends(shop, line(0), 0);
      expect((await ends(shop, line(1), 3)).stderr).toContain("is completed by attempt phase-tests-local");
      expect((await ends(shop, line(2), 0)).stdout).toContain("was already written to");
      await ends(shop, line(3), 0);
      const changed = changes(before, snapshotOf(shop.root)).filter(
        (each) => !/ artifacts\/(schedule|exports)\//.test(each),
      );
      expect(changed).toEqual([]);
    },
  },
  {
    area: "smoke",
    name: "the next schedule advances",
    given: "the sample, after the four lines",
    when: "delegate",
    outcome: "ready is phase-models, the later ones are blocked in order",
    run: async () => {
      const shop = await upTo(4);
      await ends(shop, DELEGATE(W), 0);
      const { readySteps, blockedSteps } = documentAt<Schedule>(shop, SCHEDULE);
      expect(keys(readySteps)).toEqual(["phase-models"]);
      expect(keys(blockedSteps)).toEqual(["phase-services", "phase-cli", "phase-ci", "phase-polish"]);
    },
  },
  {
    area: "ci",
    name: "the matrix transform",
    given: "the schedule of the sample",
    when: "readySteps as the seed's jq line turns them",
    outcome: "one entry: the work item, phase-tests, order 2, not parallelizable",
    run: async () => {
      const shop = await upTo(1);
      const { readySteps } = documentAt<Schedule>(shop, SCHEDULE);
      const matrix = readySteps.map(({ key, order, parallelizable }) => ({
        workItemId: W,
        stepKey: key,
        order,
        parallelizable,
      }));
      expect(matrix).toEqual([{ workItemId: W, stepKey: "phase-tests", order: 2, parallelizable: false }]);
    },
  },
  {
    area: "ci",
    name: "JSON by default in CI",
    given: "CI is set",
    when: "claim, complete, gate",
    outcome: "each prints exactly one document",
    run: async () => {
      const shop = await upTo(1);
      const env = { CI: "true" };
      const mine = [...at("phase-tests"), "--attempt", "phase-tests-local"];
      for (const words of [
        ["claim", ...at("phase-tests")],
        ["complete", ...mine],
        ["gate", "--work-item", W, "--gate", "g"],
      ])
        expect(typeof JSON.parse((await ends(shop, words, 0, { env })).stdout)).toBe("object");
    },
  },
  {
    area: "ci",
    name: "the executor is the run",
    given: "a run id and a job",
    when: "claim with the attempt id of that run",
    outcome: "executor and file name say so; the path is relative",
    run: async () => {
      const shop = inProcesses();
      const env = { GITHUB_RUN_ID: "777", GITHUB_JOB: "execute" };
      const { stdout } = await ends(
        shop,
        ["claim", ...at("phase-tests"), "--attempt", "phase-tests-2-777", "--json"],
        0,
        { env },
      );
      expect(JSON.parse(stdout)).toMatchObject({
        executor: { id: "777", displayName: "execute", runId: "777" },
        artifactPath: "artifacts/claims/phase-tests-2-777.json",
      });
    },
  },
  {
    area: "cli",
    name: "a flag and its value in one word",
    given: "the sample",
    when: "claim with --flag=value",
    outcome: "0",
    run: async () => void (await ends(inProcesses(), ["claim", `--work-item=${W}`, "--step=phase-tests"], 0)),
  },
  {
    area: "cli",
    name: "an unknown command",
    given: "anything",
    when: "a verb that is none",
    outcome: "2, named",
    run: async () => expect((await ends(inProcesses(), ["frobnicate"], 2)).stderr).toContain("frobnicate"),
  },
  {
    area: "cli",
    name: "no command",
    given: "anything",
    when: "no word at all",
    outcome: "2, the usage on standard error",
    run: async () => expect((await ends(inProcesses(), [], 2)).stderr).toContain("<verb>"),
  },
];
