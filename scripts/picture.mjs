// Draws docs/demo.svg: what `continuo demo` prints, as a terminal shows it. A test holds the picture against the demo.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SIZE = { font: 13, line: 18, width: 8, pad: 16 };
/** Columns that are shown of a line. */
const COLUMNS = 118;

/** The demo's output without what differs from run to run. */
export function pictured(output) {
  return output
    .replaceAll(/\/[^\s']*continuo-demo-[A-Za-z0-9]+/g, "/tmp/demo")
    .trimEnd()
    .split("\n")
    .map((line) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line));
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const colour = (line) => {
  if (line.startsWith("■")) return "title";
  if (!/→/.test(line)) return "plain";
  return /→ 0\b/.test(line) ? "ok" : "no";
};

/** One text element a line: what the test reads back. */
export function picture(lines) {
  const height = lines.length * SIZE.line + 2 * SIZE.pad;
  const width = COLUMNS * SIZE.width + 2 * SIZE.pad;
  const rows = lines.map(
    (line, at) =>
      `<text class="${colour(line)}" x="${SIZE.pad}" y="${SIZE.pad + (at + 1) * SIZE.line - 5}" xml:space="preserve">${escaped(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The output of continuo demo">`,
    `<style>text{font:${SIZE.font}px ui-monospace,Menlo,Consolas,monospace;fill:#c9d1d9}.title{fill:#fff;font-weight:bold}.ok{fill:#7ee787}.no{fill:#ffa657}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const demo = spawnSync(process.execPath, [join(ROOT, "dist/cli/index.js"), "demo"], { encoding: "utf8" });
  if (demo.status !== 0) throw new Error(`The demo ended with ${demo.status}: ${demo.stderr}`);
  writeFileSync(join(ROOT, "docs/demo.svg"), picture(pictured(demo.stderr + demo.stdout)));
}
