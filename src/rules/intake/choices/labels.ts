import { byCode } from "../../../kernel/name.ts";
import { ISSUE_LIMITS } from "../issue.ts";
import type { Mode } from "../routing.ts";
import type { Assist, Main } from "./providers.ts";

export interface LabelRequest {
  /** Labels of the issue, those that we wrote among them. */
  readonly labels: readonly string[];
  readonly written: readonly string[];
  readonly mode: Mode;
  /** Whether `implement-confirmed` may stand: the request says so in the words of whoever started the run. */
  readonly isConfirmed: boolean;
  readonly main: Main;
  readonly assist: Assist;
  readonly project: string;
}

export interface LabelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The label of the resolved main provider that older readers know. */
export const compatLabel = (main: Main): string => `${main}-implement`;

/**
 * The labels that show what was decided, and those that no longer do. Only changes are named, in code-unit order.
 *
 * @see spec of the mainframe, 1.5 (5); BUG-33: the label follows the resolved value
 */
export function labelsOf(request: LabelRequest): LabelChange {
  const { labels, written, main, assist, project } = request;
  const isImplement = request.mode === "implement";
  const wanted = new Set([
    "tutti",
    `proj:${project}`,
    `orchestrator:${main}`,
    `orchestrator-assist:${assist}`,
    ...(isImplement ? ["implement", compatLabel(main)] : []),
    ...(isImplement && request.isConfirmed ? ["implement-confirmed"] : []),
  ]);
  const isStale = (label: string) =>
    DECIDED.some((name) => label === name) || PREFIXES.some((head) => label.startsWith(head));
  const isOurs = (label: string) => label.startsWith("proj:") && written.includes(label);
  return {
    add: [...wanted].filter((label) => !labels.includes(label)).sort(byCode),
    remove: labels.filter((label) => !wanted.has(label) && (isStale(label) || isOurs(label))).sort(byCode),
  };
}

/** Labels that say nothing but what is decided here. */
const DECIDED = ["implement", "codex-implement", "claude-implement", "implement-confirmed"];
const PREFIXES = ["orchestrator:", "orchestrator-assist:"];

const PREFIXED = /^\[[^\]]+\]\s/;

/** The title with the project before it; as it is where it has such a head, or would grow beyond GitHub's limit. */
export function titleOf(title: string, project: string): string {
  const prefixed = `${prefixOf(project)}${title}`;
  return PREFIXED.test(title) || prefixed.length > ISSUE_LIMITS.title ? title : prefixed;
}

export const prefixOf = (project: string): string => `[${project}] `;
