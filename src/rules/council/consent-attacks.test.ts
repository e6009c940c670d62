import { describe, expect, test } from "vitest";
import {
  at,
  COMMAND,
  CONTENT,
  comment,
  decide,
  HEX,
  label,
  off,
} from "../../../test/support/rules/consents.ts";
import type { ConsentInput } from "./consent.ts";

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
