import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "../../../rules/intake/issue.ts";
import { forgeOn, fresh } from "./opened.contract.ts";

function withFile(text: string) {
  const root = fresh();
  mkdirSync(join(root, ".continuo/forge"), { recursive: true });
  writeFileSync(join(root, ".continuo/forge/permissions.json"), text);
  return forgeOn(root).permissions;
}

const withThese = (permissions: object) => withFile(JSON.stringify({ schemaVersion: "1.0", permissions }));

describe("permissions from the file", () => {
  test.each(PERMISSIONS)("%s is what it says, whatever the case and layout", async (level) => {
    const permissions = withThese({ Hubot: level, "renovate[bot]": "read" });
    expect(await permissions.of("hubot")).toBe(level);
    expect(await permissions.of("HUBOT")).toBe(level);
    expect(await permissions.of("renovate[bot]")).toBe("read");
    expect(await permissions.of("renovate")).toBe("none");
    expect(await permissions.of("mona")).toBe("admin");
  });

  test("it may say less of the owner", async () => {
    expect(await withThese({ MONA: "triage" }).of("mona")).toBe("triage");
    expect(await withThese({}).of("mona")).toBe("admin");
  });

  test("it is read at every question", async () => {
    const root = fresh();
    const { permissions } = forgeOn(root);
    expect(await permissions.of("hubot")).toBe("none");
    mkdirSync(join(root, ".continuo/forge"), { recursive: true });
    writeFileSync(
      join(root, ".continuo/forge/permissions.json"),
      '{"schemaVersion":"1.0","permissions":{"hubot":"write"}}',
    );
    expect(await permissions.of("hubot")).toBe("write");
  });

  test("a letter that only becomes one of ASCII is nobody's", async () => {
    expect(await withThese({ k: "write" }).of("K")).toBe("write");
    expect(await withThese({ k: "write" }).of("\u212a")).toBe("none");
  });

  test.each(["../x", "hubot ", "hu_bot", "", "-hubot", "hubot[bot", "ſ"])("%j is nobody", async (login) => {
    expect(await withThese({ hubot: "write" }).of(login)).toBe("none");
  });

  test.each([
    { text: "", because: "nothing" },
    { text: "{", because: "half of it" },
    { text: "[]", because: "a list" },
    { text: '{"permissions":{}}', because: "no version" },
    { text: '{"schemaVersion":"2.0","permissions":{}}', because: "another version" },
    { text: '{"schemaVersion":"1.0"}', because: "no permissions" },
    { text: '{"schemaVersion":"1.0","permissions":[]}', because: "a list of them" },
    { text: '{"schemaVersion":"1.0","permissions":{},"permission":{}}', because: "an unknown member" },
    { text: '{"schemaVersion":"1.0","permissions":{"hubot":"owner"}}', because: "an unknown level" },
    { text: '{"schemaVersion":"1.0","permissions":{"hubot":null}}', because: "no level" },
    { text: '{"schemaVersion":"1.0","permissions":{"hu bot":"read"}}', because: "no login" },
    { text: '{"schemaVersion":"1.0","permissions":{"a":"read","A":"admin"}}', because: "two answers" },
    { text: '{"schemaVersion":"1.0","permissions":{"a":"read","a":"admin"}}', because: "a key twice" },
    { text: '{"schemaVersion":"1.0","permissions":{"__proto__":"admin"}}', because: "a prototype" },
    { text: '{"schemaVersion":"1.0","permissions":{"constructor":"admin"}}', because: "a name of objects" },
    { text: "\ufeff{}", because: "a byte order mark" },
  ])("$because: nobody may do anything, the owner neither", async ({ text }) => {
    const permissions = withFile(text);
    for (const login of ["mona", "hubot", "a", "../x"])
      await expect(permissions.of(login)).rejects.toMatchObject({
        code: "forge.malformed",
        message: expect.stringContaining(".continuo/forge/permissions.json"),
      });
  });
});
