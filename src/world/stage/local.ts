import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { SealingKey } from "../../kernel/seal.ts";
import { disk } from "../files/disk.ts";
import { gitIn } from "../process/git.ts";
import type { Stages } from "./port.ts";

/** One call of the program takes no longer than this: ours. */
const TIMEOUT_MS = 60_000;

/**
 * Stages in the temporary folder. The program plays with a state folder beside the repository: nothing of the
 * user's own is touched.
 *
 * @param keyIn    the key that the program signs with, by its state folder and the repository
 * @param program  how the program was started: the interpreter and the file
 */
export function localStages(
  program: readonly [string, string],
  env: Readonly<Record<string, string | undefined>>,
  keyIn: (state: string, repository: string) => Promise<SealingKey>,
): Stages {
  return {
    async open(files) {
      const base = realpathSync(mkdtempSync(join(tmpdir(), "continuo-demo-")));
      const folder = join(base, "repository");
      const documents = disk(folder);
      for (const [path, text] of Object.entries(files)) documents.replace(path, text);
      const git = gitIn(folder, { env, home: env["HOME"] || homedir() });
      const author = ["-c", "user.name=continuo demo", "-c", "user.email=demo@continuo.invalid"];
      const commit = async (message: string): Promise<void> => {
        await git.ask(["add", "--all"]);
        await git.ask([...author, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", message]);
      };
      await git.ask(["init", "--quiet", "--initial-branch=main"]);
      await commit("A sample repository");

      return {
        folder,
        commit,
        read: (path) => documents.read(path),
        list: (path) => documents.list(path),
        key: () => keyIn(join(base, "state", "continuo"), folder),
        putBeside(name, content) {
          disk(base).replace(name, content);
          return join(base, name);
        },
        put(path, content) {
          if (content === null) rmSync(join(folder, path));
          else documents.replace(path, content);
        },
        async play(words) {
          const { run } = await import("../process/run.ts");
          const surroundings = {
            PATH: env["PATH"] ?? "",
            HOME: env["HOME"] || homedir(),
            XDG_STATE_HOME: join(base, "state"),
          };
          const ended = await run([...program, ...words], {
            cwd: folder,
            env: surroundings,
            timeoutMs: TIMEOUT_MS,
          });
          return {
            line: words.map(quoted).join(" "),
            exitCode: ended.exitCode,
            stdout: ended.stdout,
            stderr: ended.stderr,
          };
        },
      };
    },
  };
}

/** A word as a shell would want it typed. For showing only. */
const quoted = (word: string): string =>
  /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
