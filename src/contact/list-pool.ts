/** The one array for a list. */
export type ListPool = <Name extends string>(list: readonly Name[]) => readonly Name[];

/**
 * Gives equal lists the same frozen array, and equal names the same string: a million contacts are in a few hundred
 * combinations of groups. Without it each would hold an array and strings of its own, which is most of the memory.
 *
 * @param options.distinct a name that stands twice in a list is kept once
 */
export function createListPool(options: { readonly distinct?: boolean } = {}): ListPool {
  const names = new Map<string, string>();
  const lists = new Map<string, { readonly given: readonly string[]; readonly kept: readonly string[] }[]>();
  const one = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, name);
    return name;
  };
  return <Name extends string>(list: readonly Name[]) => {
    const key = list.join('\n');
    const alike = lists.get(key);
    // Compared, since a name may hold the separator.
    const known = alike?.find(({ given }) => isSame(given, list));
    if (known) return known.kept as readonly Name[];
    const given = list.map(one);
    const once = options.distinct ? new Set(given) : undefined;
    const kept = Object.freeze(once && once.size < given.length ? [...once] : given);
    if (alike) alike.push({ given, kept });
    else lists.set(key, [{ given, kept }]);
    return kept as readonly Name[];
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
