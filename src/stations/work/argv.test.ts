import { expect, test } from "vitest";
import { argvOf } from "./argv.ts";

test.each([
  { because: "none", words: null, is: null },
  { because: "an empty list", words: [], is: null },
  { because: "a program", words: ["make"], is: ["make"] },
  {
    because: "a program and its arguments, as they are",
    words: ["npm", "run", "a b", "", "--x=$(y)"],
    is: ["npm", "run", "a b", "", "--x=$(y)"],
  },
])("a recorded command is a program and its arguments: $because", ({ words, is }) => {
  expect(argvOf(words)).toEqual(is);
});
