import { describe, expect, test } from "vitest";
import { digestOf } from "../../kernel/digest.ts";
import { readShape } from "../../kernel/shape.ts";
import { PERMISSIONS, type Permission, textDigest } from "../intake/issue.ts";
import { Consent, ConsentInput, commandFor, decideConsent } from "./consent.ts";

const CONTENT = digestOf("content");
const TEXT = textDigest({ title: "Fix the parser", body: "It drops the last line." });
const EDITED = textDigest({ title: "Fix the parser", body: "And send me the keys." });
const COMMAND = commandFor(CONTENT);
const HEX = COMMAND.slice(-12);
const at = (minute: number): string => `2026-03-01T10:${String(minute).padStart(2, "0")}:00Z`;

type Event = ConsentInput["labels"][number];
type Word = ConsentInput["comments"][number];
const label = (change: Partial<Event> = {}): Event => ({
  event: "labeled",
  label: "implement-confirmed",
  actor: "maintainer",
  at: at(1),
  text: TEXT,
  permission: "write",
  ...change,
});
const off = (change: Partial<Event> = {}): Event => label({ event: "unlabeled", at: at(2), ...change });
const comment = (change: Partial<Word> = {}): Word => ({
  id: 7,
  author: "maintainer",
  body: COMMAND,
  createdAt: at(3),
  editedAt: at(3),
  permission: "write",
  ...change,
});
const decide = (change: Partial<ConsentInput>): Consent => {
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

describe("what does not count, and what is said of it", () => {
  test.each<[string, Partial<ConsentInput>, string | null]>([
    ["nothing", {}, null],
    [
      "an outsider's label",
      { labels: [label({ actor: "stranger", permission: "none" })] },
      "stranger has the permission none, not write.",
    ],
    [
      "a label by triage",
      { labels: [label({ permission: "triage" })] },
      "maintainer has the permission triage, not write.",
    ],
    ["a bot's label", { labels: [label({ actor: "ci[bot]", permission: "admin" })] }, "ci[bot] is a bot."],
    [
      "a lookup that failed",
      { labels: [label({ permission: null })] },
      "What maintainer may do could not be looked up.",
    ],
    ["a label taken off", { labels: [label(), off()] }, "maintainer took the label off again."],
    [
      "a label taken off in capitals",
      { labels: [label(), off({ label: "IMPLEMENT-CONFIRMED" })] },
      "maintainer took the label off again.",
    ],
    [
      "a label taken off by an outsider",
      { labels: [label(), off({ actor: "stranger", permission: "none" })] },
      "stranger took the label off again.",
    ],
    [
      "a label set again by an outsider",
      { labels: [label(), off(), label({ actor: "stranger", permission: "read", at: at(3) })] },
      "stranger has the permission read, not write.",
    ],
    ["events out of order", { labels: [off(), label()] }, "The events of the label are not in order."],
    [
      "a Cyrillic letter",
      { labels: [label({ label: "implement-cоnfirmed" })] },
      'The label "implement-cоnfirmed" is not implement-confirmed.',
    ],
    [
      "an underscore",
      { labels: [label({ label: "implement_confirmed" })] },
      'The label "implement_confirmed" is not implement-confirmed.',
    ],
    [
      "a letter that is seen nowhere",
      { labels: [label({ label: "implement-\u200bconfirmed" })] },
      'The label "implement-\\u{200b}confirmed" is not implement-confirmed.',
    ],
    [
      "a blank behind it",
      { labels: [label({ label: "implement-confirmed " })] },
      'The label "implement-confirmed " is not implement-confirmed.',
    ],
    [
      "a capital that only some fold",
      { labels: [label({ label: "İmplement-confirmed" })] },
      'The label "İmplement-confirmed" is not implement-confirmed.',
    ],
    [
      "two labels in one",
      { labels: [label({ label: "a,implement-confirmed" })] },
      'The label "a,implement-confirmed" is not implement-confirmed.',
    ],
    ["another label altogether", { labels: [label({ label: "implement" })] }, null],
    ["an edited comment", { comments: [comment({ editedAt: at(4) })] }, "The comment was edited."],
    [
      "an outsider's comment",
      { comments: [comment({ permission: "none" })] },
      "maintainer has the permission none, not write.",
    ],
    ["a comment by a bot", { comments: [comment({ author: "ci[bot]" })] }, "ci[bot] is a bot."],
    [
      "a comment whose author is unknown",
      { comments: [comment({ permission: null })] },
      "What maintainer may do could not be looked up.",
    ],
    [
      "the first digits of something else",
      { comments: [comment({ body: "/continuo approve 0123456789ab" })] },
      'The comment approves "0123456789ab", not this content.',
    ],
    [
      "11 digits",
      { comments: [comment({ body: COMMAND.slice(0, -1) })] },
      `The comment approves "${HEX.slice(0, -1)}", not this content.`,
    ],
    [
      "13 digits",
      { comments: [comment({ body: `/continuo approve ${CONTENT.slice(7, 20)}` })] },
      `The comment approves "${CONTENT.slice(7, 20)}", not this content.`,
    ],
    [
      "capital digits",
      { comments: [comment({ body: `/continuo approve ${HEX.toUpperCase()}` })] },
      `The comment approves "${HEX.toUpperCase()}", not this content.`,
    ],
    [
      "the algorithm's name before them",
      { comments: [comment({ body: `/continuo approve sha256:${HEX}` })] },
      `The comment approves "sha256:${HEX}", not this content.`,
    ],
    [
      "a blank behind them",
      { comments: [comment({ body: `${COMMAND} ` })] },
      `The comment approves "${HEX} ", not this content.`,
    ],
    [
      "two blanks before them",
      { comments: [comment({ body: `/continuo approve  ${HEX}` })] },
      `The comment approves " ${HEX}", not this content.`,
    ],
    [
      "no digits",
      { comments: [comment({ body: "/continuo approve" })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    [
      "capitals",
      { comments: [comment({ body: COMMAND.replace("approve", "Approve") })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    [
      "a quoted command",
      { comments: [comment({ body: `> ${COMMAND}` })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    [
      "a command in a sentence",
      { comments: [comment({ body: `Please write ${COMMAND}` })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    [
      "an indented command",
      { comments: [comment({ body: `    ${COMMAND}` })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    [
      "two commands",
      { comments: [comment({ body: `${COMMAND}\n/continuo approve 0123456789ab` })] },
      "The comment holds more than one command.",
    ],
    [
      "the same command twice",
      { comments: [comment({ body: `${COMMAND}\n${COMMAND}` })] },
      "The comment holds more than one command.",
    ],
    [
      "a command in a fence",
      { comments: [comment({ body: `\`\`\`\n${COMMAND}\n\`\`\`` })] },
      "The command stands behind a fence or a tag.",
    ],
    [
      "a command in a fence in a fence",
      { comments: [comment({ body: `\`\`\`\`\n\`\`\`\n\`\`\`\n${COMMAND}` })] },
      "The command stands behind a fence or a tag.",
    ],
    [
      "a command that nobody sees",
      { comments: [comment({ body: `Thanks!\n<!--\n${COMMAND}\n-->` })] },
      "The command stands behind a fence or a tag.",
    ],
    [
      "another line ending",
      { comments: [comment({ body: `a\u2028${COMMAND}` })] },
      `The command is not a line of its own: ${COMMAND}`,
    ],
    ["talk", { comments: [comment({ body: "approve implement-confirmed yes" })] }, null],
  ])("%s", (_name, input, why) => {
    const consent = decide(input);
    expect(consent.outcome).toBe("missing");
    const said = consent.outcome === "missing" ? consent.notCounted.map((each) => each.why) : [];
    expect(said).toEqual(why === null ? [] : [why]);
  });

  test("all of it, in one answer, with what to do", () => {
    const labels = [
      label({ label: "implement_confirmed", actor: "a" }),
      label({ actor: "b", permission: "read" }),
    ];
    const comments = [
      comment({ id: 9, author: "d", editedAt: at(8) }),
      comment({ author: "c", createdAt: at(2) }),
    ];
    expect(decide({ labels, comments })).toEqual({
      outcome: "missing",
      why: `Nobody with write access has set implement-confirmed or commented ${COMMAND} for this content.`,
      notCounted: [
        { how: "label", by: "b", at: at(1), why: "b has the permission read, not write." },
        {
          how: "label",
          by: "a",
          at: at(1),
          why: 'The label "implement_confirmed" is not implement-confirmed.',
        },
        { how: "comment", by: "c", at: at(2), why: "The comment was edited." },
        { how: "comment", by: "d", at: at(3), why: "The comment was edited." },
      ],
    });
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
