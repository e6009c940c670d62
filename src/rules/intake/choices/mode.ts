import { shown } from "../../../kernel/text.ts";
import type { FieldName } from "../reading/fields.ts";
import { ambiguousIn, type RequestReading, saidIn } from "../reading/request-text.ts";
import type { Mode, Place, Trigger } from "../routing.ts";

export interface ModeChoice {
  readonly value: Mode;
  readonly rule: string;
  readonly place: Place | null;
  readonly says: string;
}

/**
 * Review or implement: review unless the request clearly asks for more, and review whenever it says so anywhere.
 * A field that is stated twice, or a target that cannot be told, is no clear request.
 *
 * @param unclearTarget  what is wrong with the target; null when nothing is
 * @see   spec of the mainframe, 1.5 and BUG-1; design 9.2
 */
export function modeOf(reading: RequestReading, unclearTarget: string | null): ModeChoice {
  const [twice] = ambiguousIn(reading);
  if (twice)
    return review(
      "ambiguous-field",
      twice[1][1]?.place ?? null,
      `${twiceSaid(twice[0])} Review, until one is left.`,
    );
  if (unclearTarget !== null)
    return review("ambiguous-target", null, `${unclearTarget} Review, until it is clear.`);
  const [stated] = reading.fields.stated.get("mode") ?? [];
  if (stated?.value === "review")
    return review("execution-mode", stated.place, "The request states review mode.");
  if (stated && !stated.isKnown)
    return review(
      "unknown-mode",
      stated.place,
      `The request states the mode ${shown(stated.value, 40)}, which is none: review.`,
    );
  const only = reading.hits.meant.get("review-only");
  if (only) return review("review-only-cue", only, `${shown(only.quote)} asks for a review only.`);
  if (stated)
    return {
      ...implement,
      rule: "execution-mode",
      place: stated.place,
      says: "The request states implement mode.",
    };
  const cue = reading.hits.meant.get("implement");
  if (cue)
    return {
      ...implement,
      rule: "implement-cue",
      place: cue,
      says: `${shown(cue.quote)} asks for an implementation.`,
    };
  return review("review-first", null, "Nothing asks for an implementation: review.");
}

const implement = { value: "implement" } as const;

const review = (rule: string, place: Place | null, says: string): ModeChoice => ({
  value: "review",
  rule,
  place,
  says,
});

const NAMES: Readonly<Record<FieldName, string>> = {
  mode: "The mode",
  confirmation: "The confirmation",
  main: "The main provider",
  assist: "The assist provider",
  depth: "The multi-agent mode",
  handoff: "The handoff",
  target: "The target repository",
  risk: "The risk tier",
};

const twiceSaid = (name: FieldName): string => `${NAMES[name]} is stated more than once.`;

/** Whether anything asks for an implementation, even where something else forbids it: it counts for the risk. */
export const asksToImplement = (reading: RequestReading): boolean =>
  reading.hits.meant.has("implement") ||
  (reading.fields.stated.get("mode") ?? []).some(({ value }) => value === "implement");

export interface ConfirmationChoice {
  readonly value: "not-required" | "pending" | "confirmed";
  readonly rule: string;
  readonly place: Place | null;
  readonly says: string;
}

/**
 * What the request says about consent. It grants none: that binds a permitted person to a content, and is decided
 * elsewhere.
 *
 * @param hasLabel  whether somebody set `implement-confirmed`; one that we wrote ourselves does not count
 */
export function confirmationOf(
  reading: RequestReading,
  mode: ModeChoice,
  { hasLabel, trigger }: { readonly hasLabel: boolean; readonly trigger: Trigger["kind"] },
): ConfirmationChoice {
  const ambiguous = mode.rule.startsWith("ambiguous-");
  if (ambiguous) return confirmation("pending", mode.rule, mode.place);
  if (mode.value === "review") return confirmation("not-required", "review-mode", null);
  const cue = reading.hits.meant.get("confirm");
  if (cue) return confirmation("confirmed", "confirm-cue", cue);
  const stated = saidIn(reading, "confirmation");
  // A form says "pending" for as long as it stands: a label that came later resumes (BUG-23).
  const outlives = hasLabel && trigger !== "opened";
  if (stated?.value === "confirmed") return confirmation("confirmed", "confirmation-field", stated.place);
  if (stated && !outlives) return confirmation("pending", "confirmation-field", stated.place);
  const label = { in: "label", line: 1, quote: "implement-confirmed" } as const;
  if (hasLabel) return confirmation("confirmed", "implement-confirmed-label", label);
  return confirmation("pending", "unconfirmed", null);
}

const SAYS = {
  "not-required": "A review needs no confirmation.",
  pending: "The implementation is not confirmed yet.",
  confirmed: "The request says that the implementation is confirmed; whose word that is, consent decides.",
} as const;

const confirmation = (
  value: ConfirmationChoice["value"],
  rule: string,
  place: Place | null,
): ConfirmationChoice => ({ value, rule, place, says: SAYS[value] });
