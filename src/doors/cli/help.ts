import type { Flag, Verb } from "../../commands/command.ts";
import { flagOf, GLOBAL_FLAGS } from "./arguments.ts";

/** The help of one verb: what it does, its flags, and lines that work as they stand. */
export function verbHelp({
  name,
  summary,
  flags,
  examples,
  writes,
}: Pick<Verb<never>, "name" | "summary" | "flags" | "examples" | "writes">): string {
  const own = Object.entries(flags).map(([flag, each]) => row(spelled(flag, each), each.says + note(each)));
  const shared = Object.entries(GLOBAL_FLAGS)
    .filter(([flag]) => writes || flag !== "dryRun")
    .map(([flag, each]) => row(spelled(flag, { ...each, also: [] }), each.says));
  return [
    `continuo ${name}${usage(flags)}`,
    "",
    summary,
    "",
    "Flags:",
    ...own,
    "",
    "Everywhere:",
    ...shared,
    "",
    "Examples:",
    ...examples.map((line) => `  continuo ${line}`),
  ].join("\n");
}

function usage(flags: Verb<never>["flags"]): string {
  const words = Object.entries(flags)
    .filter(([, each]) => each.isRequired)
    .map(([flag, each]) => ` ${flagOf(flag)} ${each.value}`);
  return `${words.join("")} [flags]`;
}

function spelled(flag: string, each: Pick<Flag, "takes" | "also"> & { readonly value?: string }): string {
  const names = [flag, ...each.also].map(flagOf).join(", ");
  return each.takes === "none" ? names : `${names} ${each.value ?? "TEXT"}`;
}

const note = ({ isRequired, takes, isPositional }: Flag): string => {
  const words = [
    isRequired ? "required" : "",
    takes === "many" ? "may be repeated" : "",
    isPositional ? "also as the first word" : "",
  ];
  const said = words.filter((word) => word !== "").join(", ");
  return said === "" ? "" : ` (${said})`;
};

const row = (left: string, right: string): string =>
  left.length > 34 ? `  ${left}\n${" ".repeat(38)}${right}` : `  ${left.padEnd(34)}  ${right}`;
