import { FILES, PLAN, type Request } from "./request.ts";

const STACK = Array.from(
  { length: 300 },
  (_, at) => `    at parseRow (src/importer/csv.ts:${at + 1}:13) in worker ${at % 4}`,
);
const PROSE = Array.from(
  { length: 90 },
  (_, at) =>
    `Paragraph ${at + 1}: the order view keeps showing the state of the order in the words of the warehouse.`,
);
const ROUTES = FILES.filter((file) => file.startsWith("src/api/")).slice(0, 21);

export const SIZE: readonly Request[] = [
  {
    name: "a sprint in a checklist",
    title: "Checkout improvements",
    body: [
      "- [ ] Add Apple Pay",
      "- [ ] Fix the rounding of half cents",
      "- [ ] Rename the cart service",
      "- [ ] Update the mail footer",
      "- [ ] Add a dark mode",
      "- [ ] Move the importer to a queue",
      "- [ ] Write an API guide",
      "Done when all boxes are ticked and the tests pass.",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "one change in three steps",
    title: "Round half cents up",
    body: [
      "- [ ] Add `roundHalfUp` to src/cart/rounding.ts",
      "- [ ] Use it in src/cart/price.ts",
      "- [ ] Add the failing case to test/cart.test.ts",
      "Expected: 0.125 becomes 0.13.",
    ],
    rejectedBy: [],
  },
  {
    name: "one change with eight criteria",
    title: "Parse dates of all our partners",
    body: [
      "parse-date.ts knows ISO only. Partners send other forms.",
      "## Acceptance criteria",
      ...[
        "1.2.2026",
        "01.02.2026",
        "1/2/26",
        "2026/02/01",
        "1 Feb 2026",
        "Feb 1, 2026",
        "20260201",
        "2026-W05-7",
      ].map((form) => `- [ ] Accept ${form}`),
    ],
    rejectedBy: [],
  },
  {
    name: "and also, and also",
    title: "Fix the search field",
    body: [
      "The search field loses focus after each key. Expected: it keeps it.",
      "While you are at it, translate the placeholder. Additionally the header needs a new logo,",
      "and also please bump the Node version.",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "one thing besides",
    title: "Fix the search field",
    body: [
      "The search field loses focus after each key. Expected: it keeps it.",
      "Please also add a test for that in test/cart.test.ts.",
    ],
    rejectedBy: [],
  },
  {
    name: "three issues in one",
    title: "Three bugs from the workshop",
    body: [
      "## Bug 1: wrong year in the footer",
      "Expected the year of the order, actual 2024.",
      "## Bug 2: upload drops the last row",
      "Expected one row, actual none.",
      "## Bug 3: search ignores umlauts",
      "Expected Müller to be found by muller.",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "so many files that the plan may not touch",
    title: "Convert the code to ES modules",
    body: [
      "Convert the 140 files that use require() to import.",
      "Acceptance: no require( is left and the tests pass.",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "so many files, but as what goes wrong",
    title: "Upload of many files hangs",
    body: [
      "Uploading 140 files at once hangs in src/importer/upload.ts; 10 files work.",
      "Expected: at most four uploads run side by side, and all 140 files arrive.",
    ],
    rejectedBy: [],
  },
  {
    name: "a specification of a chapter's length",
    title: "New order view",
    body: [...PROSE, "Acceptance: the order view shows the state in the customer's words."],
    rejectedBy: ["size"],
  },
  {
    name: "a short report with a long trace",
    title: "Importer crashes on an empty row",
    body: ["Expected: the row is skipped. Actual:", "```", ...STACK, "```"],
    rejectedBy: [],
  },
  {
    name: "one file more than the plan may touch, by name",
    title: "Give each route a timeout",
    body: [
      "Set a timeout of 5 s in each of these:",
      ...ROUTES.map((file) => `- ${file}`),
      "Expected: a route that hangs answers 504.",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "as many files as the plan may touch, by name",
    title: "Give each route a timeout",
    body: [
      "Set a timeout of 5 s in each of these:",
      ...ROUTES.slice(1).map((file) => `- ${file}`),
      "Expected: a route that hangs answers 504.",
    ],
    rejectedBy: [],
  },
  {
    name: "ついでにあれもこれも",
    title: "ログイン画面の文言を修正",
    body: [
      "「ログイン」を「サインイン」に修正する。期待する結果: 画面に「サインイン」と表示される。",
      "ついでにヘッダーのロゴも差し替えてください。それと検索の並び順も直してください。",
      "あわせて CSV 出力も追加してほしい。",
    ],
    rejectedBy: ["size"],
  },
  {
    name: "a plan of more than a day",
    title: "Fix the rounding of half cents",
    body: [
      "Expected: 0.125 becomes 0.13 in src/cart/rounding.ts.",
      "Actual: 0.12, and the failing test in test/cart.test.ts shows it.",
    ],
    rejectedBy: ["size"],
    given: {
      plan: { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, timeoutMs: 12 * 3_600_000 })) },
    },
  },
];
