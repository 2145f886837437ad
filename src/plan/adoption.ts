import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger, LedgerContact } from '../contact/ledger.ts';

/** What adopting takes over. */
export interface Adoption {
  readonly contacts: readonly (readonly [msisdn: string, contact: LedgerContact])[];
  /** Contacts that become managed. */
  readonly newlyManaged: number;
  /** Memberships that become ours. */
  readonly memberships: number;
}

/**
 * The contacts and memberships that are desired and there already, as the ledger is to have them (P3): managed and
 * ours from now on. What somebody else put there and nobody desires stays his.
 */
export function planAdoption(
  pipeline: string,
  desired: Desired,
  existing: ReadonlyMap<string, Contact>,
  ledger: Ledger,
): Adoption {
  const contacts: [string, LedgerContact][] = [];
  let newlyManaged = 0;
  let memberships = 0;
  for (const desiredContact of desired.contacts.values()) {
    const there = existing.get(desiredContact.msisdn);
    if (!there) continue;
    const known = ledger.contacts.get(desiredContact.msisdn);
    const ours = known?.groups ?? [];
    const taken = desiredContact.groups.filter(
      (group) => there.groups.includes(group) && !ours.includes(group),
    );
    if (known?.managed && taken.length === 0) continue;
    if (!known?.managed) newlyManaged++;
    memberships += taken.length;
    contacts.push([
      desiredContact.msisdn,
      {
        ...known,
        managed: known?.managed ?? 'adopted',
        pipeline: known?.pipeline ?? pipeline,
        groups: [...ours, ...taken],
      },
    ]);
  }
  return { contacts, newlyManaged, memberships };
}
