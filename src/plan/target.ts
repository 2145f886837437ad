import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import { withoutTraces } from '../contact/key-trace.ts';
import type { Want } from '../contact/ledger.ts';
import { type Absence, type AbsentTarget, createAbsent } from './absent.ts';
import type { ContactState } from './change.ts';
import type { ConsentJudge } from './consent.ts';
import type { HeldContacts } from './held.ts';
import { formerNumbers, type Move } from './moves.ts';
import { createDesired } from './opted-out.ts';
import { createOwnership } from './ownership.ts';
import type { PlanInput } from './plan-input.ts';
import { createPresent, type PresentTarget } from './present.ts';
import { asAsked } from './stored-spelling.ts';

/** Whether a number is wanted for whom it was wanted before, as far as keys tell. */
function isSamePerson({ keys }: DesiredContact, before: Want | undefined): boolean {
  if (!before) return false;
  const known = withoutTraces(before.keys);
  return keys.length === 0 || known.length === 0 || keys.some((key) => holds(known, key));
}

/** What a contact that Jojka holds shall be, and why. */
export type Target = PresentTarget | AbsentTarget;

export interface Targets {
  /** The contact that the pipeline asks for under this number, opted-out people seen to; undefined when it does not. */
  desired(msisdn: string): DesiredContact | undefined;
  desiredCount(): number;
  ofExisting(contact: Contact): Target;
  ofNew(contact: DesiredContact): ContactState;
  absence(msisdn: string): Absence;
  /** Whether somebody who opted out is taken out of all groups for it (P7). */
  isTakenOut(msisdn: string): boolean;
  /** Of groups that are asked for, those that a number may be in (C1). */
  permitted(msisdn: string, groups: readonly string[]): readonly string[];
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
  {
    moves,
    optedOut,
    consent,
  }: {
    readonly moves: readonly Move[];
    readonly optedOut: ReadonlySet<string>;
    readonly consent: ConsentJudge;
  },
): Targets {
  const { policy, desired, existing, ledger, takenAlong } = input;
  const ownership = createOwnership(ledger, policy);
  const former = formerNumbers(moves);

  /** Where nothing is taken away by itself, a contact takes along what is ours under its former number. */
  function groupsOf(contact: DesiredContact): readonly string[] {
    const from = former.get(contact.msisdn) ?? [];
    const underWay = isSamePerson(contact, ownership.ownWants.get(contact.msisdn))
      ? takenAlong?.get(contact.msisdn)
      : undefined;
    if ((from.length === 0 && !underWay) || policy.groups.mode === 'mirror') return contact.groups;
    if (isTakenOut(contact.msisdn)) return contact.groups;
    const moved = from.flatMap((number) => {
      const known = ledger.contacts.get(number);
      const groups = existing.get(number)?.groups ?? [];
      return groups
        .filter((group) => ownership.isOurs(number, group, known))
        .flatMap((group) => asAsked(group, known));
    });
    return consent.permitted(contact.msisdn, [
      ...new Set([...contact.groups, ...moved, ...(underWay ?? [])]),
    ]);
  }

  const isTakenOut = (msisdn: string) => policy.contacts.optedOut === 'no-groups' && optedOut.has(msisdn);
  /** Without the memberships that lack a consent, whatever else keeps them (C1). */
  function consented<Some extends Target>(contact: Contact, target: Some): Some {
    const { after } = target;
    if (after === null || after.groups.length === 0) return target;
    const known = ledger.contacts.get(contact.msisdn);
    const stays = after.groups.filter(
      (group) => !ownership.isMade(group, known) || !consent.mustGo(contact.msisdn, group),
    );
    return stays.length === after.groups.length
      ? target
      : { ...target, after: { name: after.name, groups: stays } };
  }

  const desiredOf = createDesired(input, optedOut, consent);
  const present = createPresent(input, { ownership, held, optedOut, groupsOf });
  const absent = createAbsent(input, { ownership, held, moves });
  return {
    desired: desiredOf,
    absence: absent.absence,
    isTakenOut,
    permitted: consent.permitted,
    isHeld: ({ msisdn, keys }) => held.present(msisdn, keys) !== 'no',
    desiredCount: () => {
      if (policy.contacts.optedOut !== 'remove') return desired.contacts.size;
      let count = desired.contacts.size;
      for (const msisdn of optedOut) if (desired.contacts.has(msisdn)) count--;
      return count;
    },
    ofExisting: (contact) => {
      const desiredContact = desiredOf(contact.msisdn);
      return consented(contact, desiredContact ? present(contact, desiredContact) : absent.decide(contact));
    },
    // The import needs a name (T3).
    ofNew: (contact) => ({
      name: contact.name === '' ? contact.msisdn : contact.name,
      groups: groupsOf(contact),
    }),
  };
}
