import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixedClock } from "./clock.ts";
import {
  escapeCommand,
  LOG_LEVELS,
  type LogFormat,
  type Logger,
  type LogLevel,
  logger,
  silentLogger,
} from "./log.ts";

const AT = "2026-11-21T09:00:00.000Z";

/** What a logger wrote while `work` used it. */
function written(format: LogFormat, work: (log: Logger) => void, level: LogLevel = "debug"): string[] {
  const lines: string[] = [];
  work(logger({ level, format, clock: fixedClock(AT), write: (line) => lines.push(line) }));
  return lines;
}

const COMMANDS =
  "add-mask|debug|echo|endgroup|error|group|notice|save-state|set-env|set-output|stop-commands|warning";

/** What actions/runner does with a line: `::name …::` after any blank of .NET, else `##[name …]` anywhere. */
function commandIn(line: string): string | undefined {
  const trimmed = line.replace(/^[\s\u0085]+/u, "");
  const second = new RegExp(`^::(${COMMANDS})(?: [^\\n]*?)?::`, "i").exec(trimmed)?.[1];
  return second ?? new RegExp(`##\\[(${COMMANDS})[^\\]]*\\]`, "i").exec(line)?.[1];
}

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "\n",
        "\r",
        "\u0085",
        "\u2028",
        " ",
        "::",
        "error",
        "::set-output name=a::b",
        "%0A",
        "%",
        "##[",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("a JSON line", () => {
  test("is an object with the event, its fields and its moment", () => {
    const lines = written("json", (log) => log.warn("claim.taken", { step: "a", seq: 2 }));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: "warn", message: "claim.taken", step: "a", seq: 2, timestamp: AT },
    ]);
  });

  test("has its own level, message and timestamp, whatever the fields and the context say", () => {
    const forged = { level: "debug", message: "fine", timestamp: "1970-01-01T00:00:00Z" };
    const [line = ""] = written("json", (log) => log.child(forged).error("bad", forged));
    expect(JSON.parse(line)).toEqual({ level: "error", message: "bad", timestamp: AT });
    expect(line.match(/"(level|message|timestamp)":/g)).toHaveLength(3);
  });

  test("is one line, for every message and field", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (message, key, value) => {
        const lines = written("json", (log) => log.info(message, { [key]: value }));
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\n\r]/);
        expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", message });
      }),
    );
  });

  test.each([
    { text: "::error::x", because: "a command at the start of the message" },
    { text: "x\n::set-output name=a::b", because: "a command on a line of its own" },
    { text: "\u0085::add-mask::a", because: "a command behind a blank of .NET" },
    { text: "##[stop-commands]x", because: "a command of the first kind, which counts anywhere" },
    { text: "x ##[Add-Mask]a", because: "the same in capitals, in the middle" },
  ])("is no workflow command: $because", ({ text }) => {
    const lines = written("json", (log) => {
      log.info(text);
      log.info("x", { title: text });
      log.child({ [text]: 1 }).info("x");
    });
    expect(lines.map(commandIn)).toEqual([undefined, undefined, undefined]);
  });
});

describe("a line for GitHub", () => {
  test.each([
    { level: "debug", command: "debug" },
    { level: "info", command: "notice" },
    { level: "warn", command: "warning" },
    { level: "error", command: "error" },
  ] as const)("$level is the command $command", ({ level, command }) => {
    expect(written("github", (log) => log[level]("done"))).toEqual([`::${command}::done`]);
  });

  test("carries its fields, escaped as the runner un-escapes them", () => {
    expect(written("github", (log) => log.info("50% done", { title: "a\nb" }))).toEqual([
      '::notice::50%25 done {"title":"a\\nb"}',
    ]);
  });

  test("is one line and the one command of its level, for every message and field", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (message, key, value) => {
        const lines = written("github", (log) => log.info(message, { [key]: value }));
        expect(lines).toHaveLength(1);
        expect(lines[0]).not.toMatch(/[\n\r]/);
        expect(commandIn(lines[0] ?? "")).toBe("notice");
        expect(lines[0]?.startsWith("::notice::")).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("a message cannot move a cursor or hide itself", () => {
    const [line] = written("github", (log) => log.info("a\u001b[2J\u202e\u200b"));
    expect(line).toBe("::notice::a\\u{1b}[2J\\u{202e}\\u{200b}");
  });

  test("nor can a field", () => {
    const [line] = written("github", (log) => log.info("a", { title: "\u009b2J\u202e\u2028" }));
    expect(line).not.toMatch(/[\u0080-\u009f\u202e\u2028]/);
  });
});

describe("a logger", () => {
  test.each(LOG_LEVELS.map((floor, at) => ({ floor, heard: LOG_LEVELS.slice(at) })))(
    "at $floor says $heard",
    ({ floor, heard }) => {
      const lines = written("json", (log) => LOG_LEVELS.map((level) => log[level]("x")), floor);
      expect(lines.map((line) => JSON.parse(line).level)).toEqual(heard);
    },
  );

  test("a child adds to its parent's context and leaves the parent alone", () => {
    const lines = written("json", (log) => {
      const child = log.child({ workItem: "w", step: "a" }).child({ step: "b" });
      child.info("1", { attempt: "c" });
      child.info("2", { step: "d" });
      log.info("3");
    });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { workItem: "w", step: "b", attempt: "c" },
      { workItem: "w", step: "d" },
      { message: "3", level: "info", timestamp: AT },
    ]);
    expect(lines[2]).not.toContain("workItem");
  });

  test("is not stopped by a field that JSON cannot say", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    for (const format of ["json", "github"] as const) {
      expect(written(format, (log) => log.info("a", { big: 1n }))).toHaveLength(1);
      expect(written(format, (log) => log.info("a", circle))).toHaveLength(1);
    }
  });

  test("that is silent says nothing, its children neither", () => {
    for (const level of LOG_LEVELS) expect(silentLogger.child({})[level]("x")).toBeUndefined();
  });
});

describe("escapeCommand", () => {
  test.each([
    { text: "a%b", becomes: "a%25b" },
    { text: "a\r\nb", becomes: "a%0D%0Ab" },
    { text: "%0A", becomes: "%250A" },
    { text: "a:b,c", becomes: "a:b,c" },
  ])("$text", ({ text, becomes }) => expect(escapeCommand(text)).toBe(becomes));

  test("for every text: one line, and the runner reads the text that was meant", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeCommand(text);
        expect(escaped).not.toMatch(/[\n\r]/);
        const read = escaped.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
        expect(read).toBe(text);
      }),
    );
  });
});
