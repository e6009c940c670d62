import { folded } from "./path-name.ts";

/** Why paths are kept from agents, and which. */
interface Kept {
  readonly code: "protected" | "dependencies" | "tests";
  /** Continues "The path …". */
  readonly says: string;
  /** A whole path, folded. A folder ends in `/`, and means all in it and itself. */
  readonly paths?: readonly string[];
  /** The same in any folder: a name, or a folder that ends in `/`. */
  readonly names?: readonly string[];
  /** Ends of names, in any folder. */
  readonly endings?: readonly string[];
  /** Beginnings of names, in any folder. */
  readonly starts?: readonly string[];
}

/** In lower case. The nearest reason first: the first row that holds is told. */
const KEPT = [
  {
    code: "protected",
    says: "steers what runs on the forge, with its rights",
    paths: [
      ".github/workflows/",
      ".github/actions/",
      ".github/continuo/",
      ".github/dependabot.yml",
      ".github/dependabot.yaml",
    ],
    names: [
      "action.yml",
      "action.yaml",
      ".gitlab-ci.yml",
      ".gitlab-ci.yaml",
      ".gitlab/",
      "jenkinsfile",
      ".circleci/",
      "azure-pipelines.yml",
      "azure-pipelines.yaml",
      "bitbucket-pipelines.yml",
      ".travis.yml",
      ".drone.yml",
      ".drone.yaml",
      ".woodpecker.yml",
      ".woodpecker.yaml",
      ".woodpecker/",
      ".buildkite/",
      "appveyor.yml",
      ".appveyor.yml",
      ".cirrus.yml",
      "cloudbuild.yaml",
      "cloudbuild.yml",
      ".forgejo/",
      ".gitea/",
    ],
  },
  { code: "protected", says: "names who has to review", names: ["codeowners"] },
  { code: "protected", says: "belongs to the forge's own settings", paths: [".github/"] },
  {
    code: "protected",
    says: "tells agents what to do",
    names: [
      "claude.md",
      "claude.local.md",
      "agents.md",
      "agents.override.md",
      "gemini.md",
      ".mcp.json",
      ".cursorrules",
      ".windsurfrules",
      ".windsurf/",
      ".clinerules",
      ".clinerules/",
      ".kiro/",
      ".roo/",
      ".roorules",
      ".opencode/",
      "opencode.json",
      ".aider.conf.yml",
      ".junie/",
      ".amazonq/",
      ".goosehints",
      "warp.md",
      ".claude/",
      ".codex/",
      ".cursor/",
      ".gemini/",
      ".agents/",
    ],
  },
  {
    code: "protected",
    says: "runs by itself on the next developer's machine",
    names: [
      ".husky/",
      ".githooks/",
      ".pre-commit-config.yaml",
      "lefthook.yml",
      "lefthook.yaml",
      ".lefthook.yml",
      "mise.toml",
      ".mise.toml",
      ".tool-versions",
      ".zed/",
      ".vscode/",
      ".idea/",
      ".devcontainer/",
      ".envrc",
    ],
    endings: [".code-workspace"],
  },
  {
    code: "protected",
    says: "changes what git takes for content",
    names: [".gitmodules", ".gitattributes", ".gitconfig", ".lfsconfig"],
  },
  {
    code: "protected",
    says: "says where packages come from",
    names: [
      ".npmrc",
      ".yarnrc",
      ".yarnrc.yml",
      ".pnpmfile.cjs",
      "pip.conf",
      ".pypirc",
      "bunfig.toml",
      ".yarn/",
      ".cargo/",
    ],
  },
  { code: "protected", says: "is Continuo's own record", paths: ["artifacts/", ".continuo/"] },
  {
    code: "dependencies",
    says: "fixes what is installed",
    names: [
      "package-lock.json",
      "npm-shrinkwrap.json",
      "yarn.lock",
      "pnpm-lock.yaml",
      "bun.lock",
      "bun.lockb",
      "deno.lock",
      "cargo.lock",
      "go.sum",
      "poetry.lock",
      "uv.lock",
      "pdm.lock",
      "pipfile.lock",
      "gemfile.lock",
      "composer.lock",
      "packages.lock.json",
      "gradle.lockfile",
      "mix.lock",
      "flake.lock",
      "node_modules/",
    ],
    endings: [".lockb"],
  },
  {
    code: "dependencies",
    says: "may run a program when packages are installed",
    names: ["package.json", "pnpm-workspace.yaml", "binding.gyp", "setup.py", "build.rs", "extconf.rb"],
  },
  {
    code: "dependencies",
    says: "names what is installed, and what is run then",
    names: [
      "pyproject.toml",
      "setup.cfg",
      "requirements.txt",
      "go.mod",
      "go.work",
      "cargo.toml",
      "gemfile",
      "pipfile",
      "composer.json",
      "build.gradle",
      "build.gradle.kts",
      "pom.xml",
    ],
  },
  {
    code: "tests",
    says: "says how the tests are run, by which the change is judged",
    names: [
      "makefile",
      "gnumakefile",
      "justfile",
      ".justfile",
      "taskfile.yml",
      "taskfile.yaml",
      "tox.ini",
      "noxfile.py",
      "conftest.py",
      "pytest.ini",
      ".coveragerc",
      "deno.json",
      "deno.jsonc",
      ".mocharc.json",
      ".mocharc.yml",
      ".mocharc.js",
      ".mocharc.cjs",
      "karma.conf.js",
      ".rspec",
      "phpunit.xml",
      "phpunit.xml.dist",
    ],
    starts: ["jest.config.", "vitest.config.", "vitest.workspace.", "playwright.config.", "ava.config."],
  },
] as const satisfies readonly Kept[];

export type KeptCode = Kept["code"];

/**
 * Why a path is kept from agents, in whatever spelling it comes.
 *
 * @returns null when it is not; never throws
 * @see     threats A24: workflows, actions, owners, agents' configuration, git's metadata, lockfiles and install scripts
 */
export function keptPath(path: string): { readonly code: KeptCode; readonly says: string } | null {
  const flat = folded(path);
  const parts = flat.split("/");
  const row = KEPT.find((each: Kept) => isIn(each, flat, parts));
  return row ? { code: row.code, says: row.says } : null;
}

function isIn(
  { paths = [], names = [], endings = [], starts = [] }: Kept,
  flat: string,
  parts: readonly string[],
): boolean {
  const name = parts.at(-1) ?? "";
  return (
    paths.some((each) => flat === each || `${flat}/`.startsWith(each.endsWith("/") ? each : `${each}/`)) ||
    names.some((each) => (each.endsWith("/") ? parts.includes(each.slice(0, -1)) : each === name)) ||
    endings.some((each) => name.endsWith(each)) ||
    starts.some((each) => name.startsWith(each))
  );
}
