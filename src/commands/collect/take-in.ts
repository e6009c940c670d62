import { asFindings, itemsIn, mergeItem } from "../../stations/gather/merge.ts";
import type { Finding } from "../../stations/item/finding.ts";
import { openItem } from "../../stations/item/open.ts";
import { repair } from "../../stations/repair.ts";
import { verifyItem } from "../../stations/verify/verify.ts";
import type { Source } from "../../world/sources/port.ts";
import type { Report } from "../command.ts";
import type { CollectWorld } from "../world.ts";

/**
 * Takes in one source, work item by work item: first aside, where everything is verified; only what verifies is then
 * written. A refused part leaves nothing behind.
 */
export async function takeIn(
  source: Source,
  world: CollectWorld,
  report: Report,
): Promise<readonly Finding[]> {
  const refused: Finding[] = [];
  for (const id of itemsIn(source)) {
    report.progress(`taking in ${id} from ${source.name}`);
    const findings = await asFindings(source, async () => {
      const aside = world.aside();
      const clashes = await mergeItem(source, id, aside);
      if (clashes.length > 0) return clashes;
      await repair(await openItem(id, aside), aside);
      return (await verifyItem(id, undefined, aside)).findings;
    });
    if (findings.length === 0) await mergeItem(source, id, world);
    else refused.push(...findings.map(({ path, problem }) => ({ path: `${source.name}: ${path}`, problem })));
  }
  return refused;
}
