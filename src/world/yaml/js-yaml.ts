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
      const { CORE_SCHEMA, load, YAMLException } = await import("js-yaml");
      let value: unknown;
      try {
        value = load(text, { schema: CORE_SCHEMA });
      } catch (cause) {
        if (cause instanceof YAMLException) return wrong(`is not YAML: ${cause.reason}${lineOf(cause)}`);
        // A document nested deeper than the stack: the parser is recursive.
        if (cause instanceof RangeError) return wrong(`is nested deeper than ${MAX_DEPTH} levels`);
        throw cause;
      }
      const problem = excess(value, text.includes("&"));
      return problem === null ? { ok: true, value } : wrong(problem);
    },
  };
}

const wrong = (problem: string): Parsed => ({ ok: false, problem });

function lineOf(cause: { readonly mark?: { readonly line: number } }): string {
  return cause.mark ? ` (line ${cause.mark.line + 1})` : "";
}

/** Too many aliases, too much depth, or half a surrogate pair: an alias shows as a value that is met twice. */
function excess(value: unknown, hasAnchors: boolean): string | null {
  const seen = new Set<object>();
  let aliases = 0;
  let problem: string | null = null;
  const walk = (part: unknown, depth: number): void => {
    problem ??= scalarProblem(part);
    if (typeof part !== "object" || part === null) return;
    if (seen.has(part)) {
      aliases++;
      return;
    }
    if (hasAnchors) seen.add(part);
    if (depth > MAX_DEPTH) problem = `is nested deeper than ${MAX_DEPTH} levels`;
    else for (const item of Object.values(part)) walk(item, depth + 1);
  };
  walk(value, 1);
  return aliases > MAX_ALIASES ? `uses more than ${MAX_ALIASES} aliases` : problem;
}
