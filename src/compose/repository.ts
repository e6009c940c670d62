import { basename } from "node:path";
import type { RepositoryName } from "../rules/intake/issue.ts";
import type { Environment } from "./caller.ts";

/** The name that the local forge gives to a folder's repository: `local/<folder>`, in the forge's alphabet. */
export function repositoryAt(root: string): RepositoryName {
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
