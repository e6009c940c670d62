import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { must } from "../../support/blackbox/door.ts";
import { documentAt, filesIn, passing } from "../../support/blackbox/folder.ts";
import { itemFiles, stepsOf, workflowOf, workItemOf, yamlOf } from "../../support/blackbox/item.ts";
import type { Workshop } from "../../support/cli.ts";
import { at, type Case, DELEGATE, done, ends, keys, plain, type Schedule, sample, W } from "./case.ts";

const MIXED = "s2/1/seq p1/1/par s1/1/seq p0/1/par j/5/seq";

async function scheduled(shop: Workshop, item = "wi"): Promise<Schedule> {
  await ends(shop, DELEGATE(item), 0);
  return documentAt<Schedule>(shop, `artifacts/schedule/${item}.json`);
}

/** The mixed plan with some of its steps completed. */
async function mixed(...completed: string[]): Promise<Workshop> {
  const shop = plain(MIXED);
  for (const step of completed) await done(shop, step);
  return shop;
}

/** A plan of which one field is not as it must be: refused, naming file, step and what is wrong; no schedule. */
const rejects = (name: string, change: Readonly<Record<string, unknown>>, says: RegExp): Case => ({
  area: "workflow-validation",
  name,
  given: "a workflow with one wrong step",
  when: "delegate",
  outcome: "2, file, step and field are named, no schedule",
  run: async () => {
    const shop = plain([{ key: "first", order: 1, ...change }]);
    const { stderr } = await ends(shop, DELEGATE("wi"), 2);
    expect(stderr).toMatch(says);
    expect(stderr).toContain("artifacts/workflows/w.yaml");
    expect(stderr).toContain("(first)");
    expect(filesIn(shop.root, "artifacts/schedule")).toEqual([]);
  },
});

