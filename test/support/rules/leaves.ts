/** One small change to a value: where, and the whole value with it. */
export interface Changed {
  readonly path: string;
  readonly value: unknown;
}

/** The value with every single leaf changed, one at a time, and every list a member shorter and longer. */
export function leafChanges(value: unknown, path = ""): Changed[] {
  if (Array.isArray(value)) return listChanges(value, path);
  if (typeof value !== "object" || value === null) return [{ path, value: anotherThan(value) }];
  return Object.entries(value).flatMap(([name, member]) =>
    leafChanges(member, path === "" ? name : `${path}.${name}`).map((changed) => ({
      path: changed.path,
      value: { ...value, [name]: changed.value },
    })),
  );
}

const listChanges = (list: readonly unknown[], path: string): Changed[] => [
  ...list.flatMap((item, at) =>
    leafChanges(item, `${path}[]`).map((changed) => ({
      path: changed.path,
      value: list.with(at, changed.value),
    })),
  ),
  ...(list.length > 0 ? [{ path: `${path}.length`, value: list.slice(0, -1) }] : []),
  { path: `${path}.length`, value: [...list, list.at(-1) ?? "more"] },
];

function anotherThan(leaf: unknown): unknown {
  if (typeof leaf === "string") return `${leaf}x`;
  if (typeof leaf === "number") return leaf + 1;
  return typeof leaf === "boolean" ? !leaf : "something";
}
