import type { ConsentInput } from "../../rules/council/consent.ts";
import { type Issue, type Login, type Permission, textDigest } from "../../rules/intake/issue.ts";
import { consentBasis } from "../../rules/story/consent-basis.ts";
import type { Round } from "../../rules/story/round.ts";
import type { StoryPorts } from "./ports.ts";

/**
 * What consent is decided on, read now: who set the label and who wrote what, and what the forge says that they may
 * do. A permission that cannot be looked up is none.
 */
export async function consentInput(
  round: Round,
  issue: Issue,
  { forge }: Pick<StoryPorts, "forge">,
): Promise<ConsentInput> {
  const events = await forge.labels.events(issue.number);
  const comments = await forge.comments.list(issue.number);
  const known = new Map<Login, Permission | null>();
  const permissionOf = async (login: Login) => {
    const there = known.get(login);
    if (there !== undefined) return there;
    const permission = await forge.permissions.of(login).catch(() => null);
    known.set(login, permission);
    return permission;
  };
  return {
    ...consentBasis(round),
    text: textDigest(issue),
    labels: await Promise.all(
      events.map(async (event) => ({ ...event, permission: await permissionOf(event.actor) })),
    ),
    comments: await Promise.all(
      comments.map(async (comment) => ({ ...comment, permission: await permissionOf(comment.author) })),
    ),
  };
}
