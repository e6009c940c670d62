import { describe, expect, test } from "vitest";
import { stories } from "../../../test/support/rules/stories.ts";
import { canonicalJson } from "../../kernel/json.ts";
import { readShape } from "../../kernel/shape.ts";
import { Decision, decisionPath, RULE_OF, requestId, type Station } from "./decision.ts";

const decisions = stories.flatMap(({ records }) => records.map(({ decision }) => decision));
const kindOf = ({ station, output }: Decision): string => `${station} ${Reflect.get(output, "outcome")}`;
/** One of each station, and of each outcome. */
const kinds = decisions.filter(
  (decision, index) => decisions.findIndex((other) => kindOf(other) === kindOf(decision)) === index,
);

/** Members that are data by name, where any name of the right form may stand. */
const BY_NAME = ["input.route.variables", "input.available"];

/** Every object inside a document, with its place. */
function objectsIn(value: unknown, path = ""): { readonly path: string; readonly value: object }[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    objectsIn(member, path === "" ? name : `${path}.${name}`),
  );
  return Array.isArray(value) ? inner : [{ path, value }, ...inner];
}

/** A document with one more member in one of its objects, as JSON brings it: also a name that every object has. */
function withMember(document: object, target: object, name: string): unknown {
  const text = JSON.stringify(document, (_, value: unknown) =>
    value === target ? { "\u0000here": 1, ...target } : value,
  );
  return JSON.parse(text.replace(JSON.stringify("\u0000here"), JSON.stringify(name)));
}

describe("a decision record", () => {
  test.each(kinds)("of a sound story reads as it was written: $station", (decision) => {
    const written: unknown = JSON.parse(canonicalJson(decision));
    expect(readShape(Decision, written)).toEqual({ ok: true, value: decision });
  });

  test("is tried of every station", () => {
    expect(new Set(kinds.map(({ station }) => station))).toEqual(new Set(Object.keys(RULE_OF)));
  });

  const NAMES = ["extra", "toString", "valueOf", "hasOwnProperty", "constructor", "__proto__"];

  test.each(kinds)("refuses a member that it does not know, wherever it stands: $station", (decision) => {
    const read = objectsIn(decision)
      .filter(({ path }) => !BY_NAME.includes(path))
      .flatMap(({ path, value }) =>
        NAMES.filter((name) => readShape(Decision, withMember(decision, value, name)).ok).map(
          (name) => `${path} ${name}`,
        ),
      );
    expect(read).toEqual([]);
  });

  test.each(kinds)("refuses to go without any of its own members: $station", (decision) => {
    const names = Object.keys(decision);
    const read = names.filter((name) => {
      const { [name]: _, ...rest } = { ...decision } as Record<string, unknown>;
      return readShape(Decision, rest).ok;
    });
    expect(names.length).toBe(15);
    expect(read).toEqual([]);
  });

  test.each(kinds)("is of the rule of its station and of no other: $station", (decision) => {
    const others = Object.keys(RULE_OF).filter((station) => station !== decision.station);
    for (const station of others) {
      expect(readShape(Decision, { ...decision, station }).ok).toBe(false);
      expect(readShape(Decision, { ...decision, rule: RULE_OF[station as Station] }).ok).toBe(false);
    }
    expect(readShape(Decision, { ...decision, rule: `${decision.station}/2` }).ok).toBe(false);
  });

  test.each([
    { because: "another kind", change: { kind: "handoff" } },
    { because: "another version", change: { schemaVersion: "2.0" } },
    { because: "no number", change: { seq: 0 } },
    { because: "half a number", change: { seq: 1.5 } },
    { because: "a request that is a path", change: { request: "../issue-7" } },
    { because: "an origin that is none", change: { origin: "0123" } },
    { because: "a digest that is none", change: { previous: "sha256:0" } },
    { because: "a time that is none", change: { at: "2026-02-30T00:00:00Z" } },
    { because: "a signature that is none", change: { signature: "ed25519:" } },
  ])("refuses $because", ({ change }) => {
    for (const decision of kinds) expect(readShape(Decision, { ...decision, ...change }).ok).toBe(false);
  });

  test("lies where its request and number say", () => {
    expect(decisionPath(requestId(7), 12)).toBe("artifacts/decisions/issue-7/12.json");
  });
});
