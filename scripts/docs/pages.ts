/** Pages by name. */
export type Pages = ReadonlyMap<string, string>;

/** What is to do to make the pages that exist the pages that are wanted: write the stale ones, remove those nobody wants. */
export const differences = (
  wanted: Pages,
  existing: Pages,
): { readonly stale: readonly string[]; readonly orphans: readonly string[] } => ({
  stale: [...wanted].filter(([name, text]) => existing.get(name) !== text).map(([name]) => name),
  orphans: [...existing.keys()].filter((name) => !wanted.has(name)),
});
