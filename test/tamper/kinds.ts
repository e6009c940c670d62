import { canonicalJson } from "../../src/kernel/json.ts";
import { sealed } from "../../src/kernel/seal.ts";
import type { TestKey } from "../support/rules/keys.ts";
import type { Chance } from "./chance.ts";
import { type Document, kindOf } from "./forge.ts";
import { changedFields, cut, respelled, type Tampering } from "./tampering.ts";
import type { Walked } from "./walk.ts";
import { copyOf, MACHINE, type Place, STRANGER, type Tree } from "./world.ts";

/** What was done to a folder. */
export interface Done {
  readonly place: Place;
  readonly what: string;
  /** The records that were touched: a finding about any of them names the tampering. */
  readonly paths: readonly string[];
}

/** One way to tamper; undefined where the folder has nothing that it could be done to. */
export type Kind = (walked: Walked, chance: Chance) => Done | undefined;

const SCHEDULE = "artifacts/schedule/wi.json";
const ENTRY = /^artifacts\/claims\/wi\/([^/]+)\/(\d+)\.json$/;
const ANYTHING =
  /^artifacts\/(?:workflows\/|(?:claims|gates|records|schedule)\/wi[/.-]|(?:handoff|reverts)\/.*Z-wi-)/;
const NOTES = "notes/result.txt";

/** Everything that is a record of the work item, or what one binds. */
export const recordsIn = (work: Tree): string[] =>
  [...work.keys()].filter((path) => ANYTHING.test(path) || (path === NOTES && isLinked(work))).sort();

/** Whether a handoff of the work item links the notes: else they are nobody's evidence. */
const isLinked = (work: Tree): boolean =>
  [...work].some(
    ([path, bytes]) => /handoff\/.*Z-wi-/.test(path) && Buffer.from(bytes).includes(`"${NOTES}"`),
  );

const entriesIn = (work: Tree): string[] => recordsIn(work).filter((path) => ENTRY.test(path));
const writtenOnce = (work: Tree): string[] => recordsIn(work).filter((path) => path !== SCHEDULE);

function logsIn(work: Tree): { readonly folder: string; readonly length: number }[] {
  const lengths = new Map<string, number>();
  for (const path of entriesIn(work)) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    lengths.set(folder, (lengths.get(folder) ?? 0) + 1);
  }
  return [...lengths].map(([folder, length]) => ({ folder, length }));
}

const bytesAt = ({ work }: Place, path: string): Buffer => Buffer.from(work.get(path) ?? "");
const documentAt = (place: Place, path: string): Document =>
  JSON.parse(bytesAt(place, path).toString("utf8")) as Document;

/** The folder with some files replaced, or gone; undefined when that changes nothing. */
function withFiles(
  { work, state }: Place,
  what: string,
  files: Readonly<Record<string, Uint8Array | null>>,
): Done | undefined {
  const place = copyOf({ work, state });
  const paths = Object.keys(files).filter((path) => {
    const [before, after] = [work.get(path), files[path]];
    return before && after ? !Buffer.from(before).equals(after) : (before ?? null) !== (after ?? null);
  });
  for (const path of paths) {
    const bytes = files[path];
    if (bytes) place.work.set(path, bytes);
    else place.work.delete(path);
  }
  return paths.length === 0 ? undefined : { place, what, paths };
}

const someOf = <T>(things: readonly T[], chance: Chance): T | undefined =>
  things.length === 0 ? undefined : chance.of(things);

/** One of the tamperings of one file that `tampering.ts` knows. */
const ofOneFile =
  (choose: (work: Tree) => string[], make: (bytes: Buffer, chance: Chance) => readonly Tampering[]): Kind =>
  ({ place }, chance) => {
    const path = someOf(choose(place.work), chance);
    const tampering = path && someOf(make(bytesAt(place, path), chance), chance);
    return path && tampering ? withFiles(place, tampering.what, { [path]: tampering.bytes }) : undefined;
  };

const inJson = (work: Tree): string[] => recordsIn(work).filter((path) => path.endsWith(".json"));

function aByte(bytes: Buffer, chance: Chance): readonly Tampering[] {
  const changed = Buffer.from(bytes);
  const at = chance.below(bytes.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << chance.below(8));
  return [{ what: `a bit of byte ${at} turned`, bytes: changed }];
}

