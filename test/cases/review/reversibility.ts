import { PLAN, type Request } from "./request.ts";

export const REVERSIBILITY: readonly Request[] = [
  {
    name: "a column dropped for good",
    title: "Drop column users.legacy_id",
    body: [
      "Nothing reads it since 4.0. Add a migration below db/migrations/ that drops the column.",
      "Acceptance: the schema dump has no legacy_id and the tests pass.",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "the column with a way back",
    title: "Drop column users.legacy_id",
    body: [
      "Nothing reads it since 4.0. Add a migration below db/migrations/ that drops the column.",
      "Acceptance: the schema dump has no legacy_id and the tests pass.",
      "",
      "## Rollback",
      "The down migration adds the column again and fills it from the table users_legacy_backup.",
    ],
    rejectedBy: [],
  },
  {
    name: "a heading that promises a way back and has none",
    title: "Drop column users.legacy_id",
    body: ["Acceptance: the schema dump has no legacy_id and the tests pass.", "", "## Rollback", "none"],
    rejectedBy: ["reversibility"],
  },
  {
    name: "a package published",
    title: "Publish the price package to npm",
    body: [
      "Publish @octo/price 1.0.0 to the npm registry from src/cart/price.ts.",
      "Expected: `npm view @octo/price version` prints 1.0.0.",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "a publishing job made safer",
    title: "Release job publishes without provenance",
    body: [
      "The release job publishes to npm without provenance. Pass --provenance in the job.",
      "Expected: a dry run of the job prints the flag.",
    ],
    rejectedBy: [],
  },
  {
    name: "a mail to everybody",
    title: "Tell customers about the new terms",
    body: [
      "Send an email to all customers with the text of docs/api.md, section Terms.",
      "Expected: every customer with newsletter=true gets it once.",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "a mail template corrected",
    title: "Order mail shows a wrong year",
    body: [
      "When we send an email for an order, the footer says 2024. It comes from src/mail/footer.ts.",
      "Expected: the year of the order.",
    ],
    rejectedBy: [],
  },
  {
    name: "keys rotated",
    title: "Rotate the signing keys of the sessions",
    body: [
      "Rotate the session signing keys in the vault and deploy src/auth/session.ts with the new key id.",
      "Acceptance: new sessions carry kid 2026-11.",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "keys rotated side by side",
    title: "Rotate the signing keys of the sessions",
    body: [
      "Rotate the session signing keys in the vault and deploy src/auth/session.ts with the new key id.",
      "Acceptance: new sessions carry kid 2026-11.",
      "The old key stays valid for 30 days; it can be reverted by setting KID back.",
    ],
    rejectedBy: [],
  },
  {
    name: "old objects deleted",
    title: "Clean the archive bucket",
    body: [
      "Storage is 400 EUR a month. Delete all objects older than two years from the production bucket.",
      "Acceptance: the bucket is below 1 TB.",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "a button that deletes",
    title: "Delete button for saved carts",
    body: [
      "Add a button to delete a saved cart, with a confirmation.",
      "Expected: after confirming, the cart is gone from the list and DELETE /carts/1 was called once.",
    ],
    rejectedBy: [],
  },
  {
    name: "本番データの移行",
    title: "注文テーブルのデータを新しい形式に移行する",
    body: [
      "本番の注文データを一括で新形式へ移行してください。",
      "受け入れ条件: すべての注文に currency が入っていること。",
    ],
    rejectedBy: ["reversibility"],
  },
  {
    name: "本番データの移行、戻し方つき",
    title: "注文テーブルのデータを新しい形式に移行する",
    body: [
      "本番の注文データを一括で新形式へ移行してください。",
      "受け入れ条件: すべての注文に currency が入っていること。",
      "## ロールバック",
      "移行前にバックアップを取り、失敗した場合は orders_old から復元する。",
    ],
    rejectedBy: [],
  },
  {
    name: "history rewritten on the shared branch",
    title: "Purge the videos from git history",
    body: [
      "The clone is 3 GB. Rewrite the git history without *.mp4 and force push main.",
      "Expected: a fresh clone is below 200 MB.",
    ],
    rejectedBy: ["danger", "reversibility"],
  },
  {
    name: "a plan that publishes a package as one of its steps",
    title: "Fix the rounding of half cents",
    body: [
      "Expected: 0.125 becomes 0.13 in src/cart/rounding.ts.",
      "Actual: 0.12, and the failing test in test/cart.test.ts shows it.",
    ],
    rejectedBy: ["reversibility"],
    given: {
      plan: {
        ...PLAN,
        steps: [
          ...PLAN.steps,
          { key: "ship", executor: "shell", run: ["npm", "publish"], timeoutMs: 60_000 },
        ],
      },
    },
  },
];
