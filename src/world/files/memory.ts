import { byCode } from "../../kernel/name.ts";
import { overlay } from "./overlay.ts";
import { isHidden, segmentsOf } from "./path.ts";
import { type Files, filesFailure } from "./port.ts";

/** Documents that lie nowhere but in memory: a tree that came in one piece. What is written to it is gone with it. */
export function memoryFiles(contents: ReadonlyMap<string, Uint8Array>): Files {
  const namesIn = (folder: string): readonly string[] => {
    segmentsOf(folder);
    const names = new Set<string>();
    for (const path of contents.keys())
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split("/")[0] ?? "");
    return [...names].sort(byCode);
  };
  const noDrafts = (folder: string): readonly string[] => {
    segmentsOf(folder);
    return [];
  };
  const noWrite = (): never => {
    throw filesFailure("files.failed", "A tree in memory is not written to.");
  };
  return overlay({
    named: (path) => path,
    read(path) {
      segmentsOf(path);
      return contents.get(path);
    },
    list: (folder) => namesIn(folder).filter((name) => !name.startsWith(".")),
    hidden: (folder) => namesIn(folder).filter(isHidden),
    create: noWrite,
    replace: noWrite,
    remove: noWrite,
    append: noWrite,
    stale: noDrafts,
    sweep: noDrafts,
  });
}
