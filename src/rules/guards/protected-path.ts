import { folded } from "./path-name.ts";

/** Why paths are kept from agents, and which. */
interface Kept {
  readonly code: "protected" | "dependencies";
  /** Continues "The path …". */
  readonly says: string;
  /** A whole path, folded. A folder ends in `/`, and means all in it and itself. */
  readonly paths?: readonly string[];
  /** The same in any folder: a name, or a folder that ends in `/`. */
  readonly names?: readonly string[];
  /** Ends of names, in any folder. */
  readonly endings?: readonly string[];
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
      "jenkinsfile",
      ".circleci/",
      "azure-pipelines.yml",
      ".travis.yml",
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
      ".clinerules",
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
      ".vscode/",
      ".idea/",
      ".devcontainer/",
      ".envrc",
    ],
  },
  {
    code: "protected",
    says: "changes what git takes for content",
    names: [".gitmodules", ".gitattributes", ".gitconfig"],
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
  { paths = [], names = [], endings = [] }: Kept,
  flat: string,
  parts: readonly string[],
): boolean {
  const name = parts.at(-1) ?? "";
  return (
    paths.some((each) => flat === each || `${flat}/`.startsWith(each.endsWith("/") ? each : `${each}/`)) ||
    names.some((each) => (each.endsWith("/") ? parts.includes(each.slice(0, -1)) : each === name)) ||
    endings.some((each) => name.endsWith(each))
  );
}
