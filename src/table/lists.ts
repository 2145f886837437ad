import { createListPool } from '../contact/list-pool.ts';

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
  const pool = createListPool();
  const lists: (readonly string[])[] = [Object.freeze([])];
  /** Arrays that cannot change, as pools hand them out, need not be read again. */
  const ids = new WeakMap<readonly string[], number>([[lists[0] as readonly string[], 0]]);

  function read(list: readonly string[]): number {
    const kept = pool(list);
    const known = ids.get(kept);
    if (known !== undefined) return known;
    ids.set(kept, lists.length);
    return lists.push(kept) - 1;
  }

  /** By list: the id of the list of the same names in order. */
  const sets: number[] = [];
  const setOf = (id: number): number => {
    sets[id] ??= read([...new Set(lists[id] as readonly string[])].sort());
    return sets[id] as number;
  };

  return {
    idOf: (list) => {
      if (list.length === 0) return 0;
      const known = ids.get(list);
      if (known !== undefined) return known;
      const id = read(list);
      if (Object.isFrozen(list)) ids.set(list, id);
      return id;
    },
    list: (id) => lists[id] as readonly string[],
    isSameSet: (a, b) => a === b || setOf(a) === setOf(b),
  };
}
