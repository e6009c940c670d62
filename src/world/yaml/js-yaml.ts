import type { LoadOptions } from "js-yaml";
import { type Parsed, scalarProblem } from "../../kernel/json.ts";
import type { YamlReader } from "./port.ts";

/** Aliases that a document may use: ten (threats A52). Each is a way to make little text mean much. */
const MAX_ALIASES = 10;
const MAX_DEPTH = 64;

/** YAML by js-yaml, which is loaded when the first document is read. */
export function jsYamlReader(): YamlReader {
  return {
    async read(bytes) {
      let text: string;
      try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        return wrong("is not UTF-8");
      }
      const parsed = parse(await import("js-yaml"), text);
      if (!parsed.ok) return parsed;
      const problem = excess(parsed.value);
      return problem === null ? parsed : wrong(problem);
    },
  };
}

function parse({ CORE_SCHEMA, load, YAMLException }: typeof import("js-yaml"), text: string): Parsed {
  const aliases = aliasCounter();
  const mayAlias = text.includes("&") && text.includes("*");
  try {
    const value = load(text, { schema: CORE_SCHEMA, ...(mayAlias ? { listener: aliases.listener } : {}) });
    return aliases.count() > MAX_ALIASES
      ? wrong(`uses more than ${MAX_ALIASES} aliases`)
      : { ok: true, value };
  } catch (cause) {
    if (cause instanceof YAMLException) return wrong(`is not YAML: ${cause.reason}${lineOf(cause)}`);
    // A document nested deeper than the stack: the parser is recursive.
    if (cause instanceof RangeError) return wrong(`is nested deeper than ${MAX_DEPTH} levels`);
    throw cause;
  }
}

const wrong = (problem: string): Parsed => ({ ok: false, problem });

function lineOf(cause: { readonly mark?: { readonly line: number } }): string {
  return cause.mark ? ` (line ${cause.mark.line + 1})` : "";
}

/** Whether the text of a node, with the space and comments before it, ends in a star and a name. */
function isAlias(text: string): boolean {
  const trimmed = text.trimEnd();
  const lastLine = trimmed.slice(trimmed.lastIndexOf("\n") + 1).trimStart();
  return lastLine.startsWith("*") && !/\s/.test(lastLine);
}

/** Counts aliases as they are parsed: nodes of no kind whose text is a star and a name. */
function aliasCounter(): { readonly listener: NonNullable<LoadOptions["listener"]>; count(): number } {
  const opened: number[] = [];
  let aliases = 0;
  return {
    listener(event, state) {
      if (event === "open") opened.push(state.position);
      else {
        const from = opened.pop() ?? 0;
        if (!state.kind && isAlias(state.input.slice(from, state.position))) aliases++;
      }
    },
    count: () => aliases,
  };
}

/** Too much depth, half a surrogate pair in a text or key, or a number that is none. With a circle depth never ends. */
function excess(value: unknown): string | null {
  let problem: string | null = null;
  const walk = (part: unknown, depth: number): void => {
    problem ??= scalarProblem(part);
    if (problem !== null || typeof part !== "object" || part === null) return;
    if (depth > MAX_DEPTH) problem = `is nested deeper than ${MAX_DEPTH} levels`;
    else if (Array.isArray(part)) for (const item of part) walk(item, depth + 1);
    else
      for (const [key, item] of Object.entries(part)) {
        walk(key, depth);
        walk(item, depth + 1);
      }
  };
  walk(value, 1);
  return problem;
}
