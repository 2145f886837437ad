/** Lists of names, each kept once and known by a small number from then on; the id of the empty list is 0. */
export interface Lists {
  idOf(list: readonly string[]): number;
  /** The one frozen array for the list. */
  list(id: number): readonly string[];
  /** Whether two lists have the same names, in whichever order. */
  isSameSet(a: number, b: number): boolean;
}

/** A million contacts are in a few hundred combinations of groups. */
export function createLists(): Lists {
  const lists: (readonly string[])[] = [Object.freeze([])];
  const byText = new Map<string, number[]>();
  const names = new Map<string, string>();
  /** Arrays that cannot change, as pools hand them out, need not be read again. */
  const byArray = new WeakMap<readonly string[], number>([[lists[0] as readonly string[], 0]]);

  const one = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, name);
    return name;
  };

  function idByText(list: readonly string[]): number {
    const text = list.join('\n');
    const known = byText.get(text);
    // Compared, since a name may hold the separator.
    const found = known?.find((id) => isSame(lists[id] as readonly string[], list));
    if (found !== undefined) return found;
    const id = lists.length;
    const kept = Object.freeze(list.map(one));
    lists.push(kept);
    byArray.set(kept, id);
    if (known) known.push(id);
    else byText.set(text, [id]);
    return id;
  }

  /** By list: the id of the list of the same names in order. */
  const sets: number[] = [];
  const setOf = (id: number): number => {
    sets[id] ??= idByText([...new Set(lists[id] as readonly string[])].sort());
    return sets[id] as number;
  };

  return {
    idOf: (list) => {
      if (list.length === 0) return 0;
      const known = byArray.get(list);
      if (known !== undefined) return known;
      const id = idByText(list);
      if (Object.isFrozen(list)) byArray.set(list, id);
      return id;
    },
    list: (id) => lists[id] as readonly string[],
    isSameSet: (a, b) => a === b || setOf(a) === setOf(b),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
