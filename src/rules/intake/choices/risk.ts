import { shown } from "../../../kernel/text.ts";
import type { IntakePolicy } from "../policy.ts";
import { folded } from "../reading/cue-index.ts";
import { bytesOf, type RequestReading } from "../reading/request-text.ts";
import { type Place, type Scored, TIERS, type Tier } from "../routing.ts";

export interface RiskChoice {
  readonly tier: Tier;
  readonly score: number;
  readonly scored: readonly Scored[];
  readonly declared: { readonly tier: Tier; readonly place: Place } | null;
  readonly says: string;
}

/**
 * How much could go wrong: points for labels, for words, for the wish to implement and for length. What is declared
 * raises the tier and never lowers it; a word that is no tier is high.
 *
 * @param labels           without those that we wrote ourselves
 * @param isImplementation whether an implementation is asked for, even where review wins
 * @see   spec of the mainframe, section 3; design 9.12
 */
export function riskOf(
  reading: RequestReading,
  { labels, isImplementation }: { readonly labels: readonly string[]; readonly isImplementation: boolean },
  policy: IntakePolicy,
): RiskChoice {
  const { points } = policy;
  const { read } = reading.hits;
  const refactor = labels.find((label) => policy.labels.largeRefactor.includes(label.toLowerCase()));
  const bytes = bytesOf(reading);
  const size = { in: "body", line: 1, quote: `${bytes} bytes` } as const;
  const wish = reading.hits.meant.get("implement") ?? reading.fields.stated.get("mode")?.[0]?.place;
  const rows: readonly (readonly [rule: string, points: number, place: Place | undefined])[] = [
    [
      "large-refactor-label",
      points.largeRefactorLabel,
      refactor === undefined ? undefined : labelled(refactor),
    ],
    ["high-risk-cue", points.highRiskCue, read.get("high-risk")],
    ["medium-risk-cue", points.mediumRiskCue, read.get("medium-risk")],
    ["implement-request", points.implementRequest, isImplementation ? (wish ?? BY_DEFAULT) : undefined],
    ["long-spec", points.longSpec, bytes > policy.lengths.long ? size : undefined],
    [
      "mid-spec",
      points.midSpec,
      bytes > policy.lengths.mid && bytes <= policy.lengths.long ? size : undefined,
    ],
  ];
  const scored = rows.flatMap(([rule, worth, place]) => (place ? [{ rule, points: worth, place }] : []));
  const score = scored.reduce((sum, row) => sum + row.points, 0);
  const computed = tierOf(score, policy);
  const declared = declaredIn(reading, labels);
  const tier = declared ? higher(computed, declared.tier) : computed;
  return { tier, score, scored, declared, says: sentence({ tier, computed, score, scored, declared }) };
}

const BY_DEFAULT: Place = { in: "default", line: 1, quote: "implement" };

const labelled = (label: string): Place => ({ in: "label", line: 1, quote: label.slice(0, 200) });

export const higher = (a: Tier, b: Tier): Tier => (TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b);

function tierOf(score: number, { tiers }: IntakePolicy): Tier {
  if (score >= tiers.high) return "high";
  return score >= tiers.medium ? "medium" : "low";
}

const DECLARING = "risk-tier:";

/** The highest tier that anybody declared, by label or in the text. */
function declaredIn({ fields }: RequestReading, labels: readonly string[]): RiskChoice["declared"] {
  const said = (fields.stated.get("risk") ?? []).map(({ value, place }) => ({
    tier: tierNamed(value),
    place,
  }));
  for (const label of labels) {
    const name = folded(label);
    if (name.startsWith(DECLARING))
      said.push({ tier: tierNamed(name.slice(DECLARING.length)), place: labelled(label) });
  }
  return said.reduce<RiskChoice["declared"]>(
    (most, next) => (most && higher(most.tier, next.tier) === most.tier ? most : next),
    null,
  );
}

const tierNamed = (word: string): Tier => TIERS.find((tier) => tier === folded(word).trim()) ?? "high";

function sentence({
  tier,
  computed,
  score,
  scored,
  declared,
}: Omit<RiskChoice, "says"> & { computed: Tier }): string {
  const counted = scored
    .map(({ rule, points, place }) => `${rule} +${points} by ${shown(place.quote, 60)}`)
    .join(", ");
  const points = `Risk is ${tier}: ${score} ${score === 1 ? "point" : "points"}${counted === "" ? "" : ` (${counted})`}`;
  if (!declared) return `${points}.`;
  const effect = tier === computed ? "changes nothing" : `raises it from ${computed}`;
  return `${points}; the declared ${shown(declared.place.quote, 60)} ${effect}.`;
}
