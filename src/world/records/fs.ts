import { byCode } from "../../kernel/name.ts";
import { recordPath, recordsFolder } from "../../rules/evidence/opening.ts";
import type { Files } from "../files/port.ts";
import type { Records } from "./port.ts";

/** Records as files, `artifacts/records/<subject>/<name>.json`, written once by link(2). */
export function fsRecords(files: Files): Records {
  return {
    async put(subject, name, bytes) {
      return files.create(recordPath(subject, name), bytes);
    },
    async read(subject, name) {
      return files.read(recordPath(subject, name));
    },
    async list(subject) {
      const names = files.list(recordsFolder(subject)).map((name) => name.replace(/\.json$/, ""));
      // Again, as `a.json` comes after `a-b.json`.
      return names.sort(byCode);
    },
  };
}
