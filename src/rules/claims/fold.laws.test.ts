import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADDRESS, at, entryOf, recorded, release, take } from "../../../test/support/rules/logs.ts";
import { beginsIn, mayBegin, mayFollow, walks, walksWithAdopted } from "../../../test/support/rules/walks.ts";
import { plusMs } from "../../kernel/clock.ts";
import { takeDenied } from "./admit.ts";
import { after as apply } from "./effect.ts";
import { fold, foldTo } from "./fold.ts";
import { EMPTY } from "./state.ts";

const RUNS = { numRuns: 1_000 };

describe("admit, against an oracle that reads the whole history", () => {
  test("lets an entry follow exactly when the words of the spec do", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(walks(), ({ answers, retries }) => {
        for (const { before, entry, denial } of answers) {
          seen.add(`${entry.kind} ${denial ?? "may"}`);
          const history = before.map((record) => record.entry);
          expect({ entry, may: denial === null }).toEqual({ entry, may: mayFollow(history, entry, retries) });
        }
      }),
      RUNS,
    );
    // The walks go everywhere: every kind was let pass at least once, and refused at least once.
    expect([...seen].filter((each) => each.endsWith("may"))).toHaveLength(8);
    for (const kind of ["take", "renew", "release", "complete", "fail", "reject", "integrate", "revert"])
      expect([...seen].some((each) => each.startsWith(`${kind} `) && !each.endsWith("may"))).toBe(true);
  });

  test("names the nearest reason against a new attempt, at any later moment and for any retries", () => {
    const seen = new Set<string | null>();
    fc.assert(
      fc.property(
        walks(),
        fc.constantFrom(0, 1, 999, 1_000, 5_000, 60_000),
        fc.constantFrom(null, 0, 1, 2),
        ({ records, state }, later, retries) => {
          const now = plusMs(state.at ?? at(0), later);
          const denial = takeDenied(state, now, retries);
          seen.add(denial);
          expect(denial).toBe(
            mayBegin(
              records.map(({ entry }) => entry),
              now,
              retries,
            ),
          );
        },
      ),
      RUNS,
    );
    expect([...seen].sort()).toEqual(["baseline", "done", "held", null, "retries"].sort());
  });
});

describe("for every log of admitted entries", () => {
  test("it folds without fault, to the state that its writer saw", () => {
    fc.assert(
      fc.property(walksWithAdopted(), ({ records, state, retries }) => {
        expect(fold(ADDRESS, records, retries)).toEqual({ state, fault: null });
      }),
      RUNS,
    );
  });

  test("folding a part and then the rest equals folding all", () => {
    fc.assert(
      fc.property(walksWithAdopted(), fc.nat(), ({ records, state, retries }, pick) => {
        const cut = pick % (records.length + 1);
        const part = foldTo(ADDRESS, records, retries, cut);
        expect(part?.seq).toBe(cut);
        expect(records.slice(cut).reduce(apply, part ?? EMPTY)).toEqual(state);
      }),
      RUNS,
    );
  });

  test("tokens strictly increase, each is the seq of its take, and no id is taken twice", () => {
    fc.assert(
      fc.property(walksWithAdopted(), ({ records, state }) => {
        const tokens = state.attempts.map(({ token }) => token);
        expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
        expect(new Set(state.attempts.map(({ id }) => id)).size).toBe(tokens.length);
        for (const { token, id } of state.attempts) expect(records[token - 1]?.entry.attempt).toBe(id);
      }),
      RUNS,
    );
  });

  test("at most one attempt runs: the last one, and never beside a completion", () => {
    fc.assert(
      fc.property(walksWithAdopted(), ({ state }) => {
        const running = state.attempts.filter(({ end }) => end === "running");
        expect(running.length).toBeLessThanOrEqual(1);
        if (running[0]) expect(state.attempts.at(-1)).toBe(running[0]);
        if (state.phase === "running") expect([running.length, state.completion]).toEqual([1, null]);
        if (state.phase === "running") expect(state.lease).not.toBeNull();
      }),
      RUNS,
    );
  });

  test("whoever completes holds the current token; at most one completion stands", () => {
    fc.assert(
      fc.property(walksWithAdopted(), ({ state }) => {
        const standing = state.attempts.filter((each) => each.end === "completed" && !each.withdrawn);
        if (state.completion === null) expect(standing.filter(({ adopted }) => !adopted)).toEqual([]);
        else expect(state.attempts.some(({ id }) => id === state.completion?.attempt)).toBe(true);
        if (state.phase === "completed") expect(state.completion).not.toBeNull();
      }),
      RUNS,
    );
  });

  test("between two attempts after an integration lies a revert", () => {
    fc.assert(
      fc.property(walks(), ({ records }) => {
        const entries = records.map(({ entry }) => entry);
        const from = entries.findIndex(({ kind }) => kind === "integrate");
        let unlocked = 0;
        for (const entry of from < 0 ? [] : entries.slice(from)) {
          if (entry.kind === "revert") unlocked++;
          else if (beginsIn(entry)) unlocked--;
          expect(unlocked).toBeGreaterThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });
});

describe("foldTo", () => {
  const first = recorded(entryOf(EMPTY, take("a1", 0)));
  const second = recorded(entryOf(apply(EMPTY, first), release(1)));
  const bad = recorded(entryOf(apply(apply(EMPTY, first), second), release(2)));
  const log = [first, second, bad];

  test.each([
    { seq: 0, says: "open", because: "nothing yet" },
    { seq: 1, says: "running", because: "after the first" },
    { seq: 2, says: "released", because: "after the last good one" },
    { seq: 3, says: undefined, because: "the third is not allowed" },
    { seq: 4, says: undefined, because: "there is no fourth" },
  ])("$seq: $because", ({ seq, says }) => {
    expect(foldTo(ADDRESS, log, null, seq)?.phase).toBe(says);
  });

  test("a log that is shorter than asked for is no state", () => {
    expect(foldTo(ADDRESS, [first], null, 2)).toBeNull();
  });
});
