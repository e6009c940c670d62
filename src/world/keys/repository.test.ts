import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkoutName, repositoryName } from "./repository.ts";

/** A folder of that name with a git config of that text. */
function folder(config?: string, name = "my repo"): string {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), "continuo-repo-"))), name);
  mkdirSync(join(root, ".git"), { recursive: true });
  if (config !== undefined) writeFileSync(join(root, ".git/config"), config);
  return root;
}
const withOrigin = (url: string) =>
  folder(`[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = +x\n`);

describe("the name of a repository", () => {
  test("with an origin is that of the address, the same for every clone", () => {
    const one = repositoryName(withOrigin("https://github.com/o/r.git"));
    expect(one).toMatch(/^github-com-o-r-[0-9a-f]{12}$/);
    expect(repositoryName(withOrigin("https://github.com/o/r.git"))).toBe(one);
  });

  test("without one is that of the folder, another for each", () => {
    const [one, two] = [repositoryName(folder()), repositoryName(folder())];
    expect(one).toMatch(/^my-repo-[0-9a-f]{12}$/);
    expect(one).not.toBe(two);
  });

  test("of a folder is the same by whatever path one comes", () => {
    const root = folder();
    symlinkSync(root, `${root}-link`);
    expect(repositoryName(`${root}-link`).slice(-12)).toBe(repositoryName(root).slice(-12));
  });

  const names = [
    "https://github.com/o/r.git",
    "https://github.com/o/r2.git",
    "https://github.com/o2/r.git",
    "https://example.com/o/r.git",
    "git@github.com:o-r.git",
    "https://github.com/o-r.git",
    "../r",
    "/srv/git/r.git",
  ];
  test("tells addresses apart, also those that read alike", () => {
    expect(new Set(names.map((url) => repositoryName(withOrigin(url)))).size).toBe(names.length);
  });

  test.each([
    "https://me:s3cret-token@github.com/o/r.git",
    "https://s3cret-token@github.com/o/r.git",
    "https://x-access-token:s3cret-token@github.com/o/r",
    "ssh://git:s3cret-token@example.com:22/o/r",
    "https://me@example.org:s3cret-token@github.com/o/r.git",
  ])("holds no credential: %s", (url) => {
    expect(repositoryName(withOrigin(url))).not.toContain("s3cret");
    const other = url.replace("s3cret", "changed");
    expect(repositoryName(withOrigin(other)), "a new token is no new repository").toBe(
      repositoryName(withOrigin(url)),
    );
  });

  test.each([
    "../../../etc/passwd",
    "https://evil/..%2f..%2fx",
    "CON",
    "-rf",
    ".",
    "\u0430\u0431",
    "x".repeat(5_000),
    "ext::sh",
    "a\\b",
  ])("is one segment of a path, whatever the address: %s", (url) => {
    expect(repositoryName(withOrigin(url))).toMatch(/^[a-z0-9-]{1,60}-[0-9a-f]{12}$/);
  });

  const configs = [
    {
      config: '[remote "upstream"]\n\turl = https://github.com/u/u\n',
      because: "another remote is not origin",
    },
    {
      config: '[remote "origin"]\n\tfetch = x\n[remote "b"]\n\turl = https://x/y\n',
      because: "nor is the next one",
    },
    { config: "", because: "an empty config has none" },
    { config: '[remote "origin"', because: "a torn config has none" },
    { config: '# [remote "origin"]\n# url = https://x/y\n', because: "a comment is none" },
  ];
  test.each(configs)("$because", ({ config }) => {
    expect(repositoryName(folder(config))).toMatch(/^my-repo-[0-9a-f]{12}$/);
  });

  test("of a work tree is that of its repository", () => {
    const main = withOrigin("https://github.com/o/r.git");
    const tree = folder(undefined, "tree");
    mkdirSync(join(main, ".git/worktrees/tree"), { recursive: true });
    writeFileSync(join(main, ".git/worktrees/tree/commondir"), "../..\n");
    const plain = join(tree, "inner");
    mkdirSync(plain);
    writeFileSync(join(plain, ".git"), `gitdir: ${join(main, ".git/worktrees/tree")}\n`);
    expect(repositoryName(plain)).toBe(repositoryName(main));
  });

  test("of a work tree of a repository without origin is that of the folder that it was added to", () => {
    const main = folder("[core]\n\tbare = false\n");
    const tree = join(realpathSync(mkdtempSync(join(tmpdir(), "continuo-repo-"))), "tree");
    mkdirSync(join(main, ".git/worktrees/tree"), { recursive: true });
    writeFileSync(join(main, ".git/worktrees/tree/commondir"), "../..\n");
    mkdirSync(tree);
    writeFileSync(join(tree, ".git"), `gitdir: ${join(main, ".git/worktrees/tree")}\n`);
    expect(repositoryName(tree)).toBe(repositoryName(main));
  });

  test("of a submodule is that of its own address", () => {
    const outer = withOrigin("https://github.com/o/outer.git");
    mkdirSync(join(outer, ".git/modules/sub"), { recursive: true });
    writeFileSync(
      join(outer, ".git/modules/sub/config"),
      '[remote "origin"]\n\turl = https://github.com/o/sub.git\n',
    );
    mkdirSync(join(outer, "sub"));
    writeFileSync(join(outer, "sub/.git"), "gitdir: ../.git/modules/sub\n");
    expect(repositoryName(join(outer, "sub"))).toBe(
      repositoryName(withOrigin("https://github.com/o/sub.git")),
    );
  });

  test("of a folder without git is that of the folder", () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "continuo-none-")));
    expect(repositoryName(root)).toMatch(/-[0-9a-f]{12}$/);
  });
});

describe("the name of a checkout", () => {
  test("is another one for each folder, also of one repository, and the same by whatever path one comes", () => {
    const [one, two] = [withOrigin("https://github.com/o/r.git"), withOrigin("https://github.com/o/r.git")];
    expect(checkoutName(one)).toMatch(/^[0-9a-f]{16}$/);
    expect(checkoutName(one)).not.toBe(checkoutName(two));
    symlinkSync(one, `${one}-link`);
    expect(checkoutName(`${one}-link`)).toBe(checkoutName(one));
  });

  test("does not hang on anything that lies in the folder", () => {
    const root = withOrigin("https://github.com/o/r.git");
    const name = checkoutName(root);
    writeFileSync(join(root, ".git/config"), '[remote "origin"]\n\turl = https://github.com/o/other.git\n');
    expect(checkoutName(root)).toBe(name);
  });
});
