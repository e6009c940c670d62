import { digestOf } from "../../src/kernel/digest.ts";
import {
  adoption,
  append,
  completed,
  handoffOf,
  type Row,
  resealedBy,
  reverted,
  take,
  without,
} from "./insider.ts";
import type { Place } from "./world.ts";

const digestAt = (place: Place, path: string): string => digestOf(place.work.get(path) ?? "");
const resultOf = (place: Place, attempt: string): string => digestAt(place, handoffOf(place, attempt));
const REJECTION = "artifacts/gates/wi/review/2.json";
const NAME = "artifacts/handoff/2026-06-01T00-00-00.000Z-wi-c-wi-c9.json";
const C1 = "artifacts/claims/wi/c/1.json";
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

/** What is written to a step log, and the documents that its entries bind. */
export const STEP_ROWS = [...ENTRIES, ...DOCUMENTS, ...REVERTS];
