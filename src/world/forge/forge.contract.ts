import { describe, expect, test } from "vitest";
import type { Issue } from "../../rules/intake/issue.ts";
import { draft, HOSTILE, NO_TEXT, NOBODY, type OpenForge } from "./given.contract.ts";
import { labelsContract } from "./labels.contract.ts";
import type { IssueDraft } from "./port.ts";
import { threadsContract } from "./threads.contract.ts";

/** What every adapter of Forge promises. */
export function forgeContract(name: string, open: OpenForge): void {
  describe(`Forge: ${name}`, () => {
    issuesContract(open);
    limitsContract(open);
    labelsContract(open);
    threadsContract(open);

    test("the owner is admin in whatever case, and a stranger nothing", async () => {
      const [{ permissions }] = await open();
      const asked = ["mona", "MONA", "mona2", "renovate[bot]", "../x", "", "constructor", "__proto__"];
      const answers = await Promise.all(asked.map((login) => permissions.of(login)));
      expect(answers).toEqual(["admin", "admin", "none", "none", "none", "none", "none", "none"]);
    });
  });
}

function issuesContract(open: OpenForge): void {
  describe("issues", () => {
    test("what nobody filed reads as undefined, whatever the number", async () => {
      const [{ issues }] = await open();
      for (const number of [1, NOBODY, 0, -1, 1.5, Number.NaN, Infinity, 2 ** 40])
        expect(await issues.read(number), String(number)).toBeUndefined();
    });

    test("an issue reads back as it was filed, for everyone", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft({ labels: ["b", "a"] }));
      expect(filed).toEqual({
        number: filed.number,
        title: "Fix it",
        body: "It is broken.\r\n",
        labels: ["a", "b"],
        author: "mona",
        state: "open",
        createdAt: filed.createdAt,
        editedAt: filed.createdAt,
      });
      for (const each of [ours, theirs]) expect(await each.issues.read(filed.number)).toEqual(filed);
    });

    test("numbers follow each other, and two keys have two issues though they say the same", async () => {
      const [ours, theirs] = await open();
      const first = await ours.issues.file("one", draft());
      const second = await theirs.issues.file("two", draft());
      const third = await ours.issues.file("ONE", draft());
      expect([second.number, third.number]).toEqual([first.number + 1, first.number + 2]);
    });

    test("a second filing gets the issue as it stands, and changes nothing", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft());
      const edited = await theirs.issues.edit(filed.number, { title: "New", body: "" }, "hubot");
      await theirs.labels.change(filed.number, { add: ["x"], remove: [] }, "hubot");
      const again = await ours.issues.file("key", draft({ title: "Other", labels: ["y"], author: "eve" }));
      expect(again).toEqual({ ...edited, labels: ["x"] });
    });

    test("of 20 that file under one key at once one creates it, and the next number is the next", async () => {
      const [ours, theirs] = await open();
      const filed = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? ours : theirs).issues.file("key", draft({ title: `Racer ${at}` })),
        ),
      );
      for (const each of filed) expect(each).toEqual(filed[0]);
      expect((await ours.issues.file("next", draft())).number).toBe((filed[0]?.number ?? 0) + 1);
    });

    test("20 that file under 20 keys at once have 20 issues, each its own", async () => {
      const [ours, theirs] = await open();
      const filed = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? ours : theirs).issues.file(`key ${at}`, draft({ title: `Racer ${at}` })),
        ),
      );
      expect(filed.map(({ title }) => title)).toEqual(filed.map((_, at) => `Racer ${at}`));
      expect(new Set(filed.map(({ number }) => number)).size).toBe(20);
    });

    test("editedAt moves when a text differs, and only then", async () => {
      const [ours, theirs] = await open();
      const { number, createdAt } = await ours.issues.file("key", draft());
      const same = await theirs.issues.edit(number, { title: "Fix it", body: "It is broken.\r\n" }, "hubot");
      expect(same.editedAt).toBe(createdAt);
      await theirs.labels.change(number, { add: ["x"], remove: [] }, "hubot");
      expect((await ours.issues.turn(number, "closed")).editedAt).toBe(createdAt);
      let last = createdAt;
      const texts = [
        { title: "Fix it.", body: "It is broken.\r\n" },
        { title: "Fix it.", body: "It is broken.\n" },
        { title: "Fix it", body: "It is broken.\r\n" },
      ];
      for (const text of texts) {
        const edited: Issue = await theirs.issues.edit(number, text, "hubot");
        expect(edited).toMatchObject({ ...text, createdAt, author: "mona" });
        expect(Date.parse(edited.editedAt)).toBeGreaterThan(Date.parse(last));
        expect(await ours.issues.read(number)).toEqual(edited);
        last = edited.editedAt;
      }
    });

    test("an issue is closed and opened again, and keeps everything else", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft({ labels: ["a"] }));
      for (const state of ["closed", "closed", "open", "open", "closed"] as const) {
        expect(await theirs.issues.turn(filed.number, state)).toEqual({ ...filed, state });
        expect(await ours.issues.read(filed.number)).toEqual({ ...filed, state });
      }
    });

    test("what does not exist is not changed", async () => {
      const [{ issues, labels, comments }] = await open();
      for (const number of [NOBODY, 0, -1, 1.5, Number.NaN]) {
        const missing = { code: "forge.missing", kind: "missing" };
        await expect(issues.edit(number, { title: "x", body: "" }, "mona")).rejects.toMatchObject(missing);
        await expect(issues.turn(number, "closed")).rejects.toMatchObject(missing);
        await expect(labels.change(number, { add: ["x"], remove: [] }, "mona")).rejects.toMatchObject(
          missing,
        );
        await expect(labels.events(number)).rejects.toMatchObject(missing);
        await expect(comments.list(number)).rejects.toMatchObject(missing);
        await expect(comments.add(number, "x", "mona")).rejects.toMatchObject(missing);
        await expect(comments.put(number, "continuo:status", "x", "mona")).rejects.toMatchObject(missing);
      }
    });

    test("hostile texts are kept as written in title, body, label and key", async () => {
      const [ours, theirs] = await open();
      for (const { text, because } of HOSTILE) {
        const filed = await ours.issues.file(text, draft({ title: text, body: text, labels: [text] }));
        expect(filed, because).toMatchObject({ title: text, body: text, labels: [text] });
        expect(await theirs.issues.read(filed.number), because).toEqual(filed);
        expect((await theirs.issues.file(text, draft())).number, because).toBe(filed.number);
      }
    });
  });
}

