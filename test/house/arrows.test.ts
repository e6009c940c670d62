import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A sound little tree: one file a storey, each importing the one below. Content by path; a path is what it exports. */
const SOUND: Readonly<Record<string, readonly string[]>> = {
  "kernel/word.ts": [],
  "kernel/difference.ts": ["diff"],
  "rules/plan/plan.ts": ["kernel/word.ts"],
  "rules/claims/claim.ts": ["rules/plan/plan.ts"],
  "rules/schedule/decide.ts": ["rules/claims/claim.ts"],
  "rules/evidence/proof.ts": ["rules/schedule/decide.ts"],
  "rules/intake/route.ts": ["kernel/difference.ts"],
  "rules/review/reviewers.ts": ["rules/intake/route.ts"],
  "rules/council/tally.ts": ["rules/intake/route.ts"],
  "rules/guards/patch.ts": ["rules/intake/route.ts"],
  "rules/story/next.ts": [
    "rules/review/reviewers.ts",
    "rules/council/tally.ts",
    "rules/guards/patch.ts",
    "rules/plan/plan.ts",
    "rules/claims/claim.ts",
    "rules/evidence/proof.ts",
  ],
  "world/files/port.ts": ["kernel/word.ts"],
  "world/files/disk.ts": ["world/files/port.ts"],
  "world/keys/port.ts": ["rules/evidence/proof.ts"],
  "world/keys/local.ts": ["world/keys/port.ts", "world/files/port.ts"],
  "world/yaml/port.ts": [],
  "world/yaml/js-yaml.ts": ["world/yaml/port.ts"],
  "stations/item/open.ts": ["world/files/port.ts", "world/yaml/port.ts"],
  "stations/story/log.ts": ["stations/item/open.ts", "rules/story/next.ts"],
  "stations/council/seat.ts": ["stations/story/log.ts", "stations/item/open.ts"],
  "stations/claim.ts": ["stations/item/open.ts", "world/keys/port.ts"],
  "stations/close.ts": ["stations/item/open.ts"],
  "commands/command.ts": ["kernel/word.ts"],
  "commands/claim.ts": ["commands/command.ts", "stations/claim.ts", "stations/close.ts"],
  "commands/gate.ts": ["commands/command.ts"],
  "commands/run.ts": ["commands/command.ts", "stations/council/seat.ts"],
  "commands/index.ts": ["commands/claim.ts", "commands/gate.ts", "commands/run.ts"],
  "compose/world.ts": [
    "commands/index.ts",
    "world/files/disk.ts",
    "world/keys/local.ts",
    "world/yaml/js-yaml.ts",
  ],
  "doors/cli/main.ts": ["compose/world.ts"],
  "doors/server/main.ts": ["compose/world.ts"],
};

interface Plant {
  /** The rule that must name it. */
  readonly rule: string;
  readonly from: string;
  /** A file of the tree, or a module by name. */
  readonly to: string;
}

