import type { Contact } from '../contact/contact.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { ContactState } from './change.ts';
import type { HeldContacts } from './held.ts';
import type { Move } from './moves.ts';
import type { Ownership } from './ownership.ts';
import type { PlanInput } from './plan-input.ts';

/** What becomes of a contact that the pipeline does not ask for, before policy is looked at. */
export type Absence = 'held' | 'waiting' | 'due';

/**
 * What becomes of a contact that Jojka holds and the pipeline does not ask for, and why (P3).
 * - `removed` goes away
 * - `kept` stays: the pipeline says `keep`
 * - `unmanaged` stays: neither created nor adopted by this product
 * - `foreign` stays: carries a membership of somebody else
 * - `wantedElsewhere` stays: another pipeline of this account wants it (P10)
 * - `held` stays: a rejected record may stand for it (T7)
 * - `waiting` stays: not yet absent from enough extracts in a row (`absentRuns`)
 */
export type AbsentReason =
  | 'removed'
  | 'kept'
  | 'unmanaged'
  | 'foreign'
  | 'wantedElsewhere'
  | 'held'
  | 'waiting';

/** What a contact shall be that Jojka holds and the pipeline does not ask for. */
export interface AbsentTarget {
  readonly kind: 'absent';
  /** The contact itself (the same object) when nothing changes, `null` when it goes. */
  readonly after: ContactState | null;
  readonly reason: AbsentReason;
  /** It is held for doubt alone: nobody knows whose the rejected record is (T7). */
  readonly isInDoubt: boolean;
  /** What it would lose but for the doubt: itself, or so many memberships. */
  readonly spared: 'itself' | number;
  /** The other pipeline that wants it. */
  readonly wantedBy?: string | undefined;
}

export interface AbsentRules {
  absence(msisdn: string): Absence;
  decide(contact: Contact): AbsentTarget;
}

/**
 * From how many extracts in a row a contact is absent, this one included. Those count that are some hours apart: what is
 * synced twice within an hour is one extract (P3).
 */
export function absentNow(
  want: Pick<Want, 'absentRuns' | 'absentAt'> | undefined,
  hours: number,
  now: string,
): { readonly absentRuns: number; readonly absentAt: string } {
  const { absentRuns = 0, absentAt } = want ?? {};
  // Of the future: a clock was ahead. It counts from now on, and not never again.
  if (absentAt !== undefined && Date.parse(absentAt) > Date.parse(now)) return { absentRuns, absentAt: now };
  if (absentAt !== undefined && Date.parse(now) - Date.parse(absentAt) < hours * 3_600_000)
    return { absentRuns, absentAt };
  return { absentRuns: absentRuns + 1, absentAt: now };
}

/** Decides about contacts that are there and not desired. */
export function createAbsent(
  {
    policy,
    ledger,
    createdAt,
    leftBehind,
  }: Pick<PlanInput, 'policy' | 'ledger' | 'createdAt' | 'leftBehind'>,
  facts: { readonly ownership: Ownership; readonly held: HeldContacts; readonly moves: readonly Move[] },
): AbsentRules {
  const { ownership, held, moves } = facts;
  // A call that failed that night is made up for, whatever the policy is for those who are merely absent.
  // Who is wanted under that number since then is somebody's record again, and absent like anybody when that one is.
  const isWantedSince = (msisdn: string) =>
    ownership.ownWants.has(msisdn) && ownership.ownWants.get(msisdn)?.optedOut === undefined;
  const movedFrom = new Set([
    ...[...(leftBehind ?? [])].filter((msisdn) => !isWantedSince(msisdn) && ledger.contacts.has(msisdn)),
    ...moves.map(({ from }) => from),
  ]);

  function absence(msisdn: string): Absence {
    const doubt = held.absent(msisdn);
    if (doubt === 'known') return 'held';
    // Its record is there, under another number.
    if (movedFrom.has(msisdn)) return 'due';
    if (doubt === 'doubt') return 'held';
    const { absentRuns } = absentNow(ownership.ownWants.get(msisdn), policy.contacts.absentHours, createdAt);
    return absentRuns < policy.contacts.absentRuns ? 'waiting' : 'due';
  }

  function reasonToStay(
    msisdn: string,
    known: LedgerContact | undefined,
    foreign: readonly string[],
  ): 'kept' | 'wantedElsewhere' | 'unmanaged' | 'foreign' | undefined {
    if (policy.contacts.absent === 'keep') return 'kept';
    if (ownership.wantedBy(msisdn) !== undefined) return 'wantedElsewhere';
    if (policy.contacts.absent === 'remove-all') return undefined;
    if (!known?.managed) return 'unmanaged';
    return foreign.length > 0 ? 'foreign' : undefined;
  }

  return {
    absence,
    decide: (contact) => {
      const { msisdn, name, groups } = contact;
      const known = ledger.contacts.get(msisdn);
      const foreign = groups.filter((group) => !ownership.isOurs(msisdn, group, known));
      const toStay = reasonToStay(msisdn, known, foreign);
      const takes =
        policy.contacts.absent !== 'keep' || policy.groups.mode === 'mirror' || movedFrom.has(msisdn);
      const target = (after: ContactState | null, reason: AbsentReason, isInDoubt = false): AbsentTarget => ({
        kind: 'absent',
        after,
        reason,
        isInDoubt,
        spared: !isInDoubt ? 0 : toStay === undefined ? 'itself' : groups.length - foreign.length,
        ...((reason === 'wantedElsewhere' || reason === 'kept') && { wantedBy: ownership.wantedBy(msisdn) }),
      });
      if (toStay !== undefined && (!takes || foreign.length === groups.length))
        return target(contact, toStay);
      const due = absence(msisdn);
      if (due !== 'due') return target(contact, due, held.absent(msisdn) === 'doubt');
      return toStay === undefined ? target(null, 'removed') : target({ name, groups: foreign }, toStay);
    },
  };
}
