/** Draws that follow from a seed alone. */
export interface Chance {
  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number;
  oneIn(many: number): boolean;
  of<T>(things: readonly T[]): T;
  hex(digits: number): string;
}

/** Mulberry32: small, and good enough to choose among acts. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    oneIn: (many) => below(many) === 0,
    of(things) {
      const thing = things[below(things.length)];
      if (thing === undefined) throw new Error("There is nothing to choose from.");
      return thing;
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(""),
  };
}
