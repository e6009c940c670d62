import { type Clock, fixedClock, type Instant } from "../kernel/clock.ts";
import type { ItemPorts } from "../stations/item/ports.ts";
import type { History } from "../world/history/port.ts";
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

/** What the demonstration touches: a stage of its own, and nothing of the work folder. */
export interface DemoWorld {
  readonly stages: Stages;
  readonly clock: Clock;
}
