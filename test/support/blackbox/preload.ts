import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workshop } from "../cli.ts";

/** What a process is made to meet: loaded before the program, around Node's own file functions and clock. */
const TROUBLES = {
  /** Sleeps right before it links a file whose path ends in `PAUSE_AT`, until `GO` exists; `PAUSED` says that it does. */
  pause: `
    const { existsSync, linkSync, writeFileSync } = fs;
    fs.linkSync = (from, to) => {
      if (String(to).endsWith(process.env.PAUSE_AT)) {
        writeFileSync(process.env.PAUSED, "");
        const cell = new Int32Array(new SharedArrayBuffer(4));
        for (let n = 0; n < 500 && !existsSync(process.env.GO); n++) Atomics.wait(cell, 0, 0, 20);
      }
      return linkSync(from, to);
    };`,
  /** The disk is full from the n-th write on. */
  full: `
    const { writeSync } = fs;
    let count = 0;
    fs.writeSync = (fd, ...rest) => {
      if (fd > 2 && ++count >= Number(process.env.FULL_AT))
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
      return writeSync(fd, ...rest);
    };`,
  /** The clock is off by `CLOCK_SHIFT` milliseconds. */
  clock: `
    const Real = Date;
    const shift = Number(process.env.CLOCK_SHIFT);
    globalThis.Date = class extends Real {
      constructor(...words) {
        if (words.length === 0) super(Real.now() + shift);
        else super(...words);
      }
      static now() { return Real.now() + shift; }
    };`,
} as const;

/** The environment in which a process meets it. */
export function meeting(
  shop: Workshop,
  trouble: keyof typeof TROUBLES,
  settings: Readonly<Record<string, string>>,
): Record<string, string> {
  const path = join(shop.home, `${trouble}.cjs`);
  writeFileSync(
    path,
    `const fs = require("node:fs");${TROUBLES[trouble]}\nrequire("node:module").syncBuiltinESMExports();\n`,
  );
  return { ...settings, NODE_OPTIONS: `--require ${path}` };
}
