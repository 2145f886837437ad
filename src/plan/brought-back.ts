import { todayAt } from '../contact/day.ts';
import { holds } from '../contact/holds.ts';
import { isUndecided, type Ledger, type Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { keyHolders } from '../table/key-holders.ts';
import type { CarriedOptOut, Change, TouchedContact } from './change.ts';
import { changesBetween, type Difference } from './diff.ts';
import { createGroupNaming } from './group-naming.ts';
import type { Move } from './moves.ts';
import { withholdingOf } from './withholding.ts';

/** By what a contact is known that a run takes something from: whose it is, should that be brought back (U1). */
export interface KnownBy {
  /** Keys of its record that no other contact had. */
  readonly keys: readonly RecordKey[];
  /** Those are all that it had. */
  readonly whole?: true;
  /** The numbers that its record has since that run. */
  readonly later: readonly string[];
}

/**
 * By what those are known whom a plan takes something from; the ledger forgets it of who leaves.
 *
 * @param wants of the plan's pipeline, before the plan is carried out
 * @param formerKeys of whom the night before was to take something away, and nothing is wanted any more
 */
export function knownByOf(
  contacts: readonly TouchedContact[],
  wants: ReadonlyMap<string, Want> | undefined,
  moves: readonly Pick<Move, 'from' | 'to'>[],
  formerKeys: ReadonlyMap<string, readonly RecordKey[]> = new Map(),
): ReadonlyMap<string, KnownBy> {
  const known = new Map<string, KnownBy>();
  const losing = contacts.filter(
    ({ before, after }) => before && !(after && before.groups.every((group) => holds(after.groups, group))),
  );
  const keysOf = (msisdn: string) => wants?.get(msisdn)?.keys ?? formerKeys.get(msisdn) ?? [];
  const holders = keyHolders(wants ?? new Map(), new Set(losing.flatMap(({ msisdn }) => keysOf(msisdn))));
  for (const { msisdn } of losing) {
    const all = keysOf(msisdn);
    // Those of the run before were no one else's then: who has one now is the same person under another number.
    const keys = wants?.has(msisdn)
      ? all.filter((key) => (holders.get(key) ?? []).every((holder) => holder === msisdn))
      : all;
    const later = moves.flatMap(({ from, to }) => (from === msisdn ? [to] : []));
    if (keys.length + later.length === 0) continue;
    known.set(msisdn, { keys, later, ...(keys.length === all.length && { whole: true }) });
  }
  return known;
}

/** A number that somebody has besides one that he had, and what says that it is the same person. */
interface OtherNumber {
  readonly msisdn: string;
  readonly keys: readonly RecordKey[];
}

/** The numbers that somebody has by now whose record had another one, by that one. */
export type OtherNumbers = ReadonlyMap<string, readonly OtherNumber[]>;

/**
 * Finds them by what a run has left of whom it took something from. What is known of a pipeline that was renamed since is so by
 * its new name.
 */
export function otherNumbers(
  knownBy: ReadonlyMap<string, KnownBy>,
  { wants }: Pick<Ledger, 'wants'>,
  pipeline: string,
): OtherNumbers {
  const asked = new Set([...knownBy.values()].flatMap(({ keys }) => keys));
  const own = wants.get(pipeline);
  const holders = (own ? [own] : [...wants.values()]).map((of) => keyHolders(of, asked));
  const others = new Map<string, OtherNumber[]>();
  for (const [former, { keys, later }] of knownBy) {
    const found = new Map<string, RecordKey[]>(later.map((msisdn) => [msisdn, []]));
    for (const key of keys)
      for (const msisdn of holders.flatMap((of) => of.get(key) ?? []))
        found.set(msisdn, [...(found.get(msisdn) ?? []), key]);
    // The record has its former number again: that one says how it stands.
    if (found.has(former)) continue;
    if (found.size > 0)
      others.set(
        former,
        [...found].map(([msisdn, by]) => ({ msisdn, keys: by })),
      );
  }
  return others;
}

/** Whether somebody becomes reachable by it, or in more groups. */
export function bringsBack({ msisdn, before, after }: Difference): boolean {
  return changesBetween(msisdn, before, after).some(
    ({ kind }) => kind === 'create' || kind === 'addMembership',
  );
}

/**
 * Blocks of numbers by which somebody would become reachable who has opted out under the one that he has now (P11). They follow him
 * as they would to a new number (P7b).
 *
 * @param pending senders of a STOP whose block is not confirmed
 */
export function carriedBack(
  differences: readonly Difference[],
  others: OtherNumbers,
  { blocks, doubts }: Pick<Ledger, 'blocks' | 'doubts'>,
  pending: ReadonlySet<string>,
): Change[] {
  return differences.flatMap((difference): Change[] => {
    const { msisdn } = difference;
    const isBlocked = blocks.has(msisdn) && !isUndecided(doubts.get(msisdn));
    if (isBlocked || !bringsBack(difference)) return [];
    const carried = (others.get(msisdn) ?? []).flatMap(({ msisdn: from, keys }): CarriedOptOut[] => {
      const origins = [...(blocks.get(from) ?? []), ...(pending.has(from) ? (['reply'] as const) : [])];
      return origins.length > 0 ? [{ from, keys, origins: [...new Set(origins)] }] : [];
    });
    if (carried.length === 0) return [];
    const origins = [...new Set([...(blocks.get(msisdn) ?? []), 'carried' as const])];
    return [{ kind: 'block', msisdn, origins, carried }];
  });
}

/** Tells which groups somebody has not agreed to under the number that he has now (C5). */
export function withheldFromOthers(
  others: OtherNumbers,
  ledger: Ledger,
  createdAt: string,
): (msisdn: string, group: string) => boolean {
  const naming = createGroupNaming(ledger);
  const withheld = withholdingOf({ ...ledger, naming, today: todayAt(createdAt) }, () => true);
  return (msisdn, group) => (others.get(msisdn) ?? []).some((other) => withheld.has(other.msisdn, group));
}
