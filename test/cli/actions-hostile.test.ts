import { describe, expect, test } from "vitest";
import { must } from "../support/blackbox/door.ts";
import { documentAt, passing } from "../support/blackbox/folder.ts";
import { itemFiles, workItemOf } from "../support/blackbox/item.ts";
import { inJob, JOB, type JobStep } from "../support/blackbox/job.ts";
import { commandsIn } from "../support/blackbox/runner.ts";
import { on } from "../support/blackbox/scenes.ts";
import { WORK_ITEM } from "../support/seed-item.ts";

const MINE = ["--work-item", WORK_ITEM, "--step", "phase-tests", "--attempt", "phase-tests-local"];

/** Text that somebody would like the runner to take for more than text. */
const HOSTILE: Readonly<Record<string, string>> = {
  "a command on a line of its own":
    "fine\n::error::pwned\n::set-output name=result::pwned\n::stop-commands::x",
  "a command after blanks": "fine\n \t\u0085\u2003::warning::pwned",
  "the old form, anywhere in a line": "see ##[set-output name=result]pwned and ##[ERROR]pwned",
  "a carriage return": "fine\r::error::pwned\r\n::add-mask::a",
  "an output behind a delimiter": "fine\nEOF\nresult=pwned\nending<<X\nok\nX",
  "a fence and Markdown": "```\n## pwned\n````text\n~~~\n<img src=x onerror=pwned>\n``````````",
  "escapes of the terminal": "\u001b[2J\u001b]0;pwned\u0007\u009b31m",
  "percent signs": "%0A::error::pwned %25 %",
};
const rows = Object.entries(HOSTILE).map(([name, text]) => ({ name, text }));

/** As a process, with its log, the document; through the same door in this process, for speed, the words. */
const FORMS = [
  { form: "--json", throughDoor: false },
  { form: "--text", throughDoor: true },
] as const;

/** Nothing of the text was obeyed or rendered, and the outputs are ours alone. */
function isHarmless(job: JobStep, ours: readonly string[]): void {
  for (const { name, properties } of job.commands) {
    expect(ours, `obeyed ${name}`).toContain(name);
    expect(properties["title"] ?? "").toMatch(/^(continuo )?[a-z.-]+$/);
  }
  expect([...job.outputs.keys()]).toEqual(["ending", "result"]);
  expect(job.rendered).not.toMatch(/pwned|UNCLOSED/);
  for (const text of [job.stdout, job.stderr, job.summary])
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
}

