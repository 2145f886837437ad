import { holds } from '../contact/holds.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { keyHolders } from '../table/key-holders.ts';
import { findCarriers } from './carriers.ts';
import { createConsentJudge } from './consent.ts';
import { heldContacts } from './held.ts';
import { createDesired, optedOutNumbers } from './opted-out.ts';
import type { PlanInput, PlanStamp, WantsDelta } from './plan-input.ts';
import type { KnownWants } from './whose-record.ts';

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
 * Nor is anybody taken over by a number that is new for his record: the next sync makes that a move, with which his opt-out and what he has not
 * agreed to go along (P7b, C5). Managed, and known by his key already, he would be no such new number any more.
 */
export function planAdoption(
  input: Omit<PlanInput, keyof PlanStamp> & Pick<PlanStamp, 'createdAt'>,
): Adoption {
  const { desired, existing, ledger, policy } = input;
  const carriers = findCarriers(desired, ledger, policy.name);
  const consent = createConsentJudge(input, heldContacts(desired, ledger, policy.name), carriers);
  const desiredOf = createDesired(input, optedOutNumbers(input, carriers), consent);
  const movedTo = new Set(carriers.map(({ to }) => to));
  const contacts: [string, LedgerContact][] = [];
  let newlyManaged = 0;
  let memberships = 0;
  for (const msisdn of desired.contacts.keys()) {
    const desiredContact = desiredOf(msisdn);
    const there = existing.get(msisdn);
    if (!desiredContact || !there || movedTo.has(msisdn)) continue;
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

/**
 * What is wanted from now on of whom was taken over, so that no other pipeline removes him (P10). A key that somebody is known by under
 * another number stays there: adopting ends no want, and known by two numbers it would tell of neither (P7b).
 */
export function adoptedWants(
  { upserts }: WantsDelta,
  { contacts }: Adoption,
  known: KnownWants = new Map(),
): (readonly [msisdn: string, want: Want])[] {
  const adopted = new Set(contacts.map(([msisdn]) => msisdn));
  const own = [...upserts].filter(([msisdn]) => adopted.has(msisdn));
  const holders = keyHolders(known, new Set(own.flatMap(([, { keys }]) => keys)));
  return own.map(([msisdn, want]) => {
    const isFree = (key: RecordKey) => (holders.get(key) ?? [msisdn]).includes(msisdn);
    return [msisdn, { ...want, keys: want.keys.filter(isFree) }];
  });
}
