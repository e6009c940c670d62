import * as v from "valibot";
import { parseJson } from "../../../kernel/json.ts";
import { mapping, problemLines, readShape } from "../../../kernel/shape.ts";
import { shown } from "../../../kernel/text.ts";
import { Login, Permission } from "../../../rules/intake/issue.ts";
import type { Files } from "../../files/port.ts";
import type { Permissions } from "../port.ts";
import { FORGE_FOLDER, type ForgeDocuments } from "./documents.ts";

/** Who may do what, as people write it: the one file of the forge that they may edit, in any JSON layout. */
const PermissionsFile = v.strictObject({
  schemaVersion: v.literal("1.0"),
  permissions: mapping(v.record(Login, Permission)),
});

const PATH = `${FORGE_FOLDER}/permissions.json`;

/**
 * Permissions from a file, read at every question: what somebody may do counts at the moment of the decision.
 *
 * @param owner  whose machine it is: admin, unless the file says otherwise; null: nobody's
 */
export function localPermissions(files: Files, documents: ForgeDocuments, owner: Login | null): Permissions {
  function fromFile(): ReadonlyMap<string, Permission> {
    const bytes = files.read(PATH);
    if (bytes === undefined) return new Map();
    const parsed = parseJson(bytes);
    if (!parsed.ok) throw documents.malformed(PATH, parsed.problem);
    const read = readShape(PermissionsFile, parsed.value);
    if (!read.ok) throw documents.malformed(PATH, `does not read: ${problemLines(read.problems, 5)}`);
    const byLogin = new Map<string, Permission>();
    for (const [login, permission] of Object.entries(read.value.permissions)) {
      // Two answers to one question are none.
      if (byLogin.has(keyOf(login)))
        throw documents.malformed(PATH, `names ${shown(login)} twice, but for case`);
      byLogin.set(keyOf(login), permission);
    }
    return byLogin;
  }

  return {
    async of(login) {
      const named = fromFile();
      // What is no login matches nobody, not even an owner who is none.
      if (!v.is(Login, login)) return "none";
      return named.get(keyOf(login)) ?? (owner !== null && keyOf(login) === keyOf(owner) ? "admin" : "none");
    },
  };
}

/** Logins are compared without case; their alphabet is ASCII. */
const keyOf = (login: string): string => login.toLowerCase();
