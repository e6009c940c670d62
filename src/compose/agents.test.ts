import { describe, expect, test } from "vitest";
import { digestOf } from "../kernel/digest.ts";
import type { Inbox } from "../world/inbox/port.ts";
import { agentsFrom } from "./agents.ts";

const ANSWERS = {
  schemaVersion: "1.0",
  family: "glm",
  content: digestOf("content"),
  answers: { "glm-code-reviewer": "{}" },
};

/** Files by name, as somebody names them on the command line. */
const inboxOf = (files: Readonly<Record<string, string>>): Inbox => ({
  read: async (path) => ({ bytes: Buffer.from(files[path] ?? ""), key: digestOf(path) }),
});
const from = (...texts: string[]) =>
  agentsFrom(
    texts.map((_, at) => `${at}.json`),
    inboxOf(Object.fromEntries(texts.map((text, at) => [`${at}.json`, text]))),
  );

describe("who answers the lanes", () => {
  test("is our own reviewers where nothing was recorded", async () => {
    expect((await from()).configured("glm-code-reviewer")).toEqual({
      engine: "builtin",
      answeredBy: "builtin",
    });
  });

  test("is whose answers were recorded, on their lanes and no others", async () => {
    const agents = await from(JSON.stringify(ANSWERS));
    expect(agents.configured("glm-code-reviewer")).toEqual({ engine: "scripted", answeredBy: "glm" });
    expect(agents.configured("glm-math-reasoning")).toEqual({ engine: "builtin", answeredBy: "builtin" });
  });

  test.each([
    { because: "no JSON", texts: ["approve"], says: /"0\.json" is not JSON/ },
    {
      because: "a key twice",
      texts: ['{"family":"glm","family":"xai"}'],
      says: /has the key "family" twice/,
    },
    { because: "too deep", texts: ["[".repeat(9) + "]".repeat(9)], says: /nested deeper than 8/ },
    { because: "no text", texts: ["\u001b"], says: /is not JSON/ },
    {
      because: "ourselves as a family",
      texts: [JSON.stringify({ ...ANSWERS, family: "builtin" })],
      says: /family must be one of/,
    },
    {
      because: "more than answers",
      texts: [JSON.stringify({ ...ANSWERS, weight: 9 })],
      says: /weight is not a known key/,
    },
    {
      because: "one lane in two files",
      texts: [JSON.stringify(ANSWERS), JSON.stringify({ ...ANSWERS, family: "xai" })],
      says: /recorded twice/,
    },
  ])("is not read from a file with $because, which is named", async ({ texts, says }) => {
    await expect(from(...texts)).rejects.toMatchObject({
      code: "agents.answers",
      message: expect.stringMatching(says),
    });
  });
});
