import type { Head } from "../../rules/evidence/opening.ts";
import type { Files } from "../files/port.ts";
import type { Anchors } from "./port.ts";

const LINE = /^([a-z]+(?::[A-Za-z0-9._-]+)?) (\d{1,6}) (sha256:[0-9a-f]{64})$/;

/**
 * Anchors as files in the user's state folder, `anchors/<origin>.log`: one line a head, only appended to. A last
 * line that a crash tore counts for nothing.
 */
export function fsAnchors(state: Files): Anchors {
  const pathOf = (origin: string) => `anchors/${origin}.log`;

  return {
    async read(origin) {
      const heads = new Map<string, Head>();
      const text = Buffer.from(state.read(pathOf(origin)) ?? "").toString("utf8");
      for (const line of text.split("\n")) {
        const [, name, seq, digest] = LINE.exec(line) ?? [];
        if (name === undefined || digest === undefined) continue;
        if (Number(seq) >= (heads.get(name)?.seq ?? 0)) heads.set(name, { seq: Number(seq), digest });
      }
      return heads;
    },

    async note(origin, heads, durable) {
      const lines = [...heads].map(([name, { seq, digest }]) => `${name} ${seq} ${digest}`);
      if (lines.length > 0) state.append(pathOf(origin), lines.join("\n"), durable);
    },

    async forget(origin) {
      state.remove(pathOf(origin));
    },
  };
}
