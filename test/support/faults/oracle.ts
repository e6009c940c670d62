import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "vitest";
import type { Workshop } from "../cli.ts";
import { WORK_ITEM } from "../seed-item.ts";

/** An entry of a step log as the disk has it, read without any of the program's code. */
export interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly attempt: string;
  readonly at: string;
  readonly previous: string | null;
  readonly token?: number;
  readonly leaseUntil?: string;
  readonly implicit?: unknown;
  readonly document?: { readonly path: string; readonly digest: string };
}

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** Files below a folder, relative, in order; drafts (hidden) only when asked for. */
export function filesIn(folder: string, { hidden = false } = {}): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory() && (hidden || !each.name.startsWith(".")))
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1))
    .sort();
}

/** A step's log as files, whole and without a gap. */
export function logOf(shop: Workshop, step: string, workItem: string = WORK_ITEM): Entry[] {
  const folder = join(shop.root, "artifacts/claims", workItem, step);
  const seqs = filesIn(folder).map((name) => Number(basename(name, ".json")));
  const entries: Entry[] = [];
  let previous: string | null = null;
  for (const seq of seqs.sort((a, b) => a - b)) {
    const bytes = readFileSync(join(folder, `${seq}.json`));
    const entry = JSON.parse(bytes.toString("utf8")) as Entry;
    expect(entry).toMatchObject({ seq, previous });
    expect(seq).toBe(entries.length + 1);
    entries.push(entry);
    previous = digestOf(bytes);
  }
  return entries;
}

interface Holder {
  readonly token: number;
  readonly attempt: string;
  readonly until: number;
}

/**
 * What must hold of any log, by a reading of its own: a step has one holder at a time, tokens only grow, only the
 * holder's token writes, and an attempt id is used once.
 */
export function assertOneHolder(entries: readonly Entry[]): void {
  let holder: Holder | null = null;
  const used = new Set<string>();
  for (const entry of entries) {
    const { seq, kind, attempt, implicit } = entry;
    if (kind === "take" || implicit !== undefined) {
      expect(
        Date.parse(entry.at),
        `entry ${seq} (${kind}) begins while ${holder?.attempt} holds the step`,
      ).toBeGreaterThanOrEqual(holder?.until ?? 0);
      expect(used, `entry ${seq} (${kind}) uses an attempt id again`).not.toContain(attempt);
      used.add(attempt);
      holder = { token: seq, attempt, until: Date.parse(entry.leaseUntil ?? entry.at) };
    }
    holder = heldAfter(holder, entry);
  }
}

function heldAfter(holder: Holder | null, { seq, kind, attempt, token, leaseUntil }: Entry): Holder | null {
  if (!["renew", "release", "complete", "fail"].includes(kind)) return holder;
  expect({ token, attempt }, `entry ${seq} (${kind}) is not the holder's`).toEqual({
    token: holder?.token,
    attempt: holder?.attempt,
  });
  return kind === "renew" && holder ? { ...holder, until: Date.parse(leaseUntil ?? "") } : null;
}

/** Every JSON document that bears its final name parses: nothing is half there. */
export function assertWhole(shop: Workshop, label = ""): void {
  for (const root of [join(shop.root, "artifacts"), join(shop.root, ".continuo")])
    for (const path of filesIn(root).filter((each) => each.endsWith(".json"))) {
      const text = readFileSync(join(root, path), "utf8");
      expect(() => JSON.parse(text), `${label} ${path} is half there: ${text.length} bytes`).not.toThrow();
    }
}

/** Handoffs of a step that were written here, and not their signatures. */
export function handoffsOf(shop: Workshop, step: string): string[] {
  return filesIn(join(shop.root, "artifacts/handoff")).filter(
    (name) =>
      name.includes(`-${step}-`) &&
      name.endsWith(".json") &&
      !name.endsWith(".dsse.json") &&
      !name.startsWith("2025-"),
  );
}

/** The claim view of an attempt; undefined when there is none. */
export function viewOf(shop: Workshop, attempt: string): Record<string, unknown> | undefined {
  const path = join(shop.root, "artifacts/claims", `${attempt}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** `verify` finds nothing: 7, since the work item is open and the key is its own, with its records intact. */
export async function assertVerified(
  shop: Workshop,
  label = "",
  workItem: string = WORK_ITEM,
): Promise<void> {
  const { exitCode, document, stderr } = await shop.json<{
    items: { findings: unknown[] }[];
    integrity: string;
  }>(["verify", "--work-item", workItem]);
  const findings = document.items?.flatMap((item) => item.findings);
  expect({ exitCode, integrity: document.integrity, findings, stderr }, `${label} verify`).toEqual({
    exitCode: 7,
    integrity: "intact",
    findings: [],
    stderr: "",
  });
}

/** Every file with its digest, every link with its target: what must be the same when nothing may have changed. */
export function snapshot(...folders: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const folder of folders)
    for (const path of filesIn(folder)) all[join(folder, path)] = lookAt(join(folder, path));
  return all;
}

function lookAt(path: string): string {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  // A pipe that is read would be waited for.
  return found.isFile() ? digestOf(readFileSync(path)) : "something else";
}
