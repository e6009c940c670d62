import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ended, RunOptions, Workshop } from "../cli.ts";

export interface Used extends Ended {
  /** Processor time of the whole process, start and end included. */
  readonly cpuMs: number;
  /** The most memory that it ever held: the kernel's own count (`ru_maxrss`, VmHWM). */
  readonly peakMiB: number;
}

const REPORT = `
const { writeFileSync } = require("node:fs");
process.on("exit", () => writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.resourceUsage())));
`;

/** Runs a command and tells what it used, by a preload that asks the kernel at the very end. */
export async function usageOf(
  shop: Workshop,
  words: readonly string[],
  options: RunOptions = {},
): Promise<Used> {
  const [preload, file] = [join(shop.home, "usage.cjs"), join(shop.home, "usage.json")];
  writeFileSync(preload, REPORT);
  const env = { ...options.env, NODE_OPTIONS: `--require ${preload}`, USAGE_FILE: file };
  const ended = await shop.run(words, { timeoutMs: 120_000, ...options, env });
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(
    readFileSync(file, "utf8"),
  ) as NodeJS.ResourceUsage;
  return { ...ended, cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMiB: maxRSS / 1_024 };
}
