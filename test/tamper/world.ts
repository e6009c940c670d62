import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/log.ts";
import type { CompletePorts } from "../../src/stations/complete/request.ts";
import { fsAnchors } from "../../src/world/anchors/fs.ts";
import { isHidden } from "../../src/world/files/path.ts";
import type { Content, Files } from "../../src/world/files/port.ts";
import { derivedHolders } from "../../src/world/keys/local.ts";
import { fsRecords } from "../../src/world/records/fs.ts";
import { fsStepLog } from "../../src/world/steplog/fs.ts";
import { jsYamlReader } from "../../src/world/yaml/js-yaml.ts";
import { filesIn } from "../support/blackbox/folder.ts";
import type { Workshop } from "../support/cli.ts";
import { testKey } from "../support/rules/keys.ts";

/** Documents by path: a work folder, or a state folder. */
export type Tree = Map<string, Uint8Array>;

/** Everything that verifying a work item looks at: what lies in the folder, and what the machine remembers. */
export interface Place {
  readonly work: Tree;
  readonly state: Tree;
}

export const copyOf = ({ work, state }: Place): Place => ({ work: new Map(work), state: new Map(state) });

/** A work folder and its machine's memory, as they lie on the disk. */
export function placeOf({ root, home }: Workshop): Place {
  const stateFolder = join(home, ".local/state/continuo");
  const state: Tree = new Map();
  for (const [path, bytes] of treeIn(stateFolder)) state.set(hereOf(path), bytes);
  return { work: treeIn(root), state };
}

const treeIn = (folder: string): Tree =>
  new Map(filesIn(folder).map((path) => [path, readFileSync(join(folder, path))]));

const CHECKOUT = "here";

/** What the machine remembers of the folder on the disk, as memory of the tree. */
const hereOf = (path: string): string =>
  path
    .replace(/^histories\/.*/, `histories/${CHECKOUT}.log`)
    .replace(/^(anchors\/[^.]+)\..*/, `$1.${CHECKOUT}.log`);

function bytesOf(content: Content): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return Buffer.from(typeof content === "string" ? content : [...content].join(""));
}

/** A tree as the stations see it: no disk, so that a thousand verifications take seconds. */
export function filesOf(tree: Tree): Files {
  function namesIn(folder: string): string[] {
    const names = new Set<string>();
    for (const path of tree.keys())
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split("/")[0] ?? "");
    return [...names].sort();
  }
  return {
    read: (path) => tree.get(path),
    list: (folder) => namesIn(folder).filter((name) => !name.startsWith(".")),
    hidden: (folder) => namesIn(folder).filter(isHidden),
    create(path, content) {
      if (tree.has(path)) return false;
      tree.set(path, bytesOf(content));
      return true;
    },
    replace: (path, content) => void tree.set(path, bytesOf(content)),
    remove: (path) => void tree.delete(path),
    append(path, line) {
      tree.set(path, Buffer.concat([tree.get(path) ?? new Uint8Array(), Buffer.from(`${line}\n`)]));
    },
    named: (path) => path,
    stale: () => [],
    sweep: () => [],
  };
}

export const MACHINE = testKey(1);
export const STRANGER = testKey(2);

/** The shipped adapters over trees in memory: one fixed key, no git, no trust file. */
export function portsOf({ work, state }: Place, clock: Clock, nonce: () => string): CompletePorts {
  const files = filesOf(work);
  return {
    files,
    yaml: jsYamlReader(),
    records: fsRecords(files),
    stepLog: fsStepLog(files),
    anchors: fsAnchors(filesOf(state), () => CHECKOUT),
    signer: { key: async () => ({ ...MACHINE, source: "the test" }) },
    holders: derivedHolders(files, "0123456789abcdef0123456789abcdef", {
      repository: () => "here",
      run: null,
    }),
    trust: { committed: async () => undefined, at: () => Promise.reject(new Error("no trust file")) },
    clock,
    nonce,
    caller: {
      executor: { id: "machine-1", displayName: "somebody" },
      actor: "ann",
      run: null,
      inActions: false,
    },
    log: silentLogger,
    warn: () => undefined,
    archive: { recall: async () => undefined },
    within: (tree) => ({ stepLog: fsStepLog(tree), records: fsRecords(tree) }),
  };
}
