/** Beyond so many items a set is quicker than looking through the list. */
const few = 16;

/** Whether two lists, in which nothing stands twice, hold the same items, in whatever order. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  if (a.length <= few) return a.every((item) => b.includes(item));
  const items = new Set(b);
  return a.every((item) => items.has(item));
}
