import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { disk } from "../files/disk.ts";
import { localPresence } from "./local.ts";

const fresh = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-presence-")));

test("nobody announced anything", () => {
  expect(localPresence(disk(fresh())).of("implement-local")).toBe("unknown");
});

test("this process is mine, and its announcement is kept out of git", () => {
  const files = disk(fresh());
  localPresence(files).announce("implement-local");
  expect(localPresence(files).of("implement-local")).toBe("mine");
  expect(localPresence(files).of("check-local")).toBe("unknown");
  expect(Buffer.from(files.read(".continuo/.gitignore") ?? "").toString()).toBe("*\n");
});

/** The announcement of another process, written as it would have written it. */
async function other(files: ReturnType<typeof disk>, change: object = {}) {
  const child = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("spawn", resolve));
  localPresence(files).announce("a");
  const mine = JSON.parse(Buffer.from(files.read(".continuo/presence/a.json") ?? "").toString());
  const { readFileSync } = await import("node:fs");
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  const started = `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  files.replace(".continuo/presence/a.json", JSON.stringify({ ...mine, pid: child.pid, started, ...change }));
  return child;
}

test("another process is alive until it ends", async () => {
  const files = disk(fresh());
  const child = await other(files);
  expect(localPresence(files).of("a")).toBe("alive");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(localPresence(files).of("a")).toBe("gone");
});

test("a process that has the number of one that is gone is another one", async () => {
  const files = disk(fresh());
  const child = await other(files, { started: "0 1" });
  expect(localPresence(files).of("a")).toBe("gone");
  child.kill("SIGKILL");
});

test("of another machine nothing is known", async () => {
  const files = disk(fresh());
  const child = await other(files, { host: "elsewhere" });
  expect(localPresence(files).of("a")).toBe("unknown");
  child.kill("SIGKILL");
});

test.each(["", "{", "[]", '{"pid":0}', '{"pid":"1"}'])(
  "an announcement that does not read says nothing: %j",
  (text) => {
    const root = fresh();
    const files = disk(root);
    localPresence(files).announce("a");
    writeFileSync(join(root, ".continuo/presence/a.json"), text);
    expect(localPresence(files).of("a")).toBe("unknown");
  },
);
