import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The program as a user runs it. `node scripts/setup.mjs` has built it. */
export const CLI = resolve("dist/cli/index.js");

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Programs and arguments to run it under: strace, setpriv … */
  readonly under?: readonly string[];
  readonly timeoutMs?: number;
}

/** A folder of one's own, with a home of its own beside it, so that no test sees another's keys or the user's. */
export interface Workshop {
  readonly root: string;
  readonly home: string;
  /** Runs the program in the folder: a process, arguments, two streams and an exit code. Nothing else. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** The same, and its standard output as the one JSON document that it must be. */
  json<T = Record<string, unknown>>(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<Ended & { readonly document: T }>;
  write(path: string, content: string | Uint8Array): void;
}

/** A fresh folder with the given files. */
export function workshop(files: Readonly<Record<string, string>> = {}): Workshop {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-test-")));
  const root = join(base, "work");
  const home = join(base, "home");
  mkdirSync(root);
  mkdirSync(home);
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);

  const run = (args: readonly string[], options: RunOptions = {}) => runCli(root, home, args, options);
  return {
    root,
    home,
    run,
    write,
    async json<T>(args: readonly string[], options?: RunOptions) {
      const ended = await run([...args, "--json"], options);
      return { ...ended, document: JSON.parse(ended.stdout) as T };
    },
  };
}

function runCli(cwd: string, home: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { env = {}, input = "", under = [], timeoutMs = 60_000 } = options;
  const [program = "", ...rest] = [...under, process.execPath, CLI, ...args];
  return new Promise((done, fail) => {
    const child = spawn(program, rest, {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", HOME: home, ...env },
      timeout: timeoutMs,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => out.push(piece));
    child.stderr.on("data", (piece: Buffer) => err.push(piece));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", fail);
    child.on("close", (exitCode, signal) =>
      done({
        exitCode,
        signal,
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8"),
      }),
    );
  });
}
