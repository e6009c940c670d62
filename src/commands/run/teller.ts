import type { Report } from "../command.ts";
import type { Teller } from "./story.ts";

/** Tells a run as it goes: a line for each thing done, and what is at work where somebody watches. */
export function tellerFor(report: Report): Teller {
  let since = performance.now();
  return {
    begins: (doing) => report.progress(doing),
    did(station, says) {
      const now = performance.now();
      report.tell(`${station.padEnd(STATION_WIDTH)} ${says} (${shownMs(now - since)})`);
      since = now;
    },
  };
}

/** The longest name of a station. */
const STATION_WIDTH = 9;

/** Milliseconds as people read them. */
const shownMs = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
