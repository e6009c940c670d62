import type * as v from "valibot";
import { readDocument } from "../../../kernel/document.ts";
import type { Failure } from "../../../kernel/failure.ts";
import { canonicalJson } from "../../../kernel/json.ts";
import type { Shape } from "../../../kernel/shape.ts";
import { shown } from "../../../kernel/text.ts";
import type { Files } from "../../files/port.ts";
import { forgeFailure } from "../port.ts";

export const FORGE_FOLDER = ".continuo/forge";

/** Largest number in a file's name: that of an issue. */
export const NUMBER_MAX = 2_147_483_647;

/**
 * The files of the local forge. Each is written once, by `create`, and is never changed: whoever creates the next
 * number of a folder has decided what comes next, everybody else looks again. So no write needs a lock, and a crash
 * between two of them leaves what the first said, which is true by itself.
 */
export interface ForgeDocuments {
  /** One document, or undefined when nothing is there. */
  read<const S extends Shape>(schema: S, path: string): v.InferOutput<S> | undefined;
  /** Writes one durably; true for the one caller who did. */
  create(path: string, document: object): boolean;
  /** Documents 1, 2, 3, … of a folder. */
  sequence<const S extends Shape>(schema: S, folder: string): readonly v.InferOutput<S>[];
  /** The next of a sequence; false when somebody else was first. */
  append(folder: string, seq: number, document: object): boolean;
  /** Numbers that name files (`suffix` ".json") or folders (""), ascending. Other names decide nothing. */
  numbers(folder: string, suffix: string): readonly number[];
  /** What to throw about a document that nobody can go by. */
  malformed(path: string, says: string): Failure;
}

export function forgeDocuments(files: Files, warn: (message: string) => void): ForgeDocuments {
  const told = new Set<string>();

  function malformed(path: string, says: string): Failure {
    return forgeFailure("forge.malformed", `${files.named(path)} ${says}.`, {
      hint: `Put back what it said, or move ${files.named(FORGE_FOLDER)} away to begin with an empty forge.`,
    });
  }

  function read<const S extends Shape>(schema: S, path: string): v.InferOutput<S> | undefined {
    const bytes = files.read(path);
    if (bytes === undefined) return undefined;
    const document = readDocument(schema, bytes);
    if (document.ok) return document.read.value;
    throw malformed(path, document.says);
  }

  function create(path: string, document: object): boolean {
    // Its folder ignores itself: nothing of a forge gets into a commit.
    if (files.read(".continuo/.gitignore") === undefined) files.create(".continuo/.gitignore", "*\n");
    return files.create(path, canonicalJson(document));
  }

  function numbers(folder: string, suffix: string): readonly number[] {
    const found: number[] = [];
    for (const name of files.list(folder)) {
      const number = numberIn(name, suffix);
      if (number !== undefined) found.push(number);
      else tellOnce(`${files.named(folder)}/${shown(name)} is none of the forge's files; it is passed over.`);
    }
    return found.sort((a, b) => a - b);
  }

  function tellOnce(message: string): void {
    if (!told.has(message)) warn(message);
    told.add(message);
  }

  return {
    read,
    create,
    numbers,
    malformed,

    sequence(schema, folder) {
      // A number is taken only by one who has seen all before it: what is missing below the last was taken away.
      const last = numbers(folder, ".json").at(-1) ?? 0;
      const documents: v.InferOutput<typeof schema>[] = [];
      for (let seq = 1; seq <= last; seq++) {
        const document = read(schema, `${folder}/${seq}.json`);
        if (document === undefined)
          throw malformed(`${folder}/${seq}.json`, "is missing, though later ones are there");
        documents.push(document);
      }
      return documents;
    },

    append: (folder, seq, document) => create(`${folder}/${seq}.json`, document),
  };
}

/** The number that a name is made of; nothing else is let into a path. */
function numberIn(name: string, suffix: string): number | undefined {
  const digits = name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : "";
  const number = /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : 0;
  return number > 0 && number <= NUMBER_MAX ? number : undefined;
}

/** So often somebody else may be first before a call gives up. Each time another call has come through. Ours. */
const ROUNDS = 256;

/**
 * Tries until it is decided.
 *
 * @param attempt  looks, and writes; undefined when somebody else was first
 * @throws         forge.contended after 256 rounds
 */
export function untilDecided<T extends object | number>(what: string, attempt: () => T | undefined): T {
  for (let round = 0; round < ROUNDS; round++) {
    const decided = attempt();
    if (decided !== undefined) return decided;
  }
  throw forgeFailure("forge.contended", `Others kept changing ${what}; ${ROUNDS} times somebody was first.`, {
    hint: "Run the same command again.",
  });
}
