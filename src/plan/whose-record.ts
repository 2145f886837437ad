import type { Desired, HeldRecord } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import type { Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { type Keyed, keyHolders } from '../table/key-holders.ts';

/** What one pipeline wanted last time, by number. */
export type KnownWants = ReadonlyMap<string, Want>;

/**
 * Whose a record is that does not say so by its number (T7, T8, P7b): `known`, by these numbers; `shared`, by several, so
 * that it tells of nobody in particular; `nobody`'s that is known.
 */
export type Owner =
  | { readonly kind: 'known'; readonly msisdn: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'nobody' };

/** Tells whose records are, by their keys. */
export interface Owners {
  /** The one whom a key is known by, or, where it is new, tonight's. */
  of(key: RecordKey): Owner;
  /** The same of the keys that one record may have: the one whom all of them that are known agree on. */
  ofAny(keys: readonly RecordKey[]): Owner;
}

/** The numbers that the ledger knows keys by: those of a night that guards held back, only where there are no others. */
export function knownHolders(
  wants: KnownWants,
  keys: ReadonlySet<RecordKey>,
): Map<RecordKey, readonly string[]> {
  const found = new Map<RecordKey, readonly string[]>();
  for (const [key, numbers] of keyHolders(wants, keys)) {
    const sure = numbers.length > 1 ? numbers.filter((msisdn) => !wants.get(msisdn)?.held) : numbers;
    found.set(key, sure.length > 0 ? sure : numbers);
  }
  return found;
}

/** The one of a list that has one. */
export function onlyOf(holders: readonly string[] | undefined): string | undefined {
  return holders?.length === 1 ? holders[0] : undefined;
}

/**
 * Finds the owners of some keys among what the pipeline wanted last time and what the sources ask for tonight.
 *
 * A key that several contacts share, last time or tonight, tells of nobody in particular. Nor does one whose contact has
 * none but other keys by now: running numbers would name his neighbour.
 *
 * @param keys all that will be asked for
 */
export function createOwners(
  keys: Iterable<RecordKey>,
  wants: KnownWants = new Map(),
  contacts: Desired['contacts'],
): Owners {
  const asked = new Set(keys);
  const before = knownHolders(wants, asked);
  const now = keyHolders(contacts, asked);

  const of = (key: RecordKey): Owner => {
    const known = before.get(key) ?? [];
    const present = now.get(key) ?? [];
    const msisdn = known[0] ?? present[0];
    if (msisdn === undefined) return { kind: 'nobody' };
    if (known.length > 1 || present.length > 1) return { kind: 'shared' };
    const former = wants.get(msisdn)?.keys;
    const current = contacts.get(msisdn)?.keys ?? [];
    const isRenumbered = former && current.length > 0 && !current.some((one) => holds(former, one));
    return isRenumbered ? { kind: 'shared' } : { kind: 'known', msisdn };
  };

  return {
    of,
    ofAny: (several) => {
      const owners = several.map(of).filter(({ kind }) => kind !== 'nobody');
      const [first, ...others] = owners;
      if (!first) return { kind: 'nobody' };
      const agree = others.every(
        (other) => other.kind === 'known' && first.kind === 'known' && other.msisdn === first.msisdn,
      );
      return agree ? first : { kind: 'shared' };
    },
  };
}

/**
 * Tells whether the pipeline's wants know whose a record is (T7): by its key, by its own number, or by another one that
 * can be read in it. A number, and a key of several that the row may have, says nothing where its owner is there by a record
 * of his own: it is a neighbour's.
 */
export function createIsKnown(
  wants: Keyed,
  knownKeys: ReadonlySet<RecordKey>,
  contacts: Desired['contacts'],
  keys: ReadonlySet<RecordKey>,
): (record: HeldRecord) => boolean {
  const present = keyHolders(contacts, keys);
  return ({ keys, numbers, own }) =>
    (own !== undefined && wants.has(own)) ||
    keys.some((key) => knownKeys.has(key) && (keys.length === 1 || !present.has(key))) ||
    numbers.some((number) => wants.has(number) && !contacts.has(number));
}
