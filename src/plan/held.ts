import type { Desired } from '../contact/desired.ts';
import { isTrace, keyOf, withoutTraces } from '../contact/key-trace.ts';
import type { Ledger } from '../contact/ledger.ts';
import { type RecordKey, sourceOfKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import { keyHolders } from '../table/key-holders.ts';
import { createIsKnown, type KnownWants } from './whose-record.ts';

/** How sure it is that a rejected record speaks for a contact. */
export type Holding = 'known' | 'doubt' | 'no';

/** Says which contacts a rejected record may speak for: from those, nothing is taken away (T7). */
export interface HeldContacts {
  /** A contact that the sources ask for, but of which another record was rejected. */
  present(msisdn: string, keys: readonly RecordKey[]): Holding;
  /** A contact that the sources do not ask for. */
  absent(msisdn: string): Holding;
  /**
   * Keys by which a record that nobody knows may be a contact's, now that its source spells keys otherwise: no record has them any more,
   * and all that were known besides are known by new ones from now on. They are to be remembered for as long as there is such a record.
   *
   * @param own the keys that the contact has tonight
   * @param before those that it was known by, with traces
   */
  lost(own: readonly RecordKey[], before: readonly RecordKey[]): readonly RecordKey[];
  /** @param doubts how many contacts stay, and how many memberships, for doubt alone */
  warnings(doubts: { readonly contacts: number; readonly memberships: number }): Warning[];
}

/**
 * A rejected record causes no removal (T7). Whose it is, this pipeline's wants say: by its key, or by a number that can be
 * read in it. Where they do not know either, it may be that of any contact that has no key of the record's source, and a
 * record without a key that of any contact at all: nothing is taken away from those, since to keep one contact a night too
 * long is the smaller harm. A warning says how to end it: give the source an `id`. An unknown key is that of somebody new,
 * unless most of the known ones are gone: then keys are spelled otherwise than before (`0001` as `1`), and anybody may be meant. From the
 * next night on it may be those whose former keys no record has taken up: of these a trace is kept.
 *
 * @param formerKeys of whom nothing is wanted any more, and something was to be taken away
 */
export function heldContacts(
  desired: Desired,
  ledger: Ledger,
  pipeline: string,
  wantedAsBefore: Agreement = noAgreement,
  formerKeys: ReadonlyMap<string, readonly RecordKey[]> = new Map(),
): HeldContacts {
  const { held } = desired;
  const wants: KnownWants = ledger.wants.get(pipeline) ?? new Map();
  const keys = new Set(held.flatMap((record) => record.keys));
  const holders = keyHolders(wants, keys);
  const knownKeys: ReadonlySet<RecordKey> = new Set(holders.keys());
  const numbers = new Set([...held.flatMap((record) => record.numbers), ...[...holders.values()].flat()]);

  const isKnown = createIsKnown(wants, knownKeys, desired.contacts, keys);
  const strangers = held.filter((record) => !isKnown(record));
  const anonymous = strangers.filter((record) => record.keys.length === 0).length;
  /** Sources with records whose keys nobody knows. */
  const sources = new Set(strangers.flatMap((record) => (record.keys.length > 0 ? [record.source] : [])));
  /** Sources whose keys say nothing tonight: most of those that are known are in no record. They may be spelled otherwise. */
  const { unreliable, isThere } = knownKeysTonight(sources, desired, wants, wantedAsBefore);
  /** Sources of tonight: one that is called otherwise by now is none, and what its keys stood for is in doubt. */
  const tonight = new Set([...desired.keyed, ...sources]);
  const isGone = (source: string) => !tonight.has(source);
  const isLost = (key: RecordKey) => {
    const source = sourceOfKey(key);
    return sources.size > 0 && (isGone(source) || (sources.has(source) && !isThere(keyOf(key))));
  };
  const countOf = (keys: readonly RecordKey[], among: (source: string) => boolean) =>
    withoutTraces(keys).filter((key) => among(sourceOfKey(key))).length;
  /** Of keys that no record has any more: those that may be spelled otherwise now, or are of a source that is called otherwise. */
  const lost = (own: readonly RecordKey[], before: readonly RecordKey[]): readonly RecordKey[] => {
    const gone = sources.size === 0 ? [] : before.filter(isLost);
    if (gone.length === 0) return gone;
    const isFewer = (source: string) =>
      isGone(source)
        ? countOf(own, () => true) < countOf(before, () => true)
        : unreliable.has(source) &&
          countOf(own, (one) => one === source) < countOf(before, (one) => one === source);
    return gone.filter((key) => isTrace(key) || isFewer(sourceOfKey(key))).map(keyOf);
  };

  /** Whether a record of nobody that is known may be that of a contact with these keys. */
  const inDoubt = (own: readonly RecordKey[], before: readonly RecordKey[]): boolean => {
    if (anonymous > 0 || unreliable.size > 0 || lost(own, before).length > 0) return true;
    const isOf = (source: string) => (key: RecordKey) => sourceOfKey(key) === source;
    for (const source of sources) if (!own.some(isOf(source)) && !before.some(isOf(source))) return true;
    return false;
  };

  return {
    present: (msisdn, own) => {
      if (held.length === 0) return 'no';
      if (numbers.has(msisdn) || own.some((key) => keys.has(key))) return 'known';
      return inDoubt(own, wants.get(msisdn)?.keys ?? []) ? 'doubt' : 'no';
    },
    absent: (msisdn) => {
      if (numbers.has(msisdn)) return 'known';
      // Whom something was to be taken from, and nobody knows that it was, is known by the keys that he had.
      const own = wants.get(msisdn)?.keys ?? formerKeys.get(msisdn) ?? [];
      if (own.some((key) => keys.has(key))) return 'known';
      return inDoubt([], own) ? 'doubt' : 'no';
    },
    lost,
    warnings: ({ contacts, memberships }) =>
      contacts + memberships === 0
        ? []
        : [
            {
              code: 'held-in-doubt',
              figures: {
                contacts,
                ...(memberships > 0 && { memberships }),
                anonymous,
                strangers: strangers.length - anonymous,
              },
            },
          ],
  };
}

/** Of some sources: those of whose known keys more than half are in no record of tonight, and whether a known key is in one. */
function knownKeysTonight(
  sources: ReadonlySet<string>,
  desired: Desired,
  wants: KnownWants,
  wantedAsBefore: Agreement,
): { readonly unreliable: ReadonlySet<string>; readonly isThere: (key: RecordKey) => boolean } {
  if (sources.size === 0) return { unreliable: new Set(), isThere: () => true };
  const known = new Map<string, { all: number; gone: number }>();
  for (const [source, all] of wantedAsBefore.keysBySource())
    if (sources.has(source)) known.set(source, { all, gone: 0 });
  const others: RecordKey[] = [];
  const traces: RecordKey[] = [];
  for (const [, { keys, optedOut }] of wantedAsBefore.others(wants))
    for (const key of keys)
      if (!sources.has(sourceOfKey(key))) continue;
      else if (isTrace(key)) traces.push(keyOf(key));
      else if (!optedOut) others.push(key);
  const held = new Set<RecordKey>(desired.held.flatMap(({ keys }) => keys));
  const tonight = keyHolders(desired.contacts, new Set([...others, ...traces]));
  const isThere = (key: RecordKey) => tonight.has(key) || held.has(key);
  for (const key of others) {
    const source = sourceOfKey(key);
    const count = known.get(source) ?? { all: 0, gone: 0 };
    count.all++;
    if (!isThere(key)) count.gone++;
    known.set(source, count);
  }
  const unreliable = [...known].flatMap(([source, { all, gone }]) => (gone > all / 2 ? [source] : []));
  return { unreliable: new Set(unreliable), isThere };
}
