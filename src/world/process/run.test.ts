import { existsSync, mkdtempSync, readFileSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { run } from "./run.ts";

const folder = () => realpathSync(mkdtempSync(join(tmpdir(), "continuo-run-")));
const PATH = process.env["PATH"] ?? "";
const base = { cwd: tmpdir(), env: { PATH }, timeoutMs: 20_000 };

/** A program as a line of JavaScript. */
const node = (line: string, ...args: string[]): readonly [string, ...string[]] => [
  execPath,
  "-e",
  line,
  ...args,
];
/** A shell that the test itself asks for. */
const sh = (line: string): readonly [string, ...string[]] => ["sh", "-c", line];

/** A loop that grows a file for as long as it lives. */
const BEATS = 'while :; do printf x >> "$0"; sleep 0.05; done';
const isAlive = async (beat: string): Promise<boolean> => {
  const before = existsSync(beat) ? statSync(beat).size : 0;
  await pause(500);
  return (existsSync(beat) ? statSync(beat).size : 0) > before;
};

describe("run", () => {
  test("returns what a program printed on both streams, and how it ended", async () => {
    const ended = await run(node('console.log("ä😀"); console.error("b"); process.exitCode = 3'), base);
    expect(ended).toMatchObject({ exitCode: 3, stdout: "ä😀\n", stderr: "b\n", timedOut: false, cut: false });
  });

  test("says when a signal ended it", async () => {
    const ended = await run(sh("kill -9 $$"), base);
    expect(ended).toMatchObject({ exitCode: null, timedOut: false });
  });

  test("runs in the folder that it is given", async () => {
    const cwd = folder();
    expect((await run(sh("pwd -P"), { ...base, cwd })).stdout).toBe(`${cwd}\n`);
  });

  test.each([
    { input: "a\nä", because: "a text" },
    { input: Uint8Array.from([0, 255, 10]), because: "bytes" },
    { input: "x".repeat(1_000_000), because: "more than a pipe holds" },
    { input: undefined, because: "nothing" },
  ])("hands over $because on standard input, and its end", async ({ input }) => {
    const ended = await run(node("process.stdin.pipe(process.stdout)"), {
      ...base,
      ...(input === undefined ? {} : { input }),
    });
    expect(ended.stdout).toBe(input === undefined ? "" : Buffer.from(input).toString("utf8"));
  });

  test("is not broken by a program that does not read its input", async () => {
    const ended = await run(sh("exec 0<&-; exit 4"), { ...base, input: "x".repeat(5_000_000) });
    expect(ended.exitCode).toBe(4);
  });

  test("gives no shell the arguments: each arrives as it is", async () => {
    const hostile = [
      "$(touch pwned)",
      "`touch pwned`",
      "; touch pwned",
      "a b",
      "",
      "*",
      "$HOME",
      '"',
      "'",
      "\n",
      "-e",
    ];
    const cwd = folder();
    const line = "console.log(JSON.stringify(process.argv.slice(1)))";
    const ended = await run(node(line, "--", ...hostile), { ...base, cwd });
    expect(JSON.parse(ended.stdout)).toEqual(hostile);
    expect(existsSync(join(cwd, "pwned"))).toBe(false);
  });

  test("hands nothing of our environment down", async () => {
    vi.stubEnv("CONTINUO_SECRET_OF_A_TEST", "leaked");
    try {
      const line = "console.log(JSON.stringify(process.env))";
      const ended = await run(node(line), { ...base, env: { ONLY: "this" } });
      expect(JSON.parse(ended.stdout)).toEqual({ ONLY: "this" });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test.each(["no-such-program-of-continuo", "/no/such/program", "./no-such-program"])(
    "names a program that is not there: %s",
    async (program) => {
      await expect(run([program], base)).rejects.toMatchObject({
        name: "Failure",
        code: "process.missing",
        kind: "missing",
        message: `${program} could not be started.`,
      });
    },
  );

  test("a program that may not be started has failed", async () => {
    await expect(run([tmpdir()], base)).rejects.toMatchObject({
      code: "process.failed",
      kind: "unavailable",
    });
  });

  test("a folder that is not there is no missing program", async () => {
    const cwd = join(folder(), "gone");
    await expect(run(sh("true"), { ...base, cwd })).rejects.toMatchObject({ code: "process.failed" });
  });
});

describe("run keeps so much of each stream", () => {
  test.each([
    { size: 9, kept: 9, cut: false },
    { size: 10, kept: 10, cut: false },
    { size: 11, kept: 10, cut: true },
    { size: 5_000_000, kept: 10, cut: true },
  ])("of $size bytes $kept, cut: $cut", async ({ size, kept, cut }) => {
    const line = `process.stdout.write("x".repeat(${size})); process.stderr.write("y")`;
    const ended = await run(node(line), { ...base, maxBytes: 10 });
    expect(ended).toMatchObject({ exitCode: 0, stdout: "x".repeat(kept), stderr: "y", cut });
  });

  test("and says so for the other stream as well, in many pieces", async () => {
    const line = 'for (let at = 0; at < 1000; at++) require("node:fs").writeSync(2, "12345")';
    const ended = await run(node(line), { ...base, maxBytes: 1_003 });
    expect(ended.cut).toBe(true);
    expect(ended.stderr).toBe("12345".repeat(201).slice(0, 1_003));
  });
});

describe("run at its time-out", () => {
  test("kills the program and says so", async () => {
    const ended = await run(sh("printf begun; exec sleep 60"), { ...base, timeoutMs: 700 });
    expect(ended).toMatchObject({ exitCode: null, stdout: "begun", timedOut: true });
  });

  test("kills one that does not listen to signals", async () => {
    const line = 'process.on("SIGTERM", () => 0); process.on("SIGINT", () => 0); setInterval(() => 0, 1000)';
    const ended = await run(node(line), { ...base, timeoutMs: 1_000 });
    expect(ended).toMatchObject({ exitCode: null, timedOut: true });
  });

  test("kills children and grandchildren too", async () => {
    const beat = join(folder(), "beat");
    const grand = `sh -c '${BEATS}' ${beat} & wait`;
    const ended = await run(sh(`sh -c "${grand.replaceAll('"', '\\"').replaceAll("$", "\\$")}" & wait`), {
      ...base,
      timeoutMs: 1_500,
    });
    expect(ended.timedOut).toBe(true);
    expect(readFileSync(beat, "utf8").length).toBeGreaterThan(0);
    expect(await isAlive(beat)).toBe(false);
  });

  test("a program that ends in time is not killed later", async () => {
    const ended = await run(sh("exit 0"), { ...base, timeoutMs: 2_000 });
    expect(ended).toMatchObject({ exitCode: 0, timedOut: false });
  });
});

describe("run does not wait for a grandchild", () => {
  test("that holds the pipes open after the program has ended", async () => {
    const before = performance.now();
    const ended = await run(sh("sleep 25 & printf said"), { ...base, timeoutMs: 24_000 });
    expect(ended).toMatchObject({ exitCode: 0, stdout: "said", timedOut: false });
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  test("and leaves none of its group behind", async () => {
    const beat = join(folder(), "beat");
    const ended = await run(
      sh(`sh -c '${BEATS}' ${beat} & while [ ! -s ${beat} ]; do sleep 0.02; done`),
      base,
    );
    expect(ended).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await isAlive(beat)).toBe(false);
  });
});

describe("run tells of every piece as it comes", () => {
  test("of both streams, also what is not kept", async () => {
    let bytes = 0;
    const line = 'process.stdout.write("x".repeat(100_000)); process.stderr.write("y".repeat(50_000))';
    const onOutput = (piece: Uint8Array) => {
      bytes += piece.byteLength;
    };
    expect(await run(node(line), { ...base, maxBytes: 10, onOutput })).toMatchObject({
      exitCode: 0,
      cut: true,
    });
    expect(bytes).toBe(150_000);
  });
});

describe("run with a signal", () => {
  test("ends everything when it is aborted, and that is no time-out", async () => {
    const beat = join(folder(), "beat");
    const ending = new AbortController();
    const running = run(sh(`sh -c '${BEATS}' ${beat} & wait`), { ...base, signal: ending.signal });
    while (!existsSync(beat)) await pause(20);
    ending.abort();
    expect(await running).toMatchObject({ exitCode: null, timedOut: false });
    expect(await isAlive(beat)).toBe(false);
  });

  test("that was aborted before does not run to its end", async () => {
    const mark = join(folder(), "mark");
    const running = run(["sh", "-c", 'sleep 2; touch "$0"', mark], { ...base, signal: AbortSignal.abort() });
    await running.catch(() => undefined);
    expect(existsSync(mark)).toBe(false);
  });

  test("that is aborted afterwards harms nobody", async () => {
    const ending = new AbortController();
    expect(await run(sh("exit 0"), { ...base, signal: ending.signal })).toMatchObject({ exitCode: 0 });
    expect(() => ending.abort()).not.toThrow();
  });
});
