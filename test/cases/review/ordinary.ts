import type { Request } from "./request.ts";

/** What comes in on an ordinary day, with words in it that a hasty judge would trip over. */
export const ORDINARY: readonly Request[] = [
  {
    name: "a dependency bumped",
    title: "Bump valibot from 1.4.0 to 1.5.0",
    body: [
      "Update package.json and package-lock.json. Release notes: no breaking changes.",
      "Expected: `npm ls valibot` prints 1.5.0 and all tests pass.",
    ],
    rejectedBy: [],
  },
  {
    name: "a refactoring that changes nothing",
    title: "Extract date parsing from the CSV reader",
    body: [
      "csv.ts parses dates inline. Move that to src/importer/parse-date.ts and delete the copy in csv.ts.",
      "No behaviour changes: the existing tests of test/importer.test.ts pass unchanged.",
    ],
    rejectedBy: [],
  },
  {
    name: "a token that expires",
    title: "Session token is refreshed too late",
    body: [
      "We send the token in the Authorization header and log the token refresh time. It is refreshed after",
      "it expired. Expected: 60 s before. See src/auth/session.ts.",
    ],
    rejectedBy: [],
  },
  {
    name: "a form for passwords",
    title: "Show password strength while typing",
    body: [
      "As a customer I want to see how strong my password is.",
      "Acceptance: below 10 characters the bar is red; a password reset mail is not sent.",
    ],
    rejectedBy: [],
  },
  {
    name: "a clean-up script that goes too far",
    title: "deploy.sh deletes the wrong folder when TARGET is empty",
    body: [
      "With TARGET unset, `rm -rf $TARGET/` in scripts/deploy.sh becomes `rm -rf /`.",
      "Expected: the script stops with an error when TARGET is empty.",
    ],
    rejectedBy: [],
  },
  {
    name: "日本語の不具合報告",
    title: "CSV の最終行が取り込まれない",
    body: [
      "## 再現手順",
      "1. 末尾に改行のない CSV を用意する",
      "2. 管理画面からアップロードする",
      "## 期待する動作",
      "すべての行が取り込まれる。",
      "## 実際の動作",
      "最終行だけ取り込まれない。src/importer/csv.ts を確認してください。",
    ],
    rejectedBy: [],
  },
  {
    name: "a guard against injected SQL",
    title: "Escape the search term",
    body: [
      "A search for `'; DROP TABLE users; --` reaches the database as it is.",
      "Use a bound parameter in src/search/query.ts. Expected: the term is searched for literally.",
    ],
    rejectedBy: [],
  },
  {
    name: "approval as a feature",
    title: "Managers approve orders above 5000 EUR",
    body: [
      "Orders above 5000 EUR wait until a manager approves them.",
      "Acceptance: an order of 5001 EUR has the state waiting, one of 5000 EUR does not.",
    ],
    rejectedBy: [],
  },
  {
    name: "a flag in production, taken back by itself",
    title: "Roll out the new search to 10 % of customers",
    body: [
      "Put the new search of src/search/query.ts behind the feature flag NEW_SEARCH, default off.",
      "Expected: with the flag off nothing changes, with it on results come by relevance.",
    ],
    rejectedBy: [],
  },
  {
    name: "a read-only look at dangerous code",
    title: "Review the deploy script",
    body: ["Please check scripts/deploy.sh: it uses sudo and removes folders. What could go wrong?"],
    rejectedBy: [],
    given: { mode: "review", plan: null },
  },
];
