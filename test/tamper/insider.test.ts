import { beforeAll, describe, expect, test } from "vitest";
import { digestOf } from "../../src/kernel/digest.ts";
import {
  adoption,
  append,
  completed,
  documentAt,
  handoffOf,
  type Moments,
  moments,
  rescheduled,
  resealed,
  reverted,
  take,
  without,
} from "./insider.ts";
import { verifiedIn } from "./tampering.ts";
import { copyOf, type Place, STRANGER } from "./world.ts";

/**
 * What a hand with the right key writes, or one that nobody's memory contradicts: signatures and chains are as they
 * should be, so that only deciding everything again tells.
 */
interface Row {
  readonly at: keyof Moments;
  readonly does: (place: Place) => void;
  readonly path: string | RegExp;
  readonly says: RegExp;
  readonly because: string;
}

const digestAt = (place: Place, path: string): string => digestOf(place.work.get(path) ?? "");
const resultOf = (place: Place, attempt: string): string => digestAt(place, handoffOf(place, attempt));
const REJECTION = "artifacts/gates/wi/review/2.json";
const DECISION = "artifacts/gates/wi/review/3.json";
const NAME = "artifacts/handoff/2026-06-01T00-00-00.000Z-wi-c-wi-c9.json";
const C1 = "artifacts/claims/wi/c/1.json";
const LAST = "artifacts/records/wi/closing-2.json";
const OPENING = "artifacts/records/wi/opening.json";
const ZERO = `sha256:${"0".repeat(64)}`;

const ENTRIES: readonly Row[] = [
  {
    at: "open",
    does: (place) => append(place, "c", take("wi-x", { follows: [] })),
    path: C1,
    says: /does not follow a completion of step b/,
    because: "an attempt that follows nothing",
  },
  {
    at: "open",
    does: (place) => append(place, "c", take("wi-x", { follows: [resultOf(place, "wi-b2"), ZERO] })),
    path: C1,
    says: /follows sha256:0+, which no step before it completed with/,
    because: "an attempt that follows what nobody did",
  },
  {
    at: "open",
    does: (place) => append(place, "c", take("wi-x", { follows: [ZERO], followsOf: 0 })),
    path: C1,
    says: /too few/,
    because: "an attempt that follows fewer than it must",
  },
  {
    at: "early",
    does: (place) => append(place, "b", take("wi-x", { follows: [resultOf(place, "wi-a1")] })),
    path: "artifacts/claims/wi/b/1.json",
    says: /without an approval of gate review/,
    because: "an attempt of a gated step that nobody let through",
  },
  {
    at: "open",
    does(place) {
      without(place, /claims\/wi\/b\/|-b-|wi-b\d/);
      append(
        place,
        "b",
        take("wi-x", { follows: [resultOf(place, "wi-a1")], gate: digestAt(place, REJECTION) }),
      );
    },
    path: "artifacts/claims/wi/b/1.json",
    says: /without an approval of gate review/,
    because: "an attempt of a gated step on a rejection",
  },
  {
    at: "open",
    does: (place) => append(place, "c", adoption(place)),
    path: C1,
    says: /adopts a handoff that the opening does not name/,
    because: "a handoff adopted after the opening",
  },
  {
    at: "open",
    does: (place) => append(place, "zzz", take("wi-x", { follows: [] })),
    path: "artifacts/claims/wi/zzz",
    says: /belongs to no step/,
    because: "a log of a step that the workflow does not have",
  },
  {
    at: "open",
    does(place) {
      const log = "artifacts/claims/wi/a/1.json";
      const forged = resealedBy(place, log, { by: { id: "mallory", displayName: "m" } });
      place.work.set(log, forged);
      without(place, /claims\/wi\/b|schedule|-b-|wi-b\d|gates/);
    },
    path: "artifacts/claims/wi/a/1.json",
    says: /was changed after it was signed/,
    because: "the last entry of a log, forged under the known key's id",
  },
];

