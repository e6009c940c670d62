import { describe, expect, test } from "vitest";
import type { Overlay } from "../../files/overlay.ts";
import { draft } from "../given.contract.ts";
import type { Forge } from "../port.ts";
import { begun, forgeOn, pullOf, watched } from "./opened.contract.ts";

/** Calls that may be repeated: all but `comments.add`, which has no key to know itself by. */
const CALLS: readonly { readonly what: string; call(forge: Forge): Promise<unknown> }[] = [
  { what: "filing", call: ({ issues }) => issues.file("new", draft({ labels: ["b", "a"] })) },
  { what: "filing under a number", call: ({ issues }) => issues.file("new", draft(), 7) },
  { what: "filing what is there", call: ({ issues }) => issues.file("old", draft({ title: "Other" })) },
  { what: "editing", call: ({ issues }) => issues.edit(1, { title: "New", body: "New" }, "mona") },
  { what: "closing", call: ({ issues }) => issues.turn(1, "closed") },
  {
    what: "labels",
    call: ({ labels }) => labels.change(1, { add: ["x", "y", "z"], remove: ["a", "b"] }, "mona"),
  },
  { what: "the marked comment", call: ({ comments }) => comments.put(1, "continuo:new", "x", "mona") },
  { what: "changing it", call: ({ comments }) => comments.put(1, "continuo:status", "y", "mona") },
  { what: "opening a pull request", call: ({ pulls }) => pulls.open(pullOf("new")) },
  { what: "changing it", call: ({ pulls }) => pulls.open(pullOf("old", "New")) },
];

/** All that a forge holds, without times. */
async function stateOf({ issues, labels, comments, pulls }: Forge): Promise<unknown> {
  const numbers = Array.from({ length: 10 }, (_, at) => at + 1);
  const state = await Promise.all(
    numbers.map(async (number) => {
      const issue = await issues.read(number);
      const pull = await pulls.read(number);
      const events = issue && (await labels.events(number));
      return { issue, pull, events, comments: (issue ?? pull) ? await comments.list(number) : [] };
    }),
  );
  const timeless = JSON.stringify(state, (key, value) => (/^(?:at|.*At)$/.test(key) ? undefined : value));
  return JSON.parse(timeless);
}

const filesOf = ({ writes }: Overlay) => writes.map(({ path }) => path).sort();

/** How many writes a call makes. */
async function writesOf(call: (forge: Forge) => Promise<unknown>): Promise<number> {
  let writes = 0;
  await call(forgeOn(watched(await begun(), { after: () => void writes++ })));
  return writes;
}

describe("a crash after any write", () => {
  test.each(CALLS)("$what: repeated, it comes to the same, and nothing is there twice", async ({ call }) => {
    const untouched = await begun();
    await call(forgeOn(untouched));
    const wanted = await stateOf(forgeOn(untouched));
    const writes = await writesOf(call);
    for (const when of ["before", "after"] as const)
      for (let nth = 1; nth <= writes; nth++) {
        const root = await begun();
        let at = 0;
        const crash = () => {
          if (++at === nth) throw new Error("crashed");
        };
        await expect(call(forgeOn(watched(root, { [when]: crash })))).rejects.toThrow("crashed");
        await call(forgeOn(root));
        expect(await stateOf(forgeOn(root)), `${when} write ${nth}`).toEqual(wanted);
        expect(filesOf(root)).toEqual(filesOf(untouched));
        await call(forgeOn(root));
        expect(filesOf(root)).toEqual(filesOf(untouched));
      }
  });

  test("the rows above write: filing three times, labels five times", async () => {
    expect(await Promise.all(CALLS.map(({ call }) => writesOf(call)))).toEqual([
      3, 3, 0, 1, 1, 5, 1, 1, 3, 1,
    ]);
  });

  test("another draft takes its own number after a crash left one without an issue", async () => {
    const root = await begun();
    let writes = 0;
    const crash = () => {
      if (++writes === 2) throw new Error("crashed");
    };
    const dying = forgeOn(watched(root, { after: crash }));
    await expect(dying.issues.file("new", draft())).rejects.toThrow("crashed");
    const forge = forgeOn(root);
    expect(await forge.issues.read(3)).toBeUndefined();
    expect((await forge.issues.file("other", draft())).number).toBe(4);
    expect((await forge.issues.file("new", draft())).number).toBe(3);
  });
});

describe("somebody else between any two steps", () => {
  const pairs = CALLS.flatMap((ours) => CALLS.map((theirs) => ({ ours, theirs })));

  test.each(pairs)("$ours.what, while $theirs.what", async ({ ours, theirs }) => {
    const writes = await writesOf(ours.call);
    for (let nth = 1; nth <= writes; nth++) {
      const root = await begun();
      let at = 0;
      const others: Promise<unknown>[] = [];
      const before = () => {
        // The forge works without a pause, so that this call is over before our write.
        if (++at === nth) others.push(theirs.call(forgeOn(root)).catch((cause) => cause));
      };
      const first = await ours.call(forgeOn(watched(root, { before }))).catch((cause) => cause);
      const answers = [first, ...(await Promise.all(others))];
      for (const answer of answers)
        if (answer instanceof Error) expect(answer).toMatchObject({ code: "forge.taken" });
      const state = await stateOf(forgeOn(root));
      for (const { call } of [ours, theirs])
        await call(forgeOn(root)).catch((cause) => expect(cause).toMatchObject({ code: "forge.taken" }));
      expect(await stateOf(forgeOn(root)), "all was done the first time").toEqual(state);
    }
  });

  test("two that each have room for one more label do not both set it", async () => {
    const files = await begun();
    const labels = Array.from({ length: 99 }, (_, at) => `label ${at}`);
    const { number } = await forgeOn(files).issues.file("many", draft({ labels }));
    let writes = 0;
    const rivals: Promise<unknown>[] = [];
    const before = () => {
      if (++writes === 1)
        rivals.push(forgeOn(files).labels.change(number, { add: ["theirs"], remove: [] }, "eve"));
    };
    const slow = forgeOn(watched(files, { before }));
    await expect(slow.labels.change(number, { add: ["ours"], remove: [] }, "mona")).rejects.toMatchObject({
      code: "forge.limit",
    });
    await Promise.all(rivals);
    expect((await forgeOn(files).issues.read(number))?.labels).toHaveLength(100);
  });

  test("whoever is always too late gives up, and says so", async () => {
    const files = await begun();
    let writes = 0;
    const create = () => ++writes < 0;
    const slow = forgeOn({ ...files, create });
    const contended = { code: "forge.contended", kind: "conflict" };
    const tries = [
      () => slow.issues.edit(1, { title: "Mine", body: "" }, "mona"),
      () => slow.issues.file("new", draft()),
      () => slow.comments.add(1, "x", "mona"),
      () => slow.pulls.open(pullOf("old", "New")),
    ];
    for (const [at, tried] of tries.entries()) {
      await expect(tried()).rejects.toMatchObject(contended);
      expect(writes).toBe(256 * (at + 1));
    }
    expect(await stateOf(forgeOn(files))).toEqual(await stateOf(forgeOn(await begun())));
  });
});
