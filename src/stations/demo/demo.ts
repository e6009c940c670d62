import { memberAt, parseJsonText } from "../../kernel/json.ts";
import { type Played, type Stage, type Stages, stageFailure } from "../../world/stage/port.ts";
import { besides, PROJECT } from "./sample.ts";
import {
  ASKED,
  agreed,
  PREPARE,
  PROOF,
  PROVEN,
  RACE,
  REFUSED,
  REJECTED_PROOF,
  type Scene,
  verifyCopy,
  worked,
} from "./scenes.ts";
import { TAMPERINGS, type Tampering } from "./tampering.ts";

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
  /** Tells the person what has just been shown. */
  tell(scene: PlayedScene): void;
}

/**
 * Plays the whole story on a sample repository by calling the program itself: a request, the council, consent, a
 * race, the work, the proof, what it refuses, and three tamperings that must be found.
 *
 * @throws `demo.unexpected` when a call ends otherwise than it should
 */
export async function demo({ stages, tell }: DemoPorts): Promise<Demonstrated> {
  const stage = await stages.open(PROJECT);
  const beside = new Map(
    Object.entries(besides("local/repository")).map(([name, text]) => [name, stage.putBeside(name, text)]),
  );
  const scenes: PlayedScene[] = [];
  const show = (scene: PlayedScene): void => {
    scenes.push(scene);
    tell(scene);
  };
  show(await playScene(stage, PREPARE));
  await stage.commit("Trust this machine's key");
  show(await playScene(stage, ASKED));
  show(await playScene(stage, agreed(await contentNamed(stage))));
  show(await playRace(stage));
  show(await playScene(stage, worked(beside.get("agent.mjs") ?? "")));
  show(await playScene(stage, PROVEN));
  show(await playScene(stage, REFUSED));
  for (const tampering of TAMPERINGS) show(await playTampering(stage, tampering));
  return { folder: stage.folder, scenes };
}

async function playScene(stage: Stage, { title, shows, calls }: Scene): Promise<PlayedScene> {
  const played: Played[] = [];
  for (const { words, ends } of calls) played.push(expected(await stage.play(words), [ends]));
  return { title, shows, calls: played.map(shortly) };
}

const shortly = ({ line, exitCode }: Played) => ({ line, exitCode });

/** The digits of the content that a person would copy from what the run has said. */
async function contentNamed(stage: Stage): Promise<string> {
  const told = parseJsonText(
    (await stage.play(["run", "../issue.md", "--answers", "../answers.json", "--json"])).stdout,
  );
  const next = told.ok ? memberAt(told.value, "next") : undefined;
  const [, content] = /--approve ([0-9a-f]{12})/.exec(typeof next === "string" ? next : "") ?? [];
  if (content !== undefined) return content;
  throw stageFailure("demo.unexpected", "The run named no content to agree to.");
}

/** Many processes claim one step at the same moment; the one that got it gives it back. */
async function playRace(stage: Stage): Promise<PlayedScene> {
  const { title, shows, racers, claim, loses, release } = RACE;
  const played = await Promise.all(Array.from({ length: racers }, () => stage.play(claim.words)));
  for (const each of played) expected(each, [claim.ends, loses]);
  const winners = played.filter(({ exitCode }) => exitCode === claim.ends).length;
  if (winners !== 1)
    throw stageFailure("demo.unexpected", `${winners} of ${racers} processes claimed one step.`);
  // Whoever was first: the one that got it is told first.
  const told = [...played].sort((a, b) => (a.exitCode ?? 0) - (b.exitCode ?? 0));
  const released = expected(await stage.play(release.words), [release.ends]);
  return { title, shows, calls: [...told, released].map(shortly) };
}

/** Makes a tampered copy beside the repository, and verifies it. */
async function playTampering(stage: Stage, { title, shows, of, tamper }: Tampering): Promise<PlayedScene> {
  const proof = stage.read(of === "published" ? PROOF : REJECTED_PROOF);
  if (!proof) throw stageFailure("demo.unexpected", "The proof is not there.");
  const { copy, named } = tamper(proof, await stage.key());
  stage.putBeside("tampered.continuo.json", copy);
  const { words, ends } = verifyCopy("../tampered.continuo.json");
  const played = expected(await stage.play(words), [ends]);
  if (named === "" || !played.stdout.includes(named))
    throw stageFailure("demo.unexpected", `verify did not name ${named}.`, {
      details: { printed: played.stdout },
    });
  return { title, shows: `${shows}: ${named}`, calls: [shortly(played)] };
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
