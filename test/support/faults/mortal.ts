import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type AnyCall = (...args: unknown[]) => unknown;

/** Thrown at a process that has ended, by whatever it would still do. */
class Ended extends Error {
  override readonly name = "Ended";
}

/** What a piece of work came to. */
export interface Lived {
  /** The places at which it could have ended, in order: what each call was about to do. */
  readonly places: readonly string[];
  /** Whether it came to the place at which it had to end. */
  readonly isEnded: boolean;
}

/** Calls after which a disk says something else, and those that let another program do so. */
const SAYING = ["linkSync", "renameSync", "writeSync"] as const;
/** What git does to the repository that is worked on. */
const GIT_WRITES = ["unpack-objects", "update-ref"];
/** What a dead process does not do any more either. */
const SILENT = ["unlinkSync", "mkdirSync"] as const;

/**
 * Does something in this process as one that ends right before its n-th durable act would: a document that gets its
 * name, a line that is added, a program that is started. From there on nothing that it does reaches the disk, and no
 * program starts. A real kill leaves the same, a hundred times slower.
 */
export async function endingAt(nth: number, work: () => Promise<unknown>): Promise<Lived> {
  const real = { ...fs };
  const spawn = childProcess.spawn;
  const places: string[] = [];
  const drafts = new Set<number>();
  let isEnded = false;

  const live = (place: string | null): void => {
    if (place !== null && !isEnded) isEnded = places.push(place) === nth;
    if (isEnded) throw new Ended(`ended before ${place ?? "anything more"}`);
  };
  const put = (name: keyof typeof fs, call: AnyCall) =>
    Object.defineProperty(fs, name, { value: call, configurable: true, writable: true });
  const isTold = (name: string, args: readonly unknown[]) => {
    if (name === "linkSync") return !real.existsSync(String(args[1]));
    return name !== "writeSync" || !drafts.has(Number(args[0]));
  };
  for (const name of SAYING)
    put(name, (...args) => {
      live(isTold(name, args) ? `${name} ${String(args[1]).trimEnd()}` : null);
      return (real[name] as AnyCall)(...args);
    });
  for (const name of SILENT)
    put(name, (...args) => {
      live(null);
      return (real[name] as AnyCall)(...args);
    });
  put("openSync", (...args) => {
    const fd = (real.openSync as AnyCall)(...args) as number;
    if (String(args[0]).endsWith(".draft")) drafts.add(fd);
    else drafts.delete(fd);
    return fd;
  });
  const started = (...args: unknown[]) => {
    const words = [String(args[0]), ...(args[1] as string[])];
    const [program = "", act = ""] = [words[0], words.find((word) => GIT_WRITES.includes(word))];
    live(program !== "git" || act !== "" ? `${program} ${act || words.slice(1).join(" ")}` : null);
    return (spawn as AnyCall)(...args);
  };
  Object.defineProperty(childProcess, "spawn", { value: started, configurable: true, writable: true });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    for (const name of [...SAYING, ...SILENT, "openSync"] as const) put(name, real[name] as AnyCall);
    Object.defineProperty(childProcess, "spawn", { value: spawn, configurable: true, writable: true });
    syncBuiltinESMExports();
  }
  return { places, isEnded };
}
