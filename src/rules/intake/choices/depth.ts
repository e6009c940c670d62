import { shown } from "../../../kernel/text.ts";
import type { IntakePolicy } from "../policy.ts";
import { type RequestReading, saidIn } from "../reading/request-text.ts";
import { DEPTHS, type Depth, type Place, type Tier } from "../routing.ts";
import type { Settings } from "../settings.ts";

export interface DepthChoice {
  readonly value: Depth;
  readonly rule: string;
  readonly place: Place | null;
  readonly says: string;
}

/** How deep a council goes at least for a tier: spec of the mainframe, section 3. */
export const DEPTH_OF = {
  low: "standard",
  medium: "enhanced",
  high: "max",
} as const satisfies Readonly<Record<Tier, Depth>>;

/**
 * How many look at a request. The tier decides; the repository's default counts for the medium one; words may raise
 * it, and nothing in a request lowers it.
 *
 * @see spec of the mainframe, 2.3 (11) and 4.2; BUG-16, BUG-17; head rule 7
 */
export function depthOf(reading: RequestReading, tier: Tier, settings: Settings): DepthChoice {
  const floor = DEPTH_OF[tier];
  const base = deeper(floor, tier === "medium" ? settings.depth : floor);
  const choice: DepthChoice = {
    value: base,
    rule: base === floor ? `risk-${tier}` : "repository-default",
    place: null,
    says: `The council is ${base}: ${base === floor ? `the risk is ${tier}` : "the repository's default"}.`,
  };
  const cue = tier === "medium" ? reading.hits.meant.get("depth-max") : undefined;
  const raised = cue ? raise(choice, "max", "depth-cue", cue) : choice;
  const stated = saidIn(reading, "depth");
  const asked = DEPTHS.find((depth) => depth === stated?.value);
  return stated && asked ? raise(raised, asked, "multi-agent-mode", stated.place) : raised;
}

const deeper = (a: Depth, b: Depth): Depth => (DEPTHS.indexOf(a) >= DEPTHS.indexOf(b) ? a : b);

function raise(choice: DepthChoice, value: Depth, rule: string, place: Place): DepthChoice {
  if (deeper(choice.value, value) === choice.value) return choice;
  return { value, rule, place, says: `The council is ${value}: ${shown(place.quote, 60)} raises it.` };
}

export interface Signals {
  readonly visual: boolean;
  readonly realtime: boolean;
  readonly correction: boolean;
  readonly largeRefactor: boolean;
}

/** Cues for specialist lanes. */
export function signalsOf(
  { hits }: RequestReading,
  labels: readonly string[],
  policy: IntakePolicy,
): Signals {
  const has = (known: readonly string[]) => labels.some((label) => known.includes(label.toLowerCase()));
  return {
    visual: hits.meant.has("visual"),
    realtime: hits.meant.has("realtime"),
    correction: hits.meant.has("correction") || has(policy.labels.correction),
    largeRefactor: hits.meant.has("large-refactor") || has(policy.labels.largeRefactor),
  };
}
