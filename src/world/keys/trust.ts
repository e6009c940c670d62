import { basename, dirname, resolve } from "node:path";
import { parseJson } from "../../kernel/json.ts";
import { problemLines, readShape } from "../../kernel/shape.ts";
import { TRUST_PATH, TrustFile } from "../../rules/evidence/trust.ts";
import { disk } from "../files/disk.ts";
import type { Git } from "../process/port.ts";
import { keyFailure, type Trust } from "./port.ts";

/**
 * The trust file as git has it on the base branch: what lies uncommitted in the work tree vouches for nobody.
 *
 * The base branch is that of `origin` where it is known, else the commit that is checked out. A work tree without
 * the file has no trust file; git is not asked.
 */
export function gitTrust(root: string, git: Git): Trust {
  return {
    async committed() {
      if (disk(root).read(TRUST_PATH) === undefined) return undefined;
      for (const base of ["refs/remotes/origin/HEAD", "HEAD"]) {
        const shown = await git.run(["cat-file", "blob", `${base}:${TRUST_PATH}`]);
        if (shown.exitCode === 0) return parsed(Buffer.from(shown.stdout), `${TRUST_PATH} at ${base}`);
      }
      return undefined;
    },
    async at(path) {
      const full = resolve(root, path);
      const bytes = disk(dirname(full)).read(basename(full));
      if (bytes) return parsed(bytes, path);
      throw keyFailure("keys.no-trust-file", `There is no trust file ${path}.`, {
        hint: "Give the path of a trust file; continuo keys trust writes one.",
      });
    },
  };
}

function parsed(bytes: Uint8Array, where: string): TrustFile {
  const json = parseJson(bytes);
  if (!json.ok) throw unreadable(where, json.problem);
  const read = readShape(TrustFile, json.value);
  if (!read.ok) throw unreadable(where, problemLines(read.problems));
  return read.value;
}

const unreadable = (where: string, why: string) =>
  keyFailure("keys.unreadable", `${where} ${why}.`, {
    hint: "Correct it, or write it anew: continuo keys trust.",
  });
