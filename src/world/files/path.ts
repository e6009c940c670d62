import { shown } from "../../kernel/text.ts";
import { filesFailure } from "./port.ts";

/** The segments of a relative path; refuses everything that could mean another place. */
export function segmentsOf(path: string): readonly string[] {
  const segments = path.split("/");
  const isPlain = segments.every(
    (each) => each !== "" && each !== "." && each !== ".." && !/[\0\\]/.test(each),
  );
  if (!isPlain) throw filesFailure("files.path", `${shown(path)} is not a path inside the folder.`);
  return segments;
}

/** Drafts lie beside the document that they become; no document's name begins with a dot. */
export const isDraft = (name: string): boolean => name.startsWith(".") && name.endsWith(".draft");

/** Names that people do not see, and that are no drafts: none of ours. */
export const isHidden = (name: string): boolean => name.startsWith(".") && !isDraft(name);