/** Takes away the last entries of a log that did more than adopt. */
function cutTail({ place }: Walked, chance: Chance): Done | undefined {
  const logs = logsIn(place.work).filter(
    ({ folder, length }) => documentAt(place, `${folder}/${length}.json`)["kind"] !== "adopt",
  );
  const log = someOf(logs, chance);
  if (!log) return undefined;
  const count = 1 + chance.below(log.length);
  const files: Record<string, null> = {};
  for (let seq = log.length - count + 1; seq <= log.length; seq++) files[`${log.folder}/${seq}.json`] = null;
  return withFiles(place, `the last ${count} entries cut off`, files);
}

/** Where nobody remembers the log, what its entries left behind contradicts it: documents, and views of attempts. */
function forgotten({ place }: Walked, done: Done | undefined): Done | undefined {
  if (!done) return undefined;
  const left = done.paths.flatMap((path) => {
    const { document, attempt } = documentAt(place, path) as { document?: { path: string }; attempt: string };
    return [`artifacts/claims/${attempt}.json`, ...(document ? [document.path] : [])];
  });
  return { ...done, place: { ...done.place, state: new Map() }, paths: [...done.paths, ...left] };
}

/** The whole folder as it was earlier, every record in accord with every other; the machine remembers what came later. */
function rolledBack({ place, earlier }: Walked, chance: Chance): Done | undefined {
  const then = someOf(earlier, chance);
  if (!then) return undefined;
  const anchored = [
    ...entriesIn(place.work),
    ...recordsIn(place.work).filter((path) => /\/(gates|records)\//.test(path)),
  ];
  const paths = anchored.filter((path) => !then.work.has(path));
  if (paths.length === 0) return undefined;
  return { place: { work: new Map(then.work), state: new Map(place.state) }, what: "rolled back", paths };
}

/** Everything about the work item is taken away, as if it had never been opened. */
function takenAway({ place }: Walked): Done | undefined {
  const gone = copyOf(place);
  for (const path of recordsIn(place.work)) if (!/workflows|notes/.test(path)) gone.work.delete(path);
  return { place: gone, what: "all of it taken away", paths: ["artifacts/records/wi/opening.json"] };
}

/** A record put behind the last one of a log, in the bytes of another. */
function appended(
  walked: Walked,
  chance: Chance,
  choose: (folder: string) => string | undefined,
): Done | undefined {
  const log = someOf(logsIn(walked.place.work), chance);
  const from = log && choose(log.folder);
  if (!log || !from) return undefined;
  return withFiles(walked.place, `${from} put behind the log`, {
    [`${log.folder}/${log.length + 1}.json`]: bytesAt(walked.place, from),
  });
}

/** An entry in another one's place. */
function inPlaceOf(
  walked: Walked,
  chance: Chance,
  choose: (path: string) => string | undefined,
): Done | undefined {
  const path = someOf(entriesIn(walked.place.work), chance);
  const from = path && choose(path);
  return from
    ? withFiles(walked.place, `${from} in its place`, { [path]: bytesAt(walked.place, from) })
    : undefined;
}

const ofOther = (work: Tree): string[] =>
  [...work.keys()].filter((path) => path.startsWith("artifacts/claims/other/"));

/** Says something else than it did, sealed anew by some key that may go under another's id. */
const forged =
  (key: TestKey, as: string): Kind =>
  ({ place }, chance) => {
    const sealable = recordsIn(place.work).filter(
      (path) => kindOf(path) && "signature" in documentAt(place, path) && !/wi\/review\.json$/.test(path),
    );
    const path = someOf(sealable, chance);
    if (!path) return undefined;
    const { signature: _, ...rest } = documentAt(place, path);
    const changed = {
      ...rest,
      ...("by" in rest ? { by: { id: "mallory", displayName: "m" } } : { reviewer: "mallory" }),
    };
    const text = sealed(kindOf(path) ?? "", changed, { keyId: as, sign: key.sign });
    return withFiles(place, `forged by ${key === STRANGER ? "a stranger" : "the machine's own key"}`, {
      [path]: Buffer.from(text),
    });
  };

/** The whole history begun anew by a stranger: the opening under another key. */
const reopened: Kind = ({ place }) => {
  const path = "artifacts/records/wi/opening.json";
  if (!place.work.has(path)) return undefined;
  const { signature: _, ...rest } = documentAt(place, path);
  const text = sealed("opening", { ...rest, signer: STRANGER.publicKey }, STRANGER);
  return withFiles(place, "opened by a stranger", { [path]: Buffer.from(text) });
};

/** A record once more, under a name of its own. */
const duplicated: Kind = ({ place }, chance) => {
  const path = someOf(
    writtenOnce(place.work).filter((each) => /\/(handoff|reverts|gates|records|claims)\//.test(each)),
    chance,
  );
  if (!path) return undefined;
  const name = path.replace(
    /(\d+)?(\.dsse)?\.json$/,
    (_, seq = "0", dsse = "") => `${Number(seq) + 77}${dsse}.json`,
  );
  return withFiles(place, `again as ${name}`, { [name]: bytesAt(place, path) });
};

/** Two entries of one log in each other's places. */
const swapped: Kind = ({ place }, chance) => {
  const log = someOf(
    logsIn(place.work).filter(({ length }) => length > 1),
    chance,
  );
  if (!log) return undefined;
  const first = 1 + chance.below(log.length - 1);
  const [one, two] = [`${log.folder}/${first}.json`, `${log.folder}/${first + 1}.json`];
  return withFiles(place, "swapped", { [one]: bytesAt(place, two), [two]: bytesAt(place, one) });
};

/** A view that says what people would like it to say; canonical, in its shape. */
const pretended: Kind = ({ place }, chance) => {
  const path = someOf(
    recordsIn(place.work).filter((each) => /^artifacts\/claims\/wi-[^/]*\.json$/.test(each)),
    chance,
  );
  if (!path) return undefined;
  const view = documentAt(place, path);
  const status = view["status"] === "completed" ? "failed" : "completed";
  return withFiles(place, `said to be ${status}`, {
    [path]: Buffer.from(canonicalJson({ ...view, status })),
  });
};

/** The part of the work item's own document that its opening pins says something else. */
const itemForged: Kind = ({ place }, chance) => {
  if (!place.work.has("artifacts/records/wi/opening.json")) return undefined;
  const path = "artifacts/work-items/wi.json";
  const words = chance.of([
    { createdAt: "2020-01-01T00:00:00Z" },
    { owner: "mallory" },
    { workflowId: "v@9" },
  ]);
  const text = canonicalJson({ ...documentAt(place, path), ...words });
  return withFiles(place, `says ${Object.keys(words).join()}`, { [path]: Buffer.from(text) });
};

export const KINDS: Readonly<Record<string, Kind>> = {
  "a byte changed": ofOneFile(recordsIn, aByte),
  "a field changed, taken out or put in": ofOneFile(inJson, changedFields),
  "the end of a file cut off": ofOneFile(recordsIn, cut),
  "spelled otherwise": ofOneFile(inJson, (bytes) => respelled(bytes).filter((each) => each.bytes !== null)),
  "a record removed": ofOneFile(writtenOnce, () => [{ what: "removed", bytes: null }]),
  "two entries swapped": swapped,
  "the work item's document forged": itemForged,
  "the tail of a log cut off, remembered here": cutTail,
  "the tail of a log cut off, on another machine": (walked, chance) =>
    forgotten(walked, cutTail(walked, chance)),
  "everything rolled back, remembered here": rolledBack,
  "everything taken away, remembered here": takenAway,
  "an entry of another step put behind a log": (walked, chance) =>
    appended(walked, chance, (folder) =>
      someOf(
        entriesIn(walked.place.work).filter((path) => !path.startsWith(`${folder}/`)),
        chance,
      ),
    ),
  "an entry of another work item put behind a log": (walked, chance) =>
    appended(walked, chance, () => someOf(ofOther(walked.place.work), chance)),
  "an old entry played again": (walked, chance) =>
    appended(walked, chance, (folder) =>
      someOf(
        entriesIn(walked.place.work).filter((path) => path.startsWith(`${folder}/`)),
        chance,
      ),
    ),
  "an entry of another step in the place of one": (walked, chance) =>
    inPlaceOf(walked, chance, (path) =>
      someOf(
        entriesIn(walked.place.work).filter((each) => each.split("/")[3] !== path.split("/")[3]),
        chance,
      ),
    ),
  "the same entry of another work item in its place": (walked, chance) =>
    inPlaceOf(walked, chance, (path) => {
      const other = path.replace("/wi/", "/other/");
      return walked.place.work.has(other) ? other : undefined;
    }),
  "forged with a stranger's key": forged(STRANGER, STRANGER.keyId),
  "forged with a stranger's key under the known one's id": forged(STRANGER, MACHINE.keyId),
  "forged with the machine's own key, remembered here": forged(MACHINE, MACHINE.keyId),
  "the opening signed by a stranger": reopened,
  "a record duplicated": duplicated,
  "a view that says what it likes": pretended,
};
