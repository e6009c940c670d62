import type { Reviewer, ReviewSubject } from "../../../src/rules/review/subject.ts";

/** A request as somebody writes it, and which of the five must reject it; the others must let it pass. */
export interface Request {
  readonly name: string;
  readonly title: string;
  readonly body: readonly string[];
  readonly rejectedBy: readonly Reviewer[];
  /** What differs from the plan and the repository below. */
  readonly given?: Partial<Pick<ReviewSubject, "mode" | "tier" | "plan" | "files">>;
}

/** A middling web shop: what a base commit looks like. */
export const FILES = [
  ".github/CODEOWNERS",
  ".github/workflows/ci.yml",
  ".github/workflows/release.yml",
  "CHANGELOG.md",
  "Dockerfile",
  "README.md",
  "db/migrations/0001_users.sql",
  "db/migrations/0002_orders.sql",
  "docs/api.md",
  "docs/install.md",
  "infra/terraform/main.tf",
  "package-lock.json",
  "package.json",
  "scripts/deploy.sh",
  ...Array.from({ length: 24 }, (_, at) => `src/api/route-${String(at).padStart(2, "0")}.ts`),
  "src/auth/login.ts",
  "src/auth/session.ts",
  "src/cart/price.ts",
  "src/cart/rounding.ts",
  "src/http/client.ts",
  "src/importer/csv.ts",
  "src/importer/parse-date.ts",
  "src/importer/upload.ts",
  "src/mail/footer.ts",
  "src/search/query.ts",
  "src/settings/page.tsx",
  "test/cart.test.ts",
  "test/importer.test.ts",
];

export const PLAN = {
  repository: "octo/shop",
  base: { commit: "4a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7", branch: "main" },
  branch: "continuo/issue-17",
  steps: [
    { key: "implement", executor: "agent", run: [], timeoutMs: 1_800_000 },
    { key: "test", executor: "shell", run: ["npm", "test"], timeoutMs: 600_000 },
    { key: "publish", executor: "publish", run: [], timeoutMs: 60_000 },
  ],
  testCommand: ["npm", "test"],
  prepareCommand: null,
  limits: { maxFiles: 20, maxLines: 800 },
} satisfies NonNullable<ReviewSubject["plan"]>;

export const subjectOf = ({ title, body, given }: Request): ReviewSubject => ({
  request: { title, body: body.join("\n") },
  mode: "implement",
  tier: "medium",
  plan: PLAN,
  files: FILES,
  ...given,
});
