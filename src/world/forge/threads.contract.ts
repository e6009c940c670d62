import { describe, expect, test } from "vitest";
import { draft, HOSTILE, NO_TEXT, NOBODY, type OpenForge } from "./given.contract.ts";
import type { PullDraft } from "./port.ts";

/** What every adapter promises of comments and pull requests. */
export function threadsContract(open: OpenForge): void {
  commentsContract(open);
  pullsContract(open);
}

const MARKER = "continuo:status";
const LINE = `<!-- ${MARKER} -->\n`;

function commentsContract(open: OpenForge): void {
  const filed = async () => {
    const [ours, theirs] = await open();
    const { number } = await ours.issues.file("key", draft());
    return { ours: ours.comments, theirs: theirs.comments, number, pulls: theirs.pulls };
  };

  describe("comments", () => {
    test("an issue without comments has none", async () => {
      const { theirs, number } = await filed();
      expect(await theirs.list(number)).toEqual([]);
    });

    test("comments read back as they were written, oldest first, for everyone", async () => {
      const { ours, theirs, number } = await filed();
      const first = await ours.add(number, "one\r\n", "mona");
      const second = await theirs.add(number, "one\r\n", "hubot");
      const third = await ours.add(number, "c".repeat(65_536), "renovate[bot]");
      expect(first).toEqual({
        id: first.id,
        author: "mona",
        body: "one\r\n",
        createdAt: first.createdAt,
        editedAt: first.createdAt,
      });
      expect(second).toMatchObject({ author: "hubot", body: "one\r\n" });
      for (const each of [ours, theirs]) expect(await each.list(number)).toEqual([first, second, third]);
      expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    });

    test("20 that comment at once are all heard", async () => {
      const { ours, theirs, number } = await filed();
      const bodies = Array.from({ length: 20 }, (_, at) => `Racer ${at}`);
      await Promise.all(bodies.map((body, at) => (at % 2 ? ours : theirs).add(number, body, "mona")));
      const there = (await ours.list(number)).map(({ body }) => body);
      expect(there.sort()).toEqual(bodies.sort());
    });

    test("hostile comments are kept as written, with a marker and without", async () => {
      const { ours, theirs, number } = await filed();
      await ours.put(number, MARKER, "first", "mona");
      for (const { text, because } of HOSTILE) {
        await ours.add(number, text, "mona");
        await ours.put(number, MARKER, text, "mona");
        const bodies = (await theirs.list(number)).map(({ body }) => body);
        expect([bodies[0], bodies.at(-1)], because).toEqual([LINE + text, text]);
      }
    });

    test.each([
      { what: "nothing", body: "" },
      { what: "blanks", body: " \n" },
      { what: "65 537 characters", body: "c".repeat(65_537) },
      { what: "half a pair", body: NO_TEXT[1] },
    ])("$what is no comment", async ({ body }) => {
      const { ours, theirs, number } = await filed();
      await expect(ours.add(number, body, "mona")).rejects.toMatchObject({ code: "forge.limit" });
      expect(await theirs.list(number)).toEqual([]);
    });

    test("a comment can stand on a pull request", async () => {
      const { ours, theirs, pulls } = await filed();
      const { number } = await pulls.open(pull());
      const said = await ours.put(number, MARKER, "Done", "mona");
      expect(await theirs.list(number)).toEqual([said]);
    });
  });

  describe("the comment with a marker", () => {
    test("is made once and edited in place, and only when it says something else", async () => {
      const { ours, theirs, number } = await filed();
      await ours.add(number, "before", "eve");
      const made = await ours.put(number, MARKER, "working", "mona");
      expect(made).toMatchObject({ author: "mona", body: `${LINE}working`, editedAt: made.createdAt });
      await ours.add(number, "after", "eve");
      expect(await theirs.put(number, MARKER, "working", "mona")).toEqual(made);
      const edited = await theirs.put(number, MARKER, "done", "MONA");
      expect(edited).toEqual({ ...made, body: `${LINE}done`, editedAt: edited.editedAt });
      expect(Date.parse(edited.editedAt)).toBeGreaterThan(Date.parse(made.editedAt));
      const bodies = (await ours.list(number)).map(({ body }) => body);
      expect(bodies).toEqual(["before", `${LINE}done`, "after"]);
      expect((await ours.put(number, MARKER, "working", "mona")).id).toBe(made.id);
    });

    test("of 20 that put one at once one makes it", async () => {
      const { ours, theirs, number } = await filed();
      const put = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? ours : theirs).put(number, MARKER, `Racer ${at % 5}`, "mona"),
        ),
      );
      const there = await ours.list(number);
      expect(there).toHaveLength(1);
      expect(new Set(put.map(({ id }) => id))).toEqual(new Set([there[0]?.id]));
    });

    test("two markers have two comments, though one begins with the other", async () => {
      const { ours, theirs, number } = await filed();
      await ours.put(number, "continuo:status", "one", "mona");
      await theirs.put(number, "continuo:status-2", "two", "mona");
      await theirs.put(number, "continuo:stat", "three", "mona");
      expect(await ours.list(number)).toHaveLength(3);
    });

    test("somebody else's comment with the marker in it is left alone", async () => {
      const { ours, theirs, number } = await filed();
      const planted = await theirs.add(number, `${LINE}approved by mona`, "eve");
      const quoted = await theirs.add(number, `> ${LINE}`, "mona");
      const longer = await theirs.add(number, `${LINE.trim()}x`, "mona");
      const made = await ours.put(number, MARKER, "working", "mona");
      expect(await theirs.list(number)).toEqual([planted, quoted, longer, made]);
    });

    test.each(["", "-->", "a--b", "a b", "a\nb", "-a", "a-", "A", "m".repeat(65), "../x"])(
      "%j is no marker",
      async (marker) => {
        const { ours, theirs, number } = await filed();
        await expect(ours.put(number, marker, "x", "mona")).rejects.toMatchObject({ code: "forge.limit" });
        expect(await theirs.list(number)).toEqual([]);
      },
    );

    test("its limit is that of the whole comment, marker and all", async () => {
      const { ours, number } = await filed();
      const room = 65_536 - LINE.length;
      expect((await ours.put(number, MARKER, "c".repeat(room), "mona")).body).toHaveLength(65_536);
      await expect(ours.put(number, MARKER, "c".repeat(room + 1), "mona")).rejects.toMatchObject({
        code: "forge.limit",
      });
    });
  });
}

