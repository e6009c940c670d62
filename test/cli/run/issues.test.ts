import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { throughDoor } from "../../support/blackbox/door.ts";
import { filesIn } from "../../support/blackbox/folder.ts";
import {
  agent,
  beside,
  GREETING,
  HELLO,
  issueText,
  project,
  runAsIs,
  story,
} from "../../support/blackbox/project.ts";
import { git } from "../../support/blackbox/repository.ts";
import { commandsIn } from "../../support/blackbox/runner.ts";

const exported = (more: object): string =>
  JSON.stringify({ number: 9, title: "a", body: GREETING, user: { login: "ann" }, ...more });

describe("an issue that does not read", () => {
  const shop = project();

  test.each([
    ["front matter that does not end", "---\ntitle: a\n", /issue\.md" is no issue: line 1: .*three dashes/],
    ["a key that nobody knows", "---\ntitles: a\n---\nx", /titles is not a known key; did you mean title\?/],
    ["nothing", "", /found nothing/],
    ["a NUL", "# a\u0000", /NUL character/],
    [
      "too long a body",
      `# a\n\n${"b".repeat(65_537)}`,
      /body must be text of at most 65536 characters, found 65537/,
    ],
    ["a pull request", exported({ pull_request: {} }), /this is a pull request, not an issue/],
    ["a list of issues", "[{}]", /one issue as GitHub's API gives it, found a list/],
  ])("%s: all of it is said, and nothing is written", async (_, text, says) => {
    const { exitCode, stderr } = await throughDoor(shop, ["run", beside(shop, "issue.md", text)]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error[issue.malformed]");
    expect(stderr).toMatch(says);
    expect(filesIn(shop.root, "artifacts")).toEqual([]);
    expect(filesIn(shop.root, ".continuo")).toEqual([]);
  });

  test.each([
    ["nowhere.md", 6, "inbox.missing"],
    ["77", 6, "issue.missing"],
    ["#77", 6, "issue.missing"],
  ])("%s", async (asked, code, failure) => {
    const { exitCode, stderr } = await throughDoor(shop, ["run", asked]);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`error[${failure}]`);
    expect(stderr).toContain("hint: ");
  });

  test.each(["0", "ABCDEF012345", "0123456789ab0", "", "$(id)"])(
    "consent to %j is no consent",
    async (content) => {
      const { exitCode, stderr } = await throughDoor(shop, ["run", "1", "--approve", content]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("--approve must be the first 12 hexadecimal digits");
    },
  );
});

describe("an issue", () => {
  test("that is closed is not worked on, until it is open; what was done stays said", async () => {
    const shop = project();
    const write = (state: string) => beside(shop, "issue.json", exported({ state }));
    const { exitCode, answer } = await story(shop, [write("closed"), ...agent(HELLO)]);
    expect([exitCode, answer.outcome, answer.code]).toEqual([3, "stopped", "issue.closed"]);
    expect(answer.rows).toEqual([]);
    const asked = await runAsIs(shop, [write("open")]);
    const [, content = ""] = /--approve (\w+)/.exec(asked.answer.next) ?? [];
    const done = await story(shop, [write("open"), "--approve", content, ...agent(HELLO)]);
    expect(done.answer.code).toBe("story.published");
    const after = await story(shop, [write("closed")]);
    expect([after.exitCode, after.answer.code]).toEqual([0, "story.published"]);
    expect((await story(shop, [write("closed"), "--again"])).answer.code).toBe("issue.closed");
  });

  test("is the same one for the same text on standard input, and another one in another file", async () => {
    const shop = project();
    const text = issueText("labels: [bug]");
    const request = async (words: string[], input = "") =>
      (await story(shop, words, {}, input)).answer.request;
    expect(await request(["-"], text)).toBe("issue-1");
    expect(await request(["-"], text)).toBe("issue-1");
    expect(await request([beside(shop, "a.md", text)])).toBe("issue-2");
    expect(await request([beside(shop, "b.md", text)])).toBe("issue-3");
    expect(await request([beside(shop, "a.md", `${text}More.\n`)])).toBe("issue-2");
  });
});

/** Texts that somebody or something that reads along could take for more than text. */
const HOSTILE = [
  "::error::owned",
  "##[error]owned",
  "<img src=x onerror=alert(1)>",
  "$(touch pwned) `touch pwned`",
  `\${{ github.token }}`,
  "'; touch pwned; '",
  "--exec=touch pwned",
].join(" ");
const HIDDEN = `\u001b[2J\u001b]0;owned\u0007 \u202egnp.exe\u2066 ${HOSTILE}`;

describe("a hostile text is a text: on both streams, in JSON, in what is written", () => {
  test.each([
    ["what can be seen is worked on", HOSTILE, 0, "published"],
    ["what hides is vetoed", HIDDEN, 3, "rejected"],
  ])("%s", async (_, hostile, code, outcome) => {
    const shop = project();
    const title = JSON.stringify(`::error::${hostile}`.slice(0, 240));
    const text = `---\ntitle: ${title}\nlabels: [bug]\n---\n${GREETING}\n${hostile}\n::error::owned\n`;
    const issue = beside(shop, "issue.md", text);
    // Agreed to as by a person who has read it; then the same line once more, as it is printed.
    await story(shop, [issue, ...agent(HELLO)]);
    const told = await throughDoor(shop, ["run", issue, ...agent(HELLO)]);
    const json = await throughDoor(shop, ["run", issue, "--json"]);
    const why = await throughDoor(shop, ["why", "issue-1"]);
    const proof = await throughDoor(shop, ["verify", "artifacts/proofs/issue-1-1.continuo.json"]);
    for (const each of [told, json, why, proof].map(({ stdout, stderr }) => `${stdout}\n${stderr}`)) {
      expect([...each].filter(isHidden)).toEqual([]);
      expect(commandsIn(each)).toEqual([]);
    }
    expect([told.exitCode, JSON.parse(json.stdout).outcome]).toEqual([code, outcome]);
    expect(existsSync(join(shop.root, "pwned"))).toBe(false);
    if (outcome === "published")
      expect(git(shop.root, "log", "-1", "--format=%s", "continuo/issue-1-1")).toMatch(
        /^\\u\{3a\}:error::::error::owned/,
      );
  });
});

/** Controls but for the line feed, and what changes the direction of text. */
const isHidden = (mark: string): boolean => mark !== "\n" && /[\p{Cc}\p{Bidi_Control}]/u.test(mark);
