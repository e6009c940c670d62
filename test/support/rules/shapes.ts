import { problemLines, readShape, type Shape } from "../../../src/kernel/shape.ts";

/** What a schema says of a value, as a person reads it; "fine" when it has nothing against it. */
export function saysOf(schema: Shape, value: unknown): string {
  const read = readShape(schema, value);
  return read.ok ? "fine" : problemLines(read.problems);
}

/** One row of a bounds table: a value of a field, and a part of what is said of it. */
export interface FieldRow {
  readonly field: string;
  readonly value: unknown;
  readonly says: string | RegExp;
  readonly because: string;
}

export const FINE = "fine";

/** A value as a row's name can hold it. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 24)}… (${text.length})` : text;
}
