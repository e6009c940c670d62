#!/usr/bin/env node
import { writeFully } from "./write.ts";

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
    const trouble = writeFully(first === undefined ? 2 : 1, first === "--version" ? `${VERSION}\n` : HELP);
    if (first === undefined) return 2;
    // A reader who goes away is no failure; what else keeps an answer from being printed is `unavailable`.
    return trouble === undefined || trouble === "EPIPE" ? 0 : 75;
  }
  const { runInProcess } = await import("./process.ts");
  return runInProcess(words);
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
