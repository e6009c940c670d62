/** How a secret shows, by its name or by its form. All lists are ours. */
export const SECRET_CUES = {
  /** Names of an assignment whose value is a secret. */
  assigned: [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "api_key",
    "apikey",
    "access_key",
    "client_secret",
    "パスワード",
  ],
  /** In the value these say that it stands for another. */
  standIns: [
    "example",
    "changeme",
    "your",
    "redacted",
    "placeholder",
    "dummy",
    "xxxx",
    "****",
    "test",
    "process.env",
    "secrets.",
  ],
} as const;

/** Secrets that tell themselves: how they begin, and how many characters of which alphabet follow. Their makers' formats. */
export const SECRET_FORMS = [
  { name: "a GitHub token", heads: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], least: 30, alphabet: "word" },
  { name: "a GitHub token", heads: ["github_pat_"], least: 22, alphabet: "word" },
  { name: "a GitLab token", heads: ["glpat-"], least: 20, alphabet: "word" },
  { name: "an npm token", heads: ["npm_"], least: 36, alphabet: "word" },
  { name: "an AWS key id", heads: ["AKIA", "ASIA"], least: 16, alphabet: "upper" },
  {
    name: "a Slack token",
    heads: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"],
    least: 10,
    alphabet: "word",
  },
  { name: "a model provider's key", heads: ["sk-"], least: 32, alphabet: "word" },
  { name: "a Google key", heads: ["AIza"], least: 35, alphabet: "word" },
] as const;
