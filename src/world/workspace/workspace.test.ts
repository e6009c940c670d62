import { join } from "node:path";
import { gitIn } from "../process/git.ts";
import { gitWorkspace } from "./git.ts";
import { workspaceContract } from "./workspace.contract.ts";

const env = { PATH: process.env["PATH"] };

workspaceContract("git", ({ base, folder, home }) =>
  gitWorkspace({ folder, git: gitIn(folder, { env, home }), env, temp: join(base, "temp") }),
);
