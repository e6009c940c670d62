import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { must } from "../support/blackbox/door.ts";
import { fails, works } from "../support/blackbox/ends.ts";
import { passing } from "../support/blackbox/folder.ts";
import { itemFiles } from "../support/blackbox/item.ts";
import { commitAll, git } from "../support/blackbox/repository.ts";
import type { Workshop } from "../support/cli.ts";

const complete = (step: string) => ["complete", "--work-item", "wi", "--step", step, "--attempt", `${step}1`];
const WAY_OUT = ["status", "--work-item", "wi", "--repair", "--accept-rollback"];

/** A repository whose work item was opened and committed, and a second work tree of it; one user, one machine. */
async function twoCheckouts(): Promise<{ readonly main: Workshop; readonly tree: readonly string[] }> {
  const main = passing(itemFiles("a/1/par b/1/par c/2"));
  await must(main, ["delegate", "wi"]);
  commitAll(main);
  const tree = join(main.home, "tree");
  git(main.root, "worktree", "add", "--quiet", "-b", "second", tree);
  return { main, tree: ["--cwd", tree] };
}

describe("two checkouts of one repository on one machine", () => {
  test("work side by side, each measured against what was seen in it, and are brought together", async () => {
    const { main, tree } = await twoCheckouts();
    await works(main, complete("a"));
    await works(main, [...complete("b"), ...tree]);
    await works(main, ["delegate", "wi"]);
    expect(await works(main, ["status", "wi", ...tree])).toMatchObject({
      items: [
        { steps: [{ key: "a", standing: "ready" }, { key: "b", standing: "completed" }, { key: "c" }] },
      ],
    });
    const from = join(tree[1] ?? "", "artifacts");
    expect(await works(main, ["collect", "--from", from, "--no-commit"])).toMatchObject({ findings: [] });
    expect(await works(main, ["status", "wi"])).toMatchObject({
      items: [{ steps: [{ standing: "completed" }, { standing: "completed" }, { standing: "ready" }] }],
    });
  });

  test("what is cut off in one is found there, and only there", async () => {
    const { main, tree } = await twoCheckouts();
    await works(main, complete("a"));
    await works(main, [...complete("a"), ...tree]);
    rmSync(join(main.root, "artifacts/claims/wi/a/1.json"));
    const said = await fails(main, ["delegate", "wi"], 5, "item.rolled-back");
    expect(said.hint).toContain(`continuo ${WAY_OUT.join(" ")}`);
    await works(main, ["delegate", "wi", ...tree]);
  });

  test("a rollback is accepted for one of them; the other still remembers its own", async () => {
    const { main, tree } = await twoCheckouts();
    for (const at of [[], tree]) await works(main, [...complete("a"), ...at]);
    const entries = [main.root, tree[1] ?? ""].map((root) => join(root, "artifacts/claims/wi/a/1.json"));
    for (const entry of entries) rmSync(entry);
    await works(main, WAY_OUT);
    await works(main, ["delegate", "wi"]);
    await fails(main, ["delegate", "wi", ...tree], 5, "item.rolled-back");
    await works(main, [...WAY_OUT, ...tree]);
    await works(main, ["delegate", "wi", ...tree]);
  });
});

describe("a history that was taken away", () => {
  test("is found by every verb, and the command that the hint names is the way out", async () => {
    const { main } = await twoCheckouts();
    await works(main, complete("a"));
    for (const folder of ["records", "claims", "gates"])
      rmSync(join(main.root, "artifacts", folder), { recursive: true, force: true });
    const said = await fails(main, ["delegate", "wi"], 5, "item.rolled-back");
    expect(said.hint).toContain(`continuo ${WAY_OUT.join(" ")}`);
    await fails(main, ["claim", "--work-item", "wi", "--step", "b"], 5, "item.rolled-back");
    await works(main, WAY_OUT);
    await works(main, ["claim", "--work-item", "wi", "--step", "b"]);
  });
});
