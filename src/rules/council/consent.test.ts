import { describe, expect, test } from "vitest";
import {
  at,
  COMMAND,
  CONTENT,
  comment,
  decide,
  EDITED,
  label,
  off,
  TEXT,
} from "../../../test/support/rules/consents.ts";
import { digestOf } from "../../kernel/digest.ts";
import { PERMISSIONS, type Permission } from "../intake/issue.ts";
import type { ConsentInput } from "./consent.ts";

describe("who may", () => {
  test.each(
    [...PERMISSIONS, null].map((each): [Permission | null, boolean] => [
      each,
      ["write", "maintain", "admin"].includes(each ?? ""),
    ]),
  )("permission %s: %s", (permission, may) => {
    for (const input of [{ labels: [label({ permission })] }, { comments: [comment({ permission })] }])
      expect(decide(input).outcome).toBe(may ? "consented" : "missing");
  });

  test("a bot may not, whatever it may do", () => {
    const bot = "release-bot[bot]";
    expect(decide({ labels: [label({ actor: bot, permission: "admin" })] }).outcome).toBe("missing");
    expect(decide({ comments: [comment({ author: bot, permission: "admin" })] }).outcome).toBe("missing");
  });
});

describe("what counts", () => {
  test("says who, how and when, and for what", () => {
    const bound = { content: CONTENT, subject: digestOf("subject") };
    expect(decide({ labels: [label()] })).toEqual({
      outcome: "consented",
      by: "maintainer",
      how: "label",
      at: at(1),
      ...bound,
    });
    expect(decide({ comments: [comment({ author: "other" })] })).toEqual({
      outcome: "consented",
      by: "other",
      how: "comment",
      at: at(3),
      ...bound,
    });
  });

  test.each<[string, Partial<ConsentInput>]>([
    ["the label in capitals", { labels: [label({ label: "Implement-Confirmed" })] }],
    ["the label set again after it was taken off", { labels: [label(), off(), label({ at: at(3) })] }],
    ["other labels taken off later", { labels: [label(), off({ label: "processing" })] }],
    [
      "a comment with words around",
      { comments: [comment({ body: `Looks good.\r\n${COMMAND}\r\nThanks.` })] },
    ],
    [
      "a comment where a label does not count",
      { labels: [label({ permission: null })], comments: [comment()] },
    ],
    [
      "a comment where a label is of an older text",
      { labels: [label({ text: EDITED })], comments: [comment()] },
    ],
    ["the second of two comments", { comments: [comment({ permission: "read" }), comment({ id: 8 })] }],
    ["before the vote and after it", { labels: [label({ at: at(30) })] }],
  ])("%s", (_name, input) => {
    expect(decide(input).outcome).toBe("consented");
  });
});

describe("what is void", () => {
  const voted = { content: digestOf("before"), subject: digestOf("subject"), at: at(9) };

  test("a vote on another content, consented to or not", () => {
    for (const input of [{ voted }, { voted, labels: [label()] }, { voted, comments: [comment()] }])
      expect(decide(input)).toMatchObject({
        outcome: "void",
        why: `The request was changed after the vote of ${at(9)}.`,
        since: "vote",
        was: voted.content,
        is: CONTENT,
      });
  });

  test("a label that was set before an edit", () => {
    const why = `The issue was changed after maintainer set implement-confirmed at ${at(1)}.`;
    expect(decide({ labels: [label({ text: EDITED })] })).toEqual({
      outcome: "void",
      why,
      since: "consent",
      was: EDITED,
      is: TEXT,
      notCounted: [{ how: "label", by: "maintainer", at: at(1), why }],
    });
  });

  test("but not the label of somebody who may not, which was nothing from the start", () => {
    expect(decide({ labels: [label({ text: EDITED, permission: "read" })] }).outcome).toBe("missing");
    expect(decide({ labels: [label({ text: EDITED }), off()] }).outcome).toBe("missing");
  });
});

describe("without a question", () => {
  test("a review needs no consent", () => {
    expect(decide({ mode: "review" })).toEqual({ outcome: "not-required" });
  });

  test("nothing is consented before a vote", () => {
    expect(decide({ voted: null, labels: [label()], comments: [comment()] })).toMatchObject({
      outcome: "missing",
      why: "No council has voted on the request.",
    });
  });
});
