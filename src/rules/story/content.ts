import { type Content, contentOf } from "../council/content.ts";
import type { IssueText } from "../intake/issue.ts";
import type { Routing } from "../intake/routing.ts";
import type { Round } from "./round.ts";

/** What people wrote, and what routing took it to mean. Titles are not rewritten here: there is no prefix of ours. */
export const writtenContent = ({ title, body }: IssueText, { mode, target }: Routing): Content =>
  contentOf({
    title,
    body,
    mode: mode.value,
    target: { repository: target.repository, project: target.project },
    recordedPrefix: null,
  });

/** The content that a round is about: all that lanes and agents are shown of the issue. */
export const contentIn = ({ route }: Round): Content =>
  writtenContent(route.input.route, route.output.routing);
