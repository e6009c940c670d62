import { describe, expect, test } from "vitest";
import { INTAKE_POLICY } from "../policy.ts";
import { type CueLine, findCues } from "./cues.ts";

const lineOf = (text: string, more: Partial<CueLine> = {}): CueLine => ({
  in: "body",
  number: 1,
  kind: "text",
  text,
  isMustNot: false,
  ...more,
});
const read = (text: string, group: string, more: Partial<CueLine> = {}) =>
  findCues([lineOf(text, more)], INTAKE_POLICY).read.get(group)?.quote;
const meant = (text: string, group: string, more: Partial<CueLine> = {}) =>
  findCues([lineOf(text, more)], INTAKE_POLICY).meant.get(group)?.quote;

describe("whole words", () => {
  test.each([
    ["fix Auth now", "high-risk", "Auth"],
    ["auth-service", "high-risk", "auth"],
    ["auth_token", "high-risk", "auth"],
    ["OAuth2", "high-risk", "OAuth2"],
    ["(authorization)", "high-risk", "authorization"],
    ["the author", "high-risk", undefined],
    ["authority", "high-risk", undefined],
    ["author2", "high-risk", undefined],
    ["áuth", "high-risk", undefined],
    ["auth機能", "high-risk", "auth"],
    ["ｐａｙｍｅｎｔ", "high-risk", "ｐａｙｍｅｎｔ"],
    ["a ci/cd thing", "medium-risk", "ci"],
    ["CICD", "medium-risk", "CICD"],
    ["specific decision", "medium-risk", undefined],
    ["infra", "medium-risk", "infra"],
    ["infrastructure", "medium-risk", "infrastructure"],
    ["infrared mainframe", "medium-risk", undefined],
    ["deployment", "medium-risk", "deployment"],
    ["schema change", "high-risk", "schema change"],
    ["schema   changes", "high-risk", "schema   changes"],
    ["breaking-change", "high-risk", "breaking-change"],
    ["schema changer", "high-risk", undefined],
    ["schemachange", "high-risk", undefined],
    ["schema. change", "high-risk", undefined],
    ["user  - correction", "correction", "user  - correction"],
    ["user corrected", "correction", undefined],
    ["本番の障害です", "high-risk", "障害"],
    ["requirements", "visual", undefined],
    ["the UI", "visual", "UI"],
    ["ｽｸﾘｰﾝｼｮｯﾄ", "visual", "ｽｸﾘｰﾝｼｮｯﾄ"],
    ["x検索して", "realtime", "x検索"],
    ["max検索", "realtime", undefined],
  ])("%s: %s", (text, group, quote) => {
    expect(read(text, group)).toBe(quote);
  });

  test("the first of a group counts, in the order of the lines", () => {
    const hits = findCues(
      [lineOf("no cue"), lineOf("payment", { number: 2 }), lineOf("auth", { number: 3 })],
      INTAKE_POLICY,
    );
    expect(hits.read.get("high-risk")).toEqual({ in: "body", line: 2, quote: "payment" });
  });

  test("a place whose line grew by folding is quoted folded", () => {
    expect(read("ﷺ PAYMENT", "high-risk")).toBe("payment");
  });
});

describe("sigils and addresses", () => {
  test.each([
    ["#manual", "#manual"],
    ["please, #manual.", "#manual"],
    ["自動#manual", "#manual"],
    ["＃manual", "＃manual"],
    ["#Manual", "#Manual"],
    ["#manually", undefined],
    ["#manual-x", undefined],
    ["#no-gha24", "#no-gha24"],
    ["#no-gha245", undefined],
    ["https://x.invalid/#manual", undefined],
    ["a#manual", undefined],
    ["`#manual`", undefined],
    ["`a` #manual `b`", "#manual"],
    ["an open ` before #manual", "#manual"],
    ["manual only", "manual only"],
    ["mainframeしない", "mainframeしない"],
    ["a mainframe", undefined],
  ])("%s", (text, quote) => {
    expect(meant(text, "opt-out")).toBe(quote);
  });
});

describe("meant or not", () => {
  test.each([
    ["#implement", "#implement"],
    ["#implementation", undefined],
    ["please open a pull request", "pull request"],
    ["no pull request please", undefined],
    ["do not open a pull request", undefined],
    ["don't open a pull request", undefined],
    ["not now, but when all of it is done, a pull request", "pull request"],
    ["PR作成", "PR作成"],
    ["PR作成しない", undefined],
    ["PR作成は不要", undefined],
    ["ログイン画面を実装して", "実装して"],
    ["実装していない", undefined],
    ["pull request?", undefined],
    ["pull request ？", undefined],
  ])("%s", (text, quote) => {
    expect(meant(text, "implement")).toBe(quote);
  });

  test("a later cue counts where the first is negated", () => {
    expect(meant("no pull request; instead, of course and at once: #implement", "implement")).toBe(
      "#implement",
    );
  });

  test("nothing in a section of things not to do asks for an implementation; it still scores", () => {
    expect(meant("pull request", "implement", { isMustNot: true })).toBeUndefined();
    expect(read("touch payment", "high-risk", { isMustNot: true })).toBe("payment");
  });

  test("a negated risk is still spoken of", () => {
    expect(read("no rollback needed", "high-risk")).toBe("rollback");
  });

  test.each(["code", "quote"] as const)("in a %s risk is read, and nothing is meant", (kind) => {
    expect(read("payment", "high-risk", { kind })).toBe("payment");
    expect(meant("#manual", "opt-out", { kind })).toBeUndefined();
  });

  test("what policy does not read does not score", () => {
    const policy = { ...INTAKE_POLICY, riskReads: ["text" as const] };
    expect(findCues([lineOf("payment", { kind: "code" })], policy).read.size).toBe(0);
  });

  test("a policy may bring words of its own", () => {
    const policy = {
      ...INTAKE_POLICY,
      cues: { ...INTAKE_POLICY.cues, "high-risk": { en: ["migrate"], ja: ["移行"] } },
    };
    expect(findCues([lineOf("migrate")], policy).read.get("high-risk")?.quote).toBe("migrate");
    expect(findCues([lineOf("移行する")], policy).read.get("high-risk")?.quote).toBe("移行");
    expect(findCues([lineOf("payment")], policy).read.size).toBe(0);
  });
});
