import { type CodeTable, failuresOf } from "../../kernel/failure.ts";

export const STORY_CODES = {
  "story.record": { kind: "evidence", says: "A decision record about a request does not verify." },
  "story.rolled-back": {
    kind: "evidence",
    says: "The decisions about a request are fewer than, or differ from, what this machine has seen.",
  },
  "story.contended": { kind: "conflict", says: "Others kept deciding about the same request." },
  "story.missing": { kind: "missing", says: "Nothing was decided about such a request." },
  "story.held": { kind: "conflict", says: "Another process works on a step of the request." },
  "agent.none": {
    kind: "config",
    says: "No agent program is configured: the story stops after the schedule.",
  },
  "agent.missing": { kind: "config", says: "The agent program that was named is not to be found." },
} as const satisfies CodeTable;

export const storyFailure = failuresOf(STORY_CODES);