describe("hostile text in a job", () => {
  test("the runner's parser here sees what a runner would", () => {
    const names = (text: string) => commandsIn(text).map(({ name }) => name);
    expect(names(HOSTILE["a command on a line of its own"] ?? "")).toEqual([
      "error",
      "set-output",
      "stop-commands",
    ]);
    expect(names(HOSTILE["a command after blanks"] ?? "")).toEqual(["warning"]);
    expect(names(HOSTILE["the old form, anywhere in a line"] ?? "")).toEqual(["set-output"]);
    expect(names(HOSTILE["a carriage return"] ?? "")).toEqual(["error", "add-mask"]);
    expect(names("plain :: text ## [error]x")).toEqual([]);
  });

  test.each(rows)("as an outcome, a next action and an actor: $name", async ({ text }) => {
    for (const { form, throughDoor } of FORMS) {
      const words = ["complete", ...MINE, "--outcome", text, "--next-action", text, "--actor", text, form];
      const job = await inJob(await on("claimed", JOB), words, { throughDoor });
      expect(job.exitCode).toBe(0);
      isHarmless(job, []);
    }
  });

  test.each(rows)("is kept word for word in the document: $name", async ({ text }) => {
    const shop = await on("claimed", JOB);
    const { path } = JSON.parse((await inJob(shop, ["complete", ...MINE, "--outcome", text])).stdout) as {
      path: string;
    };
    expect(documentAt(shop, path)).toMatchObject({ outcome: text });
  });

  test.each(rows)("as a reason, a reviewer and a prompt: $name", async ({ text }) => {
    const shop = await on("completed");
    const gate = [
      "gate",
      "--work-item",
      WORK_ITEM,
      "--gate",
      "g",
      "--decision",
      "reject",
      "--reason",
      text,
      "--reviewer",
      text,
    ];
    // Of these, the gate logs what was said.
    for (const words of [
      gate,
      ["revert", "--work-item", WORK_ITEM, "--step", "phase-tests", "--reason", text],
      ["delegate", WORK_ITEM, "--prompt", text],
      ["status"],
    ])
      for (const { form, throughDoor } of FORMS)
        isHarmless(await inJob(shop, [...words, form], { throughDoor: throughDoor || words !== gate }), [
          "error",
        ]);
  });

  test.each(rows)("as a name that is not known: $name", async ({ text }) => {
    const shop = await on("fresh");
    for (const words of [
      ["claim", "--work-item", text, "--step", text],
      [text],
      ["status", `--${text}`],
      ["claim", ...MINE.slice(0, 2), "--step", "x", text],
    ])
      for (const form of ["--json", "--text"]) {
        const job = await inJob(shop, [...words, form], { throughDoor: true });
        expect(job.exitCode).toBe(2);
        isHarmless(job, ["error"]);
      }
  });

  test.each(rows)("in a workflow, a work item and a file name: $name", async ({ text }) => {
    const name = text.replaceAll("/", "").slice(0, 60);
    const shop = passing({
      ...itemFiles([{ key: "a", order: 1, supportingTasks: [text], entryCriteria: [text] }]),
      "artifacts/work-items/bad.json": JSON.stringify(
        workItemOf({ id: "bad", status: text, workflowId: text, [text]: 1 }),
      ),
      [`artifacts/workflows/${name}.yaml`]: `a: [\n${text}`,
      [`artifacts/handoff/${name}.json`]: `{"workItemId": "wi", ${text}`,
    });
    for (const words of [
      ["delegate", "wi"],
      ["export", "--stdout"],
      ["delegate", "bad"],
      ["verify", "wi"],
      ["status", "wi"],
    ])
      for (const { form, throughDoor } of FORMS)
        isHarmless(await inJob(shop, [...words, form], { throughDoor }), ["error", "warning"]);
  });

  test.each(rows)("in the environment: $name", async ({ text }) => {
    const env = {
      GITHUB_JOB: text,
      GITHUB_ACTOR: text,
      HOSTNAME: text,
      GITHUB_SHA: text,
      GITHUB_RUN_ID: text,
      GITHUB_RUN_ATTEMPT: text,
    };
    const clean = Object.fromEntries(
      Object.entries(env).map(([key, value]) => [key, value.replaceAll("\0", "")]),
    );
    const shop = await on("fresh");
    for (const { form, throughDoor } of FORMS)
      for (const words of [
        ["claim", ...MINE.slice(0, 4), form],
        ["status", form],
      ])
        isHarmless(await inJob(shop, words, { env: clean, throughDoor }), ["error"]);
  });

  test("the second set of control characters reaches no stream and no summary as it is", async () => {
    const shop = await on("claimed", JOB);
    for (const form of ["--json", "--text"]) {
      const job = await inJob(
        shop,
        ["complete", ...MINE, "--outcome", "a\u009b31mb\u0085c", "--actor", "x", form],
        {
          env: { GITHUB_SHA: "a\u009bb" },
        },
      );
      expect(job.stdout + job.stderr + job.summary).not.toMatch(/[\u0080-\u009f]/);
    }
  });

  test("many kilobytes of it stay within what a step may write", async () => {
    const shop = passing(
      itemFiles(
        Array.from({ length: 400 }, (_, i) => ({
          key: `s${i}`,
          order: 1,
          parallelizable: true,
          supportingTasks: ["```".repeat(200)],
        })),
      ),
    );
    await must(shop, ["delegate", "wi"]);
    const job = await inJob(shop, ["status", "--text"]);
    expect(Buffer.byteLength(job.summary)).toBeLessThan(1 << 20);
    isHarmless(job, []);
  });
});
