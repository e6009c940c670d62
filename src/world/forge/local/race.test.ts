import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, race } from "../../../../test/support/bundle.ts";
import { forgeOn, fresh } from "./opened.contract.ts";

describe("processes", () => {
  test("of 8 that do the same at once one does each thing, and all see it", async () => {
    const root = fresh();
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      import { systemClock } from "./src/kernel/clock.ts";
      import { localForge } from "./src/world/forge/local/forge.ts";
      const [root, id] = process.argv.slice(2);
      const text = { title: "Fix it", body: "", author: "mona", labels: [] };
      process.on("message", async () => {
        const { issues, labels, comments, pulls } = localForge({
          files: disk(root), clock: systemClock, repository: "mona/repo", owner: "mona", warn: () => {},
        });
        const one = await issues.file("one", { ...text, body: id.repeat(9_000) });
        await labels.change(one.number, { add: ["x", "of-" + id], remove: [] }, "racer-" + id);
        const mine = await issues.file("mine " + id, text);
        const put = await comments.put(one.number, "continuo:status", id, "mona");
        await comments.add(one.number, id, "mona");
        const head = { branch: "topic", commit: id.repeat(40) };
        const pull = await pulls.open({ ...text, title: id, base: "main", head });
        process.send({ one, mine: mine.number, put: put.id, pull: pull.number }, () => process.disconnect());
      });
      process.send("ready");
    `);
    const ids = [..."abcdef01"];
    type Said = { one: { number: number; body: string }; mine: number; put: number; pull: number };
    const said = await race<Said>(program, 8, (at) => [root, ids[at] ?? ""]);
    const forge = forgeOn(root);
    const number = said[0]?.one.number ?? 0;
    const issue = await forge.issues.read(number);
    for (const each of said) expect(each.one).toMatchObject({ number, body: issue?.body });
    expect(issue?.labels).toEqual([...ids.map((id) => `of-${id}`).sort(), "x"]);
    expect(await forge.labels.events(number)).toHaveLength(9);
    const comments = await forge.comments.list(number);
    expect(comments.filter(({ body }) => body.startsWith("<!--"))).toHaveLength(1);
    expect(
      comments
        .map(({ body }) => body)
        .filter((body) => ids.includes(body))
        .sort(),
    ).toEqual([...ids].sort());
    expect(new Set(said.map(({ put }) => put)).size).toBe(1);
    const numbers = new Set([number, ...said.map(({ mine }) => mine), ...said.map(({ pull }) => pull)]);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
    const files = readdirSync(join(root, ".continuo/forge"), { recursive: true, encoding: "utf8" });
    expect(files.filter((path) => path.endsWith(".draft"))).toEqual([]);
  });
});
