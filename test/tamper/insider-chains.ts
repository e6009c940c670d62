import { type Row, rescheduled, resealed, resealedBy, without } from "./insider.ts";

const REJECTION = "artifacts/gates/wi/review/2.json";
const DECISION = "artifacts/gates/wi/review/3.json";
const LAST = "artifacts/records/wi/closing-2.json";
const OPENING = "artifacts/records/wi/opening.json";
const ZERO = `sha256:${"0".repeat(64)}`;

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

/** Openings, closings, gates and schedules; and what is left of a work item when parts of it are gone. */
export const CHAIN_ROWS = [...CHAINS, ...SCHEDULES, ...REMAINS];
