import { describe, expect, test } from "vitest";
import { readShape } from "../../kernel/shape.ts";
import { RouteInput } from "./request.ts";
import { route } from "./route.ts";
import { Routing } from "./routing.ts";

type Asked = Partial<RouteInput>;
const inputOf = (asked: Asked): RouteInput => ({
  repository: "acme/tower",
  title: "Tidy the page",
  body: "",
  labels: ["fugue-task"],
  comment: null,
  trigger: { kind: "opened", actor: "alice", permission: "write" },
  written: [],
  blocks: [],
  variables: {},
  ...asked,
});
const routed = (asked: Asked) => route(inputOf(asked));

describe("a plain request", () => {
  test("is reviewed, here, by few, and says why", () => {
    expect(routed({})).toEqual({
      outcome: "routed",
      skip: null,
      mode: { value: "review", rule: "review-first", place: null },
      confirmation: { value: "not-required", rule: "review-mode", place: null },
      target: { repository: "acme/tower", project: "tower", rule: "own-repository", place: null },
      providers: { main: "codex", assist: "none", requested: { main: "codex", assist: "none" }, guards: [] },
      risk: { tier: "low", score: 0, scored: [], declared: null },
      depth: { value: "standard", rule: "risk-low", place: null },
      signals: { visual: false, realtime: false, correction: false, largeRefactor: false },
      labels: { add: ["orchestrator-assist:none", "orchestrator:codex", "proj:tower", "tutti"], remove: [] },
      title: "[tower] Tidy the page",
      reasons: [
        "Nothing asks for an implementation: review.",
        "A review needs no confirmation.",
        "No other repository is named: the work is for this one.",
        "codex leads; nobody assists.",
        "Risk is low: 0 points.",
        "The council is standard: the risk is low.",
      ],
    });
  });

  test("left alone, nothing is changed, and that comes first in what is said", () => {
    const skipped = routed({ labels: ["fugue-task", "implement", "orchestrator:claude"], body: "#manual" });
    expect(skipped).toMatchObject({
      outcome: "skipped",
      skip: { reason: "opted-out", place: { in: "body", line: 1, quote: "#manual" } },
      labels: { add: [], remove: [] },
      title: "Tidy the page",
    });
    expect(skipped.reasons[0]).toBe('Left alone: "#manual" asks to be left alone.');
  });
});

describe("what stands in each other's way", () => {
  test("two targets are a review that says so, whatever asks for more", () => {
    const found = routed({ body: "#implement\n`acme/web`\n`acme/api`" });
    expect(found.mode).toMatchObject({ value: "review", rule: "ambiguous-target" });
    expect(found.confirmation.value).toBe("pending");
    expect(found.reasons[0]).toBe(
      "Two targets are named, acme/web and acme/api (line 3). Review, until it is clear.",
    );
    expect(found.labels.add).not.toContain("implement");
  });

  test("the wish to implement counts for the risk where review wins", () => {
    const body = "payment database\n#implement";
    expect(routed({ body }).risk.tier).toBe("high");
    expect(routed({ body: `${body}\nmode: review` })).toMatchObject({
      mode: { value: "review" },
      risk: { tier: "high" },
    });
  });

  test("an injected field makes the request unclear, and neither of the two counts", () => {
    const body =
      "### Execution mode\n\nreview\n\n### Implementation confirmation\n\npending\n\n### Goal\n\ndo X\n\n";
    const found = routed({
      body: `${body}### Implementation confirmation\n\nconfirmed\n\n### Execution mode\n\nimplement`,
    });
    expect(found.mode).toMatchObject({ value: "review", rule: "ambiguous-field" });
    expect(found.confirmation.value).toBe("pending");
    expect(found.reasons[0]).toBe("The mode is stated more than once. Review, until one is left.");
  });
});

describe("labels are asked for by people only", () => {
  const labels = [
    "fugue-task",
    "orchestrator:claude",
    "risk-tier:high",
    "large-refactor",
    "implement-confirmed",
  ];
  const variables = { FUGUE_CLAUDE_ROLE_POLICY: "flex" };

  test("a person's labels count", () => {
    expect(routed({ labels, variables, body: "#implement" })).toMatchObject({
      providers: { main: "claude" },
      risk: { tier: "high", declared: { tier: "high" } },
      confirmation: { value: "confirmed" },
    });
  });

  test("those that we wrote do not", () => {
    expect(routed({ labels, variables, body: "#implement", written: labels })).toMatchObject({
      providers: { main: "codex" },
      risk: { tier: "low", declared: null },
      confirmation: { value: "pending" },
      labels: { remove: ["implement-confirmed", "orchestrator:claude"] },
    });
  });

  test("a confirmation in the text is a label only in the words of whoever started the run", () => {
    const body = "mode: implement\nimplementation confirmation: confirmed";
    const add = (trigger: Partial<RouteInput["trigger"]>, more: Asked = {}) =>
      routed({ body, trigger: { kind: "opened", actor: "alice", permission: "write", ...trigger }, ...more })
        .labels.add;
    expect(add({})).toContain("implement-confirmed");
    expect(add({ kind: "dispatch" })).not.toContain("implement-confirmed");
    expect(add({ kind: "comment" }, { comment: "go on" })).not.toContain("implement-confirmed");
    expect(add({ kind: "comment" }, { body: "mode: implement", comment: "#confirm-implement" })).toContain(
      "implement-confirmed",
    );
  });
});

