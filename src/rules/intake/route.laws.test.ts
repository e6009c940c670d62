import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import type { RouteInput } from "./request.ts";
import { route } from "./route.ts";
import { DEPTHS, Routing, TIERS } from "./routing.ts";

const inputOf = (body: string, more: Partial<RouteInput> = {}): RouteInput => ({
  repository: "acme/tower",
  title: "t",
  body,
  labels: ["fugue-task"],
  comment: null,
  trigger: { kind: "opened", actor: "alice", permission: "write" },
  written: [],
  blocks: [],
  variables: {},
  ...more,
});

/** Lines that mean something to intake, or nearly do. */
const LINES = [
  ...[
    "payment",
    "fix ci",
    "the author",
    "実装して",
    "#implement",
    "no pull request",
    "#review",
    "#manual",
    "障害",
  ],
  ...["mode: implement", "mode: review", "risk-tier: low", "risk tier: medium", "multi-agent mode: standard"],
  ...[
    "### Execution mode",
    "### Multi-agent mode",
    "### Must not",
    "### Goal",
    "max",
    "low",
    "review",
    "implement",
  ],
  ...[
    "```",
    "~~~",
    "> rollback",
    "    code",
    "<!-- x -->",
    "repo `acme/web`",
    "`src/main.ts`",
    "Target repo: a/b",
  ],
  ...[
    "&#60;!--",
    "<!-- continuo:x:start -->",
    "<!-- continuo:x:end -->",
    "y".repeat(500),
    "",
    "rewrite",
    "## release",
  ],
];
const lines = fc.array(fc.constantFrom(...LINES), { maxLength: 8 });
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  lines.map((each) => each.join("\n")),
);

describe("laws", () => {
  test("any text is decided, by the shape, and the same text the same way", () => {
    fc.assert(
      fc.property(anyText, anyText, fc.option(anyText), (title, body, comment) => {
        const found = route(inputOf(body, { title, comment }));
        const written = canonicalJson(found);
        expect(readShape(Routing, found)).toMatchObject({ ok: true });
        expect(canonicalJson(route(inputOf(body, { title, comment })))).toBe(written);
        expect(written.isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("a line more never lowers the tier, nor the depth", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const less = route(inputOf(before.join("\n")));
        const more = route(inputOf([...before, ...after].join("\n")));
        expect(TIERS.indexOf(more.risk.tier)).toBeGreaterThanOrEqual(TIERS.indexOf(less.risk.tier));
        expect(more.risk.score).toBeGreaterThanOrEqual(less.risk.score);
        if (more.risk.tier === less.risk.tier && !isTwice(before, after))
          expect(DEPTHS.indexOf(more.depth.value)).toBeGreaterThanOrEqual(DEPTHS.indexOf(less.depth.value));
      }),
      { numRuns: 400 },
    );
  });

  test("a fence around all of it does not lower what it scores by words and length", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("payment", "fix ci", "障害", "y".repeat(500))), (words) => {
        const body = words.join("\n");
        const fenced = route(inputOf(`\`\`\`\n${body}\n\`\`\``)).risk.score;
        expect(fenced).toBeGreaterThanOrEqual(route(inputOf(body)).risk.score);
      }),
      { numRuns: 200 },
    );
  });

  test("review wins over anything that asks for more", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const body = ["", "## A", ...before.filter(isInline), "mode: review", ...after.filter(isInline)].join(
          "\n",
        );
        expect(route(inputOf(body)).mode.value).toBe("review");
      }),
      { numRuns: 250 },
    );
  });
});

/** Lines that neither open something nor are headings: the line behind them is read for what it is. */
const isInline = (line: string): boolean => !/^(?:#|```|~~~|<!--)/.test(line);

/** A depth that is asked for twice is asked for by nobody. */
const isTwice = (before: readonly string[], after: readonly string[]): boolean =>
  [...before, ...after].filter((line) => /multi-agent/i.test(line)).length > 1;

const SIZE = 65_536;
const filled = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);

describe("the largest body that a forge holds", () => {
  test.each([
    ["Latin", "payment ", "high", "review"],
    ["Japanese", "障害を実装して。", "high", "implement"],
    ["Cyrillic", "оплата ", "medium", "review"],
    ["Arabic", "مرحبا ", "medium", "review"],
    ["Devanagari", "हिन्दी ", "medium", "review"],
    ["emoji", "👩‍👩‍👧", "medium", "review"],
    ["accents apart", "e\u0301\u0323", "medium", "review"],
    ["line ends", "\r\n", "low", "review"],
    ["blanks", " ", "low", "review"],
    ["quotes in quotes", "> ", "medium", "review"],
    ["lists in lists", "  - ", "medium", "review"],
    ["open spans", "`a", "medium", "review"],
    ["fences", "```\n", "medium", "review"],
    ["headings", "## ", "medium", "review"],
    ["headers that are none", "##\n\n", "medium", "review"],
    ["comments", "<!--", "low", "review"],
    ["entities", "&#38;", "medium", "review"],
    ["nested entities", "#38;", "medium", "review"],
    ["ends of entities", ";", "medium", "review"],
    ["fields", "mode: implement\n", "low", "review"],
    ["owners", "acme/", "medium", "review"],
    ["negated cues", "no pull request ", "medium", "review"],
    ["halves of phrases", "schema   ", "medium", "review"],
    ["marks of ours", "<!-- continuo:a:start -->\n", "low", "review"],
  ])("%s", (_script, piece, tier, mode) => {
    const found = route(inputOf(filled(piece)));
    expect([found.outcome, found.risk.tier, found.mode.value]).toEqual(["routed", tier, mode]);
  });
});
