import { codeSpan, plain, printable } from "../../kernel/text.ts";
import { contentIn } from "./content.ts";
import { contentOfRound, type Round } from "./round.ts";

/**
 * What GitHub acts on wherever it stands, and also in a commit's message or an e-mail, where no Markdown is read: a
 * mention, a reference (which closes what it names behind the right word), an address, and a word that switches the
 * checks off. A backslash keeps it from none of them; a blank behind the mark does.
 *
 * @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
 */
const ACTIVE =
  /@(?=[a-z0-9])|#(?=\d)|\bgh-(?=\d)|:(?=\/\/)|\/(?:issues|pull|discussions|commit)\/(?=[0-9a-f])|\[(?=(?:skip|ci|no|actions)[ -])/gi;

/** A title from outside as one line in which nothing is active; empty where it has no words. */
function titleLine(title: string, max: number): string {
  const line = printable(plain(title.trim()))
    .replace(ACTIVE, (mark) => `${mark} `)
    .slice(0, max);
  return line.toWellFormed() === line ? line : line.slice(0, -1);
}

/** How commits and pull requests name a request, in at most `max` characters. */
export const subjectLine = ({ route: { input } }: Round, max: number): string =>
  titleLine(input.route.title, max).trim() || `Request ${input.issue}`;

/** What a reviewer reads of a pull request: what, why, how it was decided, what was checked, what was not. */
export function pullText(
  round: Round,
  { commit, tests }: { readonly commit: string; readonly tests: string },
): { readonly title: string; readonly body: string } {
  const { route, propose, tally, consent } = round;
  const { risk, mode } = route.output.routing;
  const by = consent?.output.outcome === "consented" ? consent.output.by : "nobody";
  return {
    title: subjectLine(round, 200),
    body: [
      `Implements issue #${route.input.issue}: ${codeSpan(titleLine(contentIn(round).title, 200) || "no title")}`,
      "",
      `- mode: ${mode.value}; risk tier: ${risk.tier} (score ${risk.score})`,
      `- council: ${tally?.output.outcome ?? "not asked"}`,
      `- consent: ${codeSpan(plain(by))}, bound to content \`${contentOfRound(round)}\``,
      `- base: \`${propose?.input.survey.base.commit ?? ""}\`, head: \`${commit}\``,
      `- tests: ${codeSpan(titleLine(tests, 500))}`,
      "",
      "The proof lies in `artifacts/proofs`; check it with `continuo verify`. Not proven: that the change is good.",
      "",
    ].join("\n"),
  };
}
