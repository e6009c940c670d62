import { type Git, type GitSettings, processFailure } from "./port.ts";

/** A local git command takes no longer than this, a push over a slow line may: ours. */
const TIMEOUT_MS = 120_000;

/** What no repository may switch on under us: hooks, monitors, prompts, surprising transports. */
const FIXED = [
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "protocol.ext.allow=never",
  "-c",
  "gc.auto=0",
];

/** What a push may need of the user's own surroundings: how to reach and unlock the remote. */
const PASSED_ON = [
  "SSH_AUTH_SOCK",
  "GIT_SSH_COMMAND",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "HTTPS_PROXY",
  "NO_PROXY",
] as const;

/** The system's git in one folder, with a fixed environment and settings. */
export function gitIn(cwd: string, { env: outer, home }: GitSettings): Git {
  const passed = PASSED_ON.flatMap((name) => (outer[name] === undefined ? [] : [[name, outer[name]]]));
  const env = {
    ...Object.fromEntries(passed),
    PATH: outer["PATH"] ?? "",
    HOME: home,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
  };

  const git: Git = {
    async run(args, options = {}) {
      // Loaded with the first command: most verbs run no program at all.
      const { run } = await import("./run.ts");
      return run(["git", ...FIXED, ...args], {
        cwd,
        env: { ...env, ...options.env },
        timeoutMs: TIMEOUT_MS,
        ...(options.input === undefined ? {} : { input: options.input }),
      });
    },
    async ask(args, options) {
      const ended = await git.run(args, options);
      if (ended.exitCode === 0) return ended.stdout.replace(/\n$/, "");
      const said = ended.stderr.trim().split("\n").at(-1) ?? "";
      throw processFailure(
        "process.failed",
        `git ${args[0] ?? ""} ended with ${ended.exitCode ?? "a signal"}: ${said}`,
      );
    },
  };
  return git;
}
