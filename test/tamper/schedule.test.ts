import { beforeAll, describe, expect, test } from "vitest";
import type { Instant } from "../../src/kernel/clock.ts";
import { auditDigest, type ScheduleAudit } from "../../src/rules/schedule/schedule.ts";
import { delegate } from "../../src/stations/delegate.ts";
import { openItem } from "../../src/stations/item/open.ts";
import { completed, findingsOf, lying, machineOn, put, textAt } from "./bench.ts";
import { canonical, type Document } from "./forge.ts";
import { copyOf, type Place } from "./world.ts";

const SCHEDULE = "artifacts/schedule/wi.json";

interface Written extends Document {
  readonly workItemId: string;
  readonly generatedAt: Instant;
  readonly audit: ScheduleAudit;
}

/** Whoever changes a schedule can compute its digest anew: no key is in it. What it says must follow all the same. */
describe("a schedule that was changed by somebody who computed its digest anew", () => {
  let place: Place;
  beforeAll(async () => {
    place = lying(["wi"]);
    await completed(place, "wi", "a");
    const ports = machineOn(place);
    await delegate(await openItem("wi", ports), { prompt: "go on", timeIsGiven: false }, ports);
  });

  function changed(change: (audit: ScheduleAudit) => object, more: object = {}): Place {
    const copy = copyOf(place);
    const schedule = { ...(JSON.parse(textAt(copy, SCHEDULE)) as Written), ...more };
    const audit = { ...schedule.audit, ...change(schedule.audit) } as ScheduleAudit;
    const digest = auditDigest({ ...schedule, audit });
    put(copy, SCHEDULE, canonical({ ...schedule, audit: { ...audit, digest } }));
    return copy;
  }

  test("as it was written, it verifies; also when it is gone, for it is decided anew", async () => {
    expect(
      await findingsOf(
        changed(() => ({})),
        "wi",
      ),
    ).toEqual([]);
    const copy = copyOf(place);
    copy.work.delete(SCHEDULE);
    expect(await findingsOf(copy, "wi")).toEqual([]);
  });

  const other = `sha256:${"0".repeat(64)}`;
  test.each<{ because: string; change: (audit: ScheduleAudit) => object; more?: object; says: string }>([
    { because: "another rule", change: () => ({ rule: "schedule/0" }), says: "does not read as a schedule" },
    {
      because: "another tool",
      change: () => ({ generatedBy: "other" }),
      says: "does not read as a schedule",
    },
    {
      because: "another input",
      change: ({ inputs }) => ({ inputs: inputs.map((each) => ({ ...each, digest: other })) }),
      says: "was decided from another workflow",
    },
    {
      because: "one input more",
      change: ({ inputs }) => ({ inputs: [...inputs, { path: "x", digest: other }] }),
      says: "was decided from another workflow",
    },
    { because: "no input", change: () => ({ inputs: [] }), says: "was decided from another workflow" },
    {
      because: "a log longer than it is",
      change: () => ({ entries: { a: 2 } }),
      says: "names entry 2 of step a",
    },
    { because: "less than was seen", change: () => ({ entries: {} }), says: "does not follow from the logs" },
    { because: "a gate", change: () => ({ gates: { review: 1 } }), says: "names decision 1 of gate review" },
    { because: "away, and not done", change: () => ({ collecting: ["b"] }), says: "does not follow" },
    { because: "another run", change: () => ({ run: { id: "1", attempt: "1" } }), says: "does not follow" },
    {
      because: "another answer",
      change: () => ({}),
      more: { rationale: "All steps complete" },
      says: "does not follow from the logs",
    },
  ])("$because: found", async ({ change, more, says }) => {
    expect((await findingsOf(changed(change, more), "wi")).join()).toContain(`${SCHEDULE} ${says}`);
  });

  test("the prompt is what its writer says: bound by no record, and documented so", async () => {
    expect(
      await findingsOf(
        changed(() => ({ prompt: "otherwise" })),
        "wi",
      ),
    ).toEqual([]);
  });
});
