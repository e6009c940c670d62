import { open, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { digestOf } from "../../kernel/digest.ts";
import { shown } from "../../kernel/text.ts";
import { errnoOf } from "../files/trouble.ts";
import { type Inbox, inboxFailure } from "./port.ts";

/** Four mebibytes: an issue has 64 KiB, a council's recorded answers 1 MiB. Ours. */
const MOST_BYTES = 4 << 20;

/** Files of this machine by their path from the folder that the person stands in. */
export function localInbox(cwd: string): Inbox {
  return {
    async read(path) {
      const asked = resolve(cwd, path);
      try {
        const real = await realpath(asked);
        const file = await open(real, "r");
        try {
          const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }));
          if (size < 0) throw unreadable(path, "is no file");
          if (size > MOST_BYTES) throw unreadable(path, `is larger than ${MOST_BYTES} bytes`);
          return { bytes: await file.readFile(), key: digestOf(real) };
        } finally {
          await file.close();
        }
      } catch (cause) {
        const errno = errnoOf(cause);
        if (errno === "ENOENT" || errno === "ENOTDIR")
          throw inboxFailure("inbox.missing", `There is no file ${shown(path)}.`, {
            hint: "Give a path that exists.",
          });
        if (errno === undefined) throw cause;
        throw unreadable(path, `cannot be read (${errno})`);
      }
    },
  };
}

const unreadable = (path: string, why: string) =>
  inboxFailure("inbox.unreadable", `${shown(path)} ${why}.`, { hint: "Give a readable file." });