/** One forbidden import for each arrow. Each is planted beside a file of the sound tree, in a file of its own. */
const PLANTS: readonly Plant[] = [
  { rule: "kernel-knows-nobody", from: "kernel", to: "rules/plan/plan.ts" },
  { rule: "kernel-knows-nobody", from: "kernel", to: "world/files/port.ts" },
  { rule: "kernel-does-no-io", from: "kernel", to: "node:fs" },
  { rule: "kernel-needs-valibot-only", from: "kernel", to: "js-yaml" },
  { rule: "rules-see-words-only", from: "rules/plan", to: "world/files/port.ts" },
  { rule: "rules-see-words-only", from: "rules/evidence", to: "stations/claim.ts" },
  { rule: "rules-see-words-only", from: "rules/claims", to: "doors/cli/main.ts" },
  { rule: "rules-do-no-io", from: "rules/schedule", to: "node:crypto" },
  { rule: "rules-need-valibot-only", from: "rules/plan", to: "js-yaml" },
  { rule: "rules-plan", from: "rules/plan", to: "rules/claims/claim.ts" },
  { rule: "rules-claims", from: "rules/claims", to: "rules/schedule/decide.ts" },
  { rule: "rules-schedule", from: "rules/schedule", to: "rules/evidence/proof.ts" },
  { rule: "rules-evidence", from: "rules/evidence", to: "rules/later/room.ts" },
  { rule: "rules-intake", from: "rules/intake", to: "rules/review/reviewers.ts" },
  { rule: "rules-review", from: "rules/review", to: "rules/council/tally.ts" },
  { rule: "rules-council", from: "rules/council", to: "rules/review/reviewers.ts" },
  { rule: "rules-guards", from: "rules/guards", to: "rules/council/tally.ts" },
  { rule: "rules-council", from: "rules/council", to: "rules/story/next.ts" },
  { rule: "rules-story", from: "rules/story", to: "rules/schedule/decide.ts" },
  { rule: "ports-name-no-client", from: "world/port-of-its-own", to: "js-yaml" },
  { rule: "rooms-keep-to-themselves", from: "world/yaml", to: "world/keys/local.ts" },
  { rule: "world-is-below-stations", from: "world/files", to: "stations/item/open.ts" },
  { rule: "world-is-below-stations", from: "world/keys", to: "commands/command.ts" },
  { rule: "world-is-below-stations", from: "world/keys", to: "compose/world.ts" },
  { rule: "stations-see-ports", from: "stations/claim", to: "world/files/disk.ts" },
  { rule: "stations-see-ports", from: "stations/claim", to: "commands/command.ts" },
  { rule: "stations-do-no-io", from: "stations/close", to: "node:fs" },
  { rule: "stations-call-no-station", from: "stations/gather", to: "stations/claim.ts" },
  { rule: "the-item-is-below-the-stations", from: "stations/item", to: "stations/close.ts" },
  { rule: "the-story-is-below-the-stations", from: "stations/story", to: "stations/claim.ts" },
  { rule: "the-story-is-below-the-stations", from: "stations/story", to: "stations/council/seat.ts" },
  { rule: "the-item-is-below-the-stations", from: "stations/item", to: "stations/story/log.ts" },
  { rule: "stations-call-no-station", from: "stations/council", to: "stations/claim.ts" },
  { rule: "verbs-call-no-verb", from: "commands/collect", to: "commands/claim.ts" },
  { rule: "commands-see-ports", from: "commands/collect", to: "world/files/disk.ts" },
  { rule: "commands-see-ports", from: "commands/collect", to: "doors/cli/main.ts" },
  { rule: "commands-see-ports", from: "commands/collect", to: "compose/world.ts" },
  { rule: "doors-see-verbs", from: "doors/cli", to: "world/files/port.ts" },
  { rule: "doors-see-verbs", from: "doors/cli", to: "rules/plan/plan.ts" },
  { rule: "doors-see-verbs", from: "doors/server", to: "stations/claim.ts" },
  { rule: "doors-are-strangers", from: "doors/server", to: "doors/cli/main.ts" },
  { rule: "compose-is-below-the-doors", from: "compose", to: "doors/cli/main.ts" },
  { rule: "only-doors-compose", from: "stations/close", to: "compose/world.ts" },
  { rule: "src-knows-no-test", from: "commands/collect", to: "vitest" },
  { rule: "src-knows-no-test", from: "kernel", to: "../test/support.ts" },
  { rule: "declared-only", from: "world/yaml", to: "fast-check" },
];

/** Every storey, from the ground up: where a file of it may lie, and what the storeys above may not be asked for. */
const STOREYS = [
  { folder: "kernel", file: "kernel/word.ts" },
  { folder: "rules/plan", file: "rules/plan/plan.ts" },
  { folder: "world/files", file: "world/files/disk.ts" },
  { folder: "stations/close", file: "stations/claim.ts" },
  { folder: "commands/collect", file: "commands/claim.ts" },
  { folder: "compose", file: "compose/world.ts" },
  { folder: "doors/cli", file: "doors/cli/main.ts" },
] as const;

const upward = STOREYS.flatMap(({ folder }, low) =>
  STOREYS.slice(low + 1).map(({ file: to }, up) => ({ folder, to, file: `${folder}/up-${up}.ts` })),
);

/** Rules about the shape of the whole, not of one import: each has a plant of its own below. */
const WHOLE = ["no-circle", "no-orphan"];

