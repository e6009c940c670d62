import { byCode } from "../../kernel/name.ts";
import { RECORDS_FOLDER } from "../../rules/evidence/opening.ts";
import type { Files } from "../files/port.ts";
import type { Records } from "./port.ts";

/** Records as files, `<folder>/<subject>/<name>.json`, written once by link(2). */
export function fsRecords(files: Files, folder: string = RECORDS_FOLDER): Records {
  const pathOf = (subject: string, name: string) => `${folder}/${subject}/${name}.json`;
  return {
    async put(subject, name, bytes) {
      return files.create(pathOf(subject, name), bytes);
    },
    async read(subject, name) {
      return files.read(pathOf(subject, name));
    },
    async list(subject) {
      const names = files.list(`${folder}/${subject}`).map((name) => name.replace(/\.json$/, ""));
      // Again, as `a.json` comes after `a-b.json`.
      return names.sort(byCode);
    },
  };
}
