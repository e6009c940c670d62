import { listed } from "../../kernel/text.ts";
import { requestId } from "../../rules/story/decision.ts";
import { type Next, next } from "../../rules/story/next.ts";
import { editsSince, showEnd } from "../../stations/finish.ts";
import { prove } from "../../stations/proof.ts";
import { readStory, type StoryReading } from "../../stations/story/facts.ts";
import { storyFailure } from "../../stations/story/failure.ts";
import { readLog } from "../../stations/story/log.ts";
import { ACTS, actRoute } from "./acts.ts";
import { overruled } from "./overruled.ts";
import { isStop, type Stop, type Story, stopped } from "./story.ts";
import { workOn } from "./work.ts";

/** What driving the story came to. */
export interface Driven {
  readonly reading: StoryReading;
  /** Why it goes no further for now; null when the round came to its end. */
  readonly stop: Stop | null;
  readonly proof: string | null;
  /** What was edited since the round was decided, where that ended it. */
  readonly edits: readonly string[];
}

/** Acts of one run: a story has some fifteen and a ballot each lane; beyond this something goes round in circles. */
const MOST_ACTS = 200;

/**
 * Asks what comes next and does it, until the request came to an end or something stands in the way. Everything is
 * read anew each time, so that a crash, another process and an edit on the way are all met the same way.
 */
export async function drive(story: Story): Promise<Driven> {
  let again = story.options.again;
  let edits: readonly string[] = [];
  let hasEnded = false;
  for (let acts = 0; acts < MOST_ACTS; acts++) {
    story.signal.throwIfAborted();
    const reading = await read(story, again);
    const what: Next = hasEnded && reading.round?.end ? { done: true } : next(reading.facts);
    if (acts === 0) warnOfOverruled(reading, what, story);
    if ("done" in what) {
      await showEnd(reading, story.ports);
      return { reading, stop: null, proof: await prove(reading, story.ports), edits };
    }
    edits = editsIn(reading) ?? edits;
    const act: string | null = "do" in what ? what.do : null;
    if (act === "route") again = false;
    // A round that ends in this run ends it: what an edit asks for now is decided when somebody asks again.
    hasEnded ||= act === "end";
    const stop = await doNext(what, reading, story);
    if (isStop(stop)) return { reading: await read(story, false), stop, proof: null, edits };
  }
  throw storyFailure("story.contended", "Others kept deciding about the same request.", {
    hint: "Run the same command again.",
  });
}

/** What was edited since an open round was routed; null when nothing was. */
function editsIn({ round, issue, facts }: StoryReading): readonly string[] | null {
  const isEdited = round && !round.end && facts.text !== round.route.output.text;
  return isEdited ? editsSince(round, issue) : null;
}

/** What the caller chose otherwise than the plan that stands is said, and not done. */
function warnOfOverruled({ round }: StoryReading, what: Next, { options, ports }: Story): void {
  const begins = "do" in what && what.do === "route";
  const flags = round && !begins ? overruled(options, round) : [];
  if (flags.length > 0)
    ports.warn(
      `${listed(flags)} is not what was voted on, and counts for nothing here: with --again, once this round has ended, it is decided anew.`,
    );
}

async function read({ ports, issue, options }: Story, again: boolean): Promise<StoryReading> {
  const current = await issue();
  const log = await readLog(requestId(current.number), ports);
  return readStory(log, current, { hasAgent: options.agent !== null, again }, ports);
}

async function doNext(
  what: Exclude<Next, { done: true }>,
  reading: StoryReading,
  story: Story,
): Promise<Stop | undefined> {
  if (reading.issue.state === "closed") return closedStop(reading.issue.number);
  if ("blocked" in what) return blocked(what, reading);
  if (what.do === "route") return actRoute(reading, story);
  const { round } = reading;
  if (!round) throw new TypeError("Nothing but routing comes before a round.");
  if (what.do !== "work") return ACTS[what.do](reading, round, story);
  return story.options.isDry
    ? dryStop(what.step.key, round.propose?.output.plan?.branch ?? "")
    : workOn(what.step, { round, story, stands: () => stillStands(story) });
}

/** Whether the work that goes on is still what comes next: read anew, at the last moment before an effect. */
async function stillStands(story: Story): Promise<boolean> {
  const what = next((await read(story, false)).facts);
  return "do" in what && what.do === "work";
}

const closedStop = (number: number): Stop =>
  stopped({
    code: "issue.closed",
    message: `Issue ${number} is closed: nobody waits for it.`,
    hint: "Open it again, and run the same command.",
  });

function blocked(what: Extract<Next, { blocked: string }>, { round }: StoryReading): Stop {
  if (what.blocked === "no-agent")
    return stopped(
      {
        code: "agent.none",
        message: "The plan is approved and scheduled, and no agent program is configured to carry it out.",
        hint: 'Name one: --agent-command "<program and arguments>". It works in a clone, finds the task on standard input, and ends with 0.',
      },
      "config",
    );
  return stopped(
    {
      code: "story.held",
      message: `Attempt ${what.step.attempt ?? ""} of step ${what.step.key} of ${round?.enlist?.output.workItem ?? "the work item"} is held by another process.`,
      hint: "Wait for it, or until its lease runs out: continuo status.",
    },
    "conflict",
  );
}

/** What a dry run says instead of working: the agent is never started. */
const dryStop = (step: string, branch: string): Stop =>
  stopped({
    code: "story.dry-run",
    message: `A dry run ends before step ${step}: no agent is started. It would change no file here; what passes its checks would become branch ${branch} and a pull request.`,
    hint: "Run it without --dry-run.",
  });
