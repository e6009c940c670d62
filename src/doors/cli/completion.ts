import { type Flag, InputFailure, type Verb } from "../../commands/command.ts";
import { VERBS } from "../../commands/index.ts";
import { nearest, shown } from "../../kernel/text.ts";
import { flagOf, GLOBAL_FLAGS } from "./arguments.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** One flag as a shell needs it: how it is typed, whether a value follows, and the values there are if they are few. */
interface Typed {
  readonly spelling: string;
  readonly says: string;
  readonly hasValue: boolean;
  readonly choices: readonly string[];
}

interface TypedVerb {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Typed[];
  /** Values of the first word after the verb. */
  readonly words: readonly string[];
}

/**
 * The completion script of a shell, made from the verbs.
 *
 * @throws `input.invalid` when the words are not one shell
 */
export async function completion(words: readonly string[]): Promise<string> {
  const [name = "", ...rest] = words;
  const shell = SHELLS.find((each) => each === name);
  if (shell && rest.length === 0) return SCRIPTS[shell](await typedVerbs());
  const near = nearest(name, SHELLS);
  const meant = near ? `did you mean ${near}?` : `allowed are ${SHELLS.join(", ")}`;
  const message = shell ? "is enough: completion takes one shell" : `is not a shell; ${meant}`;
  throw new InputFailure([{ path: shown(name), message }], "continuo completion bash|zsh|fish");
}

async function typedVerbs(): Promise<readonly TypedVerb[]> {
  const verbs = await Promise.all(Object.values(VERBS).map(async (load) => (await load()).verb));
  return verbs.map(typed);
}

function typed({ name, summary, flags, writes }: Verb<never>): TypedVerb {
  const own = Object.entries(flags).map(([flag, each]) => ({
    spelling: flagOf(flag),
    says: each.says,
    hasValue: each.takes !== "none",
    choices: choicesOf(each),
  }));
  const shared = Object.entries(GLOBAL_FLAGS)
    .filter(([flag]) => writes || flag !== "dryRun")
    .map(([flag, { takes, says }]) => ({
      spelling: flagOf(flag),
      says,
      hasValue: takes === "one",
      choices: [],
    }));
  const words = Object.values(flags).filter(({ isPositional }) => isPositional);
  return { name, summary, flags: [...own, ...shared], words: words.flatMap(choicesOf) };
}

/** The values of a picklist, however it is wrapped; none for anything else. */
function choicesOf({ schema }: Flag): readonly string[] {
  let at: unknown = schema;
  for (let depth = 0; depth < 4 && typeof at === "object" && at !== null; depth++) {
    const options: unknown = Reflect.get(at, "options");
    if (Array.isArray(options)) return options.filter((each) => typeof each === "string");
    at = Reflect.get(at, "wrapped") ?? Reflect.get(at, "item");
  }
  return [];
}

const SCRIPTS: Readonly<Record<Shell, (verbs: readonly TypedVerb[]) => string>> = {
  bash: (verbs) =>
    [
      "# bash completion of continuo: source <(continuo completion bash)",
      "_continuo() {",
      '  local cur="$2" prev="$3"',
      `  local verb="\${COMP_WORDS[1]}"`,
      '  if [ "$COMP_CWORD" -eq 1 ]; then',
      `    COMPREPLY=($(compgen -W "${[...verbs.map(({ name }) => name), "completion", "help"].join(" ")}" -- "$cur"))`,
      "    return",
      "  fi",
      '  case "$verb $prev" in',
      ...verbs.flatMap(({ name, flags }) =>
        flags
          .filter(({ choices }) => choices.length > 0)
          .map(({ spelling, choices }) => bashCase(`"${name} ${spelling}"`, choices, true)),
      ),
      "  esac",
      '  case "$verb" in',
      ...verbs.map(({ name, flags, words }) =>
        bashCase(name, [...words, ...flags.map(({ spelling }) => spelling)], false),
      ),
      bashCase("completion", SHELLS, false),
      "  esac",
      "}",
      "complete -o default -F _continuo continuo",
      "",
    ].join("\n"),

  zsh: (verbs) =>
    [
      "#compdef continuo",
      "# zsh completion of continuo: continuo completion zsh > a folder of $fpath/_continuo",
      "_continuo() {",
      "  local -a verbs=(",
      ...verbs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`),
      "  )",
      "  if (( CURRENT == 2 )); then _describe verb verbs; return; fi",
      '  case "$words[2]" in',
      ...verbs.map(({ name, flags, words }) =>
        [
          `    ${name}) _arguments`,
          ...flags.map((flag) => quoted(zshFlag(flag))),
          ...(words.length > 0 ? [quoted(`2:word:(${words.join(" ")})`)] : []),
          quoted("*:file:_files"),
          ";;",
        ].join(" "),
      ),
      `    completion) _values shell ${SHELLS.join(" ")} ;;`,
      "  esac",
      "}",
      'if [ "$funcstack[1]" = "_continuo" ]; then _continuo "$@"; else compdef _continuo continuo; fi',
      "",
    ].join("\n"),

  fish: (verbs) =>
    [
      "# fish completion of continuo: continuo completion fish | source",
      ...verbs.flatMap(({ name, summary, flags, words }) => {
        const seen = `complete -c continuo -n '__fish_seen_subcommand_from ${name}'`;
        return [
          `complete -c continuo -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
          ...flags.map((flag) => `${seen} ${fishFlag(flag)}`),
          ...(words.length > 0 ? [`${seen} -f -a ${quoted(words.join(" "))}`] : []),
        ];
      }),
      "complete -c continuo -f -n __fish_use_subcommand -a completion -d 'Print a completion script.'",
      `complete -c continuo -f -n '__fish_seen_subcommand_from completion' -a '${SHELLS.join(" ")}'`,
      "",
    ].join("\n"),
};

function bashCase(pattern: string, words: readonly string[], andReturn: boolean): string {
  return `    ${pattern}) COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$cur"))${andReturn ? "; return" : ""} ;;`;
}

/** What all three shells take as one word; our sentences have apostrophes, and nothing else that ends a quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", "’")}'`;

function zshFlag({ spelling, says, hasValue, choices }: Typed): string {
  const value = choices.length > 0 ? `:value:(${choices.join(" ")})` : ":value:_files";
  return `${spelling}${hasValue ? "=" : ""}[${says.replace(/[[\]:]/g, " ")}]${hasValue ? value : ""}`;
}

function fishFlag({ spelling, says, hasValue, choices }: Typed): string {
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : " -r";
  return `-l ${spelling.slice(2)}${hasValue ? value : ""} -d ${quoted(says)}`;
}
