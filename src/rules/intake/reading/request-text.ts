import type { IntakePolicy } from "../policy.ts";
import { type CueLine, findCues, type Hits } from "./cues.ts";
import { type FieldName, type Fields, nameOf, readFields, type Stated } from "./fields.ts";
import { type Page, readPage } from "./page.ts";

/** The texts of a request as people wrote them. */
export interface RequestText {
  readonly title: string;
  readonly body: string;
  /** The comment that started the run; null for none. */
  readonly comment: string | null;
  /** What stands in the blocks that we wrote into the body ourselves, as recorded. */
  readonly blocks?: readonly string[];
}

/** A request, read once for all rules. */
export interface RequestReading {
  readonly title: Page;
  readonly body: Page;
  readonly comment: Page | null;
  readonly fields: Fields;
  /** What people wrote, in the order title, body, comment: no template, no field, no block of ours. */
  readonly lines: readonly CueLine[];
  readonly hits: Hits;
}

/**
 * Reads a request: pages, fields, and in one pass every cue. Linear in the text; never throws.
 *
 * @param prefix  what we put before the title ourselves (`[web] `); it says nothing about the request
 */
export function readRequest(text: RequestText, policy: IntakePolicy, prefix = ""): RequestReading {
  const title = readPage(
    prefix !== "" && text.title.startsWith(prefix) ? text.title.slice(prefix.length) : text.title,
  );
  const body = readPage(text.body, text.blocks);
  const comment = text.comment === null ? null : readPage(text.comment);
  const fields = readFields(body, policy);
  const lines = [...wordsOf("title", title), ...wordsOf("body", body, fields).map(unlabelled(policy))];
  if (comment) lines.push(...wordsOf("comment", comment));
  return { title, body, comment, fields, lines, hits: findCues(lines, policy) };
}

function wordsOf(where: CueLine["in"], { lines }: Page, fields?: Fields): CueLine[] {
  const own = lines.filter(({ kind, number }) => kind !== "generated" && !fields?.structural.has(number));
  return own.map(({ kind, number, text, heading }) => ({
    in: where,
    number,
    // A title is said, whatever it looks like.
    kind: where === "title" && kind !== "blank" ? "text" : kind,
    text: heading && where !== "title" ? heading.name : text,
    isMustNot: fields?.mustNot.has(number) ?? false,
  }));
}

/**
 * A line of the template that is written as `Rollback: revert it`: its label says nothing about the request, as a
 * heading of that name says nothing; what follows it does.
 */
const unlabelled =
  ({ templateHeadings }: IntakePolicy) =>
  (line: CueLine): CueLine => {
    const label = line.kind === "text" ? labelOf(line.text) : undefined;
    if (label === undefined || !templateHeadings.includes(nameOf(label.replace(/^[\s*+-]+/, ""))))
      return line;
    return { ...line, text: line.text.slice(label.length + 1) };
  };

/** What stands before a line's first colon, where that is near enough to be a label. */
const labelOf = (text: string): string | undefined => /^[^:：]{1,48}(?=[:：])/u.exec(text)?.[0];

/** What a field says; null where nothing, something unknown or more than one thing is said. */
export function saidIn({ fields }: RequestReading, name: FieldName): Stated | null {
  const said = fields.stated.get(name) ?? [];
  const [only] = said;
  return only && said.length === 1 && only.isKnown ? only : null;
}

/** What is stated more than once: nobody can tell which was meant. */
export function ambiguousIn({
  fields,
}: RequestReading): readonly (readonly [FieldName, readonly Stated[]])[] {
  return [...fields.stated].filter(([, said]) => said.length > 1);
}

/** Size of what people wrote, in UTF-8 bytes: title and the rest, a line end each, none at the end. */
export function bytesOf({ lines }: RequestReading): number {
  let last = lines.length;
  while (last > 1 && lines[last - 1]?.kind === "blank") last--;
  let bytes = last - 1;
  for (let at = 0; at < last; at++) bytes += utf8Length(lines[at]?.text ?? "");
  return Math.max(0, bytes);
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // Two code units make four bytes, one makes two or three.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
