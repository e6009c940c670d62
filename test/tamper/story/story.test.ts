import { beforeAll } from "vitest";
import { type Told, told } from "../../support/story/play.ts";
import { folders } from "./folder.ts";
import { insidersOfDecisions } from "./insider-decisions.ts";
import { insidersOfWork } from "./insider-work.ts";
import { secondOpinions } from "./opinion.ts";
import { outsiders } from "./outsider.ts";

/** Played once for everything in this file: it is most of its time. */
let story: Told;
beforeAll(async () => {
  story = await told();
});
const it = (): Told => story;

outsiders(it);
insidersOfDecisions(it);
insidersOfWork(it);
folders(it);
secondOpinions(it);
