import type { StepAddress } from "../../rules/claims/entry.ts";
import type { Files } from "../../world/files/port.ts";

/** One line for every step that wanted the id, in the order in which they came. */
const reservationPath = (attempt: string): string => `.continuo/attempts/${attempt}`;

/** No key ends in a dot: a line that a crash tore is not taken for another step's. */
const lineOf = ({ workItem, step }: StepAddress): string => `${workItem} ${step}.`;
const LINE = /^\S+ \S+\.$/;

/** Whether an attempt id is reserved in this work folder for another step than this one. */
export function isReservedElsewhere(files: Files, attempt: string, address: StepAddress): boolean {
  const first = reservationOf(files, attempt);
  return first !== undefined && first !== lineOf(address);
}

/**
 * Reserves an attempt id for a step right before its log is written to: of any number of steps that want the id at the
 * same moment one gets true. The step's own log decides among its own attempts.
 *
 * It need not outlast a power cut: by then the id is in a log, or nobody has it.
 */
export function reserve(files: Files, attempt: string, address: StepAddress): boolean {
  files.create(".continuo/.gitignore", "*\n");
  if (reservationOf(files, attempt) === undefined)
    files.append(reservationPath(attempt), lineOf(address), false);
  return reservationOf(files, attempt) === lineOf(address);
}

function reservationOf(files: Files, attempt: string): string | undefined {
  const bytes = files.read(reservationPath(attempt));
  const lines = bytes ? Buffer.from(bytes).toString("utf8").split("\n").slice(0, -1) : [];
  return lines.find((line) => LINE.test(line));
}
