/** A recorded command as a program and its arguments; null where there is none. */
export function argvOf(words: readonly string[] | null): readonly [string, ...string[]] | null {
  const [program, ...args] = words ?? [];
  return program === undefined ? null : [program, ...args];
}
