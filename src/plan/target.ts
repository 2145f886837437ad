import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import type { ContactState } from './change.ts';
import type { HeldContacts } from './held.ts';
import { matchesGroup } from './managed-groups.ts';
import type { Move } from './moves.ts';
import type { PlanInput } from './plan-input.ts';

/** What becomes of contacts that Jojka holds and this pipeline does not ask for (P3). */
export interface AbsentCounts {
  /** Go away. */
  removed: number;
  /** Stay: the pipeline says `keep`. */
  kept: number;
  /** Stay: neither created nor adopted by this product. */
  unmanaged: number;
  /** Stay: carry a membership of somebody else. */
  foreign: number;
  /** Stay: another pipeline of this account wants them (P10). */
  wantedElsewhere: number;
  /** Stay: a rejected record may stand for them (T7). */
  held: number;
  /** Stay: not yet absent from enough extracts in a row (`absentRuns`). */
  waiting: number;
}

/** Nobody is absent. */
export const noAbsent: Readonly<AbsentCounts> = {
  removed: 0,
  kept: 0,
  unmanaged: 0,
  foreign: 0,
  wantedElsewhere: 0,
  held: 0,
  waiting: 0,
};

/** What becomes of a contact that the pipeline does not ask for, before policy is looked at. */
export type Absence = 'held' | 'waiting' | 'due';

export interface Targets {
  /** The contact that the pipeline asks for under this number, opted-out people seen to; undefined when it does not. */
  wanted(msisdn: string): DesiredContact | undefined;
  desiredCount(): number;
  /** What a contact that Jojka holds shall be: itself (the same object) when nothing changes, `null` when it goes. */
  ofExisting(contact: Contact): ContactState | null;
  ofNew(contact: DesiredContact): ContactState;
  absence(msisdn: string): Absence;
  /** Whether somebody opted out: by the source, by himself, or under a former number. */
  isOptedOut(msisdn: string): boolean;
  /** Counted while `ofExisting` is called. */
  readonly absent: AbsentCounts;
  /** Counted while `ofExisting` is called. */
  readonly unmanaged: { contacts: number; memberships: number };
  warnings(): Warning[];
}

/**
 * The heart of the plan: for each contact, the state that it shall have.
 *
 * Whatever is not ours is copied into that state, so that the diff that follows needs no exceptions: a membership
 * stays when it is desired, or is somebody else's (not in the ledger, not in `managedGroups`), or is wanted by
 * another pipeline of the account, or when a rejected record may speak for it. What Jojka is known to store in
 * another spelling is asked for in that spelling (P8).
 */
