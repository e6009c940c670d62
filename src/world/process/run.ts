import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { errnoOf } from "../files/trouble.ts";
import { type Ended, processFailure, type RunOptions } from "./port.ts";

/**
 * Runs a program by its argument list, never through a shell, in a process group of its own: a time-out, an abort and
 * its own end kill its children and grandchildren too, and none of them is waited for. One that left the group
 * (setsid) lives on: only the operating system could hold it.
 *
 * @param argv  the program and its arguments
 */
export function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<Ended> {
  const [program, ...args] = argv;
  const { cwd, env, input, timeoutMs, maxBytes = 64 << 20, signal, onOutput } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    const out = gatherer(maxBytes);
    const err = gatherer(maxBytes);
    let timedOut = false;
    const kill = () => killGroup(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    if (signal?.aborted) kill();
    else signal?.addEventListener("abort", kill, { once: true });

    child.stdout.on("data", out.add);
    child.stderr.on("data", err.add);
    if (onOutput) for (const stream of [child.stdout, child.stderr]) stream.on("data", onOutput);
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
    child.on("error", (cause) => {
      clearTimeout(timer);
      // spawn(2) says ENOENT of a missing folder as well.
      const missing = errnoOf(cause) === "ENOENT" && (cwd === undefined || existsSync(cwd));
      reject(
        processFailure(missing ? "process.missing" : "process.failed", `${program} could not be started.`, {
          cause,
          details: { program },
        }),
      );
    });
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", kill);
      resolve({
        exitCode,
        stdout: out.text(),
        bytes: out.bytes(),
        stderr: err.text(),
        timedOut,
        cut: out.isCut() || err.isCut(),
      });
    });
    child.on("exit", () => {
      kill();
      // One that left the group may hold the pipes open for ever: what it says after this is not waited for.
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 2_000).unref();
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (cause) {
    // EPERM is said of a group in which only somebody else's processes, or (macOS) dead ones, are left.
    if (!["ESRCH", "EPERM"].includes(errnoOf(cause) ?? "")) throw cause;
  }
}

export interface Gatherer {
  add(piece: Uint8Array): void;
  text(): string;
  bytes(): Uint8Array;
  isCut(): boolean;
}

/** The first `maxBytes` of a stream; what comes after is dropped, and `isCut` says so. */
export function gatherer(maxBytes: number): Gatherer {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let cut = false;
  return {
    add(piece) {
      const room = maxBytes - size;
      if (piece.byteLength > room) cut = true;
      if (room > 0) pieces.push(piece.subarray(0, room));
      size += Math.min(piece.byteLength, Math.max(room, 0));
    },
    text: () => Buffer.concat(pieces).toString("utf8"),
    bytes: () => Buffer.concat(pieces),
    isCut: () => cut,
  };
}
