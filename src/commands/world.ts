import { fixedClock, type Instant } from "../kernel/clock.ts";
import type { ItemPorts } from "../stations/item/ports.ts";
import type { StoryPorts } from "../stations/story/ports.ts";
import type { History } from "../world/history/port.ts";
import type { Inbox } from "../world/inbox/port.ts";
import type { Holders } from "../world/keys/port.ts";
import type { Sources } from "../world/sources/port.ts";
import type { Stages } from "../world/stage/port.ts";

/** What the verbs about plans and claims touch. */
export interface PlanWorld extends ItemPorts {
  readonly holders: Holders;
  /** `SOURCE_DATE_EPOCH`: the time that documents bear whose time is no evidence; undefined when it is not set. */
  readonly sourceDate: Instant | undefined;
  /** The same world, in which nothing that is written lasts. */
  aside(): PlanWorld;
}

/** The same world as seen at a given moment; the world itself when none is given. */
export const at = <World extends PlanWorld>(time: Instant | undefined, world: World): World =>
  time === undefined ? world : { ...world, clock: fixedClock(time) };

/** What collecting touches beside them. */
export interface CollectWorld extends PlanWorld {
  readonly history: History;
  readonly sources: Sources;
  aside(): CollectWorld;
}

/** What the story touches beside them. */
export interface StoryWorld extends PlanWorld, Omit<StoryPorts, "agents" | "workspace"> {
  readonly inbox: Inbox;
  /** Repository variables of the seed that the environment has: `FUGUE_*`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Nothing that is written lasts, and nothing is run. */
  readonly isDry: boolean;
  /** Who answers, and the repository that is worked on. */
  storyOf(asked: {
    readonly repo: string | undefined;
    readonly answers: readonly string[];
  }): Promise<Pick<StoryPorts, "agents" | "workspace">>;
  aside(): StoryWorld;
}

/** What the demonstration touches: a stage of its own, and nothing of the work folder. */
export interface DemoWorld {
  readonly stages: Stages;
}
