import { describe, expect, test } from "vitest";
import { subjectOf } from "../../../test/cases/review/request.ts";
import { REQUESTS } from "../../../test/cases/review/requests.ts";
import { textDigest } from "../../rules/intake/issue.ts";
import { builtinAnswer } from "../../rules/review/answer.ts";
import { agentsContract, LANES, questionOf, seatOf } from "./agents.contract.ts";
import { builtinAgents } from "./builtin.ts";
import { scriptedAgents } from "./scripted.ts";

const [FIRST, SECOND] = REQUESTS.map(subjectOf);
const CONTENT = textDigest(FIRST!.request);
const YES = '{"risk":"LOW","approve":true,"findings":[],"recommendation":"","rationale":""}';

const GLM = {
  schemaVersion: "1.0",
  family: "glm",
  content: CONTENT,
  answers: { "glm-code-reviewer": YES, "glm-math-reasoning": "not even JSON" },
};
const GEMINI = { ...GLM, family: "gemini", answers: { "some-new-lane": "" } };

agentsContract("built-in", builtinAgents);
agentsContract("scripted", () => scriptedAgents([GLM, GEMINI], builtinAgents()));
agentsContract("scripted without files", () => scriptedAgents([], builtinAgents()));

const ask = (files: readonly unknown[], lane: string, subject = FIRST!) =>
  scriptedAgents(files, builtinAgents()).ask(
    seatOf(LANES.find((each) => each.lane === lane)!),
    questionOf(subject),
    new AbortController().signal,
  );

describe("built-in agents", () => {
  test.each(LANES)("$lane answers what the rules answer", async ({ lane, role }) => {
    const answer = await ask([], lane);
    expect(answer.text).toBe(builtinAnswer(lane, role, FIRST!));
    expect(builtinAgents().configured(lane)).toEqual({ engine: "builtin", answeredBy: "builtin" });
  });
});

describe("scripted agents", () => {
  test("give back what was recorded as it was, and are the family that said it", async () => {
    const agents = scriptedAgents([GLM, GEMINI], builtinAgents());
    expect(await ask([GLM, GEMINI], "glm-code-reviewer")).toMatchObject({ text: YES, absent: null });
    expect(await ask([GLM, GEMINI], "glm-math-reasoning")).toMatchObject({ text: "not even JSON" });
    expect(await ask([GLM, GEMINI], "some-new-lane")).toMatchObject({ text: "", absent: null });
    expect(agents.configured("glm-code-reviewer")).toEqual({ engine: "scripted", answeredBy: "glm" });
    expect(agents.configured("some-new-lane")).toEqual({ engine: "scripted", answeredBy: "gemini" });
    expect(agents.configured("codex-code-reviewer")).toEqual({ engine: "builtin", answeredBy: "builtin" });
  });

  test("say nothing about a request that they were not asked about", async () => {
    expect(await ask([GLM], "glm-code-reviewer", SECOND!)).toEqual({
      lane: "glm-code-reviewer",
      text: null,
      absent: "recorded for another request",
    });
  });

  test.each([
    { because: "it is no object", file: [] },
    { because: "it is of another version", file: { ...GLM, schemaVersion: "2.0" } },
    { because: "it claims to be our own reviewers", file: { ...GLM, family: "builtin" } },
    { because: "its family is unknown", file: { ...GLM, family: "acme" } },
    { because: "its content is no digest", file: { ...GLM, content: "sha256:1" } },
    { because: "a lane is no id", file: { ...GLM, answers: { "../x": YES } } },
    { because: "a lane is __proto__", file: { ...GLM, answers: JSON.parse('{"__proto__":"x"}') } },
    { because: "an answer is no text", file: { ...GLM, answers: { a: { approve: true } } } },
    { because: "an answer is one byte too long", file: { ...GLM, answers: { a: `${"é".repeat(32_768)}.` } } },
    { because: "it has a key that nobody knows", file: { ...GLM, weight: 99 } },
  ])("refuse a file when $because", ({ file }) => {
    expect(() => scriptedAgents([file], builtinAgents())).toThrow(
      expect.objectContaining({ code: "agents.answers", kind: "usage" }),
    );
  });

  test("take an answer of exactly 64 KiB", () => {
    expect(() =>
      scriptedAgents([{ ...GLM, answers: { a: "é".repeat(32_768) } }], builtinAgents()),
    ).not.toThrow();
  });

  test("refuse a lane that two files answer, whether they agree or not", () => {
    const twice = { ...GLM, family: "claude", answers: { "glm-code-reviewer": YES } };
    expect(() => scriptedAgents([GLM, twice], builtinAgents())).toThrow(
      /"glm-code-reviewer" is recorded twice, for glm and for claude/,
    );
  });
});
