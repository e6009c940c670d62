import type { Refusal } from "../../kernel/refusal.ts";
import type { Issue } from "../../rules/intake/issue.ts";
import type { WorkOptions } from "../../stations/intake/propose.ts";
import type { StoryPorts } from "../../stations/story/ports.ts";

/** One run of the story: what it may touch, and what its caller chose. */
export interface Story {
  readonly ports: StoryPorts;
  /** The issue as it stands, read anew: of a file, after the file was looked at again. */
  issue(): Promise<Issue>;
  readonly options: WorkOptions & {
    readonly agent: readonly [string, ...string[]] | null;
    readonly variables: Readonly<Record<string, string>>;
    /** Decide a request again that came to an end. */
    readonly again: boolean;
    /** Nothing is run and nothing lasts. */
    readonly isDry: boolean;
  };
  readonly signal: AbortSignal;
  /** Told of everything that happens, as it happens. */
  readonly teller: Teller;
}

export interface Teller {
  /** A station is at work. */
  begins(doing: string): void;
  /** It has come to something. */
  did(station: string, says: string): void;
}

/** An act came to nothing that lasts because of a rule's no; `ending` where it is no refusal. */
export interface Stop {
  readonly stop: Pick<Refusal, "code" | "message" | "hint">;
  readonly ending: "refused" | "config" | "conflict";
}

export const isStop = (answer: unknown): answer is Stop =>
  typeof answer === "object" && answer !== null && "stop" in answer && "ending" in answer;

export const stopped = (
  refusal: Pick<Refusal, "code" | "message" | "hint">,
  ending: Stop["ending"] = "refused",
): Stop => ({
  stop: refusal,
  ending,
});
