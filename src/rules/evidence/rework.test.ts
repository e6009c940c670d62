import { describe, expect, test } from "vitest";
import {
  at,
  complete,
  documentOf,
  HOLDER,
  integrate,
  type Move,
  recordsOf,
  release,
  WHO,
} from "../../../test/support/rules/logs.ts";
import { planFor, type StepWords } from "../../../test/support/rules/plans.ts";
import { digestOf } from "../../kernel/digest.ts";
import { after } from "../claims/effect.ts";
import { EMPTY } from "../claims/state.ts";
import type { Gate } from "./gate.ts";
import { type GateChain, type StepLog, takenBack } from "./rework.ts";

/** `a`, then `b` behind gate `g` beside `c`, then `d`. */
const STEPS: StepWords[] = [
  { key: "a", order: 1 },
  { key: "b", order: 2, parallelizable: true, gateKey: "g" },
  { key: "c", order: 2, parallelizable: true },
  { key: "d", order: 3 },
];

const decisionDigest = (seq: number) => digestOf(`decision ${seq}`);
const result = (attempt: string) => documentOf(attempt).digest;

/** An attempt that begins on results of others, and on a decision of the gate. */
const takeOn = (attempt: string, second: number, follows: readonly string[], approval?: number): Move => ({
  at: second,
  draft: () => ({
    kind: "take",
    attempt,
    by: WHO,
    holder: HOLDER,
    leaseUntil: at(second + 1_000),
    follows: follows.map(result),
    ...(approval === undefined ? {} : { gate: decisionDigest(approval) }),
  }),
});

const rejectedBy = (attempt: string, second: number, seq: number): Move => ({
  at: second,
  draft: () => ({
    kind: "reject",
    attempt,
    by: WHO,
    reason: "no",
    gate: { key: "g", decision: decisionDigest(seq) },
  }),
});

function logOf(moves: readonly Move[]): StepLog {
  const records = recordsOf(moves);
  return { records, state: records.reduce(after, EMPTY) };
}

type Decision =
  | "approve"
  | { readonly from?: string; readonly lists?: readonly (readonly [string, string])[] };

/** The chain of `g`: approvals, and rejections with where the work starts again and what they list. */
function chainOf(decisions: readonly Decision[]): GateChain {
  return {
    decisions: decisions.map((decision, i) => {
      const isApproval = decision === "approve";
      const ours: Gate = {
        schemaVersion: "1.0",
        workItemId: "item-1",
        gateKey: "g",
        decision: isApproval ? "approve" : "reject",
        reasons: ["r"],
        reviewer: "ann",
        decidedAt: at(0),
        seq: i + 1,
        previous: null,
        ...(isApproval || decision.from === undefined ? {} : { reentryStepKey: decision.from }),
        withdrawn: isApproval ? [] : (decision.lists ?? []).map(([step, attempt]) => ({ step, attempt })),
        signature: "",
      };
      return { digest: decisionDigest(i + 1), ours };
    }),
  };
}

const A_DONE = [takeOn("a1", 0, []), complete(1)];
const A_BACK = [...A_DONE, rejectedBy("a1", 10, 2)];

interface Row {
  readonly because: string;
  readonly logs: Readonly<Record<string, readonly Move[]>>;
  readonly gate: readonly Decision[];
  /** `step attempt by-decision`. */
  readonly back: readonly string[];
}

const rows: readonly Row[] = [
  {
    because: "nothing while nothing was rejected",
    logs: { a: A_DONE, b: [takeOn("b1", 2, ["a1"], 1)] },
    gate: ["approve"],
    back: [],
  },
  {
    because: "what a rejection lists and its log still counts: a crash came in between",
    logs: { a: A_DONE, b: [takeOn("b1", 2, ["a1"], 1), complete(3)] },
    gate: ["approve", { from: "b", lists: [["b", "b1"]] }],
    back: ["b b1 2"],
  },
  {
    because: "also when the gate was approved again since",
    logs: { a: A_DONE, b: [takeOn("b1", 2, ["a1"], 1), complete(3)] },
    gate: ["approve", { from: "b", lists: [["b", "b1"]] }, "approve"],
    back: ["b b1 2"],
  },
  {
    because: "nothing that was taken back already",
    logs: { a: A_BACK },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: [],
  },
  {
    because: "what runs on a result that was taken back",
    logs: { a: A_BACK, c: [takeOn("c1", 2, ["a1"])] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: ["c c1 2"],
  },
  {
    because: "what was completed on it after the rejection",
    logs: { a: A_BACK, c: [takeOn("c1", 2, ["a1"]), complete(20)] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: ["c c1 2"],
  },
  {
    because: "and what rests on that in turn, in one go",
    logs: { a: A_DONE, c: [takeOn("c1", 2, ["a1"]), complete(3)], d: [takeOn("d1", 4, ["c1"]), complete(5)] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: ["a a1 2", "c c1 2", "d d1 2"],
  },
  {
    because: "nothing that was given back",
    logs: { a: A_BACK, c: [takeOn("c1", 2, ["a1"]), release(3)] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: [],
  },
  {
    because: "nothing that rests on the new result",
    logs: { a: [...A_BACK, takeOn("a2", 20, []), complete(21)], c: [takeOn("c1", 22, ["a2"])] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: [],
  },
  {
    because: "what runs on an approval that was taken back since",
    logs: { b: [takeOn("b1", 2, ["a1"], 1)] },
    gate: ["approve", { from: "b" }],
    back: ["b b1 2"],
  },
  {
    because: "what was completed on it while the rejection was being written",
    logs: { b: [takeOn("b1", 2, ["a1"], 1), complete(3)] },
    gate: ["approve", { from: "b" }],
    back: ["b b1 2"],
  },
  {
    because: "not what began on the approval after the rejection",
    logs: { b: [takeOn("b1", 2, ["a1"], 3)] },
    gate: ["approve", { from: "b" }, "approve"],
    back: [],
  },
  {
    because: "not a step that the rejection does not send back",
    logs: { b: [takeOn("b1", 2, ["a1"], 1)] },
    gate: ["approve", { from: "d" }],
    back: [],
  },
  {
    because: "not what has reached the base branch",
    logs: { a: [...A_DONE, integrate("a1", 2)] },
    gate: ["approve", { from: "a", lists: [["a", "a1"]] }],
    back: [],
  },
];

describe("takenBack", () => {
  test.each(rows)("$because", ({ logs, gate, back }) => {
    const all = new Map(Object.entries(logs).map(([key, moves]) => [key, logOf(moves)]));
    const found = takenBack(planFor(STEPS), all, new Map([["g", chainOf(gate)]]));
    const seqOf = (digest: string) => gate.findIndex((_, i) => decisionDigest(i + 1) === digest) + 1;
    expect(found.map(({ step, attempt, gate: by }) => `${step} ${attempt} ${seqOf(by.decision)}`)).toEqual(
      back,
    );
  });
});
