import { beforeAll, describe, expect, test } from "vitest";
import { openItem } from "../../src/stations/item/open.ts";
import { repair } from "../../src/stations/repair.ts";
import { completed, findingsOf, lying, machineOn, put, textAt } from "./bench.ts";
import { canonical, type Document } from "./forge.ts";
import { copyOf, type Place } from "./world.ts";

let place: Place;
beforeAll(async () => {
  place = lying(["wi", "other"]);
  await completed(place, "wi", "a");
  await completed(place, "other", "a");
});

const tampered = (path: string, content: string): Place => {
  const copy = copyOf(place);
  put(copy, path, content);
  return copy;
};

async function repaired(at: Place): Promise<readonly string[]> {
  const ports = machineOn(at);
  return (await repair(await openItem("wi", ports), ports)).map(({ path, what }) => `${what} ${path}`);
}

const VIEW = "artifacts/claims/wi-a.json";
const viewWith = (words: Document): string =>
  canonical({ ...(JSON.parse(textAt(place, VIEW)) as Document), ...words });

describe("a claim view about an attempt that no log knows", () => {
  const path = "artifacts/claims/planted.json";

  test.each([
    { words: { attemptId: "planted" }, because: "whole" },
    { words: { attemptId: "planted", zzz: 1 }, because: "with a key that nobody knows" },
    { words: { attemptId: 5, claimedAt: "never", token: "one" }, because: "of another shape" },
  ])("is found: $because", async ({ words }) => {
    const at = tampered(path, viewWith(words));
    expect(await findingsOf(at, "wi")).toEqual([`${path} is about an attempt that no log knows`]);
    expect(await findingsOf(at, "other")).toEqual([]);
  });

  test("one without a token is another tool's, and decides nothing", async () => {
    expect(await findingsOf(tampered(path, viewWith({ token: undefined })), "wi")).toEqual([]);
  });
});

describe("a view that says it is another's", () => {
  test.each([
    { words: { workItemId: "item-z" } },
    { words: { workItemId: "other" } },
    { words: { stepKey: "b" } },
    { words: { workItemId: "../../x", stepKey: "/" } },
    { words: { workItemId: null } },
  ])("$words is found, and repaired: the log has the attempt", async ({ words }) => {
    const at = tampered(VIEW, viewWith(words));
    expect(await findingsOf(at, "wi")).toEqual([`${VIEW} does not say what its log says`]);
    expect(await repaired(at)).toEqual([`refolded ${VIEW}`]);
    expect(textAt(at, VIEW)).toBe(textAt(place, VIEW));
    expect(await findingsOf(at, "wi")).toEqual([]);
  });

  test("one whose log has the attempt keeps it", async () => {
    const shared = copyOf(place);
    const log = "artifacts/claims/other/a/1.json";
    const entry = textAt(shared, log).replace('"attempt": "other-a"', '"attempt": "wi-a"');
    put(shared, log, entry);
    const theirs = viewWith({ workItemId: "other" });
    put(shared, VIEW, theirs);
    expect(await findingsOf(shared, "wi")).toEqual([]);
    expect(await repaired(shared)).toEqual([]);
    expect(textAt(shared, VIEW)).toBe(theirs);
  });
});

describe("files that people do not see", () => {
  test.each([
    "artifacts/claims/wi/a/.2.json",
    "artifacts/claims/wi/a/.git/config",
    "artifacts/claims/wi/.b/1.json",
    "artifacts/records/wi/.opening.json",
    "artifacts/gates/wi/.review/1.json",
  ])("are found among the records: %s", async (path) => {
    const [finding = "", ...more] = await findingsOf(tampered(path, "{}"), "wi");
    expect(more).toEqual([]);
    expect(finding).toMatch(/^artifacts\/(\S+) is hidden among the records, and none of them$/);
    expect(path.startsWith(finding.split(" ")[0] ?? "?")).toBe(true);
  });

  test.each([
    { path: "artifacts/claims/wi/a/.0123456789abcdef.draft", because: "a draft that a killed process left" },
    { path: "artifacts/handoff/.gitkeep", because: "it holds a folder in git" },
  ])("are no records, and no tampering: $because", async ({ path }) => {
    expect(await findingsOf(tampered(path, ""), "wi")).toEqual([]);
  });
});
