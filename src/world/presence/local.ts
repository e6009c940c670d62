import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import * as v from "valibot";
import { canonicalJson, parseJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import type { Files } from "../files/port.ts";
import type { Presence } from "./port.ts";

const Announced = v.strictObject({
  schemaVersion: v.literal("1.0"),
  host: v.string(),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Tells two processes of one number apart; empty where the system does not say. */
  started: v.string(),
});

/** Processes of this machine by number and start, `.continuo/presence/<name>.json` in the work folder. */
export function localPresence(files: Files): Presence {
  const pathOf = (name: string) => `.continuo/presence/${name}.json`;
  const myself = () => ({
    schemaVersion: "1.0" as const,
    host: place(),
    pid: process.pid,
    started: startOf(process.pid) ?? "",
  });

  return {
    announce(name) {
      files.create(".continuo/.gitignore", "*\n");
      files.replace(pathOf(name), canonicalJson(myself()));
    },
    of(name) {
      const bytes = files.read(pathOf(name));
      const parsed = bytes && parseJson(bytes);
      const read = parsed?.ok ? readShape(Announced, parsed.value) : undefined;
      if (!read?.ok || read.value.host !== place()) return "unknown";
      const { pid, started } = read.value;
      const now = startOf(pid);
      if (now === undefined || now !== started) return "gone";
      return pid === process.pid ? "mine" : "alive";
    },
  };
}

/** Where a process number means something: a container may bear the name of its machine, and count anew. */
function place(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** When a process began, in the system's own words; undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // Not ours to signal is alive all the same.
    if (!(cause instanceof Error && "code" in cause && cause.code === "EPERM")) return undefined;
  }
  return startTicks(pid);
}

/** Field 22 of /proc/<pid>/stat (proc(5)), with the boot that it counts from; empty where there is no /proc. */
function startTicks(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return process.platform === "linux" ? undefined : "";
  }
  // The program's name stands in parentheses and may hold any of them.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie has ended; only its parent has not looked yet.
  if (fields[0] === "Z") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19] ?? ""}`;
}
