import type { Parsed } from "../../kernel/json.ts";

/** Reads YAML 1.2, core schema, one document: no tag but the core's, no merge key, no key twice, few aliases. */
export interface YamlReader {
  /** The value, or in one clause (with the line, where there is one) what is wrong. Never fails. */
  read(bytes: Uint8Array): Promise<Parsed>;
}
