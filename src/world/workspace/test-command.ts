import { memberAt, parseJsonText } from "../../kernel/json.ts";

/** Files in which a test command is looked for. */
export const MARKERS = ["package.json", "Makefile", "Cargo.toml", "go.mod", "pyproject.toml"] as const;
type Marker = (typeof MARKERS)[number];

/** What is known of a commit: its paths, and the text of those markers that it has and that can be read. */
export interface Tree {
  readonly files: ReadonlySet<string>;
  readonly texts: ReadonlyMap<Marker, string>;
}

/** By lockfile, in this order; without one it is npm. */
const PACKAGE_MANAGERS = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["package-lock.json", "npm"],
] as const;

/** What `npm init` writes: it only fails. */
const PLACEHOLDER = "no test specified";

/** The ways to find one, the first that answers wins: what the repository says itself goes before a convention. */
const WAYS: readonly ((tree: Tree) => readonly string[] | null)[] = [
  ({ files, texts }) => {
    const found = parseJsonText(texts.get("package.json") ?? "");
    const script = found.ok ? memberAt(found.value, "scripts", "test") : undefined;
    if (typeof script !== "string" || script.trim() === "" || script.includes(PLACEHOLDER)) return null;
    return [PACKAGE_MANAGERS.find(([lock]) => files.has(lock))?.[1] ?? "npm", "test"];
  },
  ({ texts }) => (hasTarget(texts.get("Makefile") ?? "", "test") ? ["make", "test"] : null),
  ({ texts }) => (texts.has("Cargo.toml") ? ["cargo", "test"] : null),
  ({ texts }) => (texts.has("go.mod") ? ["go", "test", "./..."] : null),
  (tree) => (isTestedByPytest(tree) ? ["python3", "-m", "pytest"] : null),
];

/**
 * The repository's own test command. Its parts are fixed words of ours: nothing that the repository says becomes one.
 *
 * @returns null when none is found; never throws
 * @example testCommandOf({ files: new Set(["go.mod"]), texts: new Map([["go.mod", ""]]) }) // ["go", "test", "./..."]
 */
export function testCommandOf(tree: Tree): readonly string[] | null {
  for (const way of WAYS) {
    const found = way(tree);
    if (found !== null) return found;
  }
  return null;
}

/** Whether a makefile has a rule for a target; `test := x` is a variable. */
function hasTarget(text: string, target: string): boolean {
  return text.split("\n").some((line) => {
    const colon = line.indexOf(":");
    const isRule = colon > 0 && !/^::?:?=/.test(line.slice(colon, colon + 4));
    return isRule && !/^[\t#]/.test(line) && line.slice(0, colon).split(/[ \t]/).includes(target);
  });
}

function isTestedByPytest({ files, texts }: Tree): boolean {
  if (files.has("pytest.ini")) return true;
  const settings = (texts.get("pyproject.toml") ?? "").split("\n");
  if (settings.some((line) => /^\[tool\.pytest[.\]]/.test(line))) return true;
  return [...files].some((file) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return /^tests?\//.test(file) && name.startsWith("test_") && name.endsWith(".py");
  });
}
