import { expect } from "vitest";
import type { RunOptions, Workshop } from "../cli.ts";

/** A rule's no, or a failure: the same five words in both. */
export interface Said {
  readonly kind?: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly details?: Record<string, unknown>;
}

/** Runs a command that must not work: its exit code, its stable code, one document, words for the person. */
export async function fails(
  shop: Workshop,
  words: readonly string[],
  exitCode: number,
  code: string,
  options: RunOptions = {},
): Promise<Said> {
  const ended = await shop.run([...words, "--json"], options);
  expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode });
  const document = JSON.parse(ended.stdout) as { error?: Said; refused?: boolean } & Said;
  const said = document.error ?? document;
  expect(said.code, said.message).toBe(code);
  if (document.error) expect(ended.stderr).toContain(`error[${code}]: `);
  else expect(document.refused).toBe(true);
  expect(said.message).toMatch(/\S/);
  return said;
}

/** Runs a command that must work, and gives its answer. */
export async function works<T = Record<string, unknown>>(
  shop: Workshop,
  words: readonly string[],
  options: RunOptions = {},
): Promise<T> {
  const ended = await shop.run([...words, "--json"], options);
  expect({ words: words.join(" "), exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({
    exitCode: 0,
  });
  return JSON.parse(ended.stdout) as T;
}
