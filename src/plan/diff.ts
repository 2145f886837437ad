import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { Change, ContactState, TouchedContact } from './change.ts';
import { createTally, type Tally } from './tally.ts';
import type { Target, Targets } from './target.ts';

/**
 * A contact that changes: what it is, and what it shall be. `byImport` where nothing but an import can do it: it is created or
 * renamed. How the others travel is decided with all of them known.
 */
export type Difference = TouchedContact;

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
    const found = differenceBetween(contact.msisdn, before, after);
    if (found) differences.push(found);
  }
  for (const [msisdn] of settled.others(desired)) {
    const desiredContact = existing.has(msisdn) ? undefined : targets.desired(msisdn);
    if (!desiredContact) continue;
    const found = differenceBetween(msisdn, null, targets.ofNew(desiredContact));
    if (found) differences.push(found);
  }
  return { differences, tally: tally.result() };
}

/** @returns undefined where nothing changes */
export function differenceBetween(
  msisdn: string,
  before: ContactState | null,
  after: ContactState | null,
): Difference | undefined {
  if (changesBetween(msisdn, before, after).length === 0) return undefined;
  return { msisdn, before, after, byImport: after !== null && after.name !== before?.name };
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
