import type { Clock } from "../../kernel/clock.ts";
import { type Played, type Stage, type Stages, stageFailure } from "../../world/stage/port.ts";
import { sampleFiles } from "./sample.ts";
import {
  type Call,
  firstSchedule,
  LIFECYCLE,
  PREPARE,
  RACE,
  raceCall,
  type Scene,
  stillIntact,
  TAMPERINGS,
  type Tampering,
} from "./scenes.ts";

/** One scene as it was played. */
export interface PlayedScene {
  readonly title: string;
  readonly shows: string;
  readonly calls: readonly { readonly line: string; readonly exitCode: number | null }[];
}

export interface Demonstrated {
  readonly folder: string;
  readonly scenes: readonly PlayedScene[];
}

export interface DemoPorts {
  readonly stages: Stages;
  readonly clock: Clock;
  /** Tells the person what has just been shown. */
  tell(scene: PlayedScene): void;
}

/**
 * Plays the lifecycle of seed 002 on a sample repository by calling the program itself: a schedule, a race, work,
 * a failure, a gate, the baseline boundary, the proof, and three tamperings that must be found.
 *
 * @throws `demo.unexpected` when a call ends otherwise than it should
 */
export async function demo(ports: DemoPorts): Promise<Demonstrated> {
  const stage = await ports.stages.open(sampleFiles(ports.clock.now()));
  const scenes: PlayedScene[] = [];
  const show = (scene: PlayedScene): void => {
    scenes.push(scene);
    ports.tell(scene);
  };
  show(await playScene(stage, PREPARE));
  await stage.commit("Trust this machine's key");
  show(await playScene(stage, firstSchedule));
  show(await playRace(stage));
  for (const scene of LIFECYCLE) show(await playScene(stage, scene));
  for (const tampering of TAMPERINGS) show(await playTampering(stage, tampering));
  return { folder: stage.folder, scenes };
}

async function playScene(stage: Stage, { title, shows, calls }: Scene): Promise<PlayedScene> {
  const played: Played[] = [];
  for (const { words, ends } of calls) played.push(expected(await stage.play(words), [ends]));
  return { title, shows, calls: played.map(shortly) };
}

const shortly = ({ line, exitCode }: Played) => ({ line, exitCode });

/** Many processes claim one step at the same moment. */
async function playRace(stage: Stage): Promise<PlayedScene> {
  const played = await Promise.all(Array.from({ length: RACE.racers }, () => stage.play(raceCall.words)));
  for (const each of played) expected(each, [raceCall.ends, RACE.loses]);
  const winners = played.filter(({ exitCode }) => exitCode === raceCall.ends).length;
  if (winners !== 1)
    throw stageFailure("demo.unexpected", `${winners} of ${RACE.racers} processes claimed one step.`);
  return {
    title: `${RACE.racers} processes claim the same step at once`,
    shows: `one got it, ${RACE.racers - 1} were told who holds it`,
    calls: played.map(shortly),
  };
}

/** Tampers, verifies, and puts everything back as it was. */
async function playTampering(stage: Stage, { title, shows, ends, tamper }: Tampering): Promise<PlayedScene> {
  const before = snapshot(stage);
  const path = tamper(stage);
  const played = expected(await stage.play(stillIntact.words), [ends]);
  if (!played.stdout.includes(path))
    throw stageFailure("demo.unexpected", `verify did not name ${path}.`, {
      details: { printed: played.stdout },
    });
  restore(stage, before);
  const again: Call = stillIntact;
  return {
    title,
    shows: `${shows}: ${path}`,
    calls: [shortly(played), shortly(expected(await stage.play(again.words), [again.ends]))],
  };
}

const FOLDERS = [
  "artifacts/handoff",
  "artifacts/claims/demo-item/build-api",
  "artifacts/claims/demo-item/build-ui",
];

const snapshot = (stage: Stage): ReadonlyMap<string, Uint8Array> =>
  new Map(
    FOLDERS.flatMap((folder) =>
      stage
        .list(folder)
        .map((name) => [`${folder}/${name}`, stage.read(`${folder}/${name}`) ?? new Uint8Array()]),
    ),
  );

function restore(stage: Stage, before: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of before) stage.put(path, bytes);
}

function expected(played: Played, codes: readonly number[]): Played {
  if (played.exitCode !== null && codes.includes(played.exitCode)) return played;
  throw stageFailure(
    "demo.unexpected",
    `"${played.line}" ended with ${played.exitCode}, not with ${codes.join(" or ")}.`,
    {
      hint: "Look at what it printed; the sample repository is kept.",
      details: { stdout: played.stdout, stderr: played.stderr },
    },
  );
}
