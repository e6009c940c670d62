import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { asked, must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { copyOf, documentAt, filesIn, ORIGIN, passing, snapshotOf } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { meeting } from "../support/blackbox/preload.ts";
import type { Workshop } from "../support/cli.ts";

const WI = ["--work-item", "wi", "--step", "a"];
const CLAIM = ["claim", ...WI];
const MINE = [...WI, "--attempt", "a-local"];
const fresh = (): Workshop => passing({ ...itemFiles("a/1 b/2"), ...ORIGIN });
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const until = async (path: string) => {
  for (let n = 0; n < 400 && !existsSync(path); n++) await wait(20);
};

interface Status {
  readonly items: readonly {
    readonly steps: readonly { key: string; standing: string; attempt?: string }[];
  }[];
}
const stepOf = async (shop: Workshop, key = "a") =>
  (await asked<Status>(shop, ["status", "wi"])).document.items[0]?.steps.find((step) => step.key === key);

/** All that is on record is whole, follows, and says itself the same again. */
async function isSound(shop: Workshop): Promise<void> {
  const { exitCode, document } = await asked<{ items: { findings: unknown[] }[] }>(shop, ["verify", "wi"]);
  expect(document.items[0]?.findings).toEqual([]);
  expect([0, 7]).toContain(exitCode);
}

describe("many at once", () => {
  test("of ten processes that claim one step, one gets it; the others are told by whom", async () => {
    const shop = fresh();
    const ended = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        shop.run([...CLAIM, "--json"], { env: { GITHUB_JOB: `job-${i}` } }),
      ),
    );
    const won = ended.findIndex(({ exitCode }) => exitCode === 0);
    expect(ended.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    expect(ended.filter(({ exitCode }) => exitCode === 4)).toHaveLength(9);
    for (const { exitCode, stdout } of ended) if (exitCode === 4) expect(stdout).toContain(`(job-${won})`);
    expect(documentAt(shop, "artifacts/claims/a-local.json")).toMatchObject({
      executor: { displayName: `job-${won}` },
    });
    await isSound(shop);
  });

  test("of eight that complete one free step, one does; the same one again is the same answer", async () => {
    const shop = fresh();
    const ended = await Promise.all(
      Array.from({ length: 8 }, (_, i) => shop.run(["complete", ...WI, "--attempt", `a-${i}`])),
    );
    expect(ended.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
    for (const { exitCode } of ended) expect([0, 3, 4]).toContain(exitCode);
    expect(filesIn(shop.root, "artifacts/handoff")).toHaveLength(2);
    await isSound(shop);
  });

  test("one attempt id for two steps at once: one step gets it, and nothing is doubled", async () => {
    const shop = passing({ ...itemFiles("a/1/par b/1/par"), ...ORIGIN });
    for (let round = 0; round < 4; round++) {
      const id = `shared-${round}`;
      const ended = await Promise.all(
        ["a", "b"].map((step) => shop.run(["claim", "--work-item", "wi", "--step", step, "--attempt", id])),
      );
      expect(ended.map(({ exitCode }) => exitCode).sort()).toEqual([0, 4]);
      const held = ended[0]?.exitCode === 0 ? "a" : "b";
      expect(documentAt(shop, `artifacts/claims/${id}.json`)).toMatchObject({
        stepKey: held,
        status: "running",
      });
      await must(shop, ["release", "--work-item", "wi", "--step", held, "--attempt", id, "--reason", "next"]);
    }
    await isSound(shop);
  });

  test("delegate, claim and export beside each other disturb nobody", async () => {
    const shop = fresh();
    const words = [["delegate", "wi"], CLAIM, ["export"], ["status", "wi"], ["delegate", "wi"], ["export"]];
    const ended = await Promise.all(words.map((each) => shop.run(each)));
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    await isSound(shop);
  });
});

describe("a holder that sleeps through its lease", () => {
  test.each([
    ["complete", ["complete", ...MINE]],
    ["renew", ["renew", ...MINE]],
    ["release", ["release", ...MINE, "--reason", "x"]],
  ])(
    "right before its %s: the successor's record stands, the late effect is a conflict",
    async (_, words) => {
      const shop = fresh();
      await works(shop, [...CLAIM, "--lease", "1s"]);
      const [PAUSED, GO] = [join(shop.home, "paused"), join(shop.home, "go")];
      const sleeping = shop.run([...words, "--json"], {
        env: meeting(shop, "pause", { PAUSE_AT: "/a/2.json", PAUSED, GO }),
      });
      await until(PAUSED);
      await wait(1_100);
      const successor = await works<{ token: number }>(shop, CLAIM);
      const record = snapshotOf(join(shop.root, "artifacts/claims/wi/a")).get("2.json");
      writeFileSync(GO, "");
      const late = await sleeping;
      expect(late.exitCode).toBe(4);
      expect(JSON.parse(late.stdout)).toMatchObject({ error: { code: "claims.stale" } });
      expect(snapshotOf(join(shop.root, "artifacts/claims/wi/a")).get("2.json")).toBe(record);
      expect(filesIn(shop.root, "artifacts/claims/wi/a")).toHaveLength(2);
      expect(await stepOf(shop)).toMatchObject({ standing: "running", attempt: "a-local-2" });
      expect(successor.token).toBe(2);
      await works(shop, ["complete", ...WI, "--attempt", "a-local-2"]);
      await isSound(shop);
    },
  );
});

describe("a clock that is off", () => {
  const at = (shop: Workshop, ms: number) => ({ env: meeting(shop, "clock", { CLOCK_SHIFT: String(ms) }) });
  const [HOUR, DAY] = [3_600_000, 86_400_000];

  test("a day ahead, another takes over; then the first one can write nothing more: never two that can", async () => {
    const shop = fresh();
    const first = await works<{ token: number }>(shop, CLAIM);
    const second = await works<{ token: number; attemptId: string }>(shop, CLAIM, at(shop, DAY));
    expect(second.token).toBeGreaterThan(first.token);
    await fails(shop, ["complete", ...MINE], 4, "claims.stale");
    await works(shop, ["complete", ...WI, "--attempt", second.attemptId], at(shop, DAY));
    await isSound(shop);
  });

  test("set back an hour, a renewal does not run back: log times keep their order and the lease is not cut", async () => {
    const shop = fresh();
    const claim = await works<{ leaseUntil: string; claimedAt: string }>(shop, CLAIM);
    const renewed = await works<{ leaseUntil: string }>(shop, ["renew", ...MINE], at(shop, -HOUR));
    expect(Date.parse(renewed.leaseUntil)).toBeGreaterThanOrEqual(Date.parse(claim.leaseUntil));
    await works(shop, ["complete", ...MINE], at(shop, -HOUR));
    expect(documentAt(shop, "artifacts/claims/wi/a/3.json")).toMatchObject({ at: claim.claimedAt });
    await isSound(shop);
  });

  test("set back, nobody else gets the step early", async () => {
    const shop = fresh();
    await works(shop, [...CLAIM, "--lease", "1s"]);
    await wait(1_100);
    await fails(shop, CLAIM, 4, "claims.held", at(shop, -HOUR));
    await works(shop, CLAIM);
  });
});

describe("a full disk", () => {
  const ATTEMPTS = 40;

  test.each([
    ["claim", CLAIM, (shop: Workshop) => shop],
    ["complete", ["complete", ...MINE], claimed],
    [
      "gate",
      ["gate", "--work-item", "wi", "--gate", "g", "--decision", "reject", "--reason", "r"],
      (shop: Workshop) => shop,
    ],
    ["delegate", ["delegate", "wi"], (shop: Workshop) => shop],
  ] as const)(
    "at any write of %s: said so, nothing half-written, and the same call works later",
    async (name, words, stage) => {
      const template = await stage(fresh());
      let failures = 0;
      for (let nth = 1; nth <= ATTEMPTS; nth++) {
        const shop = copyOf(template);
        const ended = await shop.run([...words, "--json"], {
          env: meeting(shop, "full", { FULL_AT: String(nth) }),
        });
        for (const path of filesIn(shop.root, "artifacts"))
          if (path.endsWith(".json")) expect(() => documentAt(shop, path), path).not.toThrow();
        if (ended.exitCode === 0) break;
        failures++;
        expect(ended.exitCode, ended.stderr).toBe(75);
        expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: "files.full" } });
        if (name === "claim") expect(await stepOf(shop)).toMatchObject({ standing: "ready" });
        const again = await shop.run(words);
        expect(again.exitCode, `after failure at write ${nth}: ${again.stderr}`).toBe(0);
        await isSound(shop);
      }
      expect(failures).toBeGreaterThan(2);
      expect(failures).toBeLessThan(ATTEMPTS);
    },
  );

  async function claimed(shop: Workshop): Promise<Workshop> {
    await must(shop, CLAIM);
    return shop;
  }
});

