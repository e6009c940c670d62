import { describe, expect, test } from "vitest";
import type { Records } from "./port.ts";

/** What every adapter of Records promises. `open` gives TWO handles on one fresh store, as two runners have. */
export function recordsContract(name: string, open: () => readonly [Records, Records]): void {
  const bytes = (text: string) => Buffer.from(text);
  const textOf = (read: Uint8Array | undefined) => read && Buffer.from(read).toString("utf8");

  describe(`Records: ${name}`, () => {
    test("a record that nobody wrote reads as undefined, and lists as nothing", async () => {
      const [records] = open();
      expect(await records.read("work-item-001", "opening")).toBeUndefined();
      expect(await records.list("work-item-001")).toEqual([]);
    });

    test("a record reads back, byte for byte, for everyone", async () => {
      const [ours, theirs] = open();
      const all = Uint8Array.from({ length: 256 }, (_, at) => at);
      expect(await ours.put("work-item-001", "opening", all)).toBe(true);
      for (const each of [ours, theirs])
        expect(Buffer.from((await each.read("work-item-001", "opening")) ?? []).equals(all)).toBe(true);
    });

    test("a record is written once, and never changed: not by others, not by its writer, not with the same bytes", async () => {
      const [ours, theirs] = open();
      expect(await ours.put("w", "opening", bytes("one"))).toBe(true);
      expect(await theirs.put("w", "opening", bytes("two"))).toBe(false);
      expect(await ours.put("w", "opening", bytes("two"))).toBe(false);
      expect(await ours.put("w", "opening", bytes("one"))).toBe(false);
      expect(textOf(await theirs.read("w", "opening"))).toBe("one");
    });

    test("an empty record is a record", async () => {
      const [ours, theirs] = open();
      expect(await ours.put("w", "a", bytes(""))).toBe(true);
      expect(await theirs.put("w", "a", bytes("x"))).toBe(false);
      expect(textOf(await theirs.read("w", "a"))).toBe("");
    });

    test("records that differ in subject or name do not meet", async () => {
      const [records] = open();
      const places = [
        ["w", "a"],
        ["w", "b"],
        ["w2", "a"],
        ["w", "a-b"],
        ["w-a", "b"],
        ["w", "closing-1"],
        ["w", "closing-10"],
      ] as const;
      for (const [subject, record] of places) {
        expect(await records.put(subject, record, bytes(`${subject} ${record}`))).toBe(true);
      }
      for (const [subject, record] of places)
        expect(textOf(await records.read(subject, record))).toBe(`${subject} ${record}`);
    });

    test("the list names a subject's records by code unit, as everyone sees them", async () => {
      const [ours, theirs] = open();
      for (const record of ["opening", "closing-10", "closing-9", "a.b", "a", "a-b"])
        await ours.put("w", record, bytes(record));
      await ours.put("other", "z", bytes("z"));
      const names = ["a", "a-b", "a.b", "closing-10", "closing-9", "opening"];
      expect([...(await theirs.list("w"))].sort()).toEqual(names);
      expect(await theirs.list("w")).toEqual(names);
    });

    test("of many that put one record, one hears that it was theirs, and its bytes stand", async () => {
      const [ours, theirs] = open();
      const racers = Array.from({ length: 20 }, (_, at) => bytes(`racer ${at} `.repeat(10_000)));
      const won = await Promise.all(
        racers.map((each, at) => (at % 2 ? ours : theirs).put("w", "opening", each)),
      );
      const winners = racers.filter((_, at) => won[at]);
      expect(winners).toHaveLength(1);
      expect(textOf(await ours.read("w", "opening"))).toBe(winners[0]?.toString());
    });

    test.each(["..", "../x", "a/../../b", "a//b", "a\u0000b"])(
      "a name cannot lead elsewhere: %j",
      async (name) => {
        const [records] = open();
        await expect(records.put(name, "a", bytes("x"))).rejects.toMatchObject({ name: "Failure" });
        await expect(records.read(name, "a")).rejects.toMatchObject({ name: "Failure" });
        await expect(records.list(name)).rejects.toMatchObject({ name: "Failure" });
        await expect(records.put("w", `${name}/a`, bytes("x"))).rejects.toMatchObject({ name: "Failure" });
      },
    );
  });
}
