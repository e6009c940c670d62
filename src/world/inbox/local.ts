import { open, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { digestOf } from "../../kernel/digest.ts";
import { shown } from "../../kernel/text.ts";
import { errnoOf } from "../files/trouble.ts";
import { type Inbox, inboxFailure } from "./port.ts";

/** Files of this machine by their path from the folder that the person stands in. */
export function localInbox(cwd: string): Inbox {
  return {
    async read(path, maxBytes = 4 << 20) {
      const asked = resolve(cwd, path);
      try {
        const real = await realpath(asked);
        const file = await open(real, "r");
        try {
          const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }));
          if (size < 0) throw unreadable(path, "is no file");
          if (size > maxBytes) throw unreadable(path, `is larger than ${maxBytes} bytes`);
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
