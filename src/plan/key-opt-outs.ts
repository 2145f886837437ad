import type { Desired } from '../contact/desired.ts';
import type { Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { holders } from './holders.ts';

/** How many records a warning names. */
const examples = 10;

/**
 * Whose each of some keys is (T8): the number that it is known by, or, where it is new, tonight's.
 *
 * A key that several contacts share, last time or tonight, tells of nobody in particular. Nor does one whose contact has
 * none but other keys by now: running numbers would name his neighbour.
 */
export function numbersOfKeys(
  keys: ReadonlySet<RecordKey>,
  wants: ReadonlyMap<string, Want> = new Map(),
  contacts: Desired['contacts'],
): Map<RecordKey, string> {
  const numbers = new Map<RecordKey, string>();
  if (keys.size === 0) return numbers;
  const before = holders(wants, keys);
  const now = holders(contacts, keys);
  for (const key of keys) {
    const [known, ...othersBefore] = before.get(key) ?? [];
    const [present, ...othersNow] = now.get(key) ?? [];
    const msisdn = known ?? present;
    if (msisdn === undefined || othersBefore.length + othersNow.length > 0) continue;
    const former = wants.get(msisdn)?.keys;
    const current = contacts.get(msisdn)?.keys ?? [];
    const isRenumbered = former && current.length > 0 && !current.some((one) => former.includes(one));
    if (!isRenumbered) numbers.set(key, msisdn);
  }
  return numbers;
}

/**
 * Opt-outs that block nobody (T8): no number can be read in their records, and their keys tell of nobody. Where the
 * phone columns are empty there may be nobody to block, unless several have the key.
 */
export function strayOptOutWarnings(
  { strayOptOuts, contacts }: Desired,
  wants: ReadonlyMap<string, Want> | undefined = new Map(),
): Warning[] {
  const keys = new Set(strayOptOuts.flatMap(({ key }) => (key === undefined ? [] : [key])));
  const numbers = numbersOfKeys(keys, wants, contacts);
  const known = new Set([...holders(wants, keys).keys(), ...holders(contacts, keys).keys()]);
  const strays = strayOptOuts.filter(({ key, isBlank }) =>
    key === undefined ? !isBlank : !numbers.has(key) && (!isBlank || known.has(key)),
  );
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
