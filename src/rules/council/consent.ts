import * as v from "valibot";
import { Instant, isBefore } from "../../kernel/clock.ts";
import { Digest } from "../../kernel/digest.ts";
import { byCode } from "../../kernel/name.ts";
import { nearest, shown } from "../../kernel/text.ts";
import { Comment, isBot, LabelEvent, Login, mayWrite, Permission } from "../intake/issue.ts";
import { MODES } from "../intake/routing.ts";

/** The label that consents (seed 001), and the comment that does, before the first 12 digits of the content. */
export const CONSENT_LABEL = "implement-confirmed";
export const CONSENT_COMMAND = "/continuo approve ";
const CONTENT_DIGITS = 12;

/** As the forge answered at decision time; null when it did not, which is a no. */
const permission = v.nullable(Permission);

/** All that consent depends on. Nothing of it is taken from what the request says about itself. */
export const ConsentInput = v.strictObject({
  mode: v.picklist(MODES),
  /** `contentDigest` of the request as it stands. */
  content: Digest,
  /** `textDigest` of the issue as it stands. */
  text: Digest,
  /** What was voted on and when; null when nothing was. */
  voted: v.nullable(v.strictObject({ content: Digest, subject: Digest, at: Instant })),
  /** Every event of every label, oldest first. */
  labels: v.pipe(v.array(v.strictObject({ ...LabelEvent.entries, permission })), v.maxLength(10_000)),
  /** Every comment. */
  comments: v.pipe(v.array(v.strictObject({ ...Comment.entries, permission })), v.maxLength(10_000)),
});
export type ConsentInput = v.InferOutput<typeof ConsentInput>;
type Event = ConsentInput["labels"][number];
type Word = ConsentInput["comments"][number];

const how = v.picklist(["label", "comment"]);
/** Something that was meant as consent, or would pass for it, and does not count. */
const NotCounted = v.strictObject({ how, by: Login, at: Instant, why: v.string() });

/** Whether somebody who may has agreed to exactly this content. */
export const Consent = v.variant("outcome", [
  /** Nothing would be changed. */
  v.strictObject({ outcome: v.literal("not-required") }),
  v.strictObject({
    outcome: v.literal("consented"),
    by: Login,
    how,
    at: Instant,
    content: Digest,
    subject: Digest,
  }),
  v.strictObject({ outcome: v.literal("missing"), why: v.string(), notCounted: v.array(NotCounted) }),
  /** Somebody agreed or voted, to something else than what the request says now. */
  v.strictObject({
    outcome: v.literal("void"),
    why: v.string(),
    since: v.picklist(["vote", "consent"]),
    /** What was voted on (content) or consented to (text of the issue), and what it is now. */
    was: Digest,
    is: Digest,
    notCounted: v.array(NotCounted),
  }),
]);
export type Consent = v.InferOutput<typeof Consent>;

/** What one label event or comment comes to: why it does not count, or null. */
interface Judged {
  readonly by: Login;
  readonly how: "label" | "comment";
  readonly at: Instant;
  readonly why: string | null;
  /** The text that it was given to, when that is all that is wrong with it. */
  readonly was?: Digest;
}

/**
 * Whether the request may be worked on: current content = consented = voted.
 *
 * The enemy is whoever can edit, comment or label but not write: an outsider's or a bot's word, a label of a similar
 * name, one that was taken off again, a comment that was edited, a text that was changed after the agreement. Whatever
 * is unknown is a no: a permission that could not be looked up, events out of order, more than one command.
 *
 * @returns never throws; every candidate that did not count is named with its reason
 * @see     design 9.3; specs rule 8; threats A06, A08
 */
export function decideConsent(input: ConsentInput): Consent {
  const { mode, content, text, voted } = input;
  if (mode === "review") return { outcome: "not-required" };
  const judged = [...judgeLabel(input), ...judgeComments(input)];
  const notCounted = judged.flatMap(({ how, by, at, why }) => (why === null ? [] : [{ how, by, at, why }]));
  if (voted === null) return { outcome: "missing", why: "No council has voted on the request.", notCounted };
  if (voted.content !== content)
    return {
      outcome: "void",
      why: `The request was changed after the vote of ${voted.at}.`,
      since: "vote",
      was: voted.content,
      is: content,
      notCounted,
    };
  const good = judged.find((each) => each.why === null);
  if (good) {
    const { by, how, at } = good;
    return { outcome: "consented", by, how, at, content, subject: voted.subject };
  }
  for (const { why, was } of judged)
    if (why !== null && was !== undefined)
      return { outcome: "void", why, since: "consent", was, is: text, notCounted };
  const why = `Nobody with write access has set ${CONSENT_LABEL} or commented ${commandFor(content)} for this content.`;
  return { outcome: "missing", why, notCounted };
}

