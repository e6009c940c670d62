import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { RULES } from "../../src/commands/decide.ts";
import { VERBS } from "../../src/commands/index.ts";
import { Claim } from "../../src/rules/claims/claim.ts";
import { Entry } from "../../src/rules/claims/entry.ts";
import { Gate } from "../../src/rules/evidence/gate.ts";
import { Handoff } from "../../src/rules/evidence/handoff.ts";
import { Closing, Opening } from "../../src/rules/evidence/opening.ts";
import { Portfolio } from "../../src/rules/evidence/portfolio.ts";
import { Revert } from "../../src/rules/evidence/revert.ts";
import { Envelope } from "../../src/rules/evidence/statement.ts";
import { TrustFile } from "../../src/rules/evidence/trust.ts";
import { WorkItem } from "../../src/rules/plan/work-item.ts";
import { Workflow } from "../../src/rules/plan/workflow.ts";
import { Schedule } from "../../src/rules/schedule/schedule.ts";
import { Bundle } from "../../src/rules/story/bundle.ts";
import { Decision } from "../../src/rules/story/decision.ts";

/** Every document that lies on disk, by the name of its published schema. */
const DOCUMENTS: Readonly<Record<string, GenericSchema>> = {
  bundle: Bundle,
  claim: Claim,
  closing: Closing,
  decision: Decision,
  entry: Entry,
  envelope: Envelope,
  gate: Gate,
  handoff: Handoff,
  opening: Opening,
  portfolio: Portfolio,
  revert: Revert,
  schedule: Schedule,
  "trust-file": TrustFile,
  "work-item": WorkItem,
  workflow: Workflow,
};

// The published schemas ARE these snapshots: `npm run generate` writes them, the check compares.
async function expectSchema(name: string, schema: GenericSchema): Promise<void> {
  // What JSON Schema cannot say (a check across keys) is said in words by the schema's own message.
  const json = toJsonSchema(schema, { target: "draft-2020-12", typeMode: "input", errorMode: "ignore" });
  const titled = { $schema: json.$schema, title: name, ...json };
  await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(
    `../../schemas/${name}.schema.json`,
  );
}

describe("schemas/", () => {
  test.each(Object.entries(DOCUMENTS))("%s.schema.json is what the code says", expectSchema);

  test.each(Object.entries(RULES))("rules/%s is what the code says", async (name, load) => {
    const { input, output } = await load();
    await expectSchema(`rules/${name}.input`, input);
    await expectSchema(`rules/${name}.output`, output);
  });

  test.each(Object.entries(VERBS))("verbs/%s is what the code says", async (name, load) => {
    const { verb } = await load();
    const entries = Object.entries(verb.flags).map(([flag, { schema, says }]) => [
      flag,
      v.pipe(schema, v.description(says)),
    ]);
    await expectSchema(`verbs/${name}.input`, v.strictObject(Object.fromEntries(entries)));
    await expectSchema(`verbs/${name}.output`, verb.output);
  });
});