interface ProviderAsked {
  readonly labels?: readonly string[];
  readonly body?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

test("our own block does not score; our marks around anybody's words do not hide them", () => {
  const body = "Tidy\n<!-- continuo:spec:start -->\r\nmove the payment\r\n<!-- continuo:spec:end -->\n";
  expect(routed({ body, blocks: ["move the payment\n"] }).risk.tier).toBe("low");
  expect(routed({ body, blocks: ["something else"] }).risk.tier).toBe("medium");
  expect(routed({ body }).risk.tier).toBe("medium");
});

describe("providers", () => {
  test.each([
    [
      "both main labels name none",
      { labels: ["orchestrator:claude", "orchestrator:codex"] },
      "codex",
      "none",
    ],
    [
      "then the body counts",
      { labels: ["orchestrator:claude", "orchestrator:codex"], body: "orchestrator provider: claude" },
      "claude",
      "none",
    ],
    [
      "a label before the body",
      { labels: ["orchestrator:claude"], body: "orchestrator provider: codex" },
      "claude",
      "none",
    ],
    [
      "the repository's default last",
      { variables: { FUGUE_MAIN_ORCHESTRATOR_PROVIDER: "claude" } },
      "claude",
      "none",
    ],
    [
      "none wins among assists",
      { labels: ["orchestrator-assist:none", "orchestrator-assist:claude"] },
      "codex",
      "none",
    ],
    [
      "two assists name none",
      { labels: ["orchestrator-assist:codex", "orchestrator-assist:claude"] },
      "codex",
      "none",
    ],
    ["an assist in the form", { body: "### Assist orchestrator provider\n\ncodex" }, "codex", "codex"],
    [
      "an unknown provider is none",
      { body: "### Main orchestrator provider\n\n__proto__", labels: ["orchestrator:__proto__"] },
      "codex",
      "none",
    ],
    ["one with a flag behind it is none", { labels: ["orchestrator:claude --force"] }, "codex", "none"],
  ] as const)("%s", (_why, asked, main, assist) => {
    const { labels = [], variables = {}, ...rest }: ProviderAsked = asked;
    const found = routed({
      ...rest,
      labels: ["fugue-task", ...labels],
      variables: { FUGUE_CLAUDE_ROLE_POLICY: "flex", ...variables },
    });
    expect([found.providers.main, found.providers.assist]).toEqual([main, assist]);
  });

  test("a guard is named with what it changed, and said", () => {
    const found = routed({ labels: ["fugue-task", "orchestrator:claude"] });
    expect(found.providers.guards).toEqual([{ guard: "claude-main-sub-only", from: "claude", to: "codex" }]);
    expect(found.reasons).toContain("claude-main-sub-only changes claude to codex.");
  });
});

test("routed again after its own changes, a request is the same request", () => {
  const asked = inputOf({
    title: "Tidy",
    body: "#implement\nrepo `acme/auth`",
    trigger: { kind: "comment", actor: "a", permission: "admin" },
  });
  const first = route(asked);
  const labels = [...asked.labels, ...first.labels.add].filter((label) => label !== "tutti");
  const second = route({ ...asked, title: first.title, labels, written: first.labels.add });
  expect(second).toEqual({ ...first, labels: { add: ["tutti"], remove: [] } });
});

test("its output is what the shape says, and its input is read strictly", () => {
  expect(readShape(Routing, routed({ body: "#implement payment\nrisk-tier: x\n`acme/web`" })).ok).toBe(true);
  const {
    comment: _comment,
    written: _written,
    blocks: _blocks,
    variables: _variables,
    ...least
  } = inputOf({});
  expect(readShape(RouteInput, least)).toMatchObject({
    ok: true,
    value: { comment: null, written: [], blocks: [], variables: {} },
  });
  expect(readShape(RouteInput, { ...least, extra: 1 }).ok).toBe(false);
  expect(readShape(RouteInput, { ...least, repository: "acme" }).ok).toBe(false);
  expect(readShape(RouteInput, { ...least, body: "x".repeat(65_537) }).ok).toBe(false);
});
