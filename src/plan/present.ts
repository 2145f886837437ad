import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import type { LedgerContact } from '../contact/ledger.ts';
import type { ContactState } from './change.ts';
import type { HeldContacts, Holding } from './held.ts';
import type { Ownership } from './ownership.ts';
import type { PlanInput } from './plan-input.ts';
import { hasGroup, inStoredSpelling, isName } from './stored-spelling.ts';

/** What a contact shall be that Jojka holds and the pipeline asks for. */
export interface PresentTarget {
  readonly kind: 'present';
  /** The contact itself (the same object) when nothing changes. */
  readonly after: ContactState;
  /** This product neither created nor adopted it (P3). */
  readonly isUnmanaged: boolean;
  /** Of the memberships that are desired and there, how many are not ours (P3). */
  readonly unmanagedMemberships: number;
  /** It keeps its name, since another pipeline has the say (P10). */
  readonly isNamedElsewhere: boolean;
  /** Memberships that stay for doubt alone: nobody knows whose a rejected record is (T7). */
  readonly membershipsInDoubt: number;
}

/**
 * Decides about contacts that are there and desired.
 *
 * @param facts.groupsOf the groups that are asked for, with those that come along from a former number
 */
export function createPresent(
  { policy, ledger }: Pick<PlanInput, 'policy' | 'ledger'>,
  facts: {
    readonly ownership: Ownership;
    readonly held: HeldContacts;
    readonly optedOut: ReadonlySet<string>;
    readonly groupsOf: (desired: DesiredContact) => readonly string[];
  },
): (contact: Contact, desired: DesiredContact) => PresentTarget {
  const { ownership, held, optedOut, groupsOf } = facts;

  function nameFor(contact: Contact, desired: DesiredContact, known: LedgerContact | undefined) {
    const kept = { name: contact.name, isNamedElsewhere: false };
    if (desired.name === '' || policy.contacts.names === 'keep') return kept;
    if (isName(desired.name, contact.name, known)) return kept;
    if (!ownership.hasSay(contact.msisdn, known)) return { name: contact.name, isNamedElsewhere: true };
    return { name: desired.name, isNamedElsewhere: false };
  }

  /** Whether memberships that are ours and not asked for may be taken away (P4, P7). */
  function mayTake(msisdn: string): boolean {
    return policy.groups.mode === 'mirror' || isOut(msisdn);
  }

  /** Who opted out wants no groups, whichever records are his (P7). */
  function isOut(msisdn: string): boolean {
    return policy.contacts.optedOut === 'no-groups' && optedOut.has(msisdn);
  }

  function heldOf({ msisdn, keys }: DesiredContact): Holding {
    const holding = held.present(msisdn, keys);
    return holding === 'doubt' && isOut(msisdn) ? 'no' : holding;
  }

  return (contact, desired) => {
    const { msisdn, groups } = contact;
    const known = ledger.contacts.get(msisdn);
    const asked = inStoredSpelling(groupsOf(desired), groups, known);
    const fewer = mayTake(msisdn)
      ? groups.filter((group) => holds(asked, group) || !ownership.isOurs(msisdn, group, known))
      : groups;
    // A rejected record may be what asks for them (T7).
    const holding = fewer.length < groups.length ? heldOf(desired) : 'no';
    const stays = holding === 'no' ? fewer : groups;
    const added = asked.filter((group) => !holds(groups, group));
    const { name, isNamedElsewhere } = nameFor(contact, desired, known);
    const isSame = name === contact.name && added.length === 0 && stays.length === groups.length;
    return {
      kind: 'present',
      after: isSame ? contact : { name, groups: added.length > 0 ? [...stays, ...added] : stays },
      isUnmanaged: !known?.managed,
      unmanagedMemberships: asked.filter(
        (group) => holds(groups, group) && !hasGroup(known?.groups, group, known),
      ).length,
      isNamedElsewhere,
      membershipsInDoubt: holding === 'doubt' ? groups.length - fewer.length : 0,
    };
  };
}
