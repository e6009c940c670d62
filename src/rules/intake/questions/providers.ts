import * as v from "valibot";
import { compatLabel } from "../choices/labels.ts";
import { type Guarded, providersOf } from "../choices/providers.ts";
import { fallbackOf, SETTINGS, type SettingName, type SettingValue, settingNamed } from "../settings.ts";

const said = v.optional(v.pipe(v.string(), v.maxLength(200)));

/** What the provider policy is asked: each as its variable or label would say it; absent is not said. */
export const ProvidersQuestion = v.strictObject({
  main: said,
  assist: said,
  default_main: said,
  default_assist: said,
  claude_state: said,
  claude_role_policy: said,
  degraded_assist_policy: said,
  /** Who assists instead where Claude would lead and assist. */
  assist_policy: said,
  /** The same by its variable's name. */
  main_assist_policy: said,
  force_claude: v.optional(v.union([v.boolean(), v.pipe(v.string(), v.maxLength(200))])),
});
export type ProvidersQuestion = v.InferOutput<typeof ProvidersQuestion>;

const Main = v.picklist(SETTINGS.main.values);
const Assist = v.picklist(SETTINGS.assist.values);

/** Who was asked for, who it is, and why. A reason is empty where nothing was changed. */
export const ProvidersAnswer = v.strictObject({
  requested_main: Main,
  requested_assist: Assist,
  resolved_main: Main,
  resolved_assist: Assist,
  main_fallback_applied: v.boolean(),
  main_fallback_reason: v.string(),
  assist_fallback_applied: v.boolean(),
  assist_fallback_reason: v.string(),
  pressure_guard_applied: v.boolean(),
  pressure_guard_reason: v.string(),
  claude_role_policy: v.picklist(SETTINGS.rolePolicy.values),
  degraded_assist_policy: v.picklist(SETTINGS.degradedAssist.values),
  compat_label: v.string(),
  orchestrator_label: v.string(),
  assist_orchestrator_label: v.string(),
});
export type ProvidersAnswer = v.InferOutput<typeof ProvidersAnswer>;

/** Spec of the mainframe, 2.2. */
export function answerProviders(asked: ProvidersQuestion): ProvidersAnswer {
  const rolePolicy = known("rolePolicy", asked.claude_role_policy);
  const degradedAssist = known("degradedAssist", asked.degraded_assist_policy);
  const request = {
    main: settingNamed("main", asked.main) ?? known("main", asked.default_main),
    assist: settingNamed("assist", asked.assist) ?? known("assist", asked.default_assist),
    isForced: String(asked.force_claude).trim().toLowerCase() === "true",
  };
  const { main, assist, guards } = providersOf(request, {
    rolePolicy,
    degradedAssist,
    state: known("state", asked.claude_state),
    mainAssist: known("mainAssist", asked.assist_policy ?? asked.main_assist_policy),
  });
  return {
    requested_main: request.main,
    requested_assist: request.assist,
    resolved_main: main,
    resolved_assist: assist,
    main_fallback_applied: reasonOf("main", guards) !== "",
    main_fallback_reason: reasonOf("main", guards),
    assist_fallback_applied: reasonOf("assist", guards) !== "",
    assist_fallback_reason: reasonOf("assist", guards),
    pressure_guard_applied: reasonOf("pressure", guards) !== "",
    pressure_guard_reason: reasonOf("pressure", guards),
    claude_role_policy: rolePolicy,
    degraded_assist_policy: degradedAssist,
    compat_label: compatLabel(main),
    orchestrator_label: `orchestrator:${main}`,
    assist_orchestrator_label: `orchestrator-assist:${assist}`,
  };
}

/** An unknown value is the default: spec of the mainframe, 2.2. */
const known = <N extends SettingName>(name: N, value: string | undefined): SettingValue<N> =>
  settingNamed(name, value) ?? fallbackOf(name);

/** Guards whose reason says where they led: the others lead to one place only. */
const SAYS_WHERE = ["claude-rate-limit-degraded", "main-claude-assist-claude"];

function reasonOf(of: Guarded["of"], guards: readonly Guarded[]): string {
  const applied = guards.find((each) => each.of === of);
  if (!applied) return "";
  const { guard, to } = applied;
  return of !== "main" && SAYS_WHERE.includes(guard) ? `${guard}->${to}` : guard;
}
