import type { History } from "./port.ts";

/** A history whose commits go aside, with every change shown; refs stay where they are, here and at the remote. */
export function dryHistory(history: History, show: (what: string, where: string) => void): History {
  return {
    head: history.head,
    fetch: history.fetch,
    async commit(request) {
      const commit = await history.commit(request);
      if (commit !== request.parent) show("commit", `${request.paths.length} files on ${request.parent}`);
      return commit;
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