export const SCHEDULING: readonly Case[] = [
  {
    area: "scheduling",
    name: "a sequential peer goes first, alone",
    given: "two sequential and two parallel steps of one order, one later step",
    when: "delegate",
    outcome:
      "the first sequential one by code point is ready; its peers wait for it, the later step for all of them",
    run: async () => {
      const { readySteps, blockedSteps } = await scheduled(await mixed());
      expect(keys(readySteps)).toEqual(["s1"]);
      expect(keys(blockedSteps)).toEqual(["p0", "p1", "s2", "j"]);
      for (const step of blockedSteps.slice(0, 3)) expect(step.blockedBy).toEqual(["s1"]);
      const last = [...(blockedSteps[3]?.blockedBy ?? [])].sort().join();
      expect(["order:1", "p0,p1,s1,s2"]).toContain(last);
    },
  },
  {
    area: "scheduling",
    name: "parallel peers after the sequential ones",
    given: "the same, both sequential steps completed",
    when: "delegate",
    outcome: "both parallel steps are ready together",
    run: async () => {
      const { readySteps, blockedSteps } = await scheduled(await mixed("s1", "s2"));
      expect([keys(readySteps), keys(blockedSteps)]).toEqual([["p0", "p1"], ["j"]]);
    },
  },
  {
    area: "scheduling",
    name: "orders may have gaps",
    given: "the same, the whole first group completed",
    when: "delegate",
    outcome: "the step of order 5 is ready, nothing is blocked",
    run: async () => {
      const { readySteps, blockedSteps } = await scheduled(await mixed("s1", "s2", "p0", "p1"));
      expect([keys(readySteps), keys(blockedSteps)]).toEqual([["j"], []]);
    },
  },
  {
    area: "scheduling",
    name: "a failed attempt completes nothing",
    given: "the same, and the last step failed",
    when: "delegate",
    outcome: "the last step is ready again",
    run: async () => {
      const shop = await mixed("s1", "s2", "p0", "p1");
      await must(shop, ["complete", ...at("j", "wi"), "--attempt", "j1", "--event-type", "attempt-failed"]);
      expect(keys((await scheduled(shop)).readySteps)).toEqual(["j"]);
    },
  },
  {
    area: "scheduling",
    name: "a step whose result was taken back is ready again",
    given: "the sample, phase-tests completed, then rejected after the fact",
    when: "delegate",
    outcome: "phase-tests alone is ready",
    run: async () => {
      const shop = sample();
      await done(shop, "phase-tests", W, "t1");
      await must(shop, [
        "complete",
        ...at("phase-tests"),
        "--attempt",
        "t1",
        "--event-type",
        "attempt-rejected",
        "--baseline",
        "post",
      ]);
      expect(keys((await scheduled(shop, W)).readySteps)).toEqual(["phase-tests"]);
    },
  },
  {
    area: "scheduling",
    name: "another version of the workflow is refused",
    given: "a work item that asks for a version that is not there",
    when: "delegate",
    outcome: "refused, both versions named",
    run: async () => {
      const { stderr } = await ends(plain("a/1", { workflowId: "w@9.9.9" }), DELEGATE("wi"), 6);
      expect(stderr).toContain("9.9.9");
      expect(stderr).toContain("1.0.0");
    },
  },
  {
    area: "scheduling",
    name: "an unknown workflow",
    given: "a work item that asks for a workflow that is not there",
    when: "delegate",
    outcome: "missing, named, no schedule",
    run: async () => {
      const shop = plain("a/1", { workflowId: "zzz@1" });
      expect((await ends(shop, DELEGATE("wi"), 6)).stderr).toContain("zzz");
      expect(filesIn(shop.root, "artifacts/schedule")).toEqual([]);
    },
  },
  {
    area: "scheduling",
    name: "ties are broken by code point",
    given: "parallel steps whose keys a locale would order otherwise",
    when: "delegate",
    outcome: "the order is that of the code points",
    run: async () => {
      const { readySteps } = await scheduled(plain("a/1/par Z/1/par y/1/par B/1/par a.b/1/par a-b/1/par"));
      expect(keys(readySteps)).toEqual(["B", "Z", "a", "a-b", "a.b", "y"]);
    },
  },
  rejects("order 0", { order: 0 }, /positive integer/),
  rejects("order as text", { order: "2" }, /positive integer/),
  rejects("half an order", { order: 1.5 }, /positive integer/),
  rejects("no responsible role", { responsibleRole: undefined }, /responsibleRole is missing/),
  rejects("no exit criteria", { exitCriteria: [] }, /exitCriteria must name at least one/),
  rejects("an unknown key", { parallelisable: true }, /did you mean parallelizable\?/),
  {
    area: "workflow-validation",
    name: "a broken neighbour does not block others",
    given: "a good workflow beside a file that is no YAML",
    when: "delegate",
    outcome: "0, with a warning that names the broken file",
    run: async () => {
      const shop = plain("a/1");
      shop.write("artifacts/workflows/other.yaml", "a: [");
      expect((await ends(shop, DELEGATE("wi"), 0)).stderr).toContain("other.yaml");
    },
  },
  {
    area: "workflow-validation",
    name: "yaml, yml and json",
    given: "one workflow three times, with three endings and ids, and three work items",
    when: "delegate each",
    outcome: "0 three times, the same steps are ready",
    run: async () => {
      const shop = passing();
      const ready: string[][] = [];
      for (const [i, ending] of ["yaml", "yml", "json"].entries()) {
        shop.write(
          `artifacts/workflows/w${i}.${ending}`,
          yamlOf(workflowOf(stepsOf("a/1/par b/1/par c/2"), { id: `w${i}` })),
        );
        shop.write(
          `artifacts/work-items/wi${i}.json`,
          JSON.stringify(workItemOf({ id: `wi${i}`, workflowId: `w${i}@1.0.0` })),
        );
        ready.push(keys((await scheduled(shop, `wi${i}`)).readySteps));
      }
      expect(ready).toEqual([
        ["a", "b"],
        ["a", "b"],
        ["a", "b"],
      ]);
    },
  },
  {
    area: "workflow-validation",
    name: "dependsOn makes readiness the graph's",
    given: "a diamond whose orders say otherwise",
    when: "delegate",
    outcome: "what depends on nothing is ready, the rest names its direct dependencies",
    run: async () => {
      const shop = plain([
        { key: "d", order: 1, dependsOn: ["b", "c"] },
        { key: "b", order: 2, dependsOn: ["a"] },
        { key: "c", order: 3, dependsOn: ["a"] },
        { key: "a", order: 9, dependsOn: [] },
      ]);
      const { readySteps, blockedSteps, launchOrder } = await scheduled(shop);
      expect(keys(readySteps)).toEqual(["a"]);
      expect(Object.fromEntries(blockedSteps.map(({ key, blockedBy }) => [key, blockedBy]))).toEqual({
        d: ["b", "c"],
        b: ["a"],
        c: ["a"],
      });
      expect(launchOrder).toEqual(["a", "b", "c", "d"]);
    },
  },
  {
    area: "workflow-validation",
    name: "no workflows folder at all",
    given: "a work item alone",
    when: "delegate",
    outcome: "missing, with what is there: none",
    run: async () => {
      const shop = passing(itemFiles("a/1"));
      rmSync(join(shop.root, "artifacts/workflows"), { recursive: true });
      expect((await ends(shop, DELEGATE("wi"), 6)).stderr).toContain("none");
    },
  },
];
