import { expect, test } from "vitest";
import { type GateHistory, reworkOf } from "./item-rework.ts";

const slow = { reasons: ["slow"] };
const wrong = { reasons: ["wrong"] };
const gate = (newest: GateHistory["newest"], isOurs: boolean, rejected?: { reasons: string[] }) => ({
  newest,
  isOurs,
  rejected,
});

test.each([
  { gates: [], isRework: null, reasons: null, because: "nobody decided anything" },
  {
    gates: [gate("approve", true)],
    isRework: false,
    reasons: null,
    because: "an approval sends nothing back",
  },
  { gates: [gate("reject", true, slow)], isRework: true, reasons: [["slow"]], because: "a rejection does" },
  {
    gates: [gate("approve", true, slow)],
    isRework: false,
    reasons: [["slow"]],
    because: "an approval takes it on again, and leaves the reasons",
  },
  {
    gates: [gate("approve", true, slow), gate("reject", true, wrong)],
    isRework: true,
    reasons: [["slow"], ["wrong"]],
    because: "one of two gates is still rejected; either's reasons may be the newer",
  },
  {
    gates: [gate("reject", false)],
    isRework: null,
    reasons: null,
    because: "another tool's rejection wrote what it liked",
  },
  {
    gates: [gate("reject", false), gate("approve", true, slow)],
    isRework: null,
    reasons: [["slow"]],
    because: "an approval beside another tool's rejection leaves the status as it is",
  },
  { gates: [gate("approve", false)], isRework: null, reasons: null, because: "another tool's approval" },
])("$because", ({ gates, isRework, reasons }) => {
  expect(reworkOf(gates)).toEqual({ isRework, reasons });
});
