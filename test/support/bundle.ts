import { execFile, fork } from "node:child_process";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rolldown } from "rolldown";

const ENTRY = resolve("entry-of-a-test.ts");

/**
 * A program of our own sources that runs without vitest: for tests that need a process of their own. Relative
 * imports in the source are from the repository's root.
 *
 * @returns path of a runnable `.mjs`
 */
export async function bundle(entrySource: string): Promise<string> {
  const building = await rolldown({
    input: ENTRY,
    platform: "node",
    logLevel: "warn",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) => (id === ENTRY ? { code: entrySource, moduleType: "ts" } : null),
      },
    ],
  });
  const { output } = await building.generate({ format: "esm", codeSplitting: false });
  await building.close();
  const path = join(realpathSync(mkdtempSync(join(tmpdir(), "continuo-bundle-"))), "program.mjs");
  writeFileSync(path, output[0].code);
  return path;
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a bundled program to its end, under another one if asked: `["strace", "-f"]`. */
export function runBundle(
  program: string,
  args: readonly string[],
  under: readonly string[] = [],
): Promise<Ended> {
  const [first = "", ...rest] = [...under, process.execPath, program, ...args];
  return new Promise((done, fail) => {
    execFile(first, rest, { timeout: 30_000, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error && typeof error.code === "string") fail(error);
      else done({ exitCode: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

/**
 * Runs a bundled program in `count` processes that start their work together. The program says `"ready"`, waits for
 * the message `"go"`, and sends one message: what it came to.
 *
 * @param argsOf  the arguments of each process
 * @returns what each came to, in order
 */
export async function race<T>(
  program: string,
  count: number,
  argsOf: (at: number) => readonly string[],
): Promise<readonly T[]> {
  const racers = Array.from({ length: count }, (_, at) => fork(program, [...argsOf(at)], { execArgv: [] }));
  const said = <M>(at: number) =>
    new Promise<M>((done, fail) => {
      racers[at]?.once("message", (message) => done(message as M));
      racers[at]?.once("exit", (code) => fail(new Error(`racer ${at} ended with ${code} and said nothing`)));
    });
  await Promise.all(racers.map((_, at) => said(at)));
  const results = Promise.all(racers.map((_, at) => said<T>(at)));
  for (const racer of racers) racer.send("go");
  return results;
}
