import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, resolve } from "node:path";
import {
  CALLS,
  type Call,
  type Faults,
  type Hold,
  type Recorded,
  type Spot,
  type Strike,
  VARIABLE,
} from "./plan.ts";

/*
 * Loaded before the program by `node --require`. Wraps every synchronous call of node:fs that can change a disk,
 * counts them, and does what TEST_FAULTS asks for. Where strace cannot run this still does.
 */
const { clock, strike, hold, record } = JSON.parse(process.env[VARIABLE] ?? "{}") as Faults;
const real = { ...fs };
const sleep = new Int32Array(new SharedArrayBuffer(4));
/** What each open file descriptor stands for. */
const names = new Map<number, string>([
  [1, "stdout"],
  [2, "stderr"],
]);
let isInside = false;

type AnyCall = (...args: unknown[]) => unknown;

if (clock) moveClock(clock);
if (hold?.atStart) stop(hold);
for (const call of CALLS) wrap(call);
if (hold?.call === "readdirSync") wrap(hold.call);
syncBuiltinESMExports();

function moveClock({ shiftMs = 0, frozenAt }: NonNullable<Faults["clock"]>): void {
  const Real = Date;
  const now = () => (frozenAt === undefined ? Real.now() + shiftMs : Real.parse(frozenAt));
  globalThis.Date = new Proxy(Real, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
    apply: () => new Real(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
}

function wrap(call: Call): void {
  const original = real[call] as AnyCall;
  const wrapped: AnyCall = (...args) => {
    // What node:fs calls to carry out one of these is part of it.
    const line = isInside ? undefined : lineOf(call, args);
    if (line) before(line, args);
    const answer = inside(() => original(...args));
    if (call === "openSync") names.set(answer as number, resolve(String(args[0])));
    if (line && record && call !== "readdirSync") write(record, `${JSON.stringify(done(line, answer))}\n`);
    return answer;
  };
  Object.defineProperty(fs, call, { value: wrapped, configurable: true, writable: true });
}

function inside<T>(work: () => T): T {
  const outer = isInside;
  isInside = true;
  try {
    return work();
  } finally {
    isInside = outer;
  }
}

/** Adds to a file of the test, past everything that is wrapped. */
function write(path: string, text: string): void {
  const fd = real.openSync(path, "a");
  real.writeSync(fd, text);
  real.closeSync(fd);
}

/** What a call is about to do; undefined for an open that only reads. */
function lineOf(call: Call, args: readonly unknown[]): Recorded | undefined {
  const [first, second] = args;
  const path = typeof first === "number" ? (names.get(first) ?? `fd ${first}`) : resolve(String(first));
  switch (call) {
    case "openSync":
      return isForWriting(second) ? { call, path, opens: opensAs(second, path) } : undefined;
    case "writeSync":
    case "writeFileSync":
    case "appendFileSync":
      return { call, path, data: bytesOf(second, args[2]).toString("base64") };
    case "linkSync":
    case "renameSync":
    case "copyFileSync":
    case "symlinkSync":
      return { call, path: resolve(String(second)), from: path };
    case "mkdirSync":
      return { call, path, made: missing(path) };
    default:
      return { call, path };
  }
}

function isForWriting(flags: unknown): boolean {
  if (typeof flags !== "number") return typeof flags === "string" && !/^rs?$/.test(flags);
  return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0;
}

/** What stands in a file that is opened for writing: nothing, nothing any more, or what stood there. */
function opensAs(flags: unknown, path: string): NonNullable<Recorded["opens"]> {
  if (!real.existsSync(path)) return "new";
  if (typeof flags !== "number") return String(flags).startsWith("a") ? "append" : "truncated";
  if (flags & fs.constants.O_TRUNC) return "truncated";
  return flags & fs.constants.O_APPEND ? "append" : "overwritten";
}

/** The bytes of a write, from `offset` on where there is one. */
function bytesOf(content: unknown, offset: unknown): Buffer {
  if (!ArrayBuffer.isView(content)) return Buffer.from(String(content));
  const all = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return all.subarray(typeof offset === "number" ? offset : 0);
}

/** The folders that a recursive mkdir of this path would make, parents first. */
function missing(path: string): string[] {
  return real.existsSync(path) ? [] : [...missing(dirname(path)), path];
}

/** The line with what really happened: a short write has written less. */
function done(line: Recorded, answer: unknown): Recorded {
  if (line.call === "mkdirSync")
    return { ...line, made: line.made?.filter((each) => real.existsSync(each)) ?? [] };
  if (line.call !== "writeSync" || line.data === undefined) return line;
  return { ...line, data: Buffer.from(line.data, "base64").subarray(0, Number(answer)).toString("base64") };
}

function before(line: Recorded, args: unknown[]): void {
  if (hold && isAt(hold, line)) stop(hold);
  if (strike && isAt(strike, line) && isStruck(strike, line)) hit(strike, line, args);
}

/** Errors are those of the disk: never of the streams; and a full disk still lets files be taken away. */
function isStruck({ how }: Strike, { call, path }: Recorded): boolean {
  if (how === "ENOSPC" && (call === "unlinkSync" || call === "rmSync")) return false;
  return how === "kill" || how === "torn" || (path !== "stdout" && path !== "stderr");
}

const passed = new Map<Spot, number>();

/** Whether this call is the spot; of a strike that stays, whether the spot has been reached. */
function isAt(spot: Strike | Hold, line: Recorded): boolean {
  const matches =
    (spot.call ?? line.call) === line.call &&
    (spot.path === undefined || new RegExp(spot.path).test(line.path));
  const before = passed.get(spot) ?? 0;
  const now = before + (matches ? 1 : 0);
  passed.set(spot, now);
  const nth = spot.nth ?? 1;
  return (matches && now === nth) || ("stays" in spot && spot.stays === true && before >= nth);
}

function hit({ how }: Strike, { call, path }: Recorded, args: unknown[]): void {
  if (how === "EIO" || how === "ENOSPC") {
    const errno = -({ EIO: 5, ENOSPC: 28 } as const)[how];
    throw Object.assign(new Error(`${how}: injected, ${call} '${path}'`), {
      code: how,
      errno,
      syscall: call,
    });
  }
  if (how === "torn" && call === "writeSync") {
    const half = bytesOf(args[1], args[2]);
    real.writeSync(args[0] as number, half, 0, Math.ceil(half.byteLength / 2));
  }
  process.kill(process.pid, "SIGKILL");
  // The signal is on its way; nothing else of this process may be seen.
  for (;;) Atomics.wait(sleep, 0, 0, 1_000);
}

/** Says that this process stands here, and waits for the word to go on; a minute at most. */
function stop({ ready, go }: Hold): void {
  write(`${ready}/${process.pid}`, "");
  for (let waited = 0; waited < 60_000; waited += 2) {
    if (real.existsSync(go)) return;
    Atomics.wait(sleep, 0, 0, 2);
  }
  process.stderr.write("test: nobody said go within a minute\n");
  process.exit(99);
}
