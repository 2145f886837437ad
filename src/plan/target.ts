import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import { type Absence, type AbsentTarget, createAbsent } from './absent.ts';
import type { ContactState } from './change.ts';
import type { HeldContacts } from './held.ts';
import type { Move } from './moves.ts';
import { createDesired, createOptedOut, formerNumbers } from './opted-out.ts';
import { createOwnership } from './ownership.ts';
import type { PlanInput } from './plan-input.ts';
import { createPresent, type PresentTarget } from './present.ts';

/** What a contact that Jojka holds shall be, and why. */
export type Target = PresentTarget | AbsentTarget;

export interface Targets {
  /** The contact that the pipeline asks for under this number, opted-out people seen to; undefined when it does not. */
  desired(msisdn: string): DesiredContact | undefined;
  desiredCount(): number;
  ofExisting(contact: Contact): Target;
  ofNew(contact: DesiredContact): ContactState;
  absence(msisdn: string): Absence;
  /** Whether a rejected record may ask for more of a contact than the sources do (T7). */
  isHeld(contact: DesiredContact): boolean;
}

/**
 * The heart of the plan: for each contact, the state that it shall have.
 *
 * Whatever is not ours is copied into that state, so that the diff that follows needs no exceptions: a membership
 * stays when it is desired, or is somebody else's (not in the ledger, not in `managedGroups`), or is wanted by
 * another pipeline of the account, or when a rejected record may speak for it. What Jojka is known to store in
 * another spelling is asked for in that spelling (P8).
 */
export function createTargets(
  input: PlanInput,
  held: HeldContacts,
  { moves, carriers }: { readonly moves: readonly Move[]; readonly carriers: readonly Move[] },
): Targets {
  const { policy, desired, existing, ledger } = input;
  const ownership = createOwnership(ledger, policy);
  const isOptedOut = createOptedOut(input, carriers);
  const former = formerNumbers(moves);

  /** Where nothing is taken away by itself, a contact takes along what is ours under its former number. */
  function groupsOf(contact: DesiredContact): readonly string[] {
    const from = former.get(contact.msisdn);
    if (!from || policy.groups.mode === 'mirror') return contact.groups;
    if (policy.contacts.optedOut === 'no-groups' && isOptedOut(contact.msisdn)) return contact.groups;
    const moved = from.flatMap((number) => {
      const known = ledger.contacts.get(number);
      const groups = existing.get(number)?.groups ?? [];
      return groups.filter((group) => ownership.isOurs(number, group, known));
    });
    return [...new Set([...contact.groups, ...moved])];
  }

  const desiredOf = createDesired(input, isOptedOut);
  const present = createPresent(input, { ownership, held, isOptedOut, groupsOf });
  const absent = createAbsent(input, { ownership, held, moves });
  return {
    desired: desiredOf,
    absence: absent.absence,
    isHeld: ({ msisdn, keys }) => held.present(msisdn, keys) !== 'no',
    desiredCount: () => {
      if (policy.contacts.optedOut !== 'remove') return desired.contacts.size;
      let count = 0;
      for (const msisdn of desired.contacts.keys()) if (!isOptedOut(msisdn)) count++;
      return count;
    },
    ofExisting: (contact) => {
      const desiredContact = desiredOf(contact.msisdn);
      return desiredContact ? present(contact, desiredContact) : absent.decide(contact);
    },
    // The import needs a name (T3).
    ofNew: (contact) => ({
      name: contact.name === '' ? contact.msisdn : contact.name,
      groups: groupsOf(contact),
    }),
  };
}
