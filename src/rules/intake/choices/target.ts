import * as v from "valibot";
import { shown } from "../../../kernel/text.ts";
import { RepositoryName } from "../issue.ts";
import type { IntakePolicy } from "../policy.ts";
import type { CueLine } from "../reading/cues.ts";
import type { RequestReading } from "../reading/request-text.ts";
import type { Place } from "../routing.ts";

export interface TargetChoice {
  readonly repository: string;
  /** The name as a label: `web-app`. */
  readonly project: string;
  readonly rule: string;
  readonly place: Place | null;
  readonly says: string;
  /** Why the target cannot be told; null when it can. The mode then falls back to review. */
  readonly unclear: string | null;
}

interface Named {
  readonly repository: string;
  readonly place: Place;
}

/**
 * The repository that the work is for. The field wins; then `owner/name` in backticks, of the own owner or on a line
 * that speaks of a repository or target; then the own owner's name in plain words; then a bare name in backticks on
 * such a line; then the repository of the issue. Two different ones of the same strength cannot be told apart: the
 * first is named, and the choice is unclear.
 *
 * @see spec of the mainframe, 1.3; BUG-9: a path in backticks is no repository
 */
export function targetOf(reading: RequestReading, own: string, policy: IntakePolicy): TargetChoice {
  const stated = reading.fields.stated.get("target") ?? [];
  const [field] = stated;
  if (field && !field.isKnown) {
    const unclear = `The target ${shown(field.value, 60)} is not owner/name.`;
    return { ...chosen(own, "target-field", field.place, policy), says: unclear, unclear };
  }
  if (field)
    return decided(
      stated.map(({ value, place }) => ({ repository: value, place })),
      "target-field",
      policy,
    );
  const found = namesIn(reading, own, policy);
  for (const [rule, names] of Object.entries(found))
    if (names.length > 0) return decided(names, rule, policy);
  return {
    ...chosen(own, "own-repository", null, policy),
    says: "No other repository is named: the work is for this one.",
    unclear: null,
  };
}

function decided(names: readonly Named[], rule: string, policy: IntakePolicy): TargetChoice {
  const [first] = names;
  const other = names.find(({ repository }) => !isSame(repository, first?.repository ?? ""));
  const choice = chosen(first?.repository ?? "", rule, first?.place ?? null, policy);
  const unclear =
    other &&
    `Two targets are named, ${choice.repository} and ${other.repository} (line ${other.place.line}).`;
  return { ...choice, says: unclear ?? `The work is for ${choice.repository}.`, unclear: unclear ?? null };
}

const chosen = (repository: string, rule: string, place: Place | null, policy: IntakePolicy) => ({
  repository,
  project: projectOf(repository, policy),
  rule,
  place,
});

/** GitHub tells no two repositories apart by case. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** `acme/Web-App` is `web-app`: lower case, at most 40 bytes, so that its label stays within GitHub's 50. */
export function projectOf(repository: string, { slug }: IntakePolicy): string {
  const name = repository.slice(repository.indexOf("/") + 1).toLowerCase();
  return (
    name
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/-{2,}/g, "-")
      .slice(0, slug.maxBytes) || "unknown"
  );
}

const TICKED = /`([^`]*)`/g;
const BARE = /^[A-Za-z0-9._-]{1,100}$/;

/** All that is named, by strength, the strongest first. Of several on one line the last leads (spec, 1.3). */
function namesIn({ lines, hits }: RequestReading, own: string, policy: IntakePolicy) {
  const found: Record<"backticks" | "own-owner" | "hinted-name", Named[]> = {
    backticks: [],
    "own-owner": [],
    "hinted-name": [],
  };
  const owner = own.slice(0, own.indexOf("/"));
  for (const line of lines) {
    if (line.kind !== "text" && line.kind !== "heading") continue;
    const isHinted = hits.hinted.has(line);
    const ticked = line.text.includes("`")
      ? [...line.text.matchAll(TICKED)].map(([, name = ""]) => name)
      : [];
    const full = ticked.filter((name) => isTarget(name, { owner, isHinted }, policy));
    found.backticks.push(...named(line, full.reverse()));
    found["own-owner"].push(...named(line, plainNames(line.text, owner)));
    if (!isHinted) continue;
    const bare = ticked.filter((name) => BARE.test(name) && v.is(RepositoryName, `${owner}/${name}`));
    found["hinted-name"].push(
      ...named(
        line,
        bare.map((name) => `${owner}/${name}`),
      ),
    );
  }
  return found;
}

const named = (line: CueLine, repositories: readonly string[]): Named[] =>
  repositories.map((repository) => ({
    repository,
    place: { in: line.in, line: line.number, quote: repository.slice(0, 200) },
  }));

function isTarget(
  name: string,
  { owner, isHinted }: { readonly owner: string; readonly isHinted: boolean },
  { paths }: IntakePolicy,
): boolean {
  if (!name.includes("/") || !v.is(RepositoryName, name)) return false;
  const [head = "", rest = ""] = name.toLowerCase().split("/");
  if (head === owner.toLowerCase()) return true;
  return isHinted && !paths.heads.includes(head) && !paths.endings.some((ending) => rest.endsWith(ending));
}

const NAME_MARK = /[A-Za-z0-9._-]/;

/** `acme/web` in plain words or in an address, of the own owner only. */
function plainNames(text: string, owner: string): string[] {
  const head = `${owner.toLowerCase()}/`;
  const lower = text.toLowerCase();
  // Lower case may be longer than what it is of: then places would not be true.
  if (lower.length !== text.length) return [];
  const names: string[] = [];
  for (let at = lower.indexOf(head); at >= 0; at = lower.indexOf(head, at + 1)) {
    const before = lower[at - 1] ?? " ";
    const isInPath = before === "/" && !lower.endsWith("github.com/", at);
    if (isInPath || NAME_MARK.test(before) || before === "`") continue;
    let end = at + head.length;
    while (end < text.length && end - at < 200 && NAME_MARK.test(text[end] ?? "")) end++;
    const name = text.slice(at, end);
    if (v.is(RepositoryName, name)) names.push(name);
  }
  return names;
}
