import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readShape } from "../kernel/shape.ts";
import { RepositoryName } from "../rules/intake/issue.ts";
import { repositoryAt, variablesIn } from "./repository.ts";

describe("the name of a folder's repository", () => {
  test.each([
    ["/srv/shop", "local/shop"],
    ["/srv/my shop (old)", "local/my-shop-old-"],
    ["/srv/.hidden", "local/hidden"],
    ["/srv/...", "local/repository"],
    ["/srv/-x", "local/x"],
    ["/srv/日本語", "local/repository"],
    ["/", "local/repository"],
    ["/srv/a/", "local/a"],
    [`/srv/${"x".repeat(200)}`, `local/${"x".repeat(100)}`],
    ["/srv/$(rm -rf .)\n", "local/rm--rf-.-"],
  ])("of %j is %s", (root, is) => {
    expect(repositoryAt(root)).toBe(is);
  });

  test("is a name that the forge takes, whatever the folder is called", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 150, unit: "binary-ascii" }).filter((name) => !name.includes("\0")),
        (name) => {
          expect(readShape(RepositoryName, repositoryAt(`/srv/${name}`)).ok).toBe(true);
        },
      ),
    );
  });
});

describe("the variables of a repository", () => {
  test("are those of the seed, by their names, in one order", () => {
    const env = {
      FUGUE_B: "2",
      PATH: "/bin",
      FUGUE_A: "1",
      fugue_c: "3",
      FUGUE_: "4",
      FUGUE_x: "5",
      GH_TOKEN: "secret",
      FUGUE_GONE: undefined,
    };
    expect(Object.entries(variablesIn(env))).toEqual([
      ["FUGUE_A", "1"],
      ["FUGUE_B", "2"],
    ]);
  });

  test("are cut, and never through the middle of a character", () => {
    const { FUGUE_A = "", FUGUE_B = "" } = variablesIn({
      FUGUE_A: "x".repeat(2_000),
      FUGUE_B: `${"x".repeat(999)}😀`,
    });
    expect(FUGUE_A).toBe("x".repeat(1_000));
    expect(FUGUE_B.isWellFormed()).toBe(true);
    expect(FUGUE_B.startsWith("x".repeat(999))).toBe(true);
  });
});
