import { PLAN, type Request } from "./request.ts";

export const BLAST_RADIUS: readonly Request[] = [
  {
    name: "a rename in every file",
    title: "Rename user to account everywhere",
    body: [
      "Product now says account. Rename `user` to `account` in all files of the repository, tests included.",
      "Done when `grep -ri user src` finds nothing.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "the rename in one module",
    title: "Rename user to account in the session module",
    body: [
      "Product now says account. Rename `user` to `account` in src/auth/session.ts; the exported names stay.",
      "Done when `grep -i user src/auth/session.ts` finds the exports only.",
    ],
    rejectedBy: [],
  },
  {
    name: "code owners loosened",
    title: "Let the platform bot own the API folder",
    body: [
      "Reviews take too long. Change .github/CODEOWNERS so that @octo/platform-bot owns src/api/.",
      "Expected: pull requests that touch src/api/route-01.ts ask the bot only.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "an API broken without notice",
    title: "Remove the v1 price endpoint",
    body: [
      "This is a breaking change: remove the public endpoint `/v1/price` from src/api/route-03.ts.",
      "Expected: it answers 404 and its tests are gone.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "an API broken after its time",
    title: "Remove the v1 price endpoint",
    body: [
      "This is a breaking change: remove the public endpoint `/v1/price` from src/api/route-03.ts.",
      "It was deprecated in 4.2, partners moved in June, and it ships with the next major version (5.0.0).",
      "Expected: it answers 410 with a link to the migration guide.",
    ],
    rejectedBy: [],
  },
  {
    name: "work that would land on the base branch itself",
    title: "Fix the rounding of half cents",
    body: [
      "Expected: 0.125 becomes 0.13 in src/cart/rounding.ts.",
      "Actual: 0.12, and the failing test in test/cart.test.ts shows it.",
    ],
    rejectedBy: ["blast-radius", "reversibility"],
    given: { plan: { ...PLAN, branch: "main" } },
  },
  {
    name: "the same work on a branch of its own",
    title: "Fix the rounding of half cents",
    body: [
      "Expected: 0.125 becomes 0.13 in src/cart/rounding.ts.",
      "Actual: 0.12, and the failing test in test/cart.test.ts shows it.",
    ],
    rejectedBy: [],
  },
  {
    name: "a pattern that means two dozen files",
    title: "Use the new logger in the routes",
    body: [
      "Replace console.log by the logger in `src/api/*.ts`.",
      "Acceptance: no console.log is left there and the tests pass.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "a pattern that means three files",
    title: "Use the new logger in the importer",
    body: [
      "Replace console.log by the logger in `src/importer/*.ts`.",
      "Acceptance: no console.log is left there and the tests pass.",
    ],
    rejectedBy: [],
  },
  {
    name: "全面的な書き換え",
    title: "フロントエンドを全面的に書き換える",
    body: [
      "jQuery をやめて React に全面移行したい。",
      "受け入れ条件: すべての画面が React で表示され、既存のテストが通ること。",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "一画面だけの書き換え",
    title: "設定画面を React に書き換える",
    body: [
      "src/settings/page.tsx から jQuery の呼び出しをなくしたい。",
      "受け入れ条件: 設定画面のテストが通り、page.tsx に $( が残っていないこと。",
    ],
    rejectedBy: [],
  },
  {
    name: "files of another repository",
    title: "Fix the tax table of Austria",
    body: [
      "In `billing/tax/austria.py` the reduced rate is 12 instead of 13 percent.",
      "Expected: 13. See also `billing/tax/test_austria.py`.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "a file that is to be made",
    title: "Add a tax table for Austria",
    body: [
      "Create a new file `src/cart/tax-austria.ts` with the rates 20, 13 and 10 percent.",
      "Expected: `taxOf(100, 'reduced')` is 13.",
    ],
    rejectedBy: [],
  },
  {
    name: "schema, pipeline and sign-in in one go",
    title: "Sign in with passkeys",
    body: [
      "Store passkeys in a new migration below db/migrations/, check them in src/auth/login.ts, and let",
      ".github/workflows/release.yml run the migration on deploy.",
      "Acceptance: a user with a passkey signs in without a password.",
      "Rollback: the migration has a down script and the feature is behind the flag PASSKEYS.",
    ],
    rejectedBy: ["blast-radius"],
  },
  {
    name: "one action bumped in one workflow",
    title: "Bump actions/setup-node to v5 in CI",
    body: [
      "The runner warns about Node 16. Use actions/setup-node@v5 in .github/workflows/ci.yml.",
      "Expected: no warning in the log of the next run.",
    ],
    rejectedBy: [],
  },
];
