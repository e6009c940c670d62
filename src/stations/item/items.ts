import { Id } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import { WORK_ITEMS_FOLDER } from "../../rules/plan/work-item.ts";
import type { ItemPorts } from "./ports.ts";

/** Ids of the work items that lie here, in code-unit order; a file whose name is no id is named in a warning. */
export function workItemsHere({ files, warn }: Pick<ItemPorts, "files" | "warn">): readonly string[] {
  return files.list(WORK_ITEMS_FOLDER).flatMap((name) => {
    if (!name.endsWith(".json")) return [];
    const id = readShape(Id, name.slice(0, -".json".length));
    if (id.ok) return [id.value];
    warn(`${WORK_ITEMS_FOLDER}/${name} is not named after a work item; it is passed over.`);
    return [];
  });
}
