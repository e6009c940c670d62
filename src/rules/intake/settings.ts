import { shown } from "../../kernel/text.ts";
import { DEPTHS } from "./routing.ts";

interface Setting {
  /** Names of the variable, the first that is set wins. */
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly fallback: string;
}

/** What the repository's variables may say, and what counts where they say nothing: spec of the mainframe, 0.3. */
export const SETTINGS = {
  main: {
    names: ["FUGUE_MAIN_ORCHESTRATOR_PROVIDER", "FUGUE_ORCHESTRATOR_PROVIDER"],
    values: ["codex", "claude"],
    fallback: "codex",
  },
  assist: {
    names: ["FUGUE_ASSIST_ORCHESTRATOR_PROVIDER"],
    values: ["none", "codex", "claude"],
    fallback: "none",
  },
  rolePolicy: { names: ["FUGUE_CLAUDE_ROLE_POLICY"], values: ["sub-only", "flex"], fallback: "sub-only" },
  state: {
    names: ["FUGUE_CLAUDE_RATE_LIMIT_STATE"],
    values: ["ok", "degraded", "exhausted"],
    fallback: "ok",
  },
  degradedAssist: {
    names: ["FUGUE_CLAUDE_DEGRADED_ASSIST_POLICY"],
    values: ["none", "codex"],
    fallback: "none",
  },
  mainAssist: { names: ["FUGUE_CLAUDE_MAIN_ASSIST_POLICY"], values: ["codex", "none"], fallback: "codex" },
  depth: { names: ["FUGUE_MULTI_AGENT_MODE"], values: DEPTHS, fallback: "enhanced" },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = (typeof SETTINGS)[N]["values"][number];

export type Settings = {
  readonly [N in SettingName]: SettingValue<N>;
} & {
  /** One sentence for each variable whose value is none: what counts instead. */
  readonly notes: readonly string[];
};

/** A value as it was meant: blanks and case aside; undefined where it is none of the setting's. */
export function settingNamed<N extends SettingName>(
  name: N,
  said: string | undefined,
): SettingValue<N> | undefined {
  const wanted = said?.trim().toLowerCase();
  const values: readonly SettingValue<N>[] = SETTINGS[name].values;
  return values.find((value) => value === wanted);
}

/** Reads the variables. An unknown value counts as not set, and is said. Never throws. */
export function settingsOf(variables: Readonly<Record<string, string>>): Settings {
  const notes: string[] = [];
  const read = <N extends SettingName>(setting: N): SettingValue<N> => {
    for (const name of SETTINGS[setting].names) {
      const said = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (said === undefined || said.trim() === "") continue;
      const value = settingNamed(setting, said);
      if (value !== undefined) return value;
      notes.push(`${name} is ${shown(said, 40)}, which is none of its values: it counts as not set.`);
    }
    return fallbackOf(setting);
  };
  return {
    main: read("main"),
    assist: read("assist"),
    rolePolicy: read("rolePolicy"),
    state: read("state"),
    degradedAssist: read("degradedAssist"),
    mainAssist: read("mainAssist"),
    depth: read("depth"),
    notes,
  };
}

export const fallbackOf = <N extends SettingName>(name: N): SettingValue<N> => SETTINGS[name].fallback;