function pullsContract(open: OpenForge): void {
  describe("pull requests", () => {
    test("what nobody opened reads as undefined", async () => {
      const [{ pulls }] = await open();
      for (const number of [1, NOBODY, 0, -1, 1.5, Number.NaN])
        expect(await pulls.read(number)).toBeUndefined();
      for (const branch of ["topic", "", "../x", "\u0000", NO_TEXT[0]])
        expect(await pulls.ofBranch(branch)).toBeUndefined();
    });

    test("one reads back as it was opened, for everyone, by number and by branch", async () => {
      const [ours, theirs] = await open();
      const opened = await ours.pulls.open(pull());
      const { number, createdAt } = opened;
      expect(opened).toEqual({ ...pull(), number, state: "open", createdAt });
      for (const each of [ours, theirs]) {
        expect(await each.pulls.read(number)).toEqual(opened);
        expect(await each.pulls.ofBranch("continuo/1")).toEqual(opened);
        expect(await each.pulls.ofBranch("continuo/2")).toBeUndefined();
        expect(await each.pulls.ofBranch("Continuo/1")).toBeUndefined();
      }
    });

    test("half a pair finds no branch, though both would be written alike", async () => {
      const [{ pulls }] = await open();
      await pulls.open(pull({ head: { branch: "\ufffd", commit: "a".repeat(40) } }));
      expect(await pulls.ofBranch(NO_TEXT[0])).toBeUndefined();
    });

    test("issues and pull requests share one sequence of numbers, and one is not the other", async () => {
      const [ours, theirs] = await open();
      const issue = await ours.issues.file("continuo/1", draft());
      const opened = await theirs.pulls.open(pull());
      const next = await ours.issues.file("next", draft());
      expect([opened.number, next.number]).toEqual([issue.number + 1, issue.number + 2]);
      expect(await ours.pulls.read(issue.number)).toBeUndefined();
      expect(await ours.issues.read(opened.number)).toBeUndefined();
      await expect(ours.issues.turn(opened.number, "closed")).rejects.toMatchObject({
        code: "forge.missing",
      });
    });

    test("a branch has one: opened again it is brought to the commit and text, by its author still", async () => {
      const [ours, theirs] = await open();
      const first = await ours.pulls.open(pull());
      expect(await theirs.pulls.open(pull())).toEqual(first);
      const changes: readonly Partial<PullDraft>[] = [
        { head: { branch: "continuo/1", commit: "b".repeat(40) } },
        { title: "Other" },
        { body: "Other" },
        { base: "next" },
      ];
      for (const change of changes) {
        expect(await ours.pulls.open(pull())).toEqual(first);
        const again = await theirs.pulls.open(pull({ ...change, author: "hubot" }));
        expect(again).toEqual({ ...first, ...change });
        expect(await ours.pulls.read(first.number)).toEqual(again);
      }
      expect((await ours.issues.file("next", draft())).number).toBe(first.number + 1);
    });

    test("of 20 that open one for a branch at once all have the same", async () => {
      const [ours, theirs] = await open();
      const opened = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? ours : theirs).pulls.open(pull({ title: `Racer ${at}` })),
        ),
      );
      expect(new Set(opened.map(({ number }) => number)).size).toBe(1);
      const titles = opened.map(({ title }) => title);
      expect(titles).toContain((await ours.pulls.ofBranch("continuo/1"))?.title);
    });

    test("hostile texts are kept as written, and each is a branch of its own", async () => {
      const [ours, theirs] = await open();
      const other = await ours.pulls.open(pull());
      for (const { text, because } of HOSTILE) {
        const asked = pull({ title: text, body: text, head: { branch: text, commit: "c".repeat(64) } });
        const opened = await ours.pulls.open(asked);
        expect(opened, because).toMatchObject(asked);
        expect(await theirs.pulls.ofBranch(text), because).toEqual(opened);
        expect(await theirs.pulls.ofBranch("continuo/1"), because).toEqual(other);
      }
    });

    const rows: readonly { readonly what: string; readonly change: Partial<PullDraft> }[] = [
      { what: "a blank title", change: { title: " " } },
      { what: "a title of 257", change: { title: "t".repeat(257) } },
      { what: "a body of 65 537", change: { body: "b".repeat(65_537) } },
      { what: "half a pair as branch", change: { head: { branch: NO_TEXT[0], commit: "a".repeat(40) } } },
      { what: "a branch of 256", change: { head: { branch: "b".repeat(256), commit: "a".repeat(40) } } },
      { what: "no commit", change: { head: { branch: "b", commit: "main" } } },
      { what: "a commit of 41", change: { head: { branch: "b", commit: "a".repeat(41) } } },
      { what: "no author", change: { author: "" } },
      { what: "no base", change: { base: "" } },
    ];
    test.each(rows)("$what is refused, and takes no number", async ({ change }) => {
      const [ours, theirs] = await open();
      await expect(ours.pulls.open(pull(change))).rejects.toMatchObject({ code: "forge.limit" });
      const { number } = await ours.issues.file("first", draft());
      expect((await theirs.issues.file("next", draft())).number).toBe(number + 1);
    });
  });
}

const pull = (change: Partial<PullDraft> = {}): PullDraft => ({
  title: "Fix it",
  body: "Closes #1\r\n",
  head: { branch: "continuo/1", commit: "a".repeat(40) },
  base: "main",
  author: "mona",
  ...change,
});
