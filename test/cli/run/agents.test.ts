import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { asked } from "../../support/blackbox/door.ts";
import { textOf } from "../../support/blackbox/folder.ts";
import {
  agent,
  expectNothingPublished,
  goneSoon,
  HELLO,
  scheduled,
  story,
  words,
} from "../../support/blackbox/project.ts";
import type { Workshop } from "../../support/cli.ts";

interface Row {
  readonly because: string;
  readonly script: (shop: Workshop) => string;
  readonly code: string;
  readonly says: RegExp;
  /** The step that it ends at; the agent's own unless given. */
  readonly step?: "implement" | "check";
}

/** What an agent program may do to be ended, and how that is said. */
const ROWS: readonly Row[] = [
  { because: "fails", script: () => `${HELLO}; exit 7`, code: "agent.failed", says: /ended with 7/ },
  { because: "is killed", script: () => `${HELLO}; kill -9 $$`, code: "agent.crashed", says: /by a signal/ },
  {
    because: "prints without end",
    script: () => `${HELLO}; head -c 9000000 /dev/zero | tr '\\0' x`,
    code: "agent.flooded",
    says: /printed more than is kept/,
  },
  { because: "changes nothing", script: () => "true", code: "patch.empty", says: /chang/ },
  {
    because: "writes into the repository itself",
    script: ({ root }) => `${HELLO}; echo hello > '${root}/greeting.txt'`,
    code: "agent.outside",
    says: /the work tree: greeting.txt/,
  },
  {
    because: "writes beside its clone",
    script: () => `${HELLO}; echo x > ../outside`,
    code: "agent.outside",
    says: /beside the clone: outside/,
  },
  {
    because: "plants a hook in the repository",
    script: ({ root }) => `${HELLO}; echo 'touch pwned' > '${root}/.git/hooks/pre-commit'`,
    code: "agent.outside",
    says: /hooks\/pre-commit/,
  },
  {
    because: "says who may do what",
    script: ({ root }) =>
      `${HELLO}; echo '{"schemaVersion":"1.0","permissions":{"mallory":"admin"}}' > '${root}/.continuo/forge/permissions.json'`,
    code: "agent.outside",
    says: /permissions\.json: is new/,
  },
  {
    because: "makes a symbolic link",
    script: () => `${HELLO}; ln -s /etc/passwd users`,
    code: "patch.link",
    says: /"users" is or was a symbolic link/,
  },
  {
    because: "leaves a repository in the repository",
    script: () =>
      `${HELLO}; git init -q n; git -C n -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m x`,
    code: "patch.submodule",
    says: /"n"/,
  },
  {
    because: "edits what the forge runs",
    script: () => `${HELLO}; mkdir -p .github/workflows; echo 'on: push' > .github/workflows/x.yml`,
    code: "patch.protected",
    says: /\.github\/workflows\/x\.yml/,
  },
  {
    because: "has its tests plant a hook in the repository",
    script: ({ root }) => `${HELLO}; echo "echo touch pwned > '${root}/.git/hooks/pre-commit'" > check.sh`,
    code: "tests.outside",
    says: /hooks\/pre-commit/,
    step: "check",
  },
  {
    because: "does not make the tests pass",
    script: () => "echo cheers > greeting.txt",
    code: "tests.same",
    says: /fail before and after/,
    step: "check",
  },
];

describe("an agent program that", () => {
  test.each(ROWS)(
    "$because ends the round, and nothing comes of it",
    async ({ script, code, says, step = "implement" }) => {
      const shop = await scheduled();
      const { exitCode, answer } = await story(shop, ["1", ...agent(script(shop))]);
      expect([exitCode, answer.outcome, answer.code]).toEqual([3, "failed", code]);
      expect(answer.says).toMatch(says);
      expect(answer.next).toContain("--again");
      expect(answer.next).toContain(`artifacts/runs/${step}-local`);
      expect(existsSync(join(shop.root, `artifacts/runs/${step}-local/result.json`))).toBe(true);
      expectNothingPublished(shop);
      expect(existsSync(join(shop.root, "pwned"))).toBe(false);

      const log = JSON.parse(textOf(shop, `artifacts/claims/issue-1-1/${step}/2.json`));
      expect(log).toMatchObject({ kind: "fail" });
      const why = await words(shop, "why issue-1");
      expect(why).toContain(`${step}: ${code}: `);
      expect(why).toContain("publish: no branch and a pull request");
    },
  );
});

