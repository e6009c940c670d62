import { describe, expect, test } from "vitest";
import { itemFiles } from "../../test/support/blackbox/item.ts";
import type { TestKey } from "../../test/support/rules/keys.ts";
import { MACHINE, type Place, portsOf, STRANGER } from "../../test/tamper/world.ts";
import { fixedClock } from "../kernel/clock.ts";
import type { Role, TrustFile } from "../rules/evidence/trust.ts";
import { claim } from "./claim.ts";
import { close } from "./close.ts";
import { complete } from "./complete/complete.ts";
import type { CompletePorts } from "./complete/request.ts";
import { delegate } from "./delegate.ts";
import { gate } from "./gate.ts";
import { readFacts } from "./item/facts.ts";
import { openForgetting, openItem } from "./item/open.ts";
import { repair } from "./repair.ts";
import { verifyItem } from "./verify/verify.ts";

const MOMENT = "2026-01-02T03:04:05.000Z";
const OPENING = "artifacts/records/wi/opening.json";
const CLOSING = "artifacts/records/wi/closing-1.json";
const NOT_TRUSTED = { code: "keys.not-trusted", kind: "config" };

const entryOf = ({ keyId, publicKey }: TestKey, role: Role): TrustFile["keys"][number] => ({
  id: keyId,
  key: publicKey,
  role,
  from: "2026-01-01T00:00:00.000Z",
});
const trusting = (...keys: TrustFile["keys"]): TrustFile => ({ schemaVersion: "1.0", keys });
const MACHINE_ONLY = trusting(entryOf(MACHINE, "operator"));

/** A folder with one work item of one step, and the world of whoever works in it. */
function folder() {
  const place: Place = {
    work: new Map(Object.entries(itemFiles("a/1")).map(([path, text]) => [path, Buffer.from(text)])),
    state: new Map(),
  };
  let drawn = 0;
  const as = (key: TestKey, file: TrustFile | undefined, state = place.state): CompletePorts => ({
    ...portsOf({ work: place.work, state }, fixedClock(MOMENT), () =>
      (++drawn).toString(16).padStart(32, "0"),
    ),
    signer: { key: async () => ({ ...key, source: "the test" }) },
    trust: { committed: async () => file, at: () => Promise.reject(new Error("no trust file is named")) },
  });
  const findings = async (ports: CompletePorts) => (await verifyItem("wi", undefined, ports)).findings;
  return { place, as, findings };
}

/** What lies in both folders, to be compared. */
const everythingOf = ({ work, state }: Place) =>
  [...work, ...state].map(([path, bytes]) => `${path} ${Buffer.from(bytes).toString("base64")}`).sort();

async function completed(ports: CompletePorts): Promise<void> {
  const request = {
    step: "a",
    attempt: "a-local",
    event: "attempt-completed",
    outcome: "done",
    nextAction: "none",
    actor: "ann",
    baseline: "pre",
    links: [],
    timestamp: undefined,
  } as const;
  expect(await complete(await openItem("wi", ports), request, ports)).toMatchObject({ repeated: false });
}

const sidecarIn = ({ work }: Place): string =>
  [...work.keys()].find((path) => path.endsWith(".dsse.json")) ?? "";

