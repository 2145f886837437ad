import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import { isImportable } from '../contact/importable.ts';
import { isUndecided, type Ledger, type LedgerContact } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Change, ContactState, PlanBody, TouchedContact } from './change.ts';
import { type Difference, differenceBetween } from './diff.ts';
import { createOwnership } from './ownership.ts';
import { hasGroup, isName } from './stored-spelling.ts';

/**
 * The way back from what a run did (U1), from what each contact is now: names that it changed, memberships that it
 * added or took away, contacts that it created or removed. What others did meanwhile stays: a contact that is in a
 * group of somebody else now is not removed, a name that somebody changed again is kept, and so is what another pipeline
 * wants by now (P10). Blocks are not undone; whom the run unblocked is blocked again, which is the safe side.
 *
 * @param known.answered how many people who answered STOP that run has blocked besides
 * @param known.isWithheld groups that somebody has not agreed to under the number that he has now
 */
export function undoDifferences(
  run: PlanBody,
  existing: ReadonlyMap<string, Contact>,
  {
    ledger,
    pipeline,
    answered,
    isWithheld,
  }: {
    readonly ledger: Ledger;
    readonly pipeline: string;
    readonly answered: number;
    readonly isWithheld: (msisdn: string, group: string) => boolean;
  },
): { differences: Difference[]; unblocked: string[]; warnings: Warning[] } {
  const ownership = createOwnership(ledger, { name: pipeline, groups: { managedGroups: [] } });
  const differences: Difference[] = [];
  let stayed = 0;
  let lessened = 0;
  let withheld = 0;
  for (const touched of run.contacts) {
    const now = existing.get(touched.msisdn);
    const before: ContactState | null = now ? { name: now.name, groups: now.groups } : null;
    const { msisdn } = touched;
    const known = ledger.contacts.get(msisdn);
    const after = formerState(touched, before, known, {
      isContact: ownership.wantedBy(msisdn) !== undefined,
      isGroup: (group) => ownership.isGroupWantedElsewhere(msisdn, group, known),
    });
    if (touched.before === null && after !== null) stayed++;
    const agreed = after && withoutWithheld(after, before, (group) => isWithheld(msisdn, group));
    if (agreed !== after) withheld++;
    const sent = agreed && before === null ? carried(msisdn, agreed) : agreed;
    if (sent !== agreed) lessened++;
    const difference = differenceBetween(msisdn, before, sent);
    if (difference) differences.push(difference);
  }
  const isBlocked = (msisdn: string) => ledger.blocks.has(msisdn) && !isUndecided(ledger.doubts.get(msisdn));
  const unblocked = run.changes.flatMap(({ kind, msisdn }) =>
    kind === 'unblock' && !isBlocked(msisdn) ? [msisdn] : [],
  );
  const warnings = [
    ...blocksThatStay(run, ledger, answered),
    ...contactsTold('undo-stays', stayed),
    ...contactsTold('undo-lessened', lessened),
    ...contactsTold('undo-no-consent', withheld),
  ];
  return { differences, unblocked, warnings };
}

function blocksThatStay({ changes }: PlanBody, { blocks, doubts }: Ledger, answered: number): Warning[] {
  const standing = changes.filter(
    ({ kind, msisdn }) => kind === 'block' && blocks.has(msisdn) && !isUndecided(doubts.get(msisdn)),
  );
  const all = standing.length + answered;
  if (all === 0) return [];
  return [{ code: 'undo-blocks', figures: { blocks: all, ...(answered > 0 && { answered }) } }];
}

function contactsTold(code: 'undo-stays' | 'undo-lessened' | 'undo-no-consent', contacts: number): Warning[] {
  return contacts > 0 ? [{ code, figures: { contacts } }] : [];
}

/**
 * Of a run what it got done (U1): each contact that it did something to, with what that left it at.
 *
 * @param isDone by the index of a change
 */
export function doneOf({ changes, contacts }: PlanBody, isDone: (index: number) => boolean): PlanBody {
  const done = changes.filter((_, index) => isDone(index));
  const byNumber = new Map<string, Change[]>();
  for (const change of done) {
    if (change.kind === 'block' || change.kind === 'unblock') continue;
    byNumber.set(change.msisdn, [...(byNumber.get(change.msisdn) ?? []), change]);
  }
  return {
    changes: done,
    contacts: contacts.flatMap((contact) => {
      const ofContact = byNumber.get(contact.msisdn);
      return ofContact ? [{ ...contact, after: ofContact.reduce(changed, contact.before) }] : [];
    }),
  };
}

function changed(state: ContactState | null, change: Change): ContactState | null {
  const { name, groups } = state ?? { name: '', groups: [] };
  switch (change.kind) {
    case 'create':
      return { name: change.name, groups: change.groups };
    case 'remove':
      return null;
    case 'rename':
      return { name: change.to, groups };
    case 'addMembership':
      return { name, groups: [...groups, change.group] };
    case 'removeMembership':
      return { name, groups: groups.filter((group) => group !== change.group) };
    default:
      return state;
  }
}

/** What other pipelines want of a contact. */
interface WantedElsewhere {
  readonly isContact: boolean;
  isGroup(group: string): boolean;
}

/**
 * What a contact was before the run, as far as nobody else has changed it since, or wants it by now. What the run asked for
 * may stand in Jojka in another spelling (P8).
 */
function formerState(
  { before, after }: TouchedContact,
  now: ContactState | null,
  known: LedgerContact | undefined,
  elsewhere: WantedElsewhere,
): ContactState | null {
  if (before === null) {
    const foreign =
      now?.groups.filter((group) => !hasGroup(after?.groups, group, known) || elsewhere.isGroup(group)) ?? [];
    return now !== null && (foreign.length > 0 || elsewhere.isContact)
      ? { name: now.name, groups: foreign }
      : null;
  }
  if (after === null) return now ?? before;
  if (now === null) return null;
  const name = isName(after.name, now.name, known) ? before.name : now.name;
  const stays = now.groups.filter(
    (group) =>
      holds(before.groups, group) || !hasGroup(after.groups, group, known) || elsewhere.isGroup(group),
  );
  const back = before.groups.filter((group) => !hasGroup(after.groups, group, known) && !holds(stays, group));
  return { name, groups: [...stays, ...back] };
}

/** A state without groups that would come back though they are withheld; the same object where there are none. */
function withoutWithheld(
  after: ContactState,
  before: ContactState | null,
  isWithheld: (group: string) => boolean,
): ContactState {
  const groups = after.groups.filter((group) => holds(before?.groups, group) || !isWithheld(group));
  return groups.length < after.groups.length ? { ...after, groups } : after;
}

/** What of a state an import row can carry. */
function carried(msisdn: string, state: ContactState): ContactState {
  if (isImportable(state.name) && state.groups.every(isImportable)) return state;
  return { name: isImportable(state.name) ? state.name : msisdn, groups: state.groups.filter(isImportable) };
}