const DOCUMENTS: readonly Row[] = [
  {
    at: "open",
    does: (place) => completed(place, NAME, { attemptId: "wi-c8" }),
    path: NAME,
    says: /speaks of another attempt/,
    because: "a handoff about another attempt",
  },
  {
    at: "open",
    does: (place) => completed(place, NAME, { eventType: "attempt-failed" }),
    path: NAME,
    says: /another attempt or event/,
    because: "a handoff about another event",
  },
  {
    at: "open",
    does: (place) => completed(place, NAME.replace("-wi-c9", "-wi-c9-x"), {}),
    path: NAME.replace("-wi-c9", "-wi-c9-x"),
    says: /own name/,
    because: "a handoff under a name that is not its own",
  },
  {
    at: "open",
    does(place) {
      completed(place, NAME, {});
      place.work.delete(NAME.replace(".json", ".dsse.json"));
    },
    path: NAME.replace(".json", ".dsse.json"),
    says: /is missing/,
    because: "a handoff without its signature",
  },
  {
    at: "open",
    does: (place) =>
      completed(place, NAME, { files: [{ path: "gone", digest: ZERO, bytes: 1, blob: "0".repeat(40) }] }),
    path: NAME,
    says: /links a file, and gone is gone/,
    because: "a linked file that nobody has",
  },
  {
    at: "closed",
    does(place) {
      const [path = ""] = [...place.work.keys()].filter((each) => each.includes("/reverts/"));
      place.work.set(path.replace(".json", "-2.json"), place.work.get(path) ?? Buffer.alloc(0));
    },
    path: /reverts\/.*-2\.json$/,
    says: /in no log/,
    because: "a revert that no log knows",
  },
];

const REVERT = "artifacts/reverts/2026-06-01T00-00-00.000Z-wi-b-wi-b2-9.json";
const REVERTS: readonly Row[] = [
  {
    at: "open",
    does: (place) => reverted(place, REVERT, { attemptId: "wi-b9" }),
    path: REVERT,
    says: /speaks of another attempt than its log/,
    because: "a revert of another attempt",
  },
  {
    at: "open",
    does: (place) => reverted(place, REVERT, { reason: " " }),
    path: REVERT,
    says: /does not read: reason must not be blank/,
    because: "a revert without a reason",
  },
];

const CHAINS: readonly Row[] = [
  {
    at: "closed",
    does: (place) => resealed(place, LAST, { previous: null }),
    path: LAST,
    says: /does not follow the closing before it/,
    because: "a closing out of its chain",
  },
  {
    at: "closed",
    does: (place) => resealed(place, LAST, { opening: ZERO }),
    path: LAST,
    says: /closes another opening/,
    because: "a closing of another opening",
  },
  {
    at: "closed",
    does: (place) => resealed(place, LAST, { workItem: "other" }),
    path: LAST,
    says: /is about work item other/,
    because: "a closing of another work item",
  },
  {
    at: "closed",
    does: (place) => resealed(place, LAST, { steps: { a: { seq: 1, digest: ZERO } } }),
    path: LAST,
    says: /binds entry 1 of step a/,
    because: "a closing that binds what its log does not have",
  },
  {
    at: "closed",
    does: (place) => resealed(place, LAST, { gates: { review: ZERO } }),
    path: LAST,
    says: /binds a decision of gate review/,
    because: "a closing that binds a decision that is not there",
  },
  {
    at: "closed",
    does: (place) =>
      place.work.set(LAST, resealedBy(place, LAST, { by: { id: "mallory", displayName: "m" } })),
    path: LAST,
    says: /was changed after it was signed/,
    because: "the last closing, forged under the known key's id",
  },
  {
    at: "closed",
    does: (place) => place.work.set("artifacts/records/wi/notes.json", Buffer.from("{}\n")),
    path: "artifacts/records/wi/notes.json",
    says: /is no record/,
    because: "a record that is none",
  },
  {
    at: "open",
    does: (place) => resealed(place, REJECTION, { previous: null }),
    path: REJECTION,
    says: /does not follow the decision before it/,
    because: "a decision out of its chain",
  },
  {
    at: "open",
    does: (place) => place.work.set(DECISION, resealedBy(place, DECISION, { reviewer: "mallory" })),
    path: DECISION,
    says: /was changed after it was signed/,
    because: "the last decision, forged under the known key's id",
  },
  {
    at: "open",
    does(place) {
      without(place, /claims\/wi\/b\/[2-9]|-wi-b2\./);
      without(place, /claims\/wi-b2/);
    },
    path: "artifacts/claims/wi/b/2.json",
    says: /is missing: decision 2 of gate review took attempt wi-b1 back/,
    because: "a rejection whose effect was cut off",
  },
  {
    at: "open",
    does: (place) => resealed(place, OPENING, { workItem: "other" }),
    path: OPENING,
    says: /is about work item other/,
    because: "the opening of another work item",
  },
  {
    at: "early",
    does: (place) =>
      place.work.set(OPENING, resealedBy(place, OPENING, { openedAt: "2025-01-01T00:00:00Z" })),
    path: OPENING,
    says: /was changed after it was signed/,
    because: "an opening forged under the known key's id",
  },
];

