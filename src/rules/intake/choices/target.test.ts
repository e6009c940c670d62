import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { readRequest } from "../reading/request-text.ts";
import { projectOf, targetOf } from "./target.ts";

const targetIn = (body: string, { title = "t", comment = null as string | null } = {}) =>
  targetOf(readRequest({ title, body, comment }, INTAKE_POLICY), "acme/tower", INTAKE_POLICY);

const ROWS: readonly (readonly [body: string, repository: string, rule: string, isUnclear?: boolean])[] = [
  ["", "acme/tower", "own-repository"],
  ["work on `acme/web`", "acme/web", "backticks"],
  ["work on `ACME/Web`", "ACME/Web", "backticks"],
  ["work on `other/lib`", "acme/tower", "own-repository"],
  ["the repo is `other/lib`", "other/lib", "backticks"],
  ["対象は `other/lib` です", "other/lib", "backticks"],
  ["リポジトリ: `billing`", "acme/billing", "hinted-name"],
  ["the function `billing`", "acme/tower", "own-repository"],
  ["see the report in `billing`", "acme/tower", "own-repository"],
  ["fix `src/main.ts`", "acme/tower", "own-repository"],
  ["in this repo, fix `src/main.ts`", "acme/tower", "own-repository"],
  ["in this repo, fix `src/main`", "acme/tower", "own-repository"],
  ["in this repo, fix `core/main.ts`", "acme/tower", "own-repository"],
  ["in this repo, fix `src/lib/main.ts`", "acme/tower", "own-repository"],
  ["repo: acme/web thanks", "acme/web", "own-owner"],
  ["see https://github.com/acme/web/issues/3", "acme/web", "own-owner"],
  ["see https://evil.invalid/acme/web", "acme/tower", "own-repository"],
  ["path src/acme/web", "acme/tower", "own-repository"],
  ["megacme/web", "acme/tower", "own-repository"],
  ["see other/lib", "acme/tower", "own-repository"],
  ["acme/plain\n`acme/ticked`", "acme/ticked", "backticks"],
  ["`acme/web` and `acme/WEB`", "acme/WEB", "backticks"],
  ["`acme/web`\n`acme/api`", "acme/web", "backticks", true],
  ["acme/web and acme/api", "acme/web", "own-owner", true],
  ["### Target repo (optional)\n\nother/cloud", "other/cloud", "target-field"],
  ["### Target repo\n\n`other/cloud`\n\nnot `acme/web`", "other/cloud", "target-field"],
  ["Target repo: vercel/next.js", "vercel/next.js", "target-field"],
  ["Target repo: a/b\nTarget repo: a/c", "a/b", "target-field", true],
  ["Target repo: `../../etc/passwd`", "acme/tower", "target-field", true],
  ["Target repo: the other one", "acme/tower", "target-field", true],
  ["### Target repo (optional)\n\n_No response_\n\n### Goal\n\n`acme/web`", "acme/web", "backticks"],
  ["target: `a/b,implement-confirmed`", "acme/tower", "own-repository"],
  [
    "target: `good/repo#ref` `git@host:x/y` `file:///etc` `good/%2e%2e` `g\u043e\u043ed/repo`",
    "acme/tower",
    "own-repository",
  ],
  [`target: \`${"a".repeat(40)}/b\` \`a/${"b".repeat(101)}\` \`a/..\``, "acme/tower", "own-repository"],
  ["```\n`acme/web`\n```\n> `acme/web`\n<!-- `acme/web` -->", "acme/tower", "own-repository"],
];

describe("target", () => {
  test.each(
    ROWS.map(([body, repository, rule, isUnclear = false]) => ({ body, repository, rule, isUnclear })),
  )("$body is $repository by $rule", ({ body, repository, rule, isUnclear }) => {
    const target = targetIn(body);
    expect([target.repository, target.rule, target.unclear !== null]).toEqual([repository, rule, isUnclear]);
  });

  test("the title comes before the body, the body before the comment; two cannot be told apart", () => {
    expect(targetIn("`acme/web`", { title: "fix `acme/api`" })).toMatchObject({
      repository: "acme/api",
      place: { in: "title" },
    });
    expect(targetIn("`acme/web`", { title: "fix `acme/api`" }).unclear).toContain(
      "acme/api and acme/web (line 1)",
    );
    expect(targetIn("", { comment: "use `acme/web`" })).toMatchObject({
      repository: "acme/web",
      place: { in: "comment" },
    });
  });

  test("four thousand names are one decision", () => {
    const names = Array.from({ length: 4000 }, (_, at) => `repo \`acme/r${at}\``).join("\n");
    expect(targetIn(names)).toMatchObject({ repository: "acme/r0", rule: "backticks" });
    expect(targetIn(names).unclear).toContain("acme/r0 and acme/r1");
  });
});

describe("project", () => {
  test.each([
    ["acme/web", "web"],
    ["acme/Web.App_2", "web.app_2"],
    ["acme/a--b", "a-b"],
    [`acme/${"x".repeat(39)}`, "x".repeat(39)],
    [`acme/${"x".repeat(40)}`, "x".repeat(40)],
    [`acme/${"x".repeat(41)}`, "x".repeat(40)],
    ["acme/", "unknown"],
  ])("%s is %s", (repository, project) => {
    expect(projectOf(repository, INTAKE_POLICY)).toBe(project);
  });
});
