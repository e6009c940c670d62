import { beforeAll, expect, test } from "vitest";
import type { Finding } from "../../src/stations/item/finding.ts";
import { chanceOf } from "./chance.ts";
import { type Done, KINDS, type Kind } from "./kinds.ts";
import { isAbout, verifiedIn } from "./tampering.ts";
import { type Walked, walk } from "./walk.ts";

export interface Effort {
  /** The first of the seeds, one a folder. */
  readonly first: number;
  /** Folders that are worked in at random. */
  readonly walks: number;
  /** How often each kind of tampering is done to each folder. */
  readonly each: number;
  /** Every kind must really have been done so often, or the law says nothing about it. */
  readonly atLeast: number;
}

/**
 * Whether a finding names what was done. An entry that its own key has forged stands as a sound one: what names it is
 * the record that binds it, the next entry or the closing.
 */
function isNamed(findings: readonly Finding[], { paths }: Done): boolean {
  return findings.some((finding) =>
    paths.some((path) => isAbout(path, finding) || isBinding(path, finding.path)),
  );
}

function isBinding(path: string, named: string): boolean {
  const [, folder, seq] = /^(.*[/-])(\d+)\.json$/.exec(path) ?? [];
  return folder !== undefined && named === `${folder}${Number(seq) + 1}.json`;
}

const inWords = ({ what, paths }: Done, findings: readonly Finding[]): string =>
  `${paths.join(" ")}: ${what}; found ${findings.map(({ path, problem }) => `${path} ${problem}`).join("; ") || "nothing"}`;

/** The law as tests: any tampering with the records of a random work item is found, and named. */
export function tamperingIsFound({ first, walks: count, each, atLeast }: Effort): void {
  const walks: Walked[] = [];
  const seeds = Array.from({ length: count }, (_, at) => first + at);

  beforeAll(async () => {
    for (const seed of seeds) walks.push(await walk(chanceOf(seed), 45, seed % 2 === 0));
  });

  test("untouched, every one of them verifies; together they hold every kind of entry, open and closed", async () => {
    const entries = new Set<unknown>();
    const states = new Set<string>();
    for (const [at, walked] of walks.entries()) {
      const { findings, state } = await verifiedIn(walked.place);
      expect(findings, `seed ${seeds[at]}`).toEqual([]);
      states.add(state);
      for (const [path, bytes] of walked.place.work)
        if (/^artifacts\/claims\/wi\/.*\.json$/.test(path))
          entries.add((JSON.parse(Buffer.from(bytes).toString("utf8")) as { kind: string }).kind);
    }
    expect([...states].sort()).toEqual(["closed", "open"]);
    expect([...entries].sort()).toEqual([
      "adopt",
      "complete",
      "fail",
      "integrate",
      "reject",
      "release",
      "renew",
      "revert",
      "take",
    ]);
  });

  /** Does one kind of tampering to every folder, some times: how often it could be done, and what went unnoticed. */
  async function tampering(kind: Kind): Promise<{ readonly done: number; readonly missed: string[] }> {
    const missed: string[] = [];
    let done = 0;
    for (const [at, walked] of walks.entries())
      for (let nth = 0; nth < each; nth++) {
        const tampered = kind(walked, chanceOf((seeds[at] ?? 0) * 100 + nth));
        if (!tampered) continue;
        done++;
        const { findings } = await verifiedIn(tampered.place);
        if (!isNamed(findings, tampered))
          missed.push(`seed ${seeds[at]}, ${nth}: ${inWords(tampered, findings)}`);
      }
    return { done, missed };
  }

  test.each(Object.entries(KINDS))("%s", async (_, kind) => {
    const { done, missed } = await tampering(kind);
    expect(missed.join("\n")).toBe("");
    expect(done).toBeGreaterThanOrEqual(atLeast);
  });

  test("what no machine remembers and no record contradicts is not found, and nobody says that it was looked at", async () => {
    const [walked] = walks;
    const then = walked?.earlier.findLast(({ work }) => work.has("artifacts/records/wi/opening.json"));
    if (!walked || !then) throw new Error("The first walk has an earlier moment.");
    const { findings, anchored } = await verifiedIn({ work: new Map(then.work), state: new Map() });
    expect({ findings, anchored }).toEqual({ findings: [], anchored: 0 });
  });
}
