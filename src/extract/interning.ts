/**
 * Keeps one copy of what occurs over and over: a million contacts are in a few hundred combinations of groups.
 * Without it each would hold an array and strings of its own, which is most of the memory.
 */
export interface Interning {
  /** The one array for this list of groups, each name once. */
  groups(names: readonly string[]): readonly string[];
}

export function createInterning(): Interning {
  const names = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const one = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, name);
    return name;
  };
  return {
    groups(list) {
      const key = list.join('\n');
      const known = lists.get(key);
      // Compared, since a name may hold the separator.
      if (known?.length === list.length && known.every((name, index) => name === list[index])) return known;
      const made = Object.freeze([...new Set(list)].map(one));
      lists.set(key, made);
      return made;
    },
  };
}
