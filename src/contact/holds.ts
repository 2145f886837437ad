/** Beyond so many items a set is quicker than looking through the list. */
const few = 16;

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Whether a list holds an item; none where there is no list. The list must not change afterwards: of a long one a set is
 * kept as long as the list is, so that a contact in 80,000 groups costs what its groups cost, and not their square.
 */
export function holds(list: readonly string[] | undefined, item: string): boolean {
  if (list === undefined) return false;
  if (list.length <= few) return list.includes(item);
  const known = sets.get(list);
  if (known) return known.has(item);
  const made = new Set(list);
  sets.set(list, made);
  return made.has(item);
}
