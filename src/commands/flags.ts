import * as v from "valibot";
import { TypedInstant } from "../kernel/clock.ts";
import { Id, Key } from "../kernel/name.ts";
import { CLAIM_POLICY } from "../rules/claims/policy.ts";
import { durationMs } from "../rules/plan/workflow.ts";
import { optional, required } from "./command.ts";

/** Flags that several verbs share, so that they mean and say the same everywhere. */
export const workItem = required(Id, "Work item.", { isPositional: true, value: "ID" });
export const step = required(Key, "Step of the work item.", { value: "KEY" });
const REQUEST_WANTED = "must be a request such as issue-12, or its number";
/** A request by its id; a number is that of its issue. */
export const request = required(
  v.pipe(
    v.string(REQUEST_WANTED),
    v.regex(/^(?:issue-)?#?[1-9]\d{0,8}$/, REQUEST_WANTED),
    v.transform((text) => `issue-${text.replace(/^(?:issue-)?#?/, "")}`),
  ),
  "Request, or the number of its issue.",
  { isPositional: true, value: "REQUEST" },
);
export const attempt = required(Id, "Attempt of the step.", { value: "ID" });

const LEASE_WANTED = "must be a duration such as 90s, 30m or 2h, from 1s to 168h";

/** A duration as people write it, in milliseconds. */
export const Lease = v.pipe(
  v.string(LEASE_WANTED),
  v.regex(/^[1-9]\d{0,5}[smh]$/, LEASE_WANTED),
  v.transform(durationMs),
  v.minValue(CLAIM_POLICY.minLeaseMs, LEASE_WANTED),
  v.maxValue(CLAIM_POLICY.maxLeaseMs, LEASE_WANTED),
);
export const lease = optional(
  Lease,
  "How long the claim is exclusive unless renewed; 1h, or the step's timeout.",
  {
    value: "DURATION",
  },
);

/** What somebody says: kept word for word, whatever is in it; the doors print it so that nothing obeys it. */
export const Sentence = v.pipe(
  v.string("must be text"),
  v.regex(/\S/, "must not be blank"),
  v.maxLength(2_000, "must be at most 2000 characters"),
);
export const Person = v.pipe(
  v.string(),
  v.regex(/\S/, "must not be blank"),
  v.maxLength(200, "must be at most 200 characters"),
);

export const now = optional(
  TypedInstant,
  "The time that the document bears; SOURCE_DATE_EPOCH or the clock unless given.",
  {
    value: "TIME",
  },
);
