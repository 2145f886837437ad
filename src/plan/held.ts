import type { Desired } from '../contact/desired.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';

/** Says which contacts a rejected record may speak for: from those, nothing is taken away (T7). */
export interface HeldContacts {
  /** A contact that the sources ask for, but of which another record was rejected. */
  present(msisdn: string, keys: readonly string[]): boolean;
  /** A contact that the sources do not ask for: a rejected record is known to be its own, may be, or is not. */
  absent(msisdn: string): 'known' | 'doubt' | 'no';
  /** @param doubts how many contacts stay for doubt alone */
  warnings(doubts: number): Warning[];
}

/**
 * A rejected record causes no removal (T7). Its contact is found by a number that can be read in it, or by its key,
 * of which the ledger knows the number. Where neither tells, the record may stand for any absent contact whose key
 * is not known, and a record without a key for any absent contact at all: those stay too, since to keep one contact
 * a night too long is the smaller harm. A warning says how to end it: give the source an `id`.
 */
export function heldContacts(desired: Desired, ledger: Ledger, pipeline: string): HeldContacts {
  const { held } = desired;
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(pipeline) ?? new Map();
  const numbers = new Set(held.msisdns);
  const knownKeys = new Set<string>();
  if (held.keys.size > 0)
    for (const [msisdn, want] of wants)
      for (const key of want.keys)
        if (held.keys.has(key)) {
          numbers.add(msisdn);
          knownKeys.add(key);
        }

  const strangers = [...held.keysWithoutNumber].filter((key) => !knownKeys.has(key)).length;

  return {
    present: (msisdn, keys) =>
      numbers.has(msisdn) || (held.keys.size > 0 && keys.some((key) => held.keys.has(key))),
    absent: (msisdn) => {
      if (numbers.has(msisdn)) return 'known';
      const inDoubt = held.anonymous > 0 || (strangers > 0 && !((wants.get(msisdn)?.keys.length ?? 0) > 0));
      return inDoubt ? 'doubt' : 'no';
    },
    warnings: (doubts) =>
      doubts === 0
        ? []
        : [
            {
              code: 'held-in-doubt',
              figures: { contacts: doubts, anonymous: held.anonymous, strangers },
            },
          ],
  };
}
