import { holds } from '../contact/holds.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import { createConsentJudge } from './consent.ts';
import { heldContacts } from './held.ts';
import { findCarriers } from './moves.ts';
import { createDesired, optedOutNumbers } from './opted-out.ts';
import type { PlanInput, PlanStamp } from './plan-input.ts';

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
 * ours from now on. What somebody else put there and nobody desires stays his, and who opted out and is treated as absent
 * is nobody to take over. A membership that would be desired, had its contact agreed, is taken over: it is ours to take away then (C6).
 */
export function planAdoption(
  input: Omit<PlanInput, keyof PlanStamp> & Pick<PlanStamp, 'createdAt'>,
): Adoption {
  const { desired, existing, ledger, policy } = input;
  const carriers = findCarriers(desired, ledger, policy.name);
  const consent = createConsentJudge(input, heldContacts(desired, ledger, policy.name), carriers);
  const desiredOf = createDesired(input, optedOutNumbers(input, carriers), consent);
  const contacts: [string, LedgerContact][] = [];
  let newlyManaged = 0;
  let memberships = 0;
  for (const msisdn of desired.contacts.keys()) {
    const desiredContact = desiredOf(msisdn);
    const there = existing.get(msisdn);
    if (!desiredContact || !there) continue;
    const known = ledger.contacts.get(msisdn);
    const ours = known?.groups ?? [];
    const wanted = [...desiredContact.groups, ...(desired.consent?.withheld.get(msisdn) ?? [])];
    const taken = wanted.filter((group) => holds(there.groups, group) && !holds(ours, group));
    if (known?.managed && taken.length === 0) continue;
    if (!known?.managed) newlyManaged++;
    memberships += taken.length;
    contacts.push([
      desiredContact.msisdn,
      {
        ...known,
        managed: known?.managed ?? 'adopted',
        pipeline: known?.pipeline ?? policy.name,
        groups: [...ours, ...taken],
      },
    ]);
  }
  return { contacts, newlyManaged, memberships };
}
