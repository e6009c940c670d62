import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rolldown } from "rolldown";

const made = new Map<string, Promise<string>>();

/**
 * A TypeScript file of the tests as one CommonJS file that Node runs or preloads, made once per test process.
 *
 * @param entry  path of the file from the repository's root
 * @returns      path of the bundle, in a temporary folder
 */
export function bundled(entry: string): Promise<string> {
  const known = made.get(entry) ?? bundle(resolve(entry));
  made.set(entry, known);
  return known;
}

async function bundle(input: string): Promise<string> {
  if (!existsSync(input)) throw new Error(`There is no ${input} to bundle.`);
  const file = join(mkdtempSync(join(tmpdir(), "continuo-bundle-")), "bundle.cjs");
  const bundler = await rolldown({ input, platform: "node", tsconfig: true, logLevel: "silent" });
  await bundler.write({ file, format: "cjs", codeSplitting: false });
  await bundler.close();
  return file;
}
