import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { localInbox } from "./local.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-inbox-")));

test("a file by its path, with a key that does not say where it lies", async () => {
  const root = fresh();
  writeFileSync(join(root, "issue.md"), "# Fix it\n");
  const here = await localInbox(root).read("issue.md");
  expect(Buffer.from(here.bytes).toString()).toBe("# Fix it\n");
  expect(here.key).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await localInbox("/").read(join(root, "issue.md"))).toEqual(here);
  symlinkSync("issue.md", join(root, "link.md"));
  expect((await localInbox(root).read("link.md")).key).toBe(here.key);
  writeFileSync(join(root, "other.md"), "# Fix it\n");
  expect((await localInbox(root).read("other.md")).key).not.toBe(here.key);
});

test.each([
  ["nothing.md", "inbox.missing"],
  ["issue.md/x", "inbox.missing"],
  ["folder", "inbox.unreadable"],
  ["large", "inbox.unreadable"],
  ["/dev/zero", "inbox.unreadable"],
])("%s ends with %s", async (path, code) => {
  const root = fresh();
  writeFileSync(join(root, "issue.md"), "");
  mkdirSync(join(root, "folder"));
  writeFileSync(join(root, "large"), "");
  truncateSync(join(root, "large"), (4 << 20) + 1);
  await expect(localInbox(root).read(path)).rejects.toMatchObject({ code });
});

test("the largest file that is taken", async () => {
  const root = fresh();
  writeFileSync(join(root, "large"), "");
  truncateSync(join(root, "large"), 4 << 20);
  expect((await localInbox(root).read("large")).bytes.byteLength).toBe(4 << 20);
});
