import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Git, GitOptions } from "./port.ts";

/** Git whose new objects lie in a folder of their own until they are thrown away. */
export interface Quarantine extends Git {
  /** A folder for whatever else is only needed until then. */
  readonly scratch: () => string;
  discard(): void;
}

/**
 * The same git, with the repository's objects to read and a folder of its own to write to: a dry run fetches and
 * commits as a real one does, and leaves nothing behind.
 *
 * @param cwd  the folder that `git` works in
 */
export function quarantined(git: Git, cwd: string): Quarantine {
  let folder: string | undefined;
  let around: Promise<Readonly<Record<string, string>>> | undefined;
  const scratch = () => {
    folder ??= mkdtempSync(join(tmpdir(), "continuo-dry-run-"));
    return folder;
  };
  const aside = async (options: GitOptions = {}): Promise<GitOptions> => {
    around ??= objectsAside(git, cwd, scratch);
    return { ...options, env: { ...(await around), ...options.env } };
  };
  return {
    run: async (args, options) => git.run(args, await aside(options)),
    ask: async (args, options) => git.ask(args, await aside(options)),
    scratch,
    discard() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The environment that sends new objects aside; empty outside a repository, where none are made. */
async function objectsAside(
  git: Git,
  cwd: string,
  scratch: () => string,
): Promise<Readonly<Record<string, string>>> {
  const found = await git.run(["rev-parse", "--git-path", "objects"]);
  if (found.exitCode !== 0) return {};
  const objects = join(scratch(), "objects");
  mkdirSync(join(objects, "info"), { recursive: true });
  writeFileSync(join(objects, "info", "alternates"), `${resolve(cwd, found.stdout.replace(/\n$/, ""))}\n`);
  return { GIT_OBJECT_DIRECTORY: objects };
}
