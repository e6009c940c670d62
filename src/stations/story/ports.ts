import type { Agents } from "../../world/agents/port.ts";
import type { Anchors } from "../../world/anchors/port.ts";
import type { Files } from "../../world/files/port.ts";
import type { Forge } from "../../world/forge/port.ts";
import type { Holders } from "../../world/keys/port.ts";
import type { Presence } from "../../world/presence/port.ts";
import type { Records } from "../../world/records/port.ts";
import type { Workspace } from "../../world/workspace/port.ts";
import type { ItemPorts } from "../item/ports.ts";

/** What decisions about a request are written with and read from. */
export interface DecisionPorts extends ItemPorts {
  /** Decision records, by request. */
  readonly decisions: Records;
  /** How far this machine has seen each request's decisions. */
  readonly requestAnchors: Anchors;
  /** Decision records that lie in a tree of documents. */
  decisionsIn(files: Files): Records;
  /** Documents by path as a tree that lies nowhere. */
  treeOf(contents: ReadonlyMap<string, Uint8Array>): Files;
}

/** What the whole story touches. */
export interface StoryPorts extends DecisionPorts {
  readonly holders: Holders;
  readonly forge: Forge;
  readonly workspace: Workspace;
  readonly agents: Agents;
  readonly presence: Presence;
}
