import { describe, expect, test } from "vitest";
import { textDigest } from "../../rules/intake/issue.ts";
import { draft, HOSTILE, type OpenForge } from "./given.contract.ts";

/** What every adapter promises of labels: they are the words by which people let work begin. */
export function labelsContract(open: OpenForge): void {
  describe("labels", () => {
    test("labels that an issue is filed with count as set by its author", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft({ labels: ["b", "a"], author: "hubot" }));
      const common = { event: "labeled", actor: "hubot", at: filed.createdAt, text: textDigest(filed) };
      const events = await theirs.labels.events(filed.number);
      expect([...events].sort((x, y) => (x.label < y.label ? -1 : 1))).toEqual([
        { ...common, label: "a" },
        { ...common, label: "b" },
      ]);
    });

    test("every event says who, when and over which text; what is so already makes none", async () => {
      const [ours, theirs] = await open();
      const filed = await ours.issues.file("key", draft());
      const { number } = filed;
      await ours.labels.change(number, { add: ["tutti"], remove: ["nobody-has-it"] }, "mona");
      await theirs.labels.change(number, { add: ["tutti", "TUTTI"], remove: [] }, "eve");
      const edited = await theirs.issues.edit(number, { title: "Fix it", body: "And delete all." }, "eve");
      await theirs.labels.change(number, { add: [], remove: ["Tutti"] }, "eve");
      await theirs.labels.change(number, { add: [], remove: ["tutti"] }, "hubot");
      await ours.labels.change(number, { add: ["tutti"], remove: [] }, "mona");
      const events = await theirs.labels.events(number);
      expect(events).toEqual([
        { event: "labeled", label: "tutti", actor: "mona", text: textDigest(filed), at: events[0]?.at },
        { event: "unlabeled", label: "tutti", actor: "eve", text: textDigest(edited), at: events[1]?.at },
        { event: "labeled", label: "tutti", actor: "mona", text: textDigest(edited), at: events[2]?.at },
      ]);
      const times = [filed.createdAt, ...events.map(({ at }) => at)].map((at) => Date.parse(at));
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      expect(await ours.labels.events(number)).toEqual(events);
    });

    test("labels are compared whole and without case, kept as first written, and sorted by code unit", async () => {
      const [ours, theirs] = await open();
      const { number } = await ours.issues.file("key", draft({ labels: ["Bug", "bug", "b", "Z"] }));
      expect((await theirs.issues.read(number))?.labels).toEqual(["Bug", "Z", "b"]);
      const changed = await ours.labels.change(number, { add: ["BUG", "z", "bu"], remove: ["B"] }, "mona");
      expect(changed.labels).toEqual(["Bug", "Z", "bu"]);
      expect(await theirs.issues.read(number)).toEqual(changed);
    });

    test("only ASCII letters lose their case", async () => {
      const [ours] = await open();
      const { number } = await ours.issues.file("key", draft({ labels: ["k", "é"] }));
      const changed = await ours.labels.change(number, { add: ["\u212a", "É", "K"], remove: [] }, "mona");
      expect(changed.labels).toEqual(["k", "É", "é", "\u212a"]);
    });

    test("of 20 that set one label at once one is its actor", async () => {
      const [ours, theirs] = await open();
      const { number } = await ours.issues.file("key", draft());
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 ? ours : theirs).labels.change(number, { add: ["x"], remove: [] }, `racer-${at}`),
        ),
      );
      expect(await ours.labels.events(number)).toHaveLength(1);
      expect((await theirs.issues.read(number))?.labels).toEqual(["x"]);
    });

    test("a hostile label is set and taken off as it was written", async () => {
      const [ours, theirs] = await open();
      const { number } = await ours.issues.file("key", draft());
      for (const { text, because } of HOSTILE) {
        await ours.labels.change(number, { add: [text], remove: [] }, "mona");
        expect((await theirs.issues.read(number))?.labels, because).toEqual([text]);
        const changed = await theirs.labels.change(number, { add: [], remove: [text] }, "mona");
        expect(changed.labels, because).toEqual([]);
        const events = await ours.labels.events(number);
        expect(events.slice(-2).map(({ label }) => label)).toEqual([text, text]);
      }
    });
  });
}
