import * as v from "valibot";
import { type CodeTable, failuresOf } from "../kernel/failure.ts";
import { parseJsonText } from "../kernel/json.ts";
import { problemLines, readShape } from "../kernel/shape.ts";
import { inertJson } from "../kernel/text.ts";
import { decideFrom, ScheduleDecision, ScheduleRequest } from "../rules/schedule/request.ts";
import { defineVerb, required, type Tools, toggle } from "./command.ts";

export const DECIDE_CODES = {
  "decide.input": { kind: "usage", says: "The input of a rule does not read, or contradicts itself." },
} as const satisfies CodeTable;

const decideFailure = failuresOf(DECIDE_CODES);

type Decided = Readonly<{ ok: true; decision: object } | { ok: false; problem: string }>;

/** One pure rule as the outside may ask it: what it takes, what it gives, and the question itself. */
export interface Rule {
  readonly input: v.GenericSchema;
  readonly output: v.GenericSchema;
  readonly decide: (value: unknown) => Decided;
}

/** A rule that answers whatever its input's shape allows. */
function rule<const S extends v.GenericSchema>(row: {
  readonly input: S;
  readonly output: v.GenericSchema;
  readonly decide: (input: v.InferOutput<S>) => object;
}): Rule {
  return {
    ...row,
    decide(value) {
      const read = readShape(row.input, value);
      if (!read.ok) return { ok: false, problem: problemLines(read.problems) };
      return { ok: true, decision: row.decide(read.value) };
    },
  };
}

const intake = async () => (await import("../rules/intake/decide.ts")).INTAKE_RULES;
const council = async () => (await import("../rules/council/decide.ts")).COUNCIL_RULES;

/** Every rule that can be asked. One row a rule; each has its schemas published, and is loaded when it is asked. */
export const RULES = {
  route: async () => rule((await intake()).route),
  providers: async () => rule((await intake()).providers),
  risk: async () => rule((await intake()).risk),
  mode: async () => rule((await intake()).mode),
  "target-repo": async () => rule((await intake())["target-repo"]),
  lanes: async () => rule((await council()).lanes),
  ballot: async () => rule((await council()).ballot),
  tally: async () => rule((await council()).tally),
  consent: async () => rule((await council()).consent),
  schedule: async () => schedule,
} as const satisfies Readonly<Record<string, () => Promise<Rule>>>;

type RuleName = keyof typeof RULES;
const isRuleName = (name: string): name is RuleName => Object.hasOwn(RULES, name);
const RULE_NAMES = Object.keys(RULES).filter(isRuleName);
const INPUT_LIMITS = { maxBytes: 64 << 20, maxDepth: 64 };

const schedule: Rule = {
  input: ScheduleRequest,
  output: ScheduleDecision,
  decide(value) {
    const read = readShape(ScheduleRequest, value);
    if (!read.ok) return { ok: false, problem: problemLines(read.problems) };
    const answer = decideFrom(read.value);
    return "problems" in answer
      ? { ok: false, problem: answer.problems.join(" ") }
      : { ok: true, decision: answer };
  },
};

export const verb = defineVerb({
  name: "decide",
  group: "proof",
  summary: "Ask a rule: JSON in on standard input, its decision out.",
  flags: {
    rule: required(v.picklist(RULE_NAMES, `must be one of ${RULE_NAMES.join(", ")}`), "Rule to ask.", {
      isPositional: true,
      value: "RULE",
    }),
    batch: toggle("One input a line, one decision a line, order kept; a bad line answers with its error."),
  },
  output: v.looseObject({}),
  examples: ["decide schedule < examples/decide-schedule.json", "decide risk < examples/decide-risk.json"],
  writes: false,

  async run({ rule: name, batch }, _world: unknown, tools) {
    const asked = await RULES[name]();
    if (batch) return { form: "lines", lines: decideLines(asked, tools) };
    let text = "";
    for await (const piece of tools.stdin) text += piece;
    const parsed = parseJsonText(text, INPUT_LIMITS);
    const answer: Decided = parsed.ok
      ? asked.decide(parsed.value)
      : { ok: false, problem: `The input ${parsed.problem}.` };
    if (answer.ok) return { ...answer.decision };
    throw decideFailure("decide.input", answer.problem, {
      hint: `See schemas/rules/${name}.input.schema.json.`,
    });
  },

  render: (decision) => inertJson(JSON.stringify(decision, null, 2)),
});

async function* decideLines(asked: Rule, { stdin }: Tools): AsyncGenerator<string> {
  for await (const line of linesOf(stdin)) {
    const parsed = parseJsonText(line, INPUT_LIMITS);
    const answer: Decided = parsed.ok
      ? asked.decide(parsed.value)
      : { ok: false, problem: `The line ${parsed.problem}.` };
    const error = answer.ok ? undefined : { code: "decide.input", message: answer.problem };
    yield inertJson(JSON.stringify(answer.ok ? answer.decision : { error }));
  }
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = [];
  for await (const piece of pieces) {
    const [first = "", ...more] = piece.split("\n");
    open.push(first);
    for (const next of more) {
      yield open.join("");
      open = [next];
    }
  }
  const rest = open.join("");
  if (rest !== "") yield rest;
}
