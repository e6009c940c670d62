import { type ChildProcess, spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { passing } from "../support/blackbox/folder.ts";
import { itemFiles, stepsOf } from "../support/blackbox/item.ts";
import { CLI } from "../support/cli.ts";

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** How the process ended, as a shell would say it; "still there" when it did not within the time. */
function endOf(child: ChildProcess, ms: number): Promise<number | string> {
  return new Promise((done) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      done("still there");
    }, ms);
    child.on("close", (code, signal) => {
      clearTimeout(late);
      done(code ?? { SIGINT: 130, SIGTERM: 143 }[String(signal)] ?? String(signal));
    });
  });
}

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s", (signal, code) => {
  test("ends a command that waits for its input, quickly and without a word of bugs", async () => {
    const shop = passing();
    const child = spawn(process.execPath, [CLI, "decide", "schedule", "--batch"], {
      cwd: shop.root,
      env: { HOME: shop.home },
    });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
    const ended = endOf(child, 3_600);
    await wait(600);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(said).not.toContain("internal.bug");
  });

  test("ends long work in the middle, and leaves nothing half-written", async () => {
    const steps = stepsOf(Array.from({ length: 20_000 }, (_, i) => `s${i}/${i + 1}`).join(" "));
    const shop = passing(itemFiles(steps));
    const child = spawn(process.execPath, [CLI, "delegate", "wi"], {
      cwd: shop.root,
      env: { HOME: shop.home },
      stdio: "ignore",
    });
    const ended = endOf(child, 20_000);
    await wait(400);
    child.kill(signal);
    // A signal that comes after the work is done finds a command that has ended well.
    expect([code, 0]).toContain(await ended);
    expect((await shop.run(["delegate", "wi", "--quiet"])).exitCode).toBe(0);
  });
});
