import type { Head } from "../../rules/evidence/opening.ts";
import type { Files } from "../files/port.ts";
import type { Anchors } from "./port.ts";

const LINE = /^([a-z]+(?::[A-Za-z0-9._-]+)?) (\d{1,6}) (sha256:[0-9a-f]{64})$/;

/** A work item and its history, or a dash and the history that was forgotten. */
const HISTORY = /^([a-z0-9][a-z0-9._-]*|-) ([0-9a-f]{32})$/;
const FORGOTTEN = "-";

/**
 * Anchors as files in the user's state folder, `anchors/<origin>.<checkout>.log`: one line a head, only appended to;
 * and `histories/<checkout>.log`, one line a work item. A last line that a crash tore counts for nothing.
 *
 * @param folder    another kind of history has a folder of its own: `requests/`
 * @param checkout  names the work folder: two of one repository have seen different things, and both rightly
 */
export function fsAnchors(state: Files, checkout: () => string, folder = ""): Anchors {
  const pathOf = (origin: string) => `${folder}anchors/${origin}.${checkout()}.log`;
  const historiesPath = () => `${folder}histories/${checkout()}.log`;

  function known(): Map<string, string> {
    const histories = new Map<string, string>();
    const text = Buffer.from(state.read(historiesPath()) ?? "").toString("utf8");
    for (const line of text.split("\n")) {
      const [, workItem, origin] = HISTORY.exec(line) ?? [];
      if (workItem === undefined || origin === undefined) continue;
      if (workItem === FORGOTTEN) dropAll(histories, origin);
      else if (!histories.has(workItem)) histories.set(workItem, origin);
    }
    return histories;
  }

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

    async began(workItem, origin) {
      if (!known().has(workItem)) state.append(historiesPath(), `${workItem} ${origin}`, true);
    },

    async histories() {
      return known();
    },

    async forget(origin) {
      state.remove(pathOf(origin));
      if ([...known().values()].includes(origin))
        state.append(historiesPath(), `${FORGOTTEN} ${origin}`, true);
    },
  };
}

function dropAll(histories: Map<string, string>, origin: string): void {
  for (const [workItem, each] of histories) if (each === origin) histories.delete(workItem);
}
