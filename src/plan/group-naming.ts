import { folded } from '../contact/folded.ts';
import type { Ledger } from '../contact/ledger.ts';
import { spellingsIn } from '../table/spellings.ts';

/** Which names mean one group, where a consent is asked for (C5). */
export interface GroupNaming {
  /** Whether two names, as asked for or as Jojka spells them, mean one group: in doubt they do. */
  isSame(one: string, other: string): boolean;
  /** A group by every name that it is known to have been asked for, and as Jojka spells it. */
  namesOf(group: string): readonly string[];
}

/**
 * Names of groups as an account knows them: case, white space and the form of Unicode do not count, and what Jojka stored in another
 * spelling with anybody (P8) is the same with everybody. Two names that it cut to one are one group.
 */
export function createGroupNaming({ contacts }: Pick<Ledger, 'contacts'>): GroupNaming {
  const known = once(() => knownSpellings(contacts));
  const names = new Map<string, { readonly all: readonly string[]; readonly folded: ReadonlySet<string> }>();
  const of = (group: string) => {
    const before = names.get(group);
    if (before) return before;
    const { stored, asked } = known();
    const spelled = [group, ...(stored.get(folded(group)) ?? [])];
    const all = [...new Set(spelled.flatMap((one) => [one, ...(asked.get(folded(one)) ?? [])]))];
    const made = { all, folded: new Set(all.map(folded)) };
    names.set(group, made);
    return made;
  };
  return {
    isSame: (one, other) => one === other || of(one).folded.has(folded(other)),
    namesOf: (group) => of(group).all,
  };
}

function knownSpellings(contacts: Ledger['contacts']) {
  const stored = new Map<string, Set<string>>();
  const asked = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, name: string, other: string) =>
    to.set(folded(name), (to.get(folded(name)) ?? new Set()).add(other));
  for (const { groups } of spellingsIn(contacts))
    for (const [name, spelling] of Object.entries(groups ?? {})) {
      add(stored, name, spelling);
      add(asked, spelling, name);
    }
  return { stored, asked };
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
