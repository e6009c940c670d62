import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../support/blackbox/folder.ts";
import type { Workshop } from "../support/cli.ts";

/** Writes and signs documents as the formats are documented, independently of the program. */
export type Document = Record<string, unknown>;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

/** Keys sorted, two spaces, one newline at the end (design section 5). */
export const canonical = (document: Document): string => `${JSON.stringify(sorted(document), null, 2)}\n`;

export const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

export interface Key {
  readonly secret: KeyObject;
  readonly id: string;
  readonly publicKey: string;
}

function keyOf(secret: KeyObject): Key {
  const { x = "" } = createPublicKey(secret).export({ format: "jwk" });
  const raw = Buffer.from(x, "base64url");
  return {
    secret,
    id: createHash("sha256").update(raw).digest("hex").slice(0, 32),
    publicKey: raw.toString("base64"),
  };
}

export const strangersKey = (): Key => keyOf(generateKeyPairSync("ed25519").privateKey);

/** The key with which the workshop's own machine signs. */
export function machinesKey(shop: Workshop): Key {
  const path = filesIn(shop.home).find((each) => each.endsWith(".key")) ?? "";
  return keyOf(createPrivateKey(readFileSync(join(shop.home, path), "utf8")));
}

/** A document with its signature: over its own bytes without the line that holds it, as DSSE encodes what is signed. */
export function sealed(kind: string, document: Document, { secret, id }: Key): string {
  const { signature: _, ...rest } = document;
  const unsigned = canonical({ ...rest, signature: "" }).replace(/^ {2}"signature": ".*",?\n/m, "");
  const type = `application/vnd.continuo.${kind}+json`;
  const body = Buffer.from(unsigned);
  const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${body.byteLength} `), body]);
  return canonical({ ...rest, signature: `ed25519:${id}:${sign(null, encoded, secret).toString("base64")}` });
}

/** The kind under which a record is sealed; undefined for one that carries no seal of its own. */
export function kindOf(path: string): string | undefined {
  if (/^artifacts\/claims\/[^/]+\/[^/]+\/\d+\.json$/.test(path)) return "entry";
  if (path.endsWith("/opening.json")) return "opening";
  if (/\/closing-\d+\.json$/.test(path)) return "closing";
  return /^artifacts\/gates\/[^/]+\/review(\/\d+)?\.json$/.test(path) ? "gate" : undefined;
}
