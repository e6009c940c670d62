import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { about, type Bench, fewAtATime } from "../support/faults/bench.ts";
import { onSmallDisk } from "../support/faults/places.ts";
import { assertRecovers, SCENARIOS } from "../support/faults/scenarios.ts";
import { STEP } from "../support/faults/zombie.ts";

const named = (name: string) => {
  const found = SCENARIOS.find((each) => each.name === name);
  if (!found) throw new Error(`There is no scenario ${name}.`);
  return found;
};

describe.each([named("the first claim ever"), named("a completion of a claimed attempt")])(
  "a full disk: $name",
  (scenario) => {
    let ready: Bench;
    beforeAll(async () => {
      ready = await scenario.ready();
    });
    afterAll(() => ready.discard());

    // From no room at all to room for everything: a file takes a page of 4 KiB.
    test("whatever is left of it, it is done or it is told", { timeout: 120_000 }, async () => {
      const codes = await fewAtATime([0, 4, 8, 12, 16, 24, 32, 48, 128], async (free) => {
        const { ended, left } = await onSmallDisk(ready, scenario.args, { free });
        if (ended.exitCode !== 0) {
          expect(ended, `${free} KiB free: ${ended.stderr}`).toMatchObject({ exitCode: 75, stdout: "" });
          expect(ended.stderr).toMatch(
            /^error\[files\.full\]: \S+\/\S+ could not be written: no space is left\.\nhint: /m,
          );
        }
        await assertRecovers(scenario, left, ended);
        left.discard();
        return ended.exitCode;
      });
      expect([...new Set(codes)].sort(), "the disk was too small, and large enough").toEqual([0, 75]);
    });

    test("no file can be made any more, and that is told", { timeout: 60_000 }, async () => {
      const { ended, left } = await onSmallDisk(ready, scenario.args, { free: 100, inodes: 48 });
      const { ended: enough, left: more } = await onSmallDisk(ready, scenario.args, {
        free: 100,
        inodes: 200,
      });
      expect(enough, enough.stderr).toMatchObject({ exitCode: 0 });
      expect([0, 75], ended.stderr).toContain(ended.exitCode);
      await assertRecovers(scenario, left, ended);
      left.discard();
      more.discard();
    });
  },
);

describe("the answer cannot be printed", () => {
  const into = (stream: string) => ["sh", "-c", `exec "$@" ${stream} /dev/full`, "sh"];

  test("standard output lies on a full disk: the claim stands, and that is no bug of ours", async () => {
    const shop = await named("a later claim").ready();
    const claim = about("claim", STEP, "--attempt", "mine");
    const ended = await shop.run(claim, { under: into(">") });
    expect(ended.exitCode, ended.stderr).toBe(75);
    await assertRecovers(named("a later claim"), shop, ended);
    shop.discard();
  });

  test("standard error lies on a full disk: the exit code tells what it tells else", async () => {
    const shop = await named("a completion of a claimed attempt").ready();
    const ended = await shop.run(about("claim", STEP), { under: into("2>") });
    expect(ended).toMatchObject({ exitCode: 4, signal: null });
    shop.discard();
  });
});
