/** A title that was found in a text. */
export interface FoundTitle {
  readonly title: string;
  /** 1-based line of the text. */
  readonly line: number;
  /** The text without that line, and without blank lines at its start. */
  readonly body: string;
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
}

/**
 * The title of a Markdown text: its first `# heading`, or the first line that says something. What readers do not see
 * as text (HTML comments) or as headings (fenced code) is no title: a shell comment in an example starts with `# ` too.
 *
 * Linear in the text.
 */
export function titleIn(text: string): FoundTitle | null {
  let first: Line | undefined;
  const isProse = proseReader();
  for (const line of linesOf(text)) {
    if (!isProse(line.text)) continue;
    if (headingOf(line.text, 1) !== null) return foundAt(line, 1, text);
    first ??= line;
  }
  return first === undefined ? null : foundAt(first, 6, text);
}

function foundAt(line: Line, depth: number, text: string): FoundTitle {
  const title = headingOf(line.text, depth) ?? line.text.trim();
  const body = withoutBlankStart(text.slice(0, line.start) + text.slice(line.end));
  return { title, line: line.number, body };
}

/** Blank lines at the start of a body say nothing; everything behind them stays as written. */
export const withoutBlankStart = (text: string): string => text.replace(/^(?:[ \t]*\r?\n)+/, "");

function* linesOf(text: string): Generator<Line> {
  let start = 0;
  for (let number = 1; start < text.length; number++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    yield { text: text.slice(start, end), number, start, end };
    start = end;
  }
}

/** The words of a heading of at most that depth, without the marks that may close it; null for any other line. */
function headingOf(line: string, depth: number): string | null {
  const marks = /^ {0,3}(#{1,6})[ \t]/.exec(line)?.[1];
  if (marks === undefined || marks.length > depth) return null;
  const words = line.slice(line.indexOf(marks) + marks.length).trim();
  let end = words.length;
  while (words[end - 1] === "#") end--;
  const isClosed = end < words.length && (end === 0 || words[end - 1] === " " || words[end - 1] === "\t");
  const title = isClosed ? words.slice(0, end).trimEnd() : words;
  return title === "" ? null : title;
}

/** Tells, line by line, whether it is text that readers see: outside of fenced code and HTML comments, not blank. */
function proseReader(): (line: string) => boolean {
  let fence: string | null = null;
  let isComment = false;
  return (line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (isComment) {
      isComment = !line.includes("-->") || opensComment(line);
      return false;
    }
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      return false;
    }
    if (mark !== undefined) {
      fence = mark;
      return false;
    }
    isComment = opensComment(line);
    return line.trim() !== "" && !line.trimStart().startsWith("<!--");
  };
}

const opensComment = (line: string): boolean => line.lastIndexOf("<!--") > line.lastIndexOf("-->");
