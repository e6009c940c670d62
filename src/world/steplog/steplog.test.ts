import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { processesOn } from "../../../test/support/faults/steplog-processes.ts";
import { disk } from "../files/disk.ts";
import { overlay } from "../files/overlay.ts";
import { fsStepLog } from "./fs.ts";
import { stepLogContract } from "./steplog.contract.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-steplog-")));

stepLogContract("files", async () => {
  const root = fresh();
  return { handles: [fsStepLog(disk(root)), fsStepLog(disk(root))], processes: processesOn("files", root) };
});

describe("step logs as files", () => {
  const at = { workItem: "item", step: "step" };
  const FOLDER = "artifacts/claims/item/step";
  const bytes = Buffer.from("{}\n");

  test("an entry is one file of its own, named by its seq", async () => {
    const root = fresh();
    await fsStepLog(disk(root)).append(at, 12, bytes);
    expect(readdirSync(join(root, FOLDER))).toEqual(["12.json"]);
    expect(readFileSync(join(root, FOLDER, "12.json"))).toEqual(bytes);
  });

  test("neither the winner nor the loser of a seq leaves a draft", async () => {
    const root = fresh();
    const log = fsStepLog(disk(root));
    await log.append(at, 1, bytes);
    await log.append(at, 1, Buffer.from("other"));
    expect(readdirSync(join(root, FOLDER))).toEqual(["1.json"]);
  });

  test("a draft that a killed process left is no entry", async () => {
    const root = fresh();
    const log = fsStepLog(disk(root));
    await log.append(at, 1, bytes);
    writeFileSync(join(root, FOLDER, ".0123456789abcdef.draft"), "{");
    expect((await log.read(at)).map(({ seq }) => seq)).toEqual([1]);
  });

  test.each(["0.json", "01.json", "1.json.bak", "1", "-1.json", "1e3.json", "1000000.json", "notes.txt"])(
    "%s is no entry, and is not passed over in silence",
    async (name) => {
      const root = fresh();
      mkdirSync(join(root, FOLDER), { recursive: true });
      writeFileSync(join(root, FOLDER, name), bytes);
      await expect(fsStepLog(disk(root)).read(at)).rejects.toMatchObject({
        code: "steplog.foreign",
        kind: "evidence",
        message: expect.stringContaining(`${FOLDER}/${name}`),
      });
    },
  );

  test.each(["a link", "a folder"])("an entry that is %s is refused by name", async (what) => {
    const root = fresh();
    const target = join(fresh(), "elsewhere.json");
    writeFileSync(target, bytes);
    mkdirSync(join(root, FOLDER), { recursive: true });
    if (what === "a link") symlinkSync(target, join(root, FOLDER, "1.json"));
    else mkdirSync(join(root, FOLDER, "1.json"));
    const log = fsStepLog(disk(root));
    await expect(log.read(at)).rejects.toMatchObject({
      code: "files.foreign",
      message: expect.stringContaining(`${FOLDER}/1.json`),
    });
    expect(await log.append(at, 1, Buffer.from("mine")), "its seq is not free").toBe(false);
    expect(readFileSync(target)).toEqual(bytes);
  });

  test("over an overlay the log can be written to, and the disk stays as it is", async () => {
    const root = fresh();
    const real = fsStepLog(disk(root));
    await real.append(at, 1, bytes);
    const shown = fsStepLog(overlay(disk(root)));
    expect(await shown.append(at, 1, bytes)).toBe(false);
    expect(await shown.append(at, 2, bytes)).toBe(true);
    expect((await shown.read(at)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await real.read(at)).map(({ seq }) => seq)).toEqual([1]);
  });
});
