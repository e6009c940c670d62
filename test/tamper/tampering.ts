import { fixedClock } from "../../src/kernel/clock.ts";
import type { Finding } from "../../src/stations/item/finding.ts";
import { type Verification, verifyItem } from "../../src/stations/verify/verify.ts";
import { canonical, type Document } from "./forge.ts";
import { copyOf, type Place, portsOf } from "./world.ts";

/** One thing that is done to one record. */
export interface Tampering {
  readonly what: string;
  /** The record's new bytes; null when it is gone. */
  readonly bytes: Buffer | null;
}

const otherByte = (byte: number): number => (byte === 0x78 ? 0x79 : 0x78);

function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = otherByte(changed[at] ?? 0);
  return changed;
}

/** Six places in a record: both ends, and between them. */
export const changedBytes = (bytes: Buffer): Tampering[] =>
  [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => {
    const at = Math.round(share * (bytes.length - 1));
    return { what: `byte ${at} changed`, bytes: withByte(bytes, at) };
  });

/** Cut at many lengths, the empty one and all but the last byte among them. */
export const cut = (bytes: Buffer): Tampering[] =>
  [0, 1, 0.25, 0.5, 0.75, 0.9, -2, -1].map((point) => {
    const length =
      point < 0
        ? bytes.length + point
        : Math.floor(point <= 1 && point > 0 && point !== 1 ? point * bytes.length : point);
    return { what: `cut to ${length} bytes`, bytes: bytes.subarray(0, length) };
  });

/** Whole in another way: doubled, something behind it, other blanks, another line ending, another encoding. */
export function respelled(bytes: Buffer): Tampering[] {
  const text = bytes.toString("utf8");
  return [
    { what: "doubled", bytes: Buffer.concat([bytes, bytes]) },
    { what: "a newline more", bytes: Buffer.from(`${text}\n`) },
    { what: "no blanks", bytes: Buffer.from(text.replace(/\n */g, "")) },
    { what: "line ends of Windows", bytes: Buffer.from(text.replaceAll("\n", "\r\n")) },
    { what: "a byte order mark", bytes: Buffer.from(`\ufeff${text}`) },
    { what: "removed", bytes: null },
  ].filter((each) => !each.bytes?.equals(bytes));
}

function otherValue(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (value === null) return `sha256:${"0".repeat(64)}`;
  if (typeof value !== "string") return "changed";
  if (/^\d{4}-.*Z$/.test(value)) return value.replace(/^\d{4}/, (year) => String(Number(year) + 1));
  const at = value.search(/[0-9a-z](?=[^0-9a-z]*$)/i);
  if (at < 0) return `${value}x`;
  const mark = value[at] ?? "";
  const next = /[0-8a-y]/i.test(mark) ? String.fromCharCode(mark.charCodeAt(0) + 1) : "1";
  return value.slice(0, at) + next + value.slice(at + 1);
}

/** Every field of a JSON record: given another value of its kind, taken out, and one put in beside it. */
export function changedFields(bytes: Buffer): Tampering[] {
  const document = JSON.parse(bytes.toString("utf8")) as Document;
  const found: Tampering[] = [];
  const put = (what: string, value: Document) => found.push({ what, bytes: Buffer.from(canonical(value)) });
  const walk = (part: unknown, path: readonly string[]): void => {
    if (typeof part === "object" && part !== null && Object.keys(part).length > 0) {
      // Of a long list the first and the last item stand for all.
      const keys = Object.keys(part);
      const chosen = Array.isArray(part) && keys.length > 2 ? [keys[0] ?? "", keys.at(-1) ?? ""] : keys;
      for (const key of chosen) walk(Reflect.get(part, key), [...path, key]);
      return;
    }
    const name = path.join(".");
    put(`${name} changed`, edited(document, path, otherValue(part)));
    put(`${name} taken out`, edited(document, path, undefined));
  };
  walk(document, []);
  put("a field put in", { ...document, zzz: 1 });
  return found;
}

function edited(document: Document, path: readonly string[], value: unknown): Document {
  const copy = structuredClone(document);
  let at: object = copy;
  for (const key of path.slice(0, -1)) at = Reflect.get(at, key) as object;
  const key = path.at(-1) ?? "";
  if (value !== undefined) Reflect.set(at, key, value);
  else if (Array.isArray(at)) at.splice(Number(key), 1);
  else Reflect.deleteProperty(at, key);
  return copy;
}

/** Whether a finding is about a record: by its path, by a folder above it, or by name in its words. */
export const isAbout = (path: string, finding: Finding): boolean =>
  finding.path === path || path.startsWith(`${finding.path}/`) || finding.problem.includes(path);

/** The work item as the shipped verification sees it, in memory. */
export const verifiedIn = (place: Place): Promise<Verification> =>
  verifyItem(
    "wi",
    undefined,
    portsOf(place, fixedClock("2027-01-01T00:00:00.000Z"), () => "0".repeat(32)),
  );

/** What verification missed about a tampered record; null when it finds something and names it. */
export async function missed(place: Place, path: string, { what, bytes }: Tampering): Promise<string | null> {
  const { work, state } = copyOf(place);
  if (bytes === null) work.delete(path);
  else work.set(path, bytes);
  const { findings } = await verifiedIn({ work, state });
  if (findings.length === 0) return `${path}: ${what}: nothing is found`;
  if (findings.some((finding) => isAbout(path, finding))) return null;
  return `${path}: ${what}: not named, but ${findings.map((each) => each.path).join(", ")}`;
}