export function createTargets(input: PlanInput, held: HeldContacts, moves: readonly Move[]): Targets {
  const { policy, desired, ledger } = input;
  const ownWants: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const otherWants = [...ledger.wants].filter(([pipeline]) => pipeline !== policy.name);
  const isManagedGroup = matchesGroup(policy.groups.managedGroups);
  const absent: AbsentCounts = { ...noAbsent };
  const unmanaged = { contacts: 0, memberships: 0 };
  let namesOfOthers = 0;

  const movedFrom = new Set(moves.map(({ from }) => from));
  const formerNumbers = new Map<string, string[]>();
  for (const { from, to } of moves) formerNumbers.set(to, [...(formerNumbers.get(to) ?? []), from]);

  /** By the source, by the person himself, or under a former number. */
  function isOptedOut(msisdn: string): boolean {
    if (desired.optOuts.has(msisdn) || input.replies.pending.has(msisdn)) return true;
    const origins = ledger.blocks.get(msisdn);
    if (origins?.includes('reply') || origins?.includes('carried')) return true;
    const former = formerNumbers.get(msisdn) ?? [];
    return former.some((from) => ledger.blocks.has(from) || desired.optOuts.has(from));
  }

  /** Where nothing is taken away by itself, a contact takes along what is ours under its former number. */
  function withMoved(wish: DesiredContact): readonly string[] {
    const former = formerNumbers.get(wish.msisdn);
    if (!former || policy.groups.mode === 'mirror') return wish.groups;
    if (policy.contacts.optedOut === 'no-groups' && isOptedOut(wish.msisdn)) return wish.groups;
    const moved = former.flatMap((from) => {
      const known = ledger.contacts.get(from);
      return input.existing.get(from)?.groups.filter((group) => isOurs(from, group, known)) ?? [];
    });
    return [...new Set([...wish.groups, ...moved])];
  }

  function wanted(msisdn: string): DesiredContact | undefined {
    const contact = desired.contacts.get(msisdn);
    if (!contact || policy.contacts.optedOut === 'keep' || !isOptedOut(msisdn)) return contact;
    return policy.contacts.optedOut === 'remove' ? undefined : { ...contact, groups: [] };
  }

  function isWantedElsewhere(msisdn: string): boolean {
    return otherWants.some(([, wants]) => {
      const want = wants.get(msisdn);
      return want !== undefined && !want.optedOut;
    });
  }

  function isGroupWantedElsewhere(msisdn: string, group: string, known: LedgerContact | undefined): boolean {
    return otherWants.some(([, wants]) => hasGroup(wants.get(msisdn)?.groups, group, known));
  }

  /** Whether a membership is ours to take away (P4, P10). */
  function isOurs(msisdn: string, group: string, known: LedgerContact | undefined): boolean {
    if (!hasGroup(known?.groups, group, known) && !isManagedGroup(group)) return false;
    return !isGroupWantedElsewhere(msisdn, group, known);
  }

  /** Whether this pipeline may say what the contact is called (P10: the one that created it has the say). */
  function hasSay(msisdn: string, known: LedgerContact | undefined): boolean {
    const claims = otherWants.flatMap(([pipeline, wants]) => {
      const want = wants.get(msisdn);
      return want && want.name !== '' ? [{ pipeline, since: want.since }] : [];
    });
    if (claims.length === 0 || known?.pipeline === policy.name) return true;
    if (claims.some((claim) => claim.pipeline === known?.pipeline)) return false;
    const since = ownWants.get(msisdn)?.since;
    return (
      since !== undefined &&
      claims.every((claim) => since < claim.since || (since === claim.since && policy.name < claim.pipeline))
    );
  }

  function nameFor(contact: Contact, wish: DesiredContact, known: LedgerContact | undefined): string {
    if (wish.name === '' || wish.name === contact.name || policy.contacts.names === 'keep')
      return contact.name;
    const spelling = known?.spellings?.name;
    if (spelling && spelling.asked === wish.name && spelling.stored === contact.name) return contact.name;
    if (!hasSay(contact.msisdn, known)) {
      namesOfOthers++;
      return contact.name;
    }
    return wish.name;
  }

  function ofPresent(contact: Contact, wish: DesiredContact): ContactState {
    const known = ledger.contacts.get(contact.msisdn);
    if (!known?.managed) unmanaged.contacts++;
    const asked = inStoredSpelling(withMoved(wish), contact.groups, known);
    for (const group of asked)
      if (contact.groups.includes(group) && !hasGroup(known?.groups, group, known)) unmanaged.memberships++;
    const takes =
      (policy.groups.mode === 'mirror' ||
        (policy.contacts.optedOut === 'no-groups' && isOptedOut(contact.msisdn))) &&
      !held.present(contact.msisdn, wish.keys);
    const stays = takes
      ? contact.groups.filter((group) => asked.includes(group) || !isOurs(contact.msisdn, group, known))
      : contact.groups;
    const added = asked.filter((group) => !contact.groups.includes(group));
    const name = nameFor(contact, wish, known);
    if (name === contact.name && added.length === 0 && stays.length === contact.groups.length) return contact;
    return { name, groups: added.length > 0 ? [...stays, ...added] : stays };
  }

  function absence(msisdn: string): Absence {
    const doubt = held.absent(msisdn);
    if (doubt === 'known') return 'held';
    // Its record is there, under another number.
    if (movedFrom.has(msisdn)) return 'due';
    if (doubt === 'doubt') return 'held';
    const before = ownWants.get(msisdn)?.absentRuns ?? 0;
    return before + 1 < policy.contacts.absentRuns ? 'waiting' : 'due';
  }

  function ofAbsent(contact: Contact): ContactState | null {
    const { msisdn } = contact;
    const known = ledger.contacts.get(msisdn);
    const foreign = contact.groups.filter((group) => !isOurs(msisdn, group, known));
    const reason = reasonToStay(msisdn, known, foreign);
    const takes =
      policy.contacts.absent !== 'keep' || policy.groups.mode === 'mirror' || movedFrom.has(msisdn);
    if (reason !== undefined && (!takes || foreign.length === contact.groups.length)) {
      absent[reason]++;
      return contact;
    }
    const due = absence(msisdn);
    if (due !== 'due') {
      absent[due]++;
      if (held.absent(msisdn) === 'doubt') held.noteDoubt();
      return contact;
    }
    if (reason === undefined) {
      absent.removed++;
      return null;
    }
    absent[reason]++;
    return { name: contact.name, groups: foreign };
  }

  function reasonToStay(
    msisdn: string,
    known: LedgerContact | undefined,
    foreign: readonly string[],
  ): 'kept' | 'wantedElsewhere' | 'unmanaged' | 'foreign' | undefined {
    if (policy.contacts.absent === 'keep') return 'kept';
    if (isWantedElsewhere(msisdn)) return 'wantedElsewhere';
    if (policy.contacts.absent === 'remove-all') return undefined;
    if (!known?.managed) return 'unmanaged';
    return foreign.length > 0 ? 'foreign' : undefined;
  }

  return {
    wanted,
    absence,
    isOptedOut,
    absent,
    unmanaged,
    desiredCount: () => {
      if (policy.contacts.optedOut !== 'remove') return desired.contacts.size;
      let count = 0;
      for (const msisdn of desired.contacts.keys()) if (!isOptedOut(msisdn)) count++;
      return count;
    },
    ofExisting: (contact) => {
      const wish = wanted(contact.msisdn);
      return wish ? ofPresent(contact, wish) : ofAbsent(contact);
    },
    // The import needs a name (T3).
    ofNew: (wish) => ({ name: wish.name === '' ? wish.msisdn : wish.name, groups: withMoved(wish) }),
    warnings: () =>
      namesOfOthers === 0
        ? []
        : [
            {
              code: 'name-of-other-pipeline',
              message: `${namesOfOthers} ${namesOfOthers === 1 ? 'contact keeps its name' : 'contacts keep their names'}: the pipeline that brought them into the account has the say (P10).`,
            },
          ],
  };
}

/** Whether a list of groups, as asked for, holds a group as Jojka spells it. */
function hasGroup(
  asked: readonly string[] | undefined,
  stored: string,
  known: LedgerContact | undefined,
): boolean {
  if (!asked || asked.length === 0) return false;
  if (asked.includes(stored)) return true;
  const spellings = known?.spellings?.groups;
  return spellings !== undefined && asked.some((group) => spellings[group] === stored);
}

/** Groups as asked for, each in the spelling that Jojka is known to have stored it in, if it still holds that one. */
function inStoredSpelling(
  asked: readonly string[],
  stored: readonly string[],
  known: LedgerContact | undefined,
): readonly string[] {
  const spellings = known?.spellings?.groups;
  if (!spellings) return asked;
  return asked.map((group) => {
    const spelling = spellings[group];
    return spelling !== undefined && !stored.includes(group) && stored.includes(spelling) ? spelling : group;
  });
}
