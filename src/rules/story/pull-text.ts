import { plain } from "../../kernel/text.ts";
import { contentIn } from "./content.ts";
import { contentOfRound, type Round } from "./round.ts";

/** Characters of Markdown and HTML that a title from outside could mean something with. */
const quiet = (text: string): string => plain(text).replace(/[\\`*_{}[\]<>()#|@!~&]/g, (mark) => `\\${mark}`);

/** What a reviewer reads of a pull request: what, why, how it was decided, what was checked, what was not. */
export function pullText(
  round: Round,
  { commit, tests }: { readonly commit: string; readonly tests: string },
): { readonly title: string; readonly body: string } {
  const { route, propose, tally, consent } = round;
  const { title } = contentIn(round);
  const line = plain(title)
    .trim()
    .slice(0, 200)
    .replace(/[\ud800-\udbff]$/, "");
  const { risk, mode } = route.output.routing;
  const by = consent?.output.outcome === "consented" ? consent.output.by : "nobody";
  return {
    title: line === "" ? `Request ${route.input.issue}` : line,
    body: [
      `Implements issue #${route.input.issue}: ${quiet(line)}`,
      "",
      `- mode: ${mode.value}; risk tier: ${risk.tier} (score ${risk.score})`,
      `- council: ${tally?.output.outcome ?? "not asked"}`,
      `- consent: ${quiet(by)}, bound to content \`${contentOfRound(round)}\``,
      `- base: \`${propose?.input.survey.base.commit ?? ""}\`, head: \`${commit}\``,
      `- tests: ${quiet(tests)}`,
      "",
      "The proof lies in `artifacts/proofs`; check it with `continuo verify`. Not proven: that the change is good.",
      "",
    ].join("\n"),
  };
}
