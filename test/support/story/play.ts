import { readFileSync } from "node:fs";
import { join } from "node:path";
import { besides, PROJECT } from "../../../src/stations/demo/sample.ts";
import { canonical } from "../../tamper/forge.ts";
import { throughDoor } from "../blackbox/door.ts";
import { copyOf, documentAt, passing } from "../blackbox/folder.ts";
import { commitAll, git } from "../blackbox/repository.ts";
import { REVIEW } from "../blackbox/scenes.ts";
import type { Workshop } from "../cli.ts";

export type Round = "published" | "rejected" | "again" | "reviewed" | "failed";

/** One repository in which four requests came to their ends, one of them twice. */
export interface Told {
  readonly shop: Workshop;
  /** Where the proof of each lies: carried out, rejected, rejected once more, reviewed, stopped by a guard. */
  readonly proofs: Readonly<Record<Round, string>>;
}

/** A test that is a program and no framework: quicker, and as good here. */
const TEST = `import assert from "node:assert/strict";
import { slug } from "./slug.js";
assert.equal(slug("a  b"), "a-b");
`;

/** An agent that touches what no patch may. */
const TRESPASSER = `import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync(".github/workflows", { recursive: true });
writeFileSync(".github/workflows/x.yml", "on: push\\n");
`;

interface Came {
  readonly next: string;
  readonly paths: { readonly decisions: string; readonly proof: string };
}

/** Plays the whole story once: some seconds, most of them of git and of the tests that it runs. */
export async function told(): Promise<Told> {
  const shop = passing({ ...PROJECT, "slug.test.js": TEST });
  const files: Readonly<Record<string, string>> = { ...besides("acme/plans"), "trespasser.mjs": TRESPASSER };
  for (const [name, text] of Object.entries(files)) shop.write(`../beside/${name}`, text);
  commitAll(shop);
  // Copies of it sign with the same key.
  git(shop.root, "remote", "add", "origin", "https://forge.invalid/acme/plans.git");
  await came(shop, ["keys", "trust", "--role", "operator"], 0);
  git(shop.root, "add", ".github");
  git(shop.root, "commit", "--quiet", "-m", "Trust this machine");

  const published = await worked(shop, "issue.md", "answers.json", "agent.mjs", 0);
  const rejected = await came(shop, ["run", "../beside/dangerous.md"], 3);
  const again = await came(shop, ["run", "../beside/dangerous.md", "--again"], 3);
  const reviewed = await came(shop, ["run", "-"], 0, REVIEW);
  const text = (files["issue.md"] ?? "").replace("# slug", "# Once more: slug");
  shop.write("../beside/other.md", text);
  const answers = JSON.parse(files["answers.json"] ?? "") as Record<string, unknown>;
  const content = await contentOf(shop, text);
  shop.write("../beside/other.json", canonical({ ...answers, content }));
  const failed = await worked(shop, "other.md", "other.json", "trespasser.mjs", 3);
  const proofs = { published, rejected, again, reviewed, failed };
  return { shop, proofs: mapped(proofs, ({ paths }) => paths.proof) };
}

const mapped = <K extends string, A, B>(all: Readonly<Record<K, A>>, to: (each: A) => B): Record<K, B> =>
  Object.fromEntries(Object.entries(all).map(([key, each]) => [key, to(each as A)])) as Record<K, B>;

/** The content of a request: what recorded answers must be about, and known when it was routed. */
async function contentOf(shop: Workshop, text: string): Promise<string> {
  const copy = copyOf(shop);
  const { paths } = await came(copy, ["run", "-"], 3, text);
  const route = documentAt<{ readonly output: { readonly content: string } }>(
    copy,
    `${paths.decisions}/1.json`,
  );
  return route.output.content;
}

async function worked(
  shop: Workshop,
  issue: string,
  answers: string,
  agent: string,
  exit: number,
): Promise<Came> {
  const run = ["run", `../beside/${issue}`, "--answers", `../beside/${answers}`];
  const words = [...run, "--test-command", "node slug.test.js"];
  const { next } = await came(shop, words, 3);
  const [, content = ""] = /--approve ([0-9a-f]{12})/.exec(next) ?? [];
  const command = `node ${join(shop.root, "../beside", agent)}`;
  return came(shop, [...words, "--approve", content, "--agent-command", command], exit);
}

async function came(shop: Workshop, words: readonly string[], exit: number, input = ""): Promise<Came> {
  const ended = await throughDoor(shop, [...words, "--json"], { input });
  if (ended.exitCode === exit) return JSON.parse(ended.stdout) as Came;
  throw new Error(`${words.join(" ")}: ${ended.exitCode} ${ended.stdout}${ended.stderr}`);
}

export const proofOf = ({ shop, proofs }: Told, round: Round): Buffer =>
  readFileSync(join(shop.root, proofs[round]));
