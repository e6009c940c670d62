import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../kernel/json.ts";
import { draft } from "../given.contract.ts";
import { begun, forgeOn, fresh, pullOf, tickingClock } from "./opened.contract.ts";

describe("a clock that was set back", () => {
  test("dates nothing before what it follows", async () => {
    const root = await begun();
    const early = forgeOn(root, { clock: tickingClock("2001-01-01T00:00:00Z") });
    const before = await early.issues.read(1);
    const edited = await early.issues.edit(1, { title: "New", body: "" }, "mona");
    expect(edited.editedAt).toBe(before?.editedAt);
    await early.labels.change(1, { add: ["x"], remove: [] }, "mona");
    expect((await early.labels.events(1)).at(-1)?.at).toBe(before?.editedAt);
    const said = await early.comments.add(1, "x", "mona");
    expect(Date.parse(said.createdAt)).toBeGreaterThan(Date.parse("2026-01-01T00:00:00Z"));
  });
});

describe("numbers that are given", () => {
  const taken = { code: "forge.taken", kind: "conflict" };

  test("a free number is given, once, and the next free one is after it", async () => {
    const { issues } = forgeOn(fresh());
    expect(await issues.file("five", draft(), 5)).toMatchObject({ number: 5 });
    expect(await issues.file("five", draft(), 5)).toMatchObject({ number: 5 });
    expect(await issues.file("five", draft())).toMatchObject({ number: 5 });
    expect(await issues.file("three", draft(), 3)).toMatchObject({ number: 3 });
    expect(await issues.file("next", draft())).toMatchObject({ number: 6 });
  });

  test("a number that another has is not given, be it an issue or a pull request", async () => {
    const { issues, pulls } = forgeOn(await begun());
    for (const number of [1, 2]) {
      await expect(issues.file("new", draft(), number)).rejects.toMatchObject(taken);
      expect(await pulls.read(3)).toBeUndefined();
    }
    expect(await issues.file("new", draft())).toMatchObject({ number: 3 });
  });

  test("what was filed under one number gets no other", async () => {
    const { issues } = forgeOn(await begun());
    await expect(issues.file("old", draft(), 9)).rejects.toMatchObject({
      ...taken,
      message: "Number 9 cannot be given to what was filed as number 1 before.",
    });
    expect(await issues.read(9)).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, 2_147_483_648])("%d is no number", async (number) => {
    const { issues } = forgeOn(fresh());
    await expect(issues.file("key", draft(), number)).rejects.toMatchObject({ code: "forge.limit" });
  });

  test("after the very last number the others go where there is room", async () => {
    const { issues } = forgeOn(await begun());
    await issues.file("last", draft(), 2_147_483_647);
    await issues.file("four", draft(), 4);
    const numbers = [];
    for (const key of ["a", "b", "c"]) numbers.push((await issues.file(key, draft())).number);
    expect(numbers).toEqual([3, 5, 6]);
  });
});

describe("a pull request that is closed", () => {
  test("is none of its branch any more: the next one has a number of its own", async () => {
    const files = await begun();
    const forge = forgeOn(files);
    const { number: _, ...last } = (await forge.pulls.read(2)) ?? {};
    const closed = canonicalJson({ schemaVersion: "1.0", ...last, state: "closed" });
    files.create(".continuo/forge/pulls/2/2.json", closed);
    expect(await forge.pulls.ofBranch("old")).toBeUndefined();
    expect(await forge.pulls.read(2)).toMatchObject({ state: "closed" });
    const opened = await forge.pulls.open(pullOf("old"));
    expect(opened).toMatchObject({ number: 3, state: "open" });
    expect(await forgeOn(files).pulls.open(pullOf("old"))).toEqual(opened);
    expect(await forge.pulls.ofBranch("old")).toEqual(opened);
  });

  test("stays closed when it is closed between two looks", async () => {
    const files = await begun();
    const { number: _, ...last } = (await forgeOn(files).pulls.read(2)) ?? {};
    const closed = canonicalJson({ schemaVersion: "1.0", ...last, state: "closed" });
    let looks = 0;
    const list = (folder: string) => {
      if (folder === ".continuo/forge/pulls/2" && ++looks === 2) files.create(`${folder}/2.json`, closed);
      return files.list(folder);
    };
    const forge = forgeOn({ ...files, list });
    expect(await forge.pulls.open(pullOf("old", "New"))).toMatchObject({ number: 3, state: "open" });
    expect(await forge.pulls.read(2)).toMatchObject({ state: "closed", title: "Fix it" });
  });
});
