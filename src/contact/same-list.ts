import { holds } from './holds.ts';

/** Whether two lists, in which nothing stands twice, hold the same items, in whatever order. */
export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((item) => holds(b, item));
}
