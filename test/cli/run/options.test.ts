import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { throughDoor } from "../../support/blackbox/door.ts";
import { changes, everythingOf } from "../../support/blackbox/folder.ts";
import {
  agent,
  beside,
  expectNothingPublished,
  goneSoon,
  HELLO,
  issueText,
  project,
  scheduled,
  startsIn,
  story,
  words,
} from "../../support/blackbox/project.ts";
import { CLI, type Workshop } from "../../support/cli.ts";

/** What a dry run answers. */
async function dryRun(shop: Workshop, issue: string): Promise<{ readonly next: string }> {
  return JSON.parse((await throughDoor(shop, ["run", issue, "--dry-run", "--json"])).stdout);
}

test("a dry run shows every write and does none; no agent is started", async () => {
  for (const shop of [project(), await scheduled()]) {
    const issue = beside(shop, "issue.md", issueText("number: 5"));
    const starts = join(shop.home, "starts");
    const [, content = ""] = /--approve ([0-9a-f]{12})/.exec((await dryRun(shop, issue)).next) ?? [];
    const before = everythingOf(shop);
    const line = ["run", issue, "--dry-run", "--approve", content, ...agent(`echo >> ${starts}`)];
    const { exitCode, stdout } = await throughDoor(shop, [...line, "--json"]);
    const { wouldWrite, code, says } = JSON.parse(stdout) as {
      wouldWrite: string[];
      code: string;
      says: string;
    };
    expect([exitCode, code]).toEqual([3, "story.dry-run"]);
    expect(says).toContain("no agent is started");
    for (const path of [
      "artifacts/decisions/issue-5/1.json",
      "artifacts/work-items/issue-5-1.json",
      ".continuo/forge/issues/5/1.json",
    ])
      expect(wouldWrite.filter((each) => each.includes(path))).toHaveLength(1);
    expect(changes(before, everythingOf(shop))).toEqual([]);
    expect(startsIn(starts)).toBe(0);
  }
});

test("FUGUE_PAUSED stops it before anything; the variables of the seed reach routing", async () => {
  const shop = project();
  const issue = beside(shop, "issue.md", issueText());
  const before = everythingOf(shop);
  const paused = await throughDoor(shop, ["run", issue], { env: { FUGUE_PAUSED: "1" } });
  expect([paused.exitCode, changes(before, everythingOf(shop))]).toEqual([3, []]);
  await story(shop, [issue], { FUGUE_MAIN_ORCHESTRATOR_PROVIDER: "claude" });
  const why = await words(shop, "why issue-1");
  expect(why).toContain("claude-main-sub-only changes claude to codex.");
});

/** Runs it in a process of its own and sends a signal once the agent has begun. */
async function interrupted(
  shop: Workshop,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; child: string }> {
  const child = join(shop.home, "child");
  const script = `sh -c 'echo $$ > ${child}; exec sleep 300' & ${HELLO}; sleep 300`;
  const running = spawn(process.execPath, [CLI, "run", "1", ...agent(script)], {
    cwd: shop.root,
    env: { PATH: process.env["PATH"] ?? "", HOME: shop.home },
    stdio: "ignore",
  });
  const ended = new Promise<number | null>((done) => running.on("close", done));
  while (!existsSync(child) || startsIn(child) === 0) await new Promise((done) => setTimeout(done, 20));
  running.kill(signal);
  return { code: await ended, child };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s while the agent works ends it with all that it started; it is gone on with at once",
  async (signal, wanted) => {
    const shop = await scheduled();
    const { code, child } = await interrupted(shop, signal);
    expect(code).toBe(wanted);
    await goneSoon(child);
    expectNothingPublished(shop);
    const { answer } = await story(shop, ["1", ...agent(HELLO)]);
    expect(answer.code).toBe("story.published");
    expect(answer.paths.workItem).toBe("issue-1-1");
  },
);

describe("what a run tells as it goes", () => {
  test("is one line a change where nobody watches, nothing with --quiet, and one table at the end", async () => {
    const shop = await scheduled();
    const { stdout, stderr } = await throughDoor(shop, ["run", "1", ...agent(HELLO)]);
    const timeline = stderr.trimEnd().split("\n");
    expect(
      timeline.filter((line) => / \(\d+(?: ms|\.\d s)\)$/.test(line)).map((line) => line.split(" ")[0]),
    ).toEqual("implement check publish close end".split(" "));
    expect(timeline.every((line) => line.length < 200)).toBe(true);
    const table = stdout.split("\n\n")[0]?.split("\n") ?? [];
    expect(table[0]).toMatch(/^station +decision +why +time$/);
    expect(table).toHaveLength(12);
    expect(stdout).toContain("published [story.published]: Pull request 2");
    expect(stdout).toContain("proof         artifacts/proofs/issue-1-1.continuo.json");

    const quiet = await throughDoor(shop, ["run", "1", "--quiet"]);
    expect([quiet.exitCode, quiet.stdout, quiet.stderr]).toEqual([0, "", ""]);
    const stopped = await throughDoor(shop, ["run", "1", "--again", "--quiet"]);
    expect(stopped.exitCode).toBe(78);
    expect(stopped.stdout + stopped.stderr).toContain("stopped [agent.none]");
    expect(stopped.stderr).not.toMatch(/^route /m);
  });
});

test.each(["why", "replay"])("%s of a request that nobody made says so", async (verb) => {
  const { exitCode, stderr } = await throughDoor(project(), [verb, "issue-9"]);
  expect(exitCode).toBe(6);
  expect(stderr).toContain("error[story.missing]: Nothing was decided about issue-9.");
  expect(stderr).toContain("hint: ");
});
