import { type EndInput, type EndOutput, OUTCOMES, type Outcome } from "./ending.ts";
import { runFolder } from "./result.ts";
import type { Round } from "./round.ts";

/**
 * How a round ends, by what was decided in it and what its work came to.
 *
 * @returns null while nothing ends it
 */
export function endOf(input: EndInput, round: Round): EndOutput | null {
  return (
    published(input) ??
    overtaken(input, round) ??
    leftAlone(round) ??
    voted(round) ??
    withdrawn(input) ??
    stopped(input)
  );
}

const ended = (outcome: Outcome, code: string, says: string, next: string): EndOutput => ({
  outcome,
  code,
  says: says.slice(0, 4_000).toWellFormed(),
  next: next.slice(0, 4_000).toWellFormed(),
});

function overtaken({ text }: EndInput, { route, tally }: Round): EndOutput | null {
  if (text === route.output.text || !tally) return null;
  return ended(
    "void",
    "story.edited",
    "The issue was edited after it was voted on: what was decided was about another text.",
    "Run it again: it is decided anew.",
  );
}

function leftAlone({ route }: Round): EndOutput | null {
  const { outcome, skip } = route.output.routing;
  if (outcome !== "skipped") return null;
  return ended(
    "left-alone",
    `route.${skip?.reason ?? "skipped"}`,
    skip?.says ?? "Routing left it alone.",
    skip?.reason === "untrusted"
      ? "Let somebody run it who may write; on this machine's forge .continuo/forge/permissions.json says who may."
      : "Change what is said to stand in the way, or do it by hand.",
  );
}

function voted({ tally, propose, route }: Round): EndOutput | null {
  if (!tally) return null;
  const { output: ruling } = tally;
  if (ruling.outcome === "rejected")
    return ended(
      "rejected",
      `council.${ruling.why ?? "failed"}`,
      REJECTIONS[ruling.why ?? "failed"] ?? "",
      ruling.why === "one-family" ? secondFamily(route) : ASK_AGAIN,
    );
  if (propose && !propose.output.plan)
    return ended(
      "reviewed",
      "council.passed",
      OUTCOMES.reviewed.says,
      'To have it implemented, write "Execution mode: implement" into the issue and run it again.',
    );
  return null;
}

const ASK_AGAIN = "Read the findings (continuo why), change the request, and run it again.";

const secondFamily = ({ output: { content } }: Round["route"]): string =>
  `Let the models of another provider family answer about content ${content}, and run it again with --again --answers FILE, once a family.`;

const REJECTIONS: Readonly<Record<string, string>> = {
  vetoed: "A lane found a risk that is high or unknown.",
  short: "A baseline lane gave no ballot that counts.",
  failed: "Less than two thirds of the seated weight approved.",
  "one-family": "The risk tier asks for approvals of two provider families, and only one approved.",
};

function withdrawn({ consent }: EndInput): EndOutput | null {
  if (consent === null || consent === "consented") return null;
  return ended(
    "void",
    "story.consent-withdrawn",
    "Consent was taken back, or no longer counts, before the work was done.",
    "Run it again, and consent to what it says now.",
  );
}

/** What is published is published: an edit or a withdrawal comes too late to make anything void. */
function published({ work }: EndInput): EndOutput | null {
  const { publication, closing, failure } = work ?? {};
  if (!publication || !closing || failure) return null;
  return ended(
    "published",
    "story.published",
    `Pull request ${publication.pull} for branch ${publication.branch} at ${publication.commit.slice(0, 12)}.`,
    `Review it: git diff ${publication.base.slice(0, 12)}..${publication.branch}`,
  );
}

function stopped({ work }: EndInput): EndOutput | null {
  const failure = work?.failure;
  if (!failure) return null;
  const where = failure.attempt === null ? "the step" : runFolder(failure.attempt);
  return ended(
    "failed",
    failure.code,
    failure.says,
    `Look into ${where}; to have it decided and done again: --again.`,
  );
}
