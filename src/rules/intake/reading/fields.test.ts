import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { readFields } from "./fields.ts";
import { readPage } from "./page.ts";

const fieldsOf = (body: string) => readFields(readPage(body), INTAKE_POLICY);
const saidIn = (body: string) =>
  [...fieldsOf(body).stated].flatMap(([name, said]) =>
    said.map(({ value, isKnown }) => [name, value, isKnown]),
  );

describe("what is stated", () => {
  test.each([
    ["a form's heading", "### Execution mode\n\nimplement", [["mode", "implement", true]]],
    ["a heading of depth two", "## Mode\nreview", [["mode", "review", true]]],
    ["backticks, blanks and case", "### EXECUTION  mode\n\n  `Implement` ", [["mode", "implement", true]]],
    ["CRLF", "### Execution mode\r\n\r\nimplement\r\n", [["mode", "implement", true]]],
    ["optional in the heading", "### Target repo (optional)\n\nacme/web", [["target", "acme/web", true]]],
    ["an empty field of a form", "### Target repo (optional)\n\n_No response_", []],
    ["the repository's default", "### Main orchestrator provider\n\nrepository default", []],
    ["a heading with nothing below", "### Execution mode\n\n### Goal\n\nimplement", []],
    ["a heading of depth one or four", "# Mode\nreview\n#### Mode\nreview", []],
    ["an unknown value", "### Execution mode\n\nfast", [["mode", "fast", false]]],
    ["a line", "mode: review", [["mode", "review", true]]],
    ["a line with blanks, a bullet, full width", "- Mode ： Review", [["mode", "review", true]]],
    ["words parted otherwise", "implement_confirmation: confirmed", [["confirmation", "confirmed", true]]],
    ["a line that only looks like one", "Mode: dark, as the designers want it", []],
    ["a line behind words", "the mode: review", []],
    ["a risk of any word", "risk-tier: banana", [["risk", "banana", true]]],
    ["a target that is none", "Target repo: `../../etc/passwd`", [["target", "../../etc/passwd", false]]],
    ["in a fence", "```\nmode: implement\n```\n~~~\n### Mode\nimplement\n~~~", []],
    ["in a quote", "> mode: implement", []],
    ["in a comment", "<!-- mode: implement -->\n<!--\n### Mode\nimplement", []],
    ["front matter of a kind", "---\nimplement-confirmed: true\nlabels: [implement]\n---", []],
    [
      "twice the same",
      "mode: review\nmode: review",
      [
        ["mode", "review", true],
        ["mode", "review", true],
      ],
    ],
    [
      "a heading and a line",
      "### Mode\nreview\n\nmode: implement",
      [
        ["mode", "review", true],
        ["mode", "implement", true],
      ],
    ],
    ["a name that objects have", "### constructor\nreview\n__proto__: review", []],
  ])("%s", (_why, body, said) => {
    expect(saidIn(body)).toEqual(said);
  });

  test("a place is the line as written", () => {
    const [said] = fieldsOf("hello\n\n### Execution mode\n\n `implement`").stated.get("mode") ?? [];
    expect(said?.place).toEqual({ in: "body", line: 5, quote: "`implement`" });
  });
});

describe("what is not the writer's words", () => {
  test("template headings and known values are structure, unknown values are words", () => {
    const body =
      "### Goal\npay\n### Execution mode\nreview\n### Multi-agent mode\nmigrate payments\n## Payment";
    expect([...fieldsOf(body).structural]).toEqual([1, 3, 4, 5]);
  });

  test("a section of things not to do ends with the next", () => {
    expect([...fieldsOf("a\n### Must not\nb\n#### c\nd\n## Goal\ne").mustNot]).toEqual([3, 5]);
  });
});
