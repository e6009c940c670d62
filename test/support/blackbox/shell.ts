/** A documented command line as a shell reads it: words with their quotes taken off, and what `<` feeds in. */
export function shellWords(line: string): { readonly words: string[]; readonly from: string | undefined } {
  const words: string[] = [];
  for (const [, double, single, bare] of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g))
    words.push(double ?? single ?? bare ?? "");
  const redirect = words.indexOf("<");
  if (redirect < 0) return { words, from: undefined };
  return { words: words.slice(0, redirect), from: words[redirect + 1] };
}