const REMAINS: readonly Row[] = [
  {
    at: "open",
    does: (place) => without(place, /opening/),
    path: OPENING,
    says: /is missing, but there are records/,
    because: "logs without their opening",
  },
  {
    at: "open",
    does: (place) => without(place, /opening|claims/),
    path: /handoff\/.*\.dsse\.json$/,
    says: /never opened/,
    because: "signed handoffs without anything",
  },
  {
    at: "open",
    does: (place) => without(place, /opening|claims|handoff/),
    path: "artifacts/gates/wi/review",
    says: /never opened/,
    because: "gate decisions without anything",
  },
  {
    at: "open",
    does: (place) => without(place, /work-items/),
    path: "artifacts/work-items/wi.json",
    says: /does not exist/,
    because: "records of a work item whose document is gone",
  },
  {
    at: "open",
    does: (place) => place.work.set("artifacts/work-items/wi.json", Buffer.from("{")),
    path: "artifacts/work-items/wi.json",
    says: /is not JSON/,
    because: "records of a work item whose document does not read",
  },
  {
    at: "open",
    does: (place) => without(place, /workflows/),
    path: "artifacts/workflows/w.yaml",
    says: /is missing/,
    because: "records of a plan that is gone",
  },
];

const SCHEDULE = "artifacts/schedule/wi.json";
const SCHEDULES: readonly Row[] = [
  {
    at: "closed",
    does: (place) => rescheduled(place, { audit: { inputs: [] } }, true),
    path: SCHEDULE,
    says: /another work(?:flow| item)/,
    because: "a schedule decided from nothing",
  },
  {
    at: "closed",
    does: (place) => rescheduled(place, { workItemId: "other" }, true),
    path: SCHEDULE,
    says: /is about work item other/,
    because: "a schedule of another work item",
  },
  {
    at: "closed",
    does: (place) => rescheduled(place, { audit: { prompt: "another reason" } }, false),
    path: SCHEDULE,
    says: /was changed after it was written/,
    because: "a schedule that gives another reason",
  },
  {
    at: "closed",
    does: (place) => rescheduled(place, { rationale: "Ready: c" }, true),
    path: SCHEDULE,
    says: /does not follow from the logs/,
    because: "a schedule that says something else than the rules",
  },
  {
    at: "closed",
    does: (place) => rescheduled(place, { audit: { entries: { a: 1, b: 9 } } }, true),
    path: SCHEDULE,
    says: /names entry 9 of step b/,
    because: "a schedule that saw more than there is",
  },
  {
    at: "closed",
    does: (place) => rescheduled(place, { audit: { gates: { review: 9 } } }, true),
    path: SCHEDULE,
    says: /names decision 9 of gate review/,
    because: "a schedule that saw a decision that is not there",
  },
  {
    at: "closed",
    does: (place) => place.work.set(SCHEDULE, Buffer.from('{"workItemId": "wi", "readySteps": []}\n')),
    path: SCHEDULE,
    says: /does not read as a schedule/,
    because: "another tool's schedule that did not lie here at opening",
  },
];

/** Changed, and sealed by a stranger who says that it was the machine. */
function resealedBy(place: Place, path: string, change: object): Uint8Array {
  const copy = copyOf(place);
  const { signature } = documentAt(place, path);
  resealed(copy, path, change as Record<string, unknown>);
  const forged = Buffer.from(copy.work.get(path) ?? "").toString("utf8");
  const other = Buffer.from(STRANGER.sign(Buffer.from(forged))).toString("base64");
  const keyId = String(signature).slice(0, "ed25519:".length + 32);
  return Buffer.from(forged.replace(/"signature": "[^"]*"/, `"signature": "${keyId}:${other}"`));
}

describe("what nobody remembers, and no signature gives away", () => {
  let known: Moments;
  beforeAll(async () => {
    known = await moments();
  });

  test("untouched, it verifies at every moment", async () => {
    for (const at of ["early", "open", "closed"] as const)
      expect(await verifiedIn({ ...known[at], state: new Map() })).toMatchObject({ findings: [] });
  });

  test.each([...ENTRIES, ...DOCUMENTS, ...REVERTS, ...CHAINS, ...SCHEDULES, ...REMAINS])(
    "$because",
    async ({ at, does, path, says }) => {
      const place: Place = { ...copyOf(known[at]), state: new Map() };
      does(place);
      const { findings } = await verifiedIn(place);
      const about = findings.filter((each) =>
        typeof path === "string" ? each.path === path : path.test(each.path),
      );
      expect(about.map(({ problem }) => problem).join("; "), JSON.stringify(findings)).toMatch(says);
    },
  );
});
