import { parseJson } from "../kernel/json.ts";
import { shown } from "../kernel/text.ts";
import { builtinAgents } from "../world/agents/builtin.ts";
import { type Agents, agentFailure } from "../world/agents/port.ts";
import { scriptedAgents } from "../world/agents/scripted.ts";
import type { Inbox } from "../world/inbox/port.ts";

/** Who answers the lanes: recorded answers where there are any, our own reviewers elsewhere. */
export async function agentsFrom(answers: readonly string[], inbox: Inbox): Promise<Agents> {
  const files: unknown[] = [];
  for (const path of answers) {
    const parsed = parseJson((await inbox.read(path)).bytes, { maxBytes: 4 << 20, maxDepth: 8 });
    if (!parsed.ok)
      throw agentFailure("agents.answers", `The recorded answers in ${shown(path)} ${parsed.problem}.`, {
        hint: "Correct the file: schemaVersion, family, content, and the answers by lane.",
      });
    files.push(parsed.value);
  }
  return scriptedAgents(files, builtinAgents());
}
