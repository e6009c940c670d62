import { beforeAll, describe, expect, test } from "vitest";
import { mergeItem } from "../../src/stations/gather/merge.ts";
import { completed, findingsOf, lying, machineOn, pathOf, put, textAt } from "./bench.ts";
import { copyOf, filesOf, type Place } from "./world.ts";

const ADDED = "is in no log: it was added beside them";
const LONGER = /^artifacts\/handoff\/.*-item-1-b-a-item-1-b-a\.json$/;
const SIDECAR = /^artifacts\/handoff\/.*-item-1-b-a-item-1-b-a\.dsse\.json$/;

describe("what a document says decides which work item it is about, not its name", () => {
  let place: Place;
  const tampered = (change: (place: Place) => void): Place => {
    const copy = copyOf(place);
    change(copy);
    return copy;
  };
  /** What each of the two is told. */
  const told = async (at: Place): Promise<{ shorter: string[]; longer: string[] }> => ({
    shorter: await findingsOf(at, "item-1"),
    longer: await findingsOf(at, "item-1-b"),
  });

  beforeAll(async () => {
    place = lying(["item-1", "item-1-b"]);
    for (const item of ["item-1", "item-1-b"]) await completed(place, item, "a");
  });

  test("two work items whose ids begin alike are no strangers to each other", async () => {
    expect(await told(place)).toEqual({ shorter: [], longer: [] });
  });

  test("also where one of them was never opened", async () => {
    const fresh = lying(["item-1", "item-1-b", "b"]);
    await completed(fresh, "item-1-b", "a");
    expect(await findingsOf(fresh, "item-1")).toEqual([]);
    expect(await findingsOf(fresh, "b")).toEqual([]);
  });

  test("collecting takes one of them alone, without the documents of the other", async () => {
    const here = lying(["item-1", "item-1-b"]);
    const source = { name: "theirs", files: filesOf(place.work) };
    expect(await mergeItem(source, "item-1", machineOn(here))).toEqual([]);
    const handoffs = [...here.work.keys()].filter((path) => path.startsWith("artifacts/handoff/"));
    expect(handoffs.filter((path) => path.includes("-item-1-b-"))).toEqual([]);
    expect(handoffs).toHaveLength(2);
  });

  test.each([
    { name: "zz.json", because: "a free name" },
    { name: "2026-01-01T00-00-00Z-item-1-a-x.json", because: "a name of ours" },
  ])("a planted handoff is found, whatever its name and spelling: $because", async ({ name }) => {
    const text = textAt(place, pathOf(place, /-item-1-a-item-1-a\.json$/));
    const spelled = text.replace('"workItemId": "item-1"', '"workItemId": "\\u0069tem-1"');
    expect(spelled).not.toBe(text);
    const path = `artifacts/handoff/${name}`;
    expect(await told(tampered((at) => put(at, path, spelled)))).toEqual({
      shorter: [`${path} ${ADDED}`],
      longer: [],
    });
  });

  test("a handoff about one work item under the name of another is found by the one whose name it has", async () => {
    const text = textAt(place, pathOf(place, LONGER)).replaceAll("item-1-b", "item-9");
    const path = "artifacts/handoff/2026-01-01T00-00-00Z-item-1-a-x.json";
    expect(await told(tampered((at) => put(at, path, text)))).toEqual({
      shorter: [`${path} ${ADDED}`],
      longer: [],
    });
  });

  test("a second signature is found by the work item whose handoff it names", async () => {
    const text = textAt(place, pathOf(place, SIDECAR));
    const path = "artifacts/handoff/2026-01-01T00-00-00Z-item-1-b-a-x.dsse.json";
    expect(await told(tampered((at) => put(at, path, text)))).toEqual({
      shorter: [],
      longer: [`${path} ${ADDED}`],
    });
  });

  test("what does not read is told to every work item that its name could mean", async () => {
    const path = "artifacts/handoff/2026-01-01T00-00-00Z-item-1-b-a-x.json";
    const both = await told(tampered((at) => put(at, path, "{")));
    expect(both).toEqual({ shorter: [`${path} ${ADDED}`], longer: [`${path} ${ADDED}`] });
  });

  test.each([{ which: LONGER }, { which: SIDECAR }])(
    "one that its log binds and that no longer reads is that work item's alone: $which",
    async ({ which }) => {
      const path = pathOf(place, which);
      const { shorter, longer } = await told(tampered((at) => put(at, path, "{")));
      expect(shorter).toEqual([]);
      expect(longer.join()).toContain(path);
    },
  );
});
