import { describe, expect, test } from "vitest";
import { itemFiles } from "../../test/support/blackbox/item.ts";
import { before } from "../../test/tamper/play.ts";
import { MACHINE, type Place, portsOf, STRANGER } from "../../test/tamper/world.ts";
import { fixedClock } from "../kernel/clock.ts";
import { complete } from "./complete/complete.ts";
import type { CompletePorts } from "./complete/request.ts";
import { delegate } from "./delegate.ts";
import { openForgetting, openItem } from "./item/open.ts";
import { verifyItem } from "./verify/verify.ts";

const OPENING = "artifacts/records/wi/opening.json";
const RECORDS = /^artifacts\/(?:records|claims|gates)\//;
const WAY_OUT = "continuo status --work-item wi --repair --accept-rollback.";

/** A folder with a work item of two steps, and the machine that works in it. */
function folder(state: Place["state"] = new Map()) {
  const files = itemFiles("setup/1 a/2");
  const work = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const place: Place = { work, state };
  let drawn = 0;
  const nonce = () => (++drawn).toString(16).padStart(32, "0");
  const as = (key = MACHINE): CompletePorts => ({
    ...portsOf(place, fixedClock("2026-01-02T03:04:05.000Z"), nonce),
    signer: { key: async () => ({ ...key, source: "the test" }) },
  });
  return { place, as };
}

async function completed(step: string, ports: CompletePorts): Promise<void> {
  const words = { outcome: "done", nextAction: "none", actor: "ann", links: [], timestamp: undefined };
  const request = {
    step,
    attempt: `${step}-local`,
    event: "attempt-completed",
    baseline: "pre",
    ...words,
  } as const;
  await complete(await openItem("wi", ports), request, ports);
}

function takeAway({ work }: Place, which = RECORDS): void {
  for (const path of work.keys()) if (which.test(path)) work.delete(path);
}

describe("a history that this machine has seen here", () => {
  test("does not begin anew when it was taken away, and no forged handoff is believed", async () => {
    const { place, as } = folder();
    await completed("setup", as());
    takeAway(place);
    for (const [path, text] of Object.entries(before("wi"))) place.work.set(path, Buffer.from(text));
    const lies = [...place.work.keys()];
    const opening = openItem("wi", as());
    await expect(opening).rejects.toMatchObject({ code: "item.rolled-back", kind: "evidence" });
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining(WAY_OUT) });
    expect([...place.work.keys()]).toEqual(lies);
    const { findings } = await verifyItem("wi", undefined, as());
    expect(findings).toContainEqual({
      path: OPENING,
      problem: expect.stringContaining("this machine has seen"),
    });
  });

  test.each([
    { who: "a stranger", key: STRANGER },
    { who: "its own key", key: MACHINE },
  ])("is not replaced by another of $who", async ({ key }) => {
    const { place, as } = folder();
    await openItem("wi", as());
    const other = folder(new Map());
    const nonce = () => "f".repeat(32);
    await openItem("wi", { ...other.as(key), nonce });
    place.work.set(OPENING, other.place.work.get(OPENING) ?? Buffer.from(""));
    await expect(openItem("wi", as(key))).rejects.toMatchObject({ code: "item.rolled-back" });
    const { findings } = await verifyItem("wi", undefined, as());
    expect(findings.map(({ path }) => path)).toContain(OPENING);
  });

  test("is not replaced by another that bears the identity of its own", async () => {
    const { place, as } = folder();
    const { opening } = await openItem("wi", as());
    const other = folder(new Map());
    await openItem("wi", { ...other.as(STRANGER), nonce: () => opening.origin });
    place.work.set(OPENING, other.place.work.get(OPENING) ?? Buffer.from(""));
    await expect(openItem("wi", as(STRANGER))).rejects.toMatchObject({ code: "item.rolled-back" });
  });

  test("is forgotten when an operator says so, and then begins anew", async () => {
    const { place, as } = folder();
    await completed("setup", as());
    takeAway(place, /^artifacts\/(?:records|claims|gates|handoff)\//);
    const { opening } = await openForgetting("wi", as());
    expect((await openItem("wi", as())).opening.origin).toBe(opening.origin);
    await completed("setup", as());
    expect((await verifyItem("wi", undefined, as())).findings).toEqual([]);
    // What is remembered from now on is the new history.
    takeAway(place);
    await expect(openItem("wi", as())).rejects.toMatchObject({ code: "item.rolled-back" });
  });

  test("is not forgotten for an opening that does not hold", async () => {
    const { place, as } = folder();
    await openItem("wi", as());
    const text = Buffer.from(place.work.get(OPENING) ?? "").toString("utf8");
    place.work.set(OPENING, Buffer.from(text.replace("somebody", "mallory")));
    await expect(openForgetting("wi", as())).rejects.toMatchObject({ code: "item.record" });
    place.work.delete(OPENING);
    await expect(openItem("wi", as())).rejects.toMatchObject({ code: "item.rolled-back" });
  });
});

describe("a machine that has seen nothing here", () => {
  test("opens what lies there, and remembers it from then on", async () => {
    const first = folder();
    await completed("setup", first.as());
    const clone = folder(new Map());
    for (const [path, bytes] of first.place.work) clone.place.work.set(path, Buffer.from(bytes));
    await delegate(await openItem("wi", clone.as()), { prompt: undefined, timeIsGiven: false }, clone.as());
    takeAway(clone.place);
    await expect(openItem("wi", clone.as())).rejects.toMatchObject({ code: "item.rolled-back" });
  });
});
