import { shown } from "../../../kernel/text.ts";
import { mayWrite } from "../issue.ts";
import type { RequestReading } from "../reading/request-text.ts";
import type { RouteInput } from "../request.ts";
import type { Place } from "../routing.ts";

export interface Skip {
  readonly reason: string;
  readonly says: string;
  readonly place: Place | null;
}

/**
 * Why a request is left alone; null when it is not. The first that matches, in the order of the seed's router, then
 * whose word it is, then whether the request wants to be left alone.
 *
 * @see spec of the mainframe, 1.1, 1.2 and BUG-20; design 9.10
 */
export function skipOf({ labels, trigger }: RouteInput, reading: RequestReading): Skip | null {
  if (!labels.includes("fugue-task"))
    return skip("missing-fugue-task-label", "The issue has no label fugue-task.");
  const header = handledHeader(reading);
  if (header) return skip("handled-by-gha24", "The command line made this issue and routed it.", header);
  if (labels.includes("tutti"))
    return skip("handled-by-tutti", "The council has it already.", label("tutti"));
  if (labels.includes("processing"))
    return skip("already-processing", "It is being worked on.", label("processing"));
  // Who dispatches a workflow has been let in by the forge; a bot there is the watchdog.
  if (trigger.kind !== "dispatch" && isBotName(trigger.actor))
    return skip("bot", `${shown(trigger.actor, 60)} is a bot: only people start work.`);
  if (trigger.permission === null || !mayWrite(trigger.permission)) return untrusted(trigger);
  return optedOut(reading);
}

const skip = (reason: string, says: string, place: Place | null = null): Skip => ({ reason, says, place });

const label = (quote: string): Place => ({ in: "label", line: 1, quote });

const isBotName = (actor: string): boolean => actor.toLowerCase().endsWith("[bot]");

function untrusted({ actor, permission }: RouteInput["trigger"]): Skip {
  const found =
    permission === null ? "what they may do could not be looked up" : `they may only ${permission}`;
  const may = permission === "none" ? "they may do nothing here" : found;
  return skip(
    "untrusted",
    `${shown(actor, 60)} cannot start work: ${may}; write, maintain or admin is needed.`,
  );
}

const HEADER = /^##\s*GHA24\s*Task/;

/** The header that the command line writes: at the start of any line, outside fences; blanks may part its words. */
function handledHeader({ body: { lines } }: RequestReading): Place | null {
  for (const [index, line] of lines.entries()) {
    if ((line.kind !== "text" && line.kind !== "heading") || !line.text.startsWith("##")) continue;
    if (HEADER.test(headAt(lines, index)))
      return { in: "body", line: line.number, quote: line.text.trim().slice(0, 200).toWellFormed() };
  }
  return null;
}

/** The line, and where it is too short to tell, the next two that are not blank. Runs of blanks are short of words. */
function headAt(lines: RequestReading["body"]["lines"], start: number): string {
  let head = lines[start]?.text.slice(0, 200) ?? "";
  if (head.length > 40) return head;
  for (let at = start + 1, taken = 0; taken < 2 && at < lines.length && at < start + REACH; at++) {
    const line = lines[at];
    if (!line || line.kind === "blank") continue;
    if (line.kind !== "text" && line.kind !== "heading") break;
    head += `\n${line.text.slice(0, 40)}`;
    taken++;
  }
  return head;
}

/** Lines after which a header's words no longer belong together. Ours. */
const REACH = 20;

function optedOut({ fields, hits }: RequestReading): Skip | null {
  const stated = fields.stated.get("handoff")?.find(({ value }) => value === "manual");
  const place = stated?.place ?? hits.meant.get("opt-out");
  return place ? skip("opted-out", `${shown(place.quote)} asks to be left alone.`, place) : null;
}
