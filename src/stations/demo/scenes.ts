import { KINDS } from "../../kernel/failure.ts";
import type { Stage } from "../../world/stage/port.ts";
import { ITEM } from "./sample.ts";

const OK = 0;
const REFUSED = KINDS.refused.exit;
const EVIDENCE = KINDS.evidence.exit;

/** One call in a scene and how it must end. */
export interface Call {
  readonly words: readonly string[];
  readonly ends: number;
}

export interface Scene {
  readonly title: string;
  /** What the scene shows, once it went as it must. */
  readonly shows: string;
  readonly calls: readonly Call[];
}

const at = (step: string): readonly string[] => ["--work-item", ITEM, "--step", step];
const delegate = (): Call => ({ words: ["delegate", ITEM], ends: OK });
const verify = (ends: number): Call => ({ words: ["verify", ITEM], ends });
const claim = (step: string, ends: number): Call => ({ words: ["claim", ...at(step)], ends });
const complete = (step: string, attempt: string, ...more: readonly string[]): Call => ({
  words: ["complete", ...at(step), "--attempt", attempt, ...more],
  ends: OK,
});

/** The lifecycle of seed 002 in order; the race and the tampering stand between them in `demo.ts`. */
export const PREPARE: Scene = {
  title: "A key, trusted by the repository",
  shows: "this machine signs; the committed trust file says that its signatures count",
  calls: [{ words: ["keys", "trust", "--role", "operator"], ends: OK }],
};

export const LIFECYCLE: readonly Scene[] = [
  {
    title: "A design, with its document",
    shows: "the handoff binds the linked file by its digest",
    calls: [
      complete("design", "design-local", "--outcome", "Design written", "--link", "docs/design.md"),
      delegate(),
    ],
  },
  {
    title: "A parallel group, a failure and a retry",
    shows: "both steps run at once; the failed one is ready again as a new attempt",
    calls: [
      claim("build-api", OK),
      claim("build-ui", OK),
      complete(
        "build-api",
        "build-api-local",
        "--event-type",
        "attempt-failed",
        "--outcome",
        "A test is red",
      ),
      claim("build-api", OK),
      complete("build-api", "build-api-local-2", "--outcome", "All tests are green"),
      complete("build-ui", "build-ui-local", "--outcome", "The page shows it"),
    ],
  },
  {
    title: "A gate that nobody has opened",
    shows: "the step is refused until a reviewer approves",
    calls: [
      claim("review", REFUSED),
      {
        words: ["gate", "--work-item", ITEM, "--gate", "review-entry", "--reason", "Read and understood"],
        ends: OK,
      },
      claim("review", OK),
      complete("review", "review-local", "--outcome", "Reviewed"),
    ],
  },
  {
    title: "A release, and the baseline boundary",
    shows: "what reached the base branch cannot run again without a revert",
    calls: [
      claim("release", OK),
      complete("release", "release-local", "--outcome", "Released"),
      complete("release", "release-local", "--event-type", "baseline-integration", "--outcome", "Merged"),
      claim("release", REFUSED),
      delegate(),
    ],
  },
  {
    title: "The proof",
    shows: "every record verifies, every decision follows again, and the work item is closed",
    calls: [verify(OK), { words: ["export"], ends: OK }],
  },
];

/** One way to tamper with what is recorded; each must be found. */
export interface Tampering {
  readonly title: string;
  readonly shows: string;
  readonly ends: number;
  /** Changes the stage. @returns the file that verify must name */
  readonly tamper: (stage: Stage) => string;
}

const LOG = `artifacts/claims/${ITEM}/build-api`;

export const TAMPERINGS: readonly Tampering[] = [
  {
    title: "Somebody changes one byte of a handoff",
    shows: "verify names the file",
    ends: EVIDENCE,
    tamper(stage) {
      const name =
        stage.list("artifacts/handoff").find((each) => /-design-design-local[.]json$/.test(each)) ?? "";
      const path = `artifacts/handoff/${name}`;
      const bytes = Uint8Array.from(stage.read(path) ?? []);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      stage.put(path, bytes);
      return path;
    },
  },
  {
    title: "Somebody cuts the last entry off a step log",
    shows: "the closing record still binds it",
    ends: EVIDENCE,
    tamper(stage) {
      const last = stage.list(LOG).at(-1) ?? "";
      stage.put(`${LOG}/${last}`, null);
      return LOG;
    },
  },
  {
    title: "Somebody moves an entry into another step's log",
    shows: "an entry says where it belongs",
    ends: EVIDENCE,
    tamper(stage) {
      const path = `artifacts/claims/${ITEM}/build-ui/1.json`;
      stage.put(path, stage.read(`${LOG}/1.json`) ?? "");
      return path;
    },
  },
];

export const RACE = { step: "design", racers: 8, loses: KINDS.conflict.exit } as const;
export const raceCall = claim(RACE.step, OK);
export const firstSchedule: Scene = {
  title: "A schedule",
  shows: "the first step is ready, everything else waits for it",
  calls: [delegate()],
};
export const stillIntact = verify(OK);
