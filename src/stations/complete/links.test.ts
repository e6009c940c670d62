import { describe, expect, test } from "vitest";
import { filesOf } from "../../../test/tamper/world.ts";
import { linkedFiles } from "./links.ts";

function linked(...links: string[]) {
  const warned: string[] = [];
  const lies = ["notes.txt", "x", "artifacts/claims/a1.json"];
  const files = filesOf(new Map(lies.map((path) => [path, Buffer.from(path)])));
  const found = linkedFiles(links, { files, warn: (text) => void warned.push(text) });
  return { paths: found.map(({ path }) => path), warned };
}

describe("linkedFiles", () => {
  test("digests files of the work folder once each; addresses and living documents stay links", () => {
    const { paths, warned } = linked(
      "notes.txt",
      "notes.txt",
      "https://example.org/../x",
      "artifacts/claims/a1.json",
    );
    expect(paths).toEqual(["notes.txt"]);
    expect(warned).toEqual([]);
  });

  test.each([
    "../x",
    "/etc/passwd",
    "a/../x",
    "artifacts/claims/../../x",
    "artifacts/claims/../../../etc/passwd",
    "artifacts/schedule/..",
    "artifacts/exports//x",
    "artifacts/work-items/./x",
    "artifacts/claims/a\\b",
  ])("refuses what leaves the folder or says its path in a roundabout way: %s", (link) => {
    expect(() => linked(link)).toThrow(expect.objectContaining({ code: "handoff.link", kind: "usage" }));
  });
});
