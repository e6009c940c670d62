import { describe, expect, test } from "vitest";
import {
  adopt,
  answerTo,
  complete,
  completeAtOnce,
  fail,
  failAtOnce,
  integrate,
  type Move,
  reject,
  release,
  renew,
  revert,
  stateAfter,
  take,
} from "../../../test/support/rules/logs.ts";
import { CLAIM_CODES } from "./denial.ts";

/** What may be tried at second 50, when leases until 40 are over and those until 1000 are not. */
const NOW = 50;
const TRIES: Readonly<Record<string, Move>> = {
  adopt: { ...adopt("old", "attempt-completed"), at: NOW },
  take: take("new", NOW),
  "take a1": take("a1", NOW),
  "complete at once": completeAtOnce("new", NOW),
  "fail at once": failAtOnce("new", NOW),
  complete: complete(NOW),
  fail: fail(NOW),
  release: release(NOW),
  renew: renew(NOW, 2_000),
  "reject a1": reject("a1", NOW),
  "reject a2": reject("a2", NOW),
  "integrate a1": integrate("a1", NOW),
  "integrate a2": integrate("a2", NOW),
  revert: revert(NOW),
};

/** "may", or why not, for each try in a state; "begin" stands for take and both ways to end at once. */
interface Row {
  readonly state: string;
  readonly because: string;
  readonly moves: readonly Move[];
  readonly retries?: number;
  readonly adopt: string;
  readonly begin: string;
  /** Taking the id of an attempt that was. */
  readonly again: string;
  /** Ending or releasing with the token of the last attempt. */
  readonly end: string;
  readonly renew: string;
  /** Of a1 and of a2. */
  readonly reject: readonly [string, string];
  readonly integrate: readonly [string, string];
  readonly revert: string;
}

const LATE = "adopt-after-start";
const NONE = ["not-completed", "not-completed"] as const;
const NOTHING = { reject: NONE, integrate: NONE } as const;
const HELD = {
  adopt: LATE,
  begin: "held",
  again: "held",
  end: "may",
  renew: "may",
  ...NOTHING,
  revert: "held",
};
const OVER = { adopt: LATE, again: "attempt-used", end: "may", renew: "late", ...NOTHING };
const FREE = {
  adopt: LATE,
  begin: "may",
  again: "attempt-used",
  end: "stale",
  renew: "stale",
  ...NOTHING,
  revert: "nothing-to-revert",
};
const SHUT = { ...FREE, revert: "may" };
const BASELINE = { ...SHUT, begin: "baseline", again: "baseline" };
const DONE = { ...SHUT, begin: "done", again: "done" };
const OF_A1 = { reject: ["may", "other-attempt"], integrate: ["may", "other-attempt"] } as const;
const OF_A2 = { reject: ["other-attempt", "may"], integrate: ["other-attempt", "may"] } as const;

const done1 = [take("a1", 0), complete(1)];
const merged = [...done1, integrate("a1", 2)];
const unlocked = [...merged, revert(3)];
const second = [...unlocked, take("a2", 4)];
const done2 = [...second, complete(5)];

