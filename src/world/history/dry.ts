import type { History } from "./port.ts";

/** The same history, with every change shown and not made. */
export function dryHistory(history: History, show: (what: string, where: string) => void): History {
  return {
    head: history.head,
    fetch: history.fetch,
    async commit({ parent, paths }) {
      show("commit", `${paths.length} files on ${parent}`);
      return parent;
    },
    async advance(branch) {
      show("move", `refs/heads/${branch}`);
    },
    async push(remote, branch) {
      show("push", `${remote} refs/heads/${branch}`);
      return "pushed";
    },
  };
}
