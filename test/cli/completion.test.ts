import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { VERBS } from "../../src/commands/index.ts";
import { flagOf } from "../../src/doors/cli/arguments.ts";
import { passing } from "../support/blackbox/folder.ts";

const scriptFor = async (shell: string) => (await passing().run(["completion", shell])).stdout;

/** What bash offers for a line that is being typed; the last word is the one at the cursor. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const line = words.map((word) => `'${word}'`).join(" ");
  const program = `${await scriptFor("bash")}
COMP_WORDS=(continuo ${line}); COMP_CWORD=${words.length}; _continuo continuo '${words.at(-1)}' '${words.at(-2) ?? "continuo"}'; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const ended = spawnSync("bash", ["--norc", "-euo", "pipefail", "-c", program], { encoding: "utf8" });
  expect(ended.stderr).toBe("");
  return ended.stdout.split("\n").filter(Boolean);
}

describe("continuo completion bash, in a real bash", () => {
  test.each([
    { words: ["cl"], offers: ["claim"] },
    { words: ["re"], offers: ["renew", "release", "revert", "replay"] },
    { words: ["claim", "--st"], offers: ["--step"] },
    { words: ["claim", "--dry"], offers: ["--dry-run"] },
    { words: ["verify", "--dry"], offers: [] },
    { words: ["gate", "--decision", ""], offers: ["approve", "reject"] },
    { words: ["keys", "tr"], offers: ["trust"] },
    { words: ["completion", ""], offers: ["bash", "zsh", "fish"] },
    { words: ["nothing", ""], offers: [] },
  ])("$words: $offers", async ({ words, offers }) => {
    expect(await offered(...words)).toEqual(offers);
  });

  test("offers every verb", async () => {
    expect(await offered("")).toEqual([...Object.keys(VERBS), "completion", "help"]);
  });
});

describe("every shell's script", () => {
  test.each(["bash", "zsh", "fish"])("%s: names every verb and every flag", async (shell) => {
    const script = await scriptFor(shell);
    for (const [name, load] of Object.entries(VERBS)) {
      const lines = script
        .split("\n")
        .filter((line) => new RegExp(`\\b${name}\\b`).test(line))
        .join("\n");
      const { verb } = await load();
      for (const flag of Object.keys(verb.flags))
        expect(lines).toContain(shell === "fish" ? `-l ${flagOf(flag).slice(2)} ` : flagOf(flag));
    }
  });

  test.each(["zsh", "fish"])("%s: every quote is closed on its line", async (shell) => {
    const open = (await scriptFor(shell))
      .split("\n")
      .filter((line) => (line.split("'").length - 1) % 2 === 1);
    expect(open).toEqual([]);
  });
});

test.each([
  { words: ["completion"], says: "allowed are bash, zsh, fish" },
  { words: ["completion", "bas"], says: "did you mean bash?" },
  { words: ["completion", "bash", "zsh"], says: "takes one shell" },
])("$words: $says", async ({ words, says }) => {
  const ended = await passing().run(words);
  expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
  expect(ended.stderr).toContain(says);
});