describe("the same words in other places", () => {
  test("ids that run together to the same file name are kept apart, and both verify", async () => {
    const shop = passing({ ...itemFiles("a/1/par a-b/1/par"), ...ORIGIN });
    const when = ["--timestamp", "2026-01-02T03:04:05.000Z"];
    await works(shop, ["complete", "--work-item", "wi", "--step", "a", "--attempt", "b-c", ...when]);
    await works(shop, ["complete", "--work-item", "wi", "--step", "a-b", "--attempt", "c", ...when]);
    expect(
      filesIn(shop.root, "artifacts/handoff").filter((path) => !path.endsWith(".dsse.json")),
    ).toHaveLength(2);
    await isSound(shop);
  });

  test("a holder's secret of one step is none of another's", async () => {
    const shop = passing({ ...itemFiles("a/1/par b/1/par"), ...ORIGIN });
    await must(shop, ["claim", ...WI]);
    await must(shop, ["claim", "--work-item", "wi", "--step", "b"]);
    await fails(
      shop,
      ["complete", "--work-item", "wi", "--step", "b", "--attempt", "a-local"],
      4,
      "claims.held",
    );
  });

  test("a folder of drafts that a crash left is no obstacle and no claim", async () => {
    const shop = fresh();
    shop.write("artifacts/claims/wi/a/.0011223344556677.draft", '{"kind": "take"');
    shop.write("artifacts/claims/.8899aabbccddeeff.draft", "half");
    expect(await works(shop, CLAIM)).toMatchObject({ attemptId: "a-local", token: 1 });
    await isSound(shop);
  });

  test("nothing of all this reaches the folder above", async () => {
    const shop = fresh();
    await works(shop, CLAIM);
    expect([...snapshotOf(dirname(shop.root)).keys()].filter((path) => !/^(work|home)\//.test(path))).toEqual(
      [],
    );
  });
});
