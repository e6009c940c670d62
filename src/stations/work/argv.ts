import { Failure } from "../../kernel/failure.ts";

/** A recorded command as a program and its arguments; null where there is none. */
export function argvOf(words: readonly string[] | null): readonly [string, ...string[]] | null {
  const [program, ...args] = words ?? [];
  return program === undefined ? null : [program, ...args];
}

/** Whether something was thrown because this very program is not there, or may not be executed. */
export const isUnstarted = (thrown: unknown, program: string): thrown is Failure =>
  thrown instanceof Failure &&
  ["process.missing", "process.failed"].includes(thrown.code) &&
  thrown.details["program"] === program;
