import { further, type Path } from './paths.ts';

/** The one array for a list. */
export type ListPool = <Name extends string>(list: readonly Name[]) => readonly Name[];

/** A list of more names is found by its text: a node for each name would take more than the list. */
const longestPath = 64;

/**
 * Gives equal lists the same frozen array, and equal names the same string: a million contacts are in a few hundred
 * combinations of groups. Without it each would hold an array and strings of its own, which is most of the memory.
 *
 * @param options.distinct a name that stands twice in a list is kept once
 */
export function createListPool(options: { readonly distinct?: boolean } = {}): ListPool {
  const names = new Map<string, string>();
  const root: Path<readonly string[]> = {};
  const long = new Map<string, readonly string[]>();
  const one = (name: string): string => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, name);
    return name;
  };
  const keep = (list: readonly string[]): readonly string[] => {
    const given = list.map(one);
    const once = options.distinct ? new Set(given) : undefined;
    return Object.freeze(once && once.size < given.length ? [...once] : given);
  };
  return <Name extends string>(list: readonly Name[]) => {
    if (list.length > longestPath) {
      const text = JSON.stringify(list);
      const known = long.get(text) ?? keep(list);
      long.set(text, known);
      return known as readonly Name[];
    }
    let path = root;
    for (const name of list) path = further(path, name, one) as Path<readonly string[]>;
    path.value ??= keep(list);
    return path.value as readonly Name[];
  };
}
