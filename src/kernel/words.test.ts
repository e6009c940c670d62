import fc from "fast-check";
import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

test.each([
  ["node agent.mjs", ["node", "agent.mjs"]],
  ["  node\tagent.mjs \n", ["node", "agent.mjs"]],
  ["node 'my agent.mjs' --fast", ["node", "my agent.mjs", "--fast"]],
  ["node \"a 'b' c\"", ["node", "a 'b' c"]],
  ["node 'a\\b'", ["node", "a\\b"]],
  ['node "a\\"b"', ["node", 'a"b']],
  ["a\\ b c", ["a b", "c"]],
  ["a ''", ["a", ""]],
  ["a'b'c", ["abc"]],
  ["a \\", ["a", "\\"]],
  ["echo $HOME; rm -rf * | cat", ["echo", "$HOME;", "rm", "-rf", "*", "|", "cat"]],
  ['["node", "a b", ""]', ["node", "a b", ""]],
])("%j are the words %j", (text, words) => {
  expect(wordsOf(text)).toEqual({ ok: true, words });
});

test.each([
  ["", "names no program"],
  ["   ", "names no program"],
  ["''", "names no program"],
  ["[]", "names no program"],
  ['[""]', "names no program"],
  ["node 'a", "has no closing '"],
  ['node "a', 'has no closing "'],
  ["[1]", "begins with [ and is no JSON list of strings"],
  ['["a"', "begins with [ and is no JSON list of strings"],
  ["a \0", "holds a NUL character"],
])("%j %s", (text, problem) => {
  expect(wordsOf(text)).toEqual({ ok: false, problem });
});

test("whatever the words are, a JSON list of them reads back", () => {
  const word = fc.string({ unit: "binary" }).filter((each) => !each.includes("\0"));
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }).filter(([first]) => first !== ""),
      (words) => {
        expect(wordsOf(JSON.stringify(words))).toEqual({ ok: true, words });
      },
    ),
  );
});

test("quoted words read back", () => {
  const word = fc.string({ minLength: 1 }).filter((each) => !/[\0']/.test(each));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(wordsOf(words.map((each) => `'${each}'`).join(" "))).toEqual({ ok: true, words });
    }),
  );
});
