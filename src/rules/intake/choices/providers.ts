import { type RequestReading, saidIn } from "../reading/request-text.ts";
import { type Settings, type SettingValue, settingNamed } from "../settings.ts";

export type Main = SettingValue<"main">;
export type Assist = SettingValue<"assist">;

/** What is asked for, before any guard. */
export interface ProviderRequest {
  readonly main: Main;
  readonly assist: Assist;
  /** Claude was forced for this issue: no guard applies. */
  readonly isForced: boolean;
}

/** A guard that changed something. */
export interface Guarded {
  /** What it guards: the main provider, the assist, or Claude from being both. */
  readonly of: "main" | "assist" | "pressure";
  readonly guard: string;
  readonly from: string;
  readonly to: string;
}

export interface ProviderChoice {
  readonly main: Main;
  readonly assist: Assist;
  readonly requested: { readonly main: Main; readonly assist: Assist };
  readonly guards: readonly Guarded[];
}

type ProviderSettings = Pick<Settings, "rolePolicy" | "state" | "degradedAssist" | "mainAssist">;

/**
 * Who leads and who assists, after the guards: Claude leads only where the role policy lets it and its rate limit is
 * fine, assists only while there is some left, and is never both.
 *
 * @see spec of the mainframe, 2.2; BUG-5 (no assist where nobody asked for one), BUG-7 (the whole reason)
 */
export function providersOf(request: ProviderRequest, settings: ProviderSettings): ProviderChoice {
  const guards: Guarded[] = [];
  let { main, assist } = request;
  const lead = (guard: string) => {
    guards.push({ of: "main", guard, from: main, to: "codex" });
    main = "codex";
  };
  const help = (of: "assist" | "pressure", guard: string, to: Assist) => {
    guards.push({ of, guard, from: assist, to });
    assist = to;
  };
  const { rolePolicy, state } = settings;
  const requested = { main, assist };
  if (request.isForced) return { main, assist, requested, guards };
  if (main === "claude" && rolePolicy === "sub-only") lead("claude-main-sub-only");
  if (main === "claude" && state !== "ok") lead(`claude-rate-limit-${state}`);
  if (assist === "claude" && state === "degraded")
    help("assist", "claude-rate-limit-degraded", settings.degradedAssist);
  if (assist === "claude" && state === "exhausted") help("assist", "claude-rate-limit-exhausted", "none");
  if (main === "claude" && assist === "claude")
    help("pressure", "main-claude-assist-claude", settings.mainAssist);
  return { main, assist, requested, guards };
}

/** What an issue asks for: a label, else the body, else the repository's default. */
export function providerRequestOf(
  reading: RequestReading,
  labels: readonly string[],
  settings: Settings,
): ProviderRequest {
  const main = settingNamed(
    "main",
    labelled(labels, "orchestrator:", MAIN_LABELS) ?? saidIn(reading, "main")?.value,
  );
  const assist = settingNamed("assist", assistLabelled(labels) ?? saidIn(reading, "assist")?.value);
  return {
    main: main ?? settings.main,
    assist: assist ?? settings.assist,
    isForced: labels.includes("orchestrator-force:claude"),
  };
}

const MAIN_LABELS = ["codex", "claude"];
const ASSIST = "orchestrator-assist:";

/** The one value that the labels name; two that contradict each other name none. */
function labelled(labels: readonly string[], prefix: string, values: readonly string[]): string | undefined {
  const named = values.filter((value) => labels.includes(`${prefix}${value}`));
  return named.length === 1 ? named[0] : undefined;
}

const assistLabelled = (labels: readonly string[]): string | undefined =>
  labels.includes(`${ASSIST}none`) ? "none" : labelled(labels, ASSIST, MAIN_LABELS);
