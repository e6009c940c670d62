import * as v from "valibot";

/** A moment: ISO 8601 in UTC, ending in Z. */
export type Instant = string;

export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** A clock that stands still: `--now`, `SOURCE_DATE_EPOCH`, tests. */
export const fixedClock = (at: Instant): Clock => ({ now: () => at });

const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
const ISO_ANY = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const WANTED = "must be a time in ISO 8601, UTC, such as 2026-11-21T09:00:00Z";

/** A moment as our documents hold it. */
export const Instant = v.pipe(
  v.string(WANTED),
  v.maxLength(35, WANTED),
  v.regex(ISO_UTC, WANTED),
  v.check(isOnCalendar, WANTED),
);

/** A moment as a person types it: of whatever offset, seconds may be left out; becomes UTC with milliseconds. */
export const TypedInstant = v.pipe(
  v.string(WANTED),
  v.maxLength(35, WANTED),
  v.regex(ISO_ANY, WANTED),
  v.check(isOnCalendar, WANTED),
  v.transform((text) => new Date(text).toISOString()),
  v.regex(ISO_UTC, WANTED),
);

/** Whether the day and hour exist: `Date` makes the 2nd of March of a 30th of February. */
function isOnCalendar(text: string): boolean {
  const local = new Date(`${text.replace(/(?:Z|[+-]\d{2}:\d{2})$/, "")}Z`);
  if (Number.isNaN(local.getTime()) || Number.isNaN(Date.parse(text))) return false;
  return local.toISOString().startsWith(text.slice(0, 16));
}

export const msOf = (at: Instant): number => Date.parse(at);

export const isBefore = (a: Instant, b: Instant): boolean => msOf(a) < msOf(b);

/** The later of two moments: what a clock that was set back is measured against. */
export const laterOf = (a: Instant, b: Instant): Instant => (isBefore(a, b) ? b : a);

export const plusMs = (at: Instant, ms: number): Instant => new Date(msOf(at) + ms).toISOString();
