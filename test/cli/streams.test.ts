import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documentOf } from "../support/blackbox/conventions.ts";
import { passing, textOf } from "../support/blackbox/folder.ts";
import { JOB } from "../support/blackbox/job.ts";
import { commandsIn } from "../support/blackbox/runner.ts";
import { on, REQUEST } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const CLAIM = ["claim", "--work-item", WORK_ITEM, "--step", "phase-tests"];
const VIEW = "artifacts/claims/phase-tests-local.json";

/** The program inside of a line of shell: `$@` is the program and its words. */
const shell = (line: string): string[] => ["bash", "-o", "pipefail", "-c", line, "bash"];

describe("an answer that nobody can have", () => {
  test("standard output lies on a full disk: 75, what was done stands, and no word of bugs", async () => {
    const shop = await on("fresh");
    const ended = await shop.run(CLAIM, { under: shell('"$@" > /dev/full') });
    expect(ended.exitCode, ended.stderr).toBe(75);
    expect(ended.stderr).toMatch(/^error\[answer\.lost\]: .*ENOSPC.*\nhint: .*continuo status/);
    expect(JSON.parse(textOf(shop, VIEW))).toMatchObject({ status: "running" });
  });

  test("the help and the version neither", async () => {
    for (const word of ["--help", "--version"])
      expect((await passing().run([word], { under: shell('"$@" > /dev/full') })).exitCode).toBe(75);
  });

  test("a rule's no and a failure keep their exit code, printed or not", async () => {
    const under = shell('"$@" > /dev/full');
    expect((await (await on("completed")).run([...CLAIM, "--json"], { under })).exitCode).toBe(3);
    expect((await (await on("claimed")).run([...CLAIM, "--json"], { under })).exitCode).toBe(4);
    expect((await passing().run(["claim", "--nope", "--json"], { under })).exitCode).toBe(2);
  });

  test.each(["claim --help", "status", "--help"])(
    "a reader who goes away is no failure: %s",
    async (line) => {
      const under = shell('{ sleep 0.05; "$@"; echo $? > "$HOME/code"; } | true');
      const shop = await on("fresh");
      const ended = await shop.run(line.split(" "), { under });
      expect(ended.stderr).toBe("");
      expect(readFileSync(join(shop.home, "code"), "utf8")).toBe("0\n");
    },
  );

  test("lines that nobody reads any more are not decided: a batch ends, and not with 0", async () => {
    const under = shell('{ yes "$(cat)" | "$@"; echo $? > "$HOME/code"; } | head -1');
    const shop = passing();
    const input = JSON.stringify(REQUEST);
    const ended = await shop.run(["decide", "schedule", "--batch"], { under, input, timeoutMs: 10_000 });
    expect(JSON.parse(ended.stdout)).toHaveProperty("readySteps");
    expect(readFileSync(join(shop.home, "code"), "utf8")).toContain("75\n");
    expect(ended.stderr).not.toContain("internal.bug");
  });

  test("both streams closed from the start: the work is done", async () => {
    const shop = await on("fresh");
    const ended = await shop.run(CLAIM, { under: shell('"$@" >&- 2>&-') });
    expect(ended.stdout + ended.stderr).not.toContain("internal.bug");
    expect(existsSync(join(shop.root, VIEW))).toBe(true);
  });
});

describe("standard input", () => {
  const decide = ["decide", "schedule"];

  test("that cannot be read: said, 2", async () => {
    const ended = await passing().run(decide, { under: shell('"$@" 0> only-to-write-to') });
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stderr).toMatch(/^error\[stdin\.unreadable\]: .*EBADF/);
  });

  test.each(['"$@" <&-', '"$@" < /dev/null', '"$@" < .'])("that is empty is no input: %s", async (line) => {
    const ended = await passing().run(decide, { under: shell(line) });
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stderr).toContain("decide.input");
  });

  test("in pieces that cut characters reads as a whole", async () => {
    const asked = { ...REQUEST, workflow: { ...REQUEST.workflow, name: "日本語 😀" } };
    const line = 'while IFS= read -r -n 1 -d "" byte; do printf %s "$byte"; done | "$@"';
    const ended = await passing().run(decide, {
      under: shell(line),
      input: JSON.stringify(asked),
      env: { LC_ALL: "C" },
    });
    expect(ended.exitCode, ended.stderr).toBe(0);
  });
});

describe("what is told beside the streams", () => {
  test("a log file that cannot be written: its lines go to the person's stream, after one warning", async () => {
    const shop = await on("fresh");
    const env = { LOG_LEVEL: "debug", LOG_FILE: join(shop.home, "no/such/log") };
    const ended = await shop.run([...CLAIM, "--json"], { env });
    expect(ended.exitCode).toBe(0);
    documentOf(ended);
    const [first = "", ...lines] = ended.stderr.trimEnd().split("\n");
    expect(first).toMatch(/^warning: LOG_FILE cannot be written \(ENOENT\)/);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("level");
  });

  test("files of the runner that cannot be written: a warning each, by name, and the exit code of the work", async () => {
    const shop = await on("fresh");
    const env = {
      ...JOB,
      GITHUB_STEP_SUMMARY: "/dev/full",
      GITHUB_OUTPUT: join(shop.home, "gone/output"),
    };
    const ended = await shop.run([...CLAIM, "--json"], { env });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(commandsIn(ended.stderr)).toMatchObject([
      { name: "warning", data: expect.stringMatching(/GITHUB_STEP_SUMMARY .*ENOSPC/) },
      { name: "warning", data: expect.stringMatching(/GITHUB_OUTPUT .*ENOENT/) },
    ]);
    const failed = await shop.run([...CLAIM, "--json"], { env });
    expect(failed.exitCode).toBe(4);
    documentOf(failed);
  });
});
