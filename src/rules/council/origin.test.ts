import { describe, expect, test } from "vitest";
import { answersOf, SEVEN, type Vote, written } from "../../../test/support/rules/councils.ts";
import { parseBallot } from "./parse.ts";
import { tally } from "./tally.ts";

/** Where the origin of seed 001 answers otherwise: each row is a decision, with the rule that takes it. */
describe("unlike the origin", () => {
  test.each<[string, string, string, object]>([
    ["missing findings pass there", "A15: exact shape", written({ findings: undefined }), { approve: false }],
    ["findings as one text pass there", "A15: exact shape", written({ findings: "one" }), { approve: false }],
    [
      "missing recommendation passes there",
      "A15: exact shape",
      '{"risk":"LOW","approve":true,"findings":[]}',
      { approve: false },
    ],
    ["a missing risk is MEDIUM there", "design 9.1", written({ risk: undefined }), { risk: "unknown" }],
    ["a number as risk kills the lane there", "BUG-18", written({ risk: 3 }), { risk: "unknown" }],
    ["CRITICAL is no veto there", "design 9.1", written({ risk: "CRITICAL" }), { risk: "unknown" }],
    ["blanks around HIGH lift the veto there", "BUG-18", written({ risk: " high " }), { risk: "unknown" }],
    [
      "a fence in capitals loses the vote there",
      "BUG-18",
      `\`\`\`JSON\n${written()}\n\`\`\``,
      { approve: true },
    ],
  ])("%s (%s)", (_there, _rule, text, ballot) => {
    expect(parseBallot(text)).toMatchObject({ ok: true, ballot });
  });

  const baseline = SEVEN.filter((seat) => seat.baseline).map(({ lane }) => lane);
  const all = (vote: Vote): Record<string, Vote> => Object.fromEntries(SEVEN.map(({ lane }) => [lane, vote]));
  test.each<[string, string, Record<string, Vote>, object]>([
    ["no vote at all passes there", "BUG-21", all("absent"), { outcome: "rejected", why: "short" }],
    [
      "one vote passes there",
      "BUG-21",
      { ...all("absent"), [baseline[0] ?? ""]: "approve" },
      { why: "short" },
    ],
    ["five votes pass there", "BUG-21", { [baseline[5] ?? ""]: "absent" }, { why: "short" }],
    [
      "unreadable answers are MEDIUM rejections there",
      "design 9.1",
      { [baseline[1] ?? ""]: "invalid" },
      { why: "short" },
    ],
    [
      "a skipped lane leaves the total there",
      "decision 3",
      { "codex-main-orchestrator": "absent" },
      { weights: { seated: 74 } },
    ],
  ])("%s (%s)", (_there, _rule, others, ruling) => {
    expect(tally({ seats: SEVEN, answers: answersOf(SEVEN, others), tier: "low" })).toMatchObject(ruling);
  });

  test("one family passes at any risk there (specs rule 6)", () => {
    const seats = SEVEN.map((seat) => ({ ...seat, answeredBy: "codex" as const }));
    expect(tally({ seats, answers: answersOf(seats), tier: "medium" }).why).toBe("one-family");
  });
});
