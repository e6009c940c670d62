import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { bundled } from "./bundle.ts";
import type { Answer, Job } from "./steplog-jobs.ts";

/** Real processes that work on one step log. */
export interface Processes {
  /** One process for each job; all begin once all are ready. The answers, in order. */
  all(jobs: readonly Job[]): Promise<readonly Answer[]>;
  /** One process that is killed as soon as it has acknowledged so many appends. @returns the seqs it acknowledged */
  killedAfter(job: Job, appends: number): Promise<readonly number[]>;
}

/** @param store  the kind of store and where it lies, as `steplog-worker.ts` opens it */
export function processesOn(...store: readonly [kind: string, where: string]): Processes {
  return {
    async all(jobs) {
      const workers = await Promise.all(jobs.map((job) => start(store, job)));
      for (const { begin } of workers) begin();
      return Promise.all(workers.map(({ answer }) => answer));
    },
    async killedAfter(job, appends) {
      const { child, lines, begin, answer } = await start(store, job);
      const acknowledged: number[] = [];
      lines.on("line", (line: string) => {
        if (line.startsWith("wrote ")) acknowledged.push(Number(line.slice(6)));
        if (acknowledged.length >= appends) child.kill("SIGKILL");
      });
      begin();
      await answer.catch(() => undefined);
      if (child.signalCode !== "SIGKILL") throw new Error("The process ended before it was killed.");
      return acknowledged;
    },
  };
}

async function start(store: readonly [string, string], job: Job) {
  const args = [await bundled("test/support/faults/steplog-worker.ts"), ...store, JSON.stringify(job)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], timeout: 60_000 });
  const lines = createInterface(child.stdout);
  const answer = answerOf(child, lines);
  answer.catch(() => undefined);
  await Promise.race([once(lines, "line"), answer]);
  return { child, lines, answer, begin: () => child.stdin.end("\n") };
}

function answerOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  lines: ReturnType<typeof createInterface>,
): Promise<Answer> {
  let answer: Answer | undefined;
  let said = "";
  lines.on("line", (line) => {
    if (line.startsWith("answer ")) answer = JSON.parse(line.slice(7)) as Answer;
  });
  child.stderr.on("data", (piece: Buffer) => {
    said += piece.toString("utf8");
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) =>
      answer
        ? done(answer)
        : fail(new Error(`A process ended with ${code ?? signal} and no answer.\n${said}`)),
    );
  });
}