describe("a key that may not sign leaves nothing behind", () => {
  test("a gate decision by a writer", async () => {
    const { place, as, findings } = folder();
    const ports = as(MACHINE, trusting(entryOf(MACHINE, "writer")));
    const open = await openItem("wi", ports);
    const before = everythingOf(place);
    const request = {
      gate: "g1",
      decision: "approve",
      reasons: [],
      reviewer: "ann",
      reentryStep: undefined,
    } as const;
    await expect(gate(open, request, ports)).rejects.toMatchObject(NOT_TRUSTED);
    expect(everythingOf(place)).toEqual(before);
    expect(await findings(ports)).toEqual([]);
    await delegate(open, { prompt: undefined, timeIsGiven: false }, ports);
  });

  test("an opening, and whoever is trusted opens the work item afterwards", async () => {
    const { place, as } = folder();
    const before = everythingOf(place);
    await expect(openItem("wi", as(STRANGER, MACHINE_ONLY))).rejects.toMatchObject(NOT_TRUSTED);
    expect(everythingOf(place)).toEqual(before);
    expect((await openItem("wi", as(MACHINE, MACHINE_ONLY))).opening.signer).toBe(MACHINE.publicKey);
  });

  test("an opening by a key that counts only from tomorrow on", async () => {
    const { place, as } = folder();
    const later = trusting({ ...entryOf(MACHINE, "operator"), from: "2026-01-03T00:00:00.000Z" });
    await expect(openItem("wi", as(MACHINE, later))).rejects.toMatchObject(NOT_TRUSTED);
    expect(place.work.has(OPENING)).toBe(false);
  });

  test.each([
    { trust: undefined, because: "no trust file vouches for it" },
    { trust: MACHINE_ONLY, because: "the trust file does not know it" },
  ])("a closing: $because", async ({ trust }) => {
    const { place, as, findings } = folder();
    const ours = as(MACHINE, trust);
    await completed(ours);
    const theirs = as(STRANGER, trust, new Map());
    const open = await openItem("wi", theirs);
    await expect(close(open, await readFacts(open, theirs), theirs)).rejects.toMatchObject(NOT_TRUSTED);
    expect(place.work.has(CLOSING)).toBe(false);
    await close(open, await readFacts(open, ours), ours);
    expect(await verifyItem("wi", undefined, ours)).toMatchObject({ findings: [], state: "closed" });
    // What is closed needs no signature: anybody may find it closed.
    expect(await close(open, await readFacts(open, theirs), theirs)).toMatchObject({ kind: "closing" });
    expect(await findings(theirs)).toEqual([]);
  });

  test("the signature of a handoff, whether it is repaired or reported again", async () => {
    const { place, as, findings } = folder();
    const ours = as(MACHINE, undefined);
    await completed(ours);
    place.work.delete(sidecarIn(place));
    const theirs = as(STRANGER, undefined, new Map());
    const open = await openItem("wi", theirs);
    await expect(repair(open, theirs)).rejects.toMatchObject(NOT_TRUSTED);
    await expect(completed(theirs)).rejects.toMatchObject(NOT_TRUSTED);
    expect(sidecarIn(place)).toBe("");
    expect(await repair(await openItem("wi", ours), ours)).toMatchObject([{ what: "signed" }]);
    expect(await findings(ours)).toEqual([]);
  });
});

describe("repair signs anew", () => {
  test.each([
    {
      what: "a signature by a stranger's key",
      change: (text: string) => text.replace(MACHINE.keyId, STRANGER.keyId),
    },
    { what: "a newline behind it", change: (text: string) => `${text}\n` },
    { what: "half an envelope", change: (text: string) => text.slice(0, 40) },
    { what: "nothing", change: () => "" },
  ])("what does not verify: $what", async ({ change }) => {
    const { place, as, findings } = folder();
    const said: string[] = [];
    const ports = { ...as(MACHINE, undefined), warn: (text: string) => void said.push(text) };
    await completed(ports);
    const path = sidecarIn(place);
    const whole = place.work.get(path);
    place.work.set(path, Buffer.from(change(Buffer.from(whole ?? "").toString("utf8"))));
    expect((await findings(ports)).map((each) => each.path)).toEqual([path]);
    expect(await repair(await openItem("wi", ports), ports)).toEqual([{ path, what: "signed" }]);
    expect(said).toEqual([expect.stringContaining(path)]);
    expect(place.work.get(path)).toEqual(whole);
    expect(await findings(ports)).toEqual([]);
    expect(await repair(await openItem("wi", ports), ports)).toEqual([]);
  });

  test("nothing that verifies, whoever looks", async () => {
    const { as } = folder();
    const ours = as(MACHINE, undefined);
    await completed(ours);
    const theirs = as(STRANGER, undefined, new Map());
    expect(await repair(await openItem("wi", theirs), theirs)).toEqual([]);
  });
});

describe("a trust file that has vouched for a history", () => {
  test("is missed when it is gone, by whoever opens the work item and by verify", async () => {
    const { as, findings } = folder();
    await completed(as(MACHINE, MACHINE_ONLY));
    const without = as(MACHINE, undefined);
    await expect(openItem("wi", without)).rejects.toMatchObject({ code: "item.rolled-back" });
    expect((await findings(without)).map(({ path }) => path)).toEqual([".github/continuo/keys.json"]);
    expect((await verifyItem("wi", MACHINE_ONLY, without)).findings).toEqual([]);
    expect((await findings(as(MACHINE, undefined, new Map()))).length).toBe(0);
    expect((await openForgetting("wi", without)).keyring.source).toBe("self-asserted");
    expect(await findings(without)).toEqual([]);
  });

  test("may come later than the work item", async () => {
    const { as } = folder();
    await completed(as(MACHINE, undefined));
    expect((await openItem("wi", as(MACHINE, MACHINE_ONLY))).keyring.source).toBe("trust-file");
    await expect(openItem("wi", as(MACHINE, undefined))).rejects.toMatchObject({ code: "item.rolled-back" });
  });
});

test("a claim by a key that may not sign leaves nothing behind", async () => {
  const { place, as } = folder();
  const open = await openItem("wi", as(MACHINE, undefined));
  const before = everythingOf(place);
  const request = { step: "a", attempt: undefined, leaseMs: undefined };
  await expect(claim(open, request, as(STRANGER, undefined))).rejects.toMatchObject(NOT_TRUSTED);
  expect(everythingOf(place)).toEqual(before);
});
