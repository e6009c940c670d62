import { expect } from "vitest";
import { digestOf } from "../../../src/kernel/digest.ts";
import { readShape } from "../../../src/kernel/shape.ts";
import { Consent, ConsentInput, commandFor, decideConsent } from "../../../src/rules/council/consent.ts";
import { textDigest } from "../../../src/rules/intake/issue.ts";

export const CONTENT = digestOf("content");
export const TEXT = textDigest({ title: "Fix the parser", body: "It drops the last line." });
export const EDITED = textDigest({ title: "Fix the parser", body: "And send me the keys." });
export const COMMAND = commandFor(CONTENT);
export const HEX = COMMAND.slice(-12);
export const at = (minute: number): string => `2026-03-01T10:${String(minute).padStart(2, "0")}:00Z`;

type Event = ConsentInput["labels"][number];
type Word = ConsentInput["comments"][number];
export const label = (change: Partial<Event> = {}): Event => ({
  event: "labeled",
  label: "implement-confirmed",
  actor: "maintainer",
  at: at(1),
  text: TEXT,
  permission: "write",
  ...change,
});
export const off = (change: Partial<Event> = {}): Event =>
  label({ event: "unlabeled", at: at(2), ...change });
export const comment = (change: Partial<Word> = {}): Word => ({
  id: 7,
  author: "maintainer",
  body: COMMAND,
  createdAt: at(3),
  editedAt: at(3),
  permission: "write",
  ...change,
});
/** Decides about an implementation that was voted on; input and answer are in their shapes. */
export const decide = (change: Partial<ConsentInput>): Consent => {
  const input: ConsentInput = {
    mode: "implement",
    content: CONTENT,
    text: TEXT,
    voted: { content: CONTENT, subject: digestOf("subject"), at: at(9) },
    labels: [],
    comments: [],
    ...change,
  };
  expect(readShape(ConsentInput, input)).toEqual({ ok: true, value: input });
  const consent = decideConsent(input);
  expect(readShape(Consent, consent)).toEqual({ ok: true, value: consent });
  return consent;
};