test("a program that plants hooks and settings in its own clone is taken at its files: nothing of them runs", async () => {
  const shop = await scheduled();
  const pwned = join(shop.home, "pwned");
  const plant = [
    `echo 'touch ${pwned}' > hook; chmod +x hook`,
    "for name in pre-commit post-checkout post-index-change; do cp hook .git/hooks/$name; done",
    "mv hook .git/hook",
    `git config core.fsmonitor "$PWD/.git/hook"; git config filter.x.clean "$PWD/.git/hook"`,
    "echo '* filter=x' > .git/info/attributes",
  ];
  const { answer } = await story(shop, ["1", ...agent([HELLO, ...plant].join("; "))]);
  expect(answer.code).toBe("story.published");
  expect(answer.rows.find(({ station }) => station === "implement")?.decision).toBe(
    '1 file changed: "greeting.txt".',
  );
  expect(existsSync(pwned)).toBe(false);
});

test("a program that hangs is ended at its time, with all that it started, and the next round does it", async () => {
  const shop = await scheduled();
  const child = join(shop.home, "child");
  const hangs = agent(`sh -c 'echo $$ > ${child}; exec sleep 300' & ${HELLO}; sleep 300`);
  // What was voted on is the plan with its times: other ones begin with the next round.
  await story(shop, ["1", ...agent("exit 1")]);
  const { exitCode, answer, stderr } = await story(shop, ["1", "--again", "--agent-timeout", "1s", ...hangs]);
  expect([exitCode, answer.code]).toEqual([3, "agent.timed-out"]);
  expect(answer.says).toContain("did not end in its time");
  expect(stderr).not.toContain("warning");
  await goneSoon(child);

  const same = await story(shop, ["1", ...agent(HELLO)]);
  expect([same.exitCode, same.answer.code]).toEqual([3, "agent.timed-out"]);
  const done = await story(shop, ["1", "--again", ...agent(HELLO)]);
  expect(done.answer.code).toBe("story.published");
  expect(done.answer.paths.workItem).toMatch(/^issue-1-[2-9]\d+$/);
  expect((await asked(shop, ["verify", done.answer.paths.proof ?? ""])).document).toMatchObject({
    integrity: "intact",
  });
  expect(await words(shop, "why issue-1")).toContain("issue-1, 3 rounds");
});

test("without a program the story stops after the schedule, and says how to name one", async () => {
  const shop = await scheduled();
  const { exitCode, answer } = await story(shop, ["1"]);
  expect([exitCode, answer.outcome, answer.ending, answer.code]).toEqual([
    78,
    "stopped",
    "config",
    "agent.none",
  ]);
  expect(answer.next).toContain("--agent-command");
  expect(answer.paths.schedule).toBe("artifacts/schedule/issue-1-1.json");
  expect(await words(shop, "why issue-1")).toContain("it has not come that far");
});

test.each([
  ["is not there", ["/nowhere/agent"]],
  ["may not be executed", ["/etc/passwd"]],
])("a program that %s leaves nothing claimed: another one goes on at once", async (_, argv) => {
  const shop = await scheduled();
  const { exitCode, answer } = await story(shop, ["1", "--agent-command", JSON.stringify(argv)]);
  expect([exitCode, answer.ending, answer.code]).toEqual([78, "config", "agent.missing"]);
  expect(answer.says).toContain(`"${argv[0]}" could not be started`);
  expect(await words(shop, "status issue-1-1")).not.toMatch(/running/);
  expect((await story(shop, ["1", ...agent(HELLO)])).answer.code).toBe("story.published");
});
