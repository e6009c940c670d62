import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundle, race } from "../../../test/support/bundle.ts";
import { disk } from "../files/disk.ts";
import { overlay } from "../files/overlay.ts";
import { fsRecords } from "./fs.ts";
import { recordsContract } from "./records.contract.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-records-")));

recordsContract("files on a disk", () => {
  const root = fresh();
  return [fsRecords(disk(root)), fsRecords(disk(root))];
});

recordsContract("files on an overlay", () => {
  const files = overlay(disk(fresh()));
  return [fsRecords(files), fsRecords(files)];
});

describe("records as files", () => {
  test("lie where the design says, as they were given", async () => {
    const root = fresh();
    await fsRecords(disk(root)).put("work-item-001", "opening", Buffer.from("{}\n"));
    expect(readdirSync(root, { recursive: true, encoding: "utf8" }).sort()).toEqual([
      "artifacts",
      "artifacts/records",
      "artifacts/records/work-item-001",
      "artifacts/records/work-item-001/opening.json",
    ]);
    expect(readFileSync(join(root, "artifacts/records/work-item-001/opening.json"), "utf8")).toBe("{}\n");
  });

  test("a draft that a killed process left is no record", async () => {
    const root = fresh();
    const records = fsRecords(disk(root));
    await records.put("w", "a", Buffer.from("x"));
    writeFileSync(join(root, "artifacts/records/w/.0123456789abcdef.draft"), "half");
    expect(await records.list("w")).toEqual(["a"]);
  });

  test("of 16 processes that put 10 records each, every record is one's, whole", async () => {
    const root = fresh();
    const program = await bundle(`
      import { disk } from "./src/world/files/disk.ts";
      import { fsRecords } from "./src/world/records/fs.ts";
      const [root, id] = process.argv.slice(2);
      process.on("message", async () => {
        const records = fsRecords(disk(root));
        const won = [];
        for (let n = 0; n < 10; n++) won.push(await records.put("w", "closing-" + n, Buffer.from(id.repeat(5_000))));
        process.send(won, () => process.disconnect());
      });
      process.send("ready");
    `);
    const ids = Array.from({ length: 16 }, (_, at) => at.toString(16));
    const won = await race<readonly boolean[]>(program, 16, (at) => [root, ids[at] ?? ""]);
    const records = fsRecords(disk(root));
    for (let n = 0; n < 10; n++) {
      const winners = ids.filter((_, at) => won[at]?.[n]);
      expect(winners).toHaveLength(1);
      expect(Buffer.from((await records.read("w", `closing-${n}`)) ?? "").toString()).toBe(
        winners[0]?.repeat(5_000),
      );
    }
  });
});
