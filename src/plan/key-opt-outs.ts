import type { Desired, StrayOptOut } from '../contact/desired.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { createOwners, type KnownWants } from './whose-record.ts';

/** How many records a warning names. */
const examples = 10;

/** Numbers that are opted out by the keys of records, and whether by values alone that are neither yes nor no (T8, G6). */
export function keyOptOuts(
  { optOutsByKey, contacts }: Desired,
  wants: KnownWants | undefined,
): { readonly clear: ReadonlySet<string>; readonly odd: ReadonlySet<string> } {
  const clear = new Set<string>();
  const odd = new Set<string>();
  if (optOutsByKey.length === 0) return { clear, odd };
  const owners = createOwners(allKeys(optOutsByKey), wants, contacts);
  for (const { keys, isOdd } of optOutsByKey) {
    const owner = owners.ofAny(keys);
    if (owner.kind === 'known') (isOdd ? odd : clear).add(owner.msisdn);
  }
  return { clear, odd };
}

/** Whether somebody opted out of whom nobody knows who it is: in a record of nobody, or in a list of opt-outs (T8). */
export function hasLostOptOuts(desired: Desired, wants: KnownWants | undefined): boolean {
  return desired.lostOptOuts > 0 || straysOf(desired, wants).length > 0;
}

/**
 * Whose record says no tonight, for sure (P7): nobody's, where an opt-out is lost. It may be his whose record says no, and what is
 * in doubt ends no block, nor what is known of one.
 */
export function surelyOptedIn(desired: Desired, wants: KnownWants | undefined): Desired['optedIn'] {
  return hasLostOptOuts(desired, wants) ? new Set() : desired.optedIn;
}

/**
 * Opt-outs that block nobody (T8): no number can be read in their records, and their keys tell of nobody. Where the
 * phone columns are empty there may be nobody to block, unless several have the key.
 */
export function strayOptOutWarnings(desired: Desired, wants: KnownWants | undefined): Warning[] {
  const strays = straysOf(desired, wants);
  if (strays.length === 0) return [];
  return [
    {
      code: 'stray-opt-out',
      figures: {
        total: strays.length,
        examples: strays.slice(0, examples).map(({ source, line }) => `${source}:${line}`),
        more: Math.max(0, strays.length - examples),
      },
    },
  ];
}

function straysOf(
  { strayOptOuts, contacts }: Pick<Desired, 'strayOptOuts' | 'contacts'>,
  wants: KnownWants | undefined,
): readonly StrayOptOut[] {
  if (strayOptOuts.length === 0) return [];
  const owners = createOwners(allKeys(strayOptOuts), wants, contacts);
  return strayOptOuts.filter(({ keys, isBlank }) => {
    const { kind } = owners.ofAny(keys);
    return kind === 'shared' || (kind === 'nobody' && !isBlank);
  });
}

function allKeys(records: readonly { readonly keys: readonly RecordKey[] }[]): Set<RecordKey> {
  const keys = new Set<RecordKey>();
  for (const record of records) for (const key of record.keys) keys.add(key);
  return keys;
}
