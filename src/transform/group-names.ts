import { createListPool } from '../contact/list-pool.ts';
import type { Warning } from '../contact/rejection.ts';
import { fold } from './fold.ts';
import { cleanText } from './text.ts';

/**
 * Group names and lists of them, over all sources. A million contacts are in a few hundred combinations of groups: each
 * name is cleaned once, and each list exists once.
 */
export interface GroupNames {
  /** A name as Jojka will get it (T2); '' where nothing is left of it. */
  clean(raw: string): string;
  /** The one list of these names, each once, in order of appearance. */
  list(names: readonly string[]): readonly string[];
  /** The names as Jojka will get them, as far as records have them. */
  all(): Iterable<string>;
  /** How many different texts were cleaned. */
  count(): number;
  /** Names that became one or differ only in case (T4). */
  warnings(): Warning[];
}

export function createGroupNames(): GroupNames {
  const cleaned = new Map<string, string>();
  const pool = createListPool({ distinct: true });
  return {
    clean: (raw) => {
      const known = cleaned.get(raw);
      if (known !== undefined) return known;
      const name = cleanText(raw);
      cleaned.set(raw, name);
      return name;
    },
    list: pool,
    all: () => cleaned.values(),
    count: () => cleaned.size,
    warnings: () => spellingWarnings(cleaned),
  };
}

/** T4. White space at the ends is no other spelling: any list that is split by a separator has it. */
function spellingWarnings(cleaned: ReadonlyMap<string, string>): Warning[] {
  const alike = new Map<string, { spellings: Set<string>; names: Set<string> }>();
  for (const [raw, name] of cleaned) {
    if (name === '') continue;
    const key = fold(name);
    const entry = alike.get(key) ?? { spellings: new Set(), names: new Set() };
    entry.spellings.add(raw.trim());
    entry.names.add(name);
    alike.set(key, entry);
  }
  return [...alike.values()]
    .filter(({ spellings }) => spellings.size > 1)
    .map(({ spellings, names }): Warning => {
      const all = [...spellings];
      return names.size > 1
        ? { code: 'group-case', figures: { spellings: all } }
        : { code: 'group-spelling', figures: { spellings: all, name: [...names][0] ?? '' } };
    });
}
