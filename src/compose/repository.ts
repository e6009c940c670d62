import { basename } from "node:path";
import { readShape } from "../kernel/shape.ts";
import { RepositoryName } from "../rules/intake/issue.ts";
import { originName } from "../world/keys/repository.ts";
import type { Environment } from "./caller.ts";

/** The repository of a folder by name: as its `origin` has it, else `local/<folder>` in the forge's alphabet. */
export function repositoryAt(root: string): RepositoryName {
  const origin = readShape(RepositoryName, originName(root));
  if (origin.ok) return origin.value;
  const name = basename(root)
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 100);
  return `local/${name === "" ? "repository" : name}`;
}

/** The seed's repository variables as an environment gives them; names are theirs, values are read by the rules. */
export function variablesIn(env: Environment): Readonly<Record<string, string>> {
  const found = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && /^FUGUE_[A-Z0-9_]{1,80}$/.test(name)
      ? [[name, value.slice(0, 1_000).toWellFormed()] as const]
      : [],
  );
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
