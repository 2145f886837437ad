import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { Change, ContactState } from './change.ts';
import { createTally, type Tally } from './tally.ts';
import type { Target, Targets } from './target.ts';

/** A contact that changes: what it is, what it shall be, and how it gets there. */
export interface Difference {
  readonly msisdn: string;
  readonly before: ContactState | null;
  readonly after: ContactState | null;
  readonly changes: readonly Change[];
}

/**
 * Compares what Jojka holds with what each contact shall be, and counts why. Knows no exceptions: whatever must not be
 * touched is part of the target already.
 *
 * @param desired what the sources ask for
 * @param settled contacts of which nothing changes
 * @param onTarget is told of each contact that is there and not settled
 */
export function diff(
  existing: ReadonlyMap<string, Contact>,
  desired: Desired['contacts'],
  targets: Pick<Targets, 'ofExisting' | 'ofNew' | 'desired'>,
  settled: Agreement = noAgreement,
  onTarget: (contact: Contact, target: Target) => void = () => {},
): { differences: Difference[]; tally: Tally } {
  const differences: Difference[] = [];
  const tally = createTally();
  for (const [, contact] of settled.others(existing)) {
    const target = targets.ofExisting(contact);
    tally.count(target);
    onTarget(contact, target);
    const { after } = target;
    if (after === contact) continue;
    const before = { name: contact.name, groups: contact.groups };
    const changes = changesBetween(contact.msisdn, before, after);
    if (changes.length > 0) differences.push({ msisdn: contact.msisdn, before, after, changes });
  }
  for (const [msisdn] of settled.others(desired)) {
    const desiredContact = existing.has(msisdn) ? undefined : targets.desired(msisdn);
    if (!desiredContact) continue;
    const after = targets.ofNew(desiredContact);
    differences.push({ msisdn, before: null, after, changes: changesBetween(msisdn, null, after) });
  }
  return { differences, tally: tally.result() };
}

/** The changes that turn one state of a contact into another. */
export function changesBetween(
  msisdn: string,
  before: ContactState | null,
  after: ContactState | null,
): Change[] {
  if (after === null) return before === null ? [] : [{ kind: 'remove', msisdn }];
  if (before === null) return [{ kind: 'create', msisdn, name: after.name, groups: after.groups }];
  const changes: Change[] = [];
  for (const group of before.groups)
    if (!holds(after.groups, group)) changes.push({ kind: 'removeMembership', msisdn, group });
  if (after.name !== before.name) changes.push({ kind: 'rename', msisdn, from: before.name, to: after.name });
  for (const group of after.groups)
    if (!holds(before.groups, group)) changes.push({ kind: 'addMembership', msisdn, group });
  return changes;
}

/** Whom differences create. */
export function* createdIn(differences: readonly Difference[]): Generator<string> {
  for (const { msisdn, before } of differences) if (before === null) yield msisdn;
}
