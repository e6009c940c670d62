import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../../kernel/clock.ts";
import { disk } from "../../files/disk.ts";
import { type Overlay, overlay } from "../../files/overlay.ts";
import type { Files } from "../../files/port.ts";
import { draft } from "../given.contract.ts";
import type { Forge, PullDraft } from "../port.ts";
import { localForge } from "./forge.ts";

export const fresh = (): string => realpathSync(mkdtempSync(join(tmpdir(), "continuo-forge-")));

/** A clock that moves on by a second whenever it is looked at. */
export function tickingClock(from = "2026-11-21T09:00:00.000Z"): Clock {
  let at = Date.parse(from);
  return {
    now() {
      at += 1_000;
      return new Date(at).toISOString();
    },
  };
}

const ticking = tickingClock();
const EMPTY = fresh();

export function forgeOn(files: Files | string, options: { clock?: Clock; warnings?: string[] } = {}): Forge {
  return localForge({
    files: typeof files === "string" ? disk(files) : files,
    clock: options.clock ?? ticking,
    repository: "mona/repo",
    owner: "mona",
    warn: (message) => void options.warnings?.push(message),
  });
}

/** In memory, for many forges at little cost: issue 1 with labels and a comment, and pull request 2. */
export async function begun(): Promise<Overlay> {
  const files = overlay(disk(EMPTY));
  const forge = forgeOn(files);
  await forge.issues.file("old", draft({ labels: ["a", "b"] }));
  await forge.comments.put(1, "continuo:status", "x", "mona");
  await forge.pulls.open(pullOf("old"));
  return files;
}

/** The files whose every write is announced, before or after it is done. */
export function watched(files: Files, told: { before?(): void; after?(): void }): Files {
  return {
    ...files,
    create(path, content) {
      told.before?.();
      const isOurs = files.create(path, content);
      told.after?.();
      return isOurs;
    },
    replace() {
      throw new Error("the forge replaces nothing");
    },
    remove() {
      throw new Error("the forge removes nothing");
    },
    append() {
      throw new Error("the forge appends to nothing");
    },
  };
}

export const pullOf = (branch: string, title = "Fix it"): PullDraft => ({
  title,
  body: "",
  head: { branch, commit: "a".repeat(40) },
  base: "main",
  author: "mona",
});
