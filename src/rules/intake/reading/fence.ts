/** An open code fence: its mark, and how many of it close it. */
export interface Fence {
  readonly mark: "`" | "~";
  readonly length: number;
}

/** The fence that a line opens, as CommonMark reads it; null where it opens none. */
export function opened(line: string): Fence | null {
  const start = indentOf(line);
  const mark = line[start];
  if (start > 3 || (mark !== "`" && mark !== "~")) return null;
  const length = runOf(line, start, mark);
  if (length < 3) return null;
  // Behind backticks, another backtick makes it a code span.
  return mark === "`" && line.includes("`", start + length) ? null : { mark, length };
}

/** Whether a line closes that fence. */
export function closes(line: string, { mark, length }: Fence): boolean {
  const start = indentOf(line);
  if (start > 3 || line[start] !== mark) return false;
  const run = runOf(line, start, mark);
  return run >= length && line.slice(start + run).trim() === "";
}

/** Spaces at the start of a line. */
export function indentOf(line: string): number {
  let at = 0;
  while (line[at] === " ") at++;
  return at;
}

function runOf(line: string, start: number, mark: string): number {
  let end = start;
  while (line[end] === mark) end++;
  return end - start;
}