const rows: Row[] = [
  { ...FREE, state: "empty", moves: [], adopt: "may", again: "may", because: "nothing has happened" },
  { ...HELD, state: "running", moves: [take("a1", 0)], because: "the lease is not over" },
  {
    ...OVER,
    state: "expired",
    moves: [take("a1", 0, 40)],
    begin: "may",
    revert: "nothing-to-revert",
    because: "the lease is over: a successor may begin, lateness alone refuses no end",
  },
  { ...FREE, state: "failed", moves: [take("a1", 0), fail(1)], because: "a retry is a new attempt" },
  { ...FREE, state: "released", moves: [take("a1", 0), release(1)], because: "given back" },
  { ...DONE, ...OF_A1, state: "completed", moves: done1, because: "a completion stands until withdrawn" },
  {
    ...DONE,
    ...OF_A1,
    state: "completed at once",
    moves: [completeAtOnce("a1", 0)],
    because: "an implicit take is a take",
  },
  { ...FREE, state: "failed at once", moves: [failAtOnce("a1", 0)], because: "and its failure a failure" },
  {
    ...FREE,
    state: "rejected",
    moves: [...done1, reject("a1", 2)],
    because: "before the base branch a rejection frees the step; there is nothing to unlock",
  },
  {
    ...FREE,
    state: "reverted",
    moves: [...done1, revert(2)],
    because: "a revert of a plain completion frees the step, once",
  },
  {
    ...BASELINE,
    state: "integrated",
    moves: merged,
    reject: ["may", "other-attempt"],
    integrate: ["integrated", "other-attempt"],
    because: "the baseline boundary stands",
  },
  {
    ...BASELINE,
    state: "integrated, rejected",
    moves: [...merged, reject("a1", 3)],
    because: "a rejection is no revert: it unlocks nothing",
  },
  { ...FREE, state: "integrated, reverted", moves: unlocked, because: "a revert unlocks one attempt" },
  {
    ...FREE,
    state: "integrated, rejected, reverted",
    moves: [...merged, reject("a1", 3), revert(4)],
    because: "also after a rejection",
  },
  { ...HELD, state: "unlocked, taken", moves: second, because: "the one attempt runs" },
  {
    ...BASELINE,
    state: "unlocked, failed",
    moves: [...second, fail(5)],
    because: "the one attempt is used up by failing",
  },
  {
    ...BASELINE,
    state: "unlocked, released",
    moves: [...second, release(5)],
    because: "or by being given back",
  },
  {
    ...BASELINE,
    state: "unlocked, failed at once",
    moves: [...unlocked, failAtOnce("a2", 4)],
    because: "or by failing without having been claimed",
  },
  {
    ...OVER,
    state: "unlocked, expired",
    moves: [...unlocked, take("a2", 4, 40)],
    begin: "baseline",
    again: "baseline",
    revert: "may",
    because: "or by running out: no second taker, but its own late end still lands",
  },
  { ...DONE, ...OF_A2, state: "unlocked, completed", moves: done2, because: "done anew, not yet integrated" },
  {
    ...BASELINE,
    state: "unlocked, completed, integrated",
    moves: [...done2, integrate("a2", 6)],
    reject: ["other-attempt", "may"],
    integrate: ["other-attempt", "integrated"],
    because: "the boundary stands again",
  },
  {
    ...BASELINE,
    state: "unlocked, completed, rejected",
    moves: [...done2, reject("a2", 6)],
    because: "the boundary of the first integration never went away",
  },
  {
    ...FREE,
    state: "unlocked twice",
    moves: [...second, fail(5), revert(6)],
    because: "each revert opens it once more",
  },
  {
    ...SHUT,
    state: "out of retries",
    moves: [take("a1", 0), fail(1)],
    retries: 0,
    begin: "retries",
    again: "retries",
    because: "it failed and none is left",
  },
  {
    ...OVER,
    state: "out of retries, expired",
    moves: [take("a1", 0, 40)],
    retries: 0,
    begin: "retries",
    again: "retries",
    revert: "may",
    because: "an expired attempt has failed without saying so",
  },
  {
    ...FREE,
    state: "out of retries, reverted",
    moves: [take("a1", 0), fail(1), revert(2)],
    retries: 0,
    because: "a revert unlocks one more",
  },
  {
    ...FREE,
    state: "expired, reverted",
    moves: [take("a1", 0, 10), revert(20)],
    retries: 0,
    because: "a revert ends what had expired: its late end is a zombie's",
  },
  {
    ...DONE,
    ...OF_A1,
    state: "adopted as completed",
    moves: [adopt("a1", "attempt-completed")],
    adopt: "may",
    because: "believed at opening, further ones may follow",
  },
  {
    ...FREE,
    state: "adopted as failed",
    moves: [adopt("a1", "attempt-failed")],
    adopt: "may",
    because: "its id is used, the step is free",
  },
  {
    ...FREE,
    state: "adopted, rejected",
    moves: [adopt("a1", "attempt-completed"), reject("a1", 1)],
    because: "the log has begun: a handoff is adopted at opening or never",
  },
];

const MAY = "may";
const cells = rows.flatMap(({ state, because, moves, retries, ...row }) => {
  const said: Record<string, string> = {
    adopt: row.adopt,
    take: row.begin,
    "take a1": row.again,
    "complete at once": row.begin,
    "fail at once": row.begin,
    complete: row.end,
    fail: row.end,
    release: row.end,
    renew: row.renew,
    "reject a1": row.reject[0],
    "reject a2": row.reject[1],
    "integrate a1": row.integrate[0],
    "integrate a2": row.integrate[1],
    revert: row.revert,
  };
  return Object.entries(TRIES).map(([entry, next]) => ({
    ...{ state, because, moves, retries: retries ?? null, entry, next, says: said[entry] },
  }));
});

describe("admit, every kind of entry in every state", () => {
  test.each(cells)("$state, $entry: $says ($because)", ({ moves, next, retries, says }) => {
    expect(answerTo(stateAfter(moves, retries), next, retries) ?? MAY).toBe(says);
  });

  test("the table knows every denial but that of the clock, which has its own", () => {
    const told = new Set(cells.map(({ says }) => says));
    const known = Object.keys(CLAIM_CODES).map((code) => code.replace("claims.", ""));
    const elsewhere = ["secret", "blocked", "contended", "in-actions", "differs", "back-dated", "clock"];
    expect([...told].sort()).toEqual([...known.filter((word) => !elsewhere.includes(word)), MAY].sort());
  });
});
