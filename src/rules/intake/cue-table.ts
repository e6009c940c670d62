/**
 * The words that count, by what they count for. English forms are whole words, every form listed; where a form has
 * several, blanks, dashes, slashes and underscores may stand between them, line ends may not. Japanese forms, and those
 * with a `#`, are looked for as they stand. Upper and lower case, half and full width are one.
 * Source: spec of the mainframe, sections 1.3, 1.5, 3 and 4; word forms by its head rule 3, theirs and ours.
 */
export const CUE_TABLE = {
  "high-risk": {
    en: [
      ...["migration", "migrations", "rewrite", "rewrites", "schema change", "schema changes"],
      ...["breaking change", "breaking changes", "incident", "incidents", "root cause", "root causes"],
      ...["rollback", "rollbacks", "payment", "payments", "security"],
      ...["auth", "authn", "authz", "oauth", "oauth2", "authentication", "authorization", "authorisation"],
      ...["authenticate", "authenticated", "authenticates", "authenticating", "unauthenticated"],
      ...["authorize", "authorized", "authorizes", "authorizing", "unauthorized"],
    ],
    ja: ["全面刷新", "アーキテクチャ刷新", "障害"],
  },
  "medium-risk": {
    en: [
      ...[
        "workflow",
        "workflows",
        "ci",
        "cicd",
        "gha",
        "integration",
        "integrations",
        "database",
        "databases",
      ],
      ...["concurrency", "performance", "refactor", "refactors", "refactored", "refactoring"],
      ...[
        "infra",
        "infrastructure",
        "deploy",
        "deploys",
        "deployed",
        "deploying",
        "deployment",
        "deployments",
      ],
      ...["release", "releases", "released", "releasing"],
    ],
    ja: ["運用", "本番"],
  },
  "large-refactor": {
    en: [
      ...["refactor", "refactors", "refactored", "refactoring", "migration", "migrations"],
      ...["rewrite", "rewrites"],
    ],
    ja: ["大規模", "全面", "全体", "リファクタ", "アーキテクチャ刷新"],
  },
  correction: {
    en: [
      "user correction",
      "usercorrection",
      "user corrections",
      "postmortem",
      "postmortems",
      "lessons learned",
    ],
    ja: ["再発防止", "修正依頼", "回顧", "振り返り", "根本原因"],
  },
  "depth-max": {
    en: [
      ...["refactor", "refactors", "refactored", "refactoring", "migration", "migrations"],
      ...["rewrite", "rewrites"],
    ],
    ja: ["大規模", "全面", "全体", "アーキテクチャ", "リライト"],
  },
  visual: {
    en: [
      ...["ui", "ux", "figma", "mockup", "mockups", "wireframe", "wireframes", "screenshot", "screenshots"],
      ...["layout", "layouts", "pencil"],
    ],
    ja: ["デザイン", "画面", "画像", "スクリーンショット", "レイアウト"],
  },
  realtime: {
    en: ["twitter", "tweet", "tweets", "xai", "grok", "timeline", "timelines"],
    ja: ["x検索", "トレンド", "リアルタイム", "速報", "タイムライン"],
  },
  implement: {
    en: ["#implement", "implement mode", "pull request"],
    ja: ["実装モード", "実装して", "実装まで", "pr作成", "完遂", "最後まで"],
  },
  "review-only": {
    en: ["#review", "review only", "no implement"],
    ja: ["レビューのみ", "指摘のみ", "実装しない", "実装不要"],
  },
  "opt-out": {
    en: ["#manual", "#no-gha24", "manual only"],
    ja: ["mainframeしない", "自動実行しない"],
  },
  confirm: {
    en: ["#confirm-implement", "#impl-confirm", "implement confirmed"],
    ja: ["実装確定"],
  },
  "target-hint": {
    en: ["repo", "repos", "repository", "repositories", "target", "targets"],
    ja: ["リポジトリ", "対象"],
  },
} satisfies Readonly<Record<string, { en: string[]; ja: string[] }>>;

export type CueGroup = keyof typeof CUE_TABLE;

/** What turns a cue for doing something into none: words before it, endings after it. Ours. */
export const NEGATIONS = {
  before: ["no", "not", "never", "without", "don", "dont", "cannot", "avoid", "skip"],
  after: [
    ...["しない", "しなく", "せず", "するな", "不要", "禁止", "なし", "無し", "いらない", "やめ", "いない"],
    ...[
      "はしない",
      "はせず",
      "は不要",
      "は禁止",
      "はなし",
      "はいらない",
      "はいけない",
      "をしない",
      "ではない",
      "じゃない",
    ],
    ...["しては", "ほしくない", "欲しくない", "前", "待ち", "されていない"],
  ],
} as const;
