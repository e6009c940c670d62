import { existsSync, readFileSync } from "node:fs";
import { VERBS, type VerbName } from "../../src/commands/index.ts";
import { must } from "../support/blackbox/door.ts";
import { documentAt, filesIn, passing } from "../support/blackbox/folder.ts";
import { shellWords } from "../support/blackbox/shell.ts";
import type { Workshop } from "../support/cli.ts";
import { seedFiles, WORK_ITEM } from "../support/seed-item.ts";

export const SCHEDULE = `artifacts/schedule/${WORK_ITEM}.json`;

/** The folder in which the seed's local smoke test was run, word for word. */
let smoked: Workshop | undefined;

export async function smokeTest(): Promise<void> {
  smoked = passing(seedFiles());
  for (const line of [
    `delegate --non-interactive --quiet --prompt "Generate schedule" --structured-work-item ${WORK_ITEM}`,
    `claim --work-item ${WORK_ITEM} --step phase-tests`,
    `complete --work-item ${WORK_ITEM} --step phase-tests --attempt phase-tests-local --outcome "Tests authored" --next-action "Run services"`,
    "export --stdout",
  ])
    await must(smoked, shellWords(line).words);
}

/** What the smoke test left behind. */
export const lived = {
  shop(): Workshop {
    if (smoked) return smoked;
    throw new Error("The smoke test comes first.");
  },
  document: <T = Record<string, unknown>>(path: string): T => documentAt<T>(lived.shop(), path),
};

export const has = (path: string) => () => existsSync(path);
export const left = (path: string) => () => filesIn(lived.shop().root).some((each) => each.startsWith(path));
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag is in the verb's own schema, or one that every verb has. */
export const flag = (verb: VerbName, spelling: string) => async (): Promise<boolean> => {
  const { flags } = (await VERBS[verb]()).verb;
  const own = Object.entries(flags).flatMap(([name, { also }]) => [name, ...also].map(kebab));
  const help = (await lived.shop().run([verb, "--help"])).stdout;
  return own.includes(spelling.slice(2)) || new RegExp(`^  ${spelling}\\b`, "m").test(help);
};
export const verb = (name: string) => () => Object.hasOwn(VERBS, name);
export const ready = (field: string) => () => {
  const [step] = lived.document<{ readySteps: Record<string, unknown>[] }>(SCHEDULE).readySteps;
  return step !== undefined && Object.hasOwn(step, field);
};
export const script = (name: string) => () =>
  Object.hasOwn((JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object }).scripts, name);

export const workflow =
  (file: string, text = "") =>
  () => {
    const path = `.github/workflows/${file}`;
    return existsSync(path) && readFileSync(path, "utf8").includes(text);
  };
export const anywhere = (text: string) => () =>
  ["orchestrator.yml", "execute.yml", "collector.yml"].some((file) => workflow(file, text)());