/** What a person writes to consent to exactly this content. */
export const commandFor = (content: Digest): string =>
  CONSENT_COMMAND + content.slice("sha256:".length, "sha256:".length + CONTENT_DIGITS);

/** Why somebody's word does not count, whatever it says; null when it does. */
function speakerDenied({ by, permission }: { readonly by: Login; readonly permission: Permission | null }) {
  if (isBot(by)) return `${by} is a bot.`;
  if (permission === null) return `What ${by} may do could not be looked up.`;
  return mayWrite(permission) ? null : `${by} has the permission ${permission}, not write.`;
}

/** GitHub tells labels apart without regard to case, and so do we, in ASCII only: no other letter folds into one. */
const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const isConsentLabel = ({ label }: Event): boolean => asciiLower(label) === CONSENT_LABEL;

function judgeLabel({ labels, text }: ConsentInput): Judged[] {
  const own = labels.filter(isConsentLabel);
  const last = own.at(-1);
  return last ? [judgeLastEvent(last, own, text), ...lookAlikes(labels)] : lookAlikes(labels);
}

/** Only the latest state of the label speaks; who set it earlier, before it was taken off, does not. */
function judgeLastEvent(last: Event, own: readonly Event[], text: Digest): Judged {
  const from = { by: last.actor, how: "label", at: last.at } as const;
  const no = (why: string): Judged => ({ ...from, why });
  if (own.some(({ at }) => isBefore(last.at, at))) return no("The events of the label are not in order.");
  if (last.event === "unlabeled") return no(`${last.actor} took the label off again.`);
  const denied = speakerDenied({ by: last.actor, permission: last.permission });
  if (denied !== null) return no(denied);
  if (last.text === text) return { ...from, why: null };
  const why = `The issue was changed after ${last.actor} set ${CONSENT_LABEL} at ${last.at}.`;
  return { ...from, why, was: last.text };
}

/** Labels that a person could take for the one that counts: named once each, so that nobody wonders. */
function lookAlikes(labels: readonly Event[]): Judged[] {
  const others = new Map(
    labels.filter((event) => !isConsentLabel(event)).map((event) => [event.label, event]),
  );
  return [...others.values()]
    .filter(({ label }) => nearest(asciiLower(label), [CONSENT_LABEL]) !== undefined)
    .map(({ label, actor, at }) => ({
      by: actor,
      how: "label",
      at,
      why: `The label ${shown(label)} is not ${CONSENT_LABEL}.`,
    }));
}

/** Comments that speak of the command, oldest first; the rest is talk. */
function judgeComments({ comments, content }: ConsentInput): Judged[] {
  return comments
    .filter(({ body }) => asciiLower(body).includes(CONSENT_COMMAND.trim()))
    .sort((a, b) => byCode(a.createdAt, b.createdAt) || a.id - b.id)
    .map((comment) => judgeComment(comment, commandFor(content)));
}

function judgeComment(comment: Word, wanted: string): Judged {
  const why =
    speakerDenied({ by: comment.author, permission: comment.permission }) ??
    (comment.editedAt === comment.createdAt ? null : "The comment was edited.") ??
    commandDenied(comment.body, wanted);
  return { by: comment.author, how: "comment", at: comment.createdAt, why };
}

/** Whether exactly one line of a comment is a command, and the one that is wanted, as people would see it. */
function commandDenied(body: string, wanted: string): string | null {
  const lines = body.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const commands = lines.filter((line) => asciiLower(line).includes(CONSENT_COMMAND.trim()));
  const [command = ""] = commands;
  if (commands.length > 1) return "The comment holds more than one command.";
  if (!command.startsWith(CONSENT_COMMAND)) return `The command is not a line of its own: ${wanted}`;
  if (command !== wanted)
    return `The comment approves ${shown(command.slice(CONSENT_COMMAND.length), 40)}, not this content.`;
  // Behind a fence or a tag it is quoted, or hidden from whoever reads the comment.
  const above = lines.slice(0, lines.indexOf(command));
  const isQuoted = above.some((line) => ["```", "~~~", "<"].some((mark) => line.includes(mark)));
  return isQuoted ? "The command stands behind a fence or a tag." : null;
}
