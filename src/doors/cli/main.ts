#!/usr/bin/env node
import { writeSync } from "node:fs";

/** Answers what needs nothing loaded; everything else is loaded when it is asked for. */
async function main(words: readonly string[]): Promise<number> {
  const [first] = words;
  if (
    first === undefined ||
    first === "--help" ||
    first === "-h" ||
    first === "help" ||
    first === "--version"
  ) {
    const { HELP, VERSION } = await import("./menu.generated.ts");
    writeSync(first === undefined ? 2 : 1, first === "--version" ? `${VERSION}\n` : HELP);
    return first === undefined ? 2 : 0;
  }
  const { runInProcess } = await import("./process.ts");
  return runInProcess(words);
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
