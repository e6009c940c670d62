import { readFileSync } from "node:fs";
import { must, throughDoor } from "../support/blackbox/door.ts";
import { filesIn, passing } from "../support/blackbox/folder.ts";
import { JOB } from "../support/blackbox/job.ts";
import { commitAll, git } from "../support/blackbox/repository.ts";
import { seedFiles, WORK_ITEM } from "../support/seed-item.ts";

export async function commits(): Promise<boolean> {
  const other = passing(seedFiles());
  commitAll(other);
  await must(other, ["collect"]);
  return git(other.root, "rev-list", "--count", "HEAD") === "2";
}

export async function actionsAttempt(): Promise<boolean> {
  const env = { ...JOB, GITHUB_RUN_ID: "4242", GITHUB_RUN_ATTEMPT: "3" };
  const { stdout } = await must(
    passing(seedFiles()),
    ["claim", "--work-item", WORK_ITEM, "--step", "phase-tests", "--json"],
    env,
  );
  return stdout.includes('"phase-tests-2-4242-3"');
}

export async function freshAttempt(): Promise<boolean> {
  const other = passing(seedFiles());
  const at = ["--work-item", WORK_ITEM, "--step", "phase-tests"];
  await must(other, ["complete", ...at, "--attempt", "phase-tests-local", "--event-type", "attempt-failed"]);
  const { stdout } = await must(other, ["delegate", WORK_ITEM, "--json"]);
  return stdout.includes('"phase-tests-local-2"');
}

export async function revertArtifact(): Promise<boolean> {
  const other = passing(seedFiles());
  const at = ["--work-item", WORK_ITEM, "--step", "phase-setup"];
  await must(other, [
    "complete",
    ...at,
    "--attempt",
    "attempt-phase-setup",
    "--event-type",
    "baseline-integration",
  ]);
  const refused = (await throughDoor(other, ["claim", ...at])).exitCode === 3;
  await must(other, ["revert", ...at, "--reason", "x"]);
  return (
    refused &&
    filesIn(other.root, "artifacts/reverts").length === 1 &&
    (await throughDoor(other, ["claim", ...at])).exitCode === 0
  );
}

const CLAIM = ["claim", "--work-item", WORK_ITEM, "--step", "phase-tests"];

export async function logsAsAnnotations(): Promise<boolean> {
  const env = { LOG_LEVEL: "info", LOG_FORMAT: "github" };
  return (await passing(seedFiles()).run(CLAIM, { env })).stderr.startsWith("::notice::");
}

export async function logsToFile(): Promise<boolean> {
  const other = passing(seedFiles());
  await other.run(CLAIM, { env: { LOG_LEVEL: "info", LOG_FILE: `${other.home}/log` } });
  return readFileSync(`${other.home}/log`, "utf8").startsWith("{");
}