const planted = PLANTS.map((plant, at) => ({
  ...plant,
  // A port must be called port.ts to be one.
  file: plant.from.endsWith("port-of-its-own") ? `${plant.from}/port.ts` : `${plant.from}/planted-${at}.ts`,
}));

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

async function cruised(root: string): Promise<readonly Violation[]> {
  const bin = resolve("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [bin, "src", "--config", ".dependency-cruiser.mjs", "--output-type", "json"];
  const stdout = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 }, (_, text) => done(text));
  });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

/** A tree of its own with the real rules, and the packages that are installed here. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "continuo-arrows-")));
  made.push(root);
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  for (const name of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"])
    writeFileSync(join(root, name), readFileSync(name));
  for (const [path, text] of Object.entries({ "../test/support.ts": "export {};\n", ...files })) {
    mkdirSync(dirname(join(root, "src", path)), { recursive: true });
    writeFileSync(join(root, "src", path), text);
  }
  return root;
}

const isFile = (to: string): boolean => to.endsWith(".ts");

/** A file that imports others, by relative paths as the sources do. */
function importing(path: string, targets: readonly string[]): string {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  return targets.map((to) => `import "${isFile(to) ? up + to : to}";\n`).join("") || "export {};\n";
}

const soundFiles = Object.fromEntries(Object.entries(SOUND).map(([path, to]) => [path, importing(path, to)]));

describe("the arrows", () => {
  let found: readonly Violation[];
  let sound: readonly Violation[];

  beforeAll(async () => {
    const plants = Object.fromEntries(
      [...planted, ...upward].map(({ file, to }) => [file, importing(file, [to])]),
    );
    const circle = { "kernel/one.ts": 'import "./two.ts";\n', "kernel/two.ts": 'import "./one.ts";\n' };
    const alone = { "kernel/orphan.ts": "export {};\n", "rules/later/room.ts": "export {};\n" };
    [sound, found] = await Promise.all([
      cruised(tree(soundFiles)),
      cruised(tree({ ...soundFiles, ...plants, ...circle, ...alone })),
    ]);
  });

  test("a sound tree breaks none", () => {
    expect(sound).toEqual([]);
  });

  test.each(planted)("$rule names $from importing $to", ({ rule, file }) => {
    const named = found.filter(({ from }) => from === `src/${file}`).map((each) => each.rule.name);
    expect(named).toContain(rule);
  });

  test("no storey may see any storey above it", () => {
    const refused = new Set(
      found.filter(({ rule }) => rule.name !== "no-orphan").map(({ from, to }) => `${from} ${to}`),
    );
    const passed = upward.filter(({ file, to }) => !refused.has(`src/${file} src/${to}`));
    expect(passed).toEqual([]);
    expect(upward).toHaveLength(21);
  });

  test("a circle and an orphan are named", () => {
    const by = (name: string) => found.filter(({ rule }) => rule.name === name).map(({ from }) => from);
    expect(by("no-circle")).toContain("src/kernel/one.ts");
    expect(by("no-orphan")).toContain("src/kernel/orphan.ts");
  });

  test("every rule has a plant, and is an error", async () => {
    const { default: config } = (await import(resolve(".dependency-cruiser.mjs"))) as {
      default: { forbidden: { name: string; severity: string }[] };
    };
    const tried = new Set([...PLANTS.map(({ rule }) => rule), ...WHOLE]);
    expect(config.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
    expect(config.forbidden.every(({ severity }) => severity === "error")).toBe(true);
  });
});

describe("the sources", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path, text: readFileSync(join("src", path), "utf8") }));

  test("are files of at most 300 lines", () => {
    const long = sources.filter(({ text }) => text.split("\n").length > 301).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  test.each([
    ["an unfinished thought", /\b(?:TODO|FIXME|XXX|HACK)\b/],
    ["a test that is left out", /\b(?:test|it|describe)\.(?:skip|only|todo)\b/],
    ["a check that is switched off", /@ts-(?:ignore|expect-error|nocheck)|biome-ignore/],
    ["a path of somebody's machine", /\/(?:home|Users|root)\/[a-z]+\//],
  ])("hold no sign of %s", (_, sign) => {
    expect(sources.filter(({ text }) => sign.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
