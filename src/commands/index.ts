import type { Verb } from "./command.ts";
import type { CollectWorld, DemoWorld, StoryWorld } from "./world.ts";

/** All that any verb may touch. A new port shows up here, in `compose`, and nowhere else. */
export type World = CollectWorld & DemoWorld & StoryWorld;

type Loader = () => Promise<{ readonly verb: Verb<World> }>;

/** Every verb, in the order of --help. Each is loaded when it is called. */
export const VERBS = {
  demo: () => import("./demo.ts"),
  run: () => import("./run/verb.ts"),
  why: () => import("./why.ts"),
  delegate: () => import("./delegate.ts"),
  claim: () => import("./claim.ts"),
  renew: () => import("./renew.ts"),
  release: () => import("./release.ts"),
  complete: () => import("./complete.ts"),
  gate: () => import("./gate.ts"),
  revert: () => import("./revert.ts"),
  export: () => import("./export.ts"),
  collect: () => import("./collect/verb.ts"),
  status: () => import("./status.ts"),
  verify: () => import("./verify/verb.ts"),
  replay: () => import("./replay.ts"),
  keys: () => import("./keys.ts"),
  decide: () => import("./decide.ts"),
} as const satisfies Readonly<Record<string, Loader>>;

export type VerbName = keyof typeof VERBS;

export const isVerbName = (name: string): name is VerbName => Object.hasOwn(VERBS, name);