function limitsContract(open: OpenForge): void {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `label ${at}`);
  const rows: readonly {
    readonly what: string;
    readonly change: Partial<IssueDraft>;
    readonly ok: boolean;
  }[] = [
    { what: "a title of 255", change: { title: "t".repeat(255) }, ok: true },
    { what: "a title of 256", change: { title: "t".repeat(256) }, ok: true },
    { what: "a title of 257", change: { title: "t".repeat(257) }, ok: false },
    { what: "an empty title", change: { title: "" }, ok: false },
    { what: "a blank title", change: { title: " \n\t" }, ok: false },
    { what: "an empty body", change: { body: "" }, ok: true },
    { what: "a body of 65 535", change: { body: "b".repeat(65_535) }, ok: true },
    { what: "a body of 65 536", change: { body: "\u0001".repeat(65_536) }, ok: true },
    { what: "a body of 65 537", change: { body: "b".repeat(65_537) }, ok: false },
    { what: "a label of 49", change: { labels: ["l".repeat(49)] }, ok: true },
    { what: "a label of 50", change: { labels: ["l".repeat(50)] }, ok: true },
    { what: "a label of 51", change: { labels: ["l".repeat(51)] }, ok: false },
    { what: "an empty label", change: { labels: [""] }, ok: false },
    { what: "a label with a comma", change: { labels: ["a,b"] }, ok: false },
    { what: "99 labels", change: { labels: names(99) }, ok: true },
    { what: "100 labels", change: { labels: names(100) }, ok: true },
    { what: "101 labels", change: { labels: names(101) }, ok: false },
    { what: "an author who is a path", change: { author: "../x" }, ok: false },
    { what: "half a pair as title", change: { title: NO_TEXT[0] }, ok: false },
    { what: "half a pair in a body", change: { body: NO_TEXT[1] }, ok: false },
    { what: "half a pair in a label", change: { labels: [NO_TEXT[1]] }, ok: false },
  ];

  describe("limits", () => {
    const refused = { code: "forge.limit", kind: "usage" };

    test.each(rows)("$what: $ok", async ({ change, ok }) => {
      const [ours, theirs] = await open();
      const asked = draft(change);
      if (!ok) await expect(ours.issues.file("key", asked)).rejects.toMatchObject(refused);
      else {
        const { number } = await ours.issues.file("key", asked);
        const read = await theirs.issues.read(number);
        expect(read).toMatchObject({ title: asked.title, body: asked.body });
        expect([...(read?.labels ?? [])].sort()).toEqual([...asked.labels].sort());
      }
    });

    test("what is refused has taken no number", async () => {
      const [ours, theirs] = await open();
      const first = await ours.issues.file("first", draft());
      await expect(ours.issues.file("key", draft({ title: "" }))).rejects.toMatchObject(refused);
      expect((await theirs.issues.file("key", draft())).number).toBe(first.number + 1);
    });

    test.each(["", "k".repeat(201), NO_TEXT[0]])("no key is %j", async (key) => {
      const [{ issues }] = await open();
      await expect(issues.file(key, draft())).rejects.toMatchObject(refused);
    });

    test("an edit keeps the limits, and changes nothing when it does not", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft());
      const texts = [
        { title: "t".repeat(257), body: "" },
        { title: " ", body: "" },
        { title: "t", body: "b".repeat(65_537) },
      ];
      for (const text of texts)
        await expect(ours.issues.edit(filed.number, text, "mona")).rejects.toMatchObject(refused);
      await expect(
        ours.issues.edit(filed.number, { title: "t", body: "" }, "not a login"),
      ).rejects.toMatchObject(refused);
      expect(await theirs.issues.read(filed.number)).toEqual(filed);
    });

    test("a change of labels keeps the limits, all of it or nothing", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft({ labels: names(99) }));
      const changes = [
        { add: ["x", "y"], remove: [] },
        { add: ["x", "l".repeat(51)], remove: [] },
        { add: ["x", "a,b"], remove: [] },
        { add: ["x", ""], remove: [] },
        { add: ["X"], remove: ["x"] },
      ];
      for (const each of changes)
        await expect(ours.labels.change(filed.number, each, "mona")).rejects.toMatchObject(refused);
      expect(await theirs.issues.read(filed.number)).toEqual(filed);
      await ours.labels.change(filed.number, { add: ["x"], remove: [] }, "mona");
      const full = await theirs.labels.change(filed.number, { add: ["y", "X"], remove: ["LABEL 0"] }, "mona");
      expect(full.labels).toHaveLength(100);
    });
  });
}
