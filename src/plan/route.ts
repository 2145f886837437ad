import { isImportable } from '../contact/importable.ts';
import type { Warning } from '../contact/rejection.ts';
import type { Change, ContactState, TouchedContact } from './change.ts';
import { changesBetween, type Difference } from './diff.ts';

export interface Routed {
  readonly changes: readonly Change[];
  readonly contacts: readonly TouchedContact[];
  readonly warnings: readonly Warning[];
}

/**
 * Decides how each contact travels (P5, P6). Creates and renames can only go by import, whose rows carry the whole
 * final group list. Additions to contacts that are there go singly while they are few, since that disturbs nothing
 * else. A contact with a group or a kept name that no import row can carry never goes by import: its memberships go
 * singly, and a rename of it becomes a warning.
 */
export function chooseRoute(differences: readonly Difference[], singleAdds: number): Routed {
  const warnings: Warning[] = [];
  const changes: Change[] = [];
  const contacts: TouchedContact[] = [];
  const onlyAdditions: { index: number; count: number }[] = [];
  let additions = 0;
  let unrenamable = 0;

  for (const difference of differences) {
    const { msisdn, before, after } = difference;
    let contact = difference;
    if (contact.byImport && !isCarried(after) && before !== null && after !== null) {
      unrenamable++;
      contact = { msisdn, before, after: { name: before.name, groups: after.groups }, byImport: false };
    }
    const own = changesBetween(msisdn, before, contact.after);
    if (own.length === 0) continue;
    const adds = contact.byImport ? 0 : own.filter(({ kind }) => kind === 'addMembership').length;
    if (adds > 0) {
      additions += adds;
      if (isCarried(contact.after)) onlyAdditions.push({ index: contacts.length, count: adds });
    }
    for (const change of own) changes.push(change);
    contacts.push(contact);
  }

  if (additions > singleAdds)
    for (const { index } of onlyAdditions) {
      const contact = contacts[index];
      if (contact) contacts[index] = { ...contact, byImport: true };
    }
  if (unrenamable > 0)
    warnings.push({
      code: 'rename-not-possible',
      figures: { contacts: unrenamable },
    });
  contacts.sort((a, b) => (a.msisdn < b.msisdn ? -1 : a.msisdn > b.msisdn ? 1 : 0));
  return { changes, contacts, warnings };
}

/** Whether an import row can carry a contact as it shall be. */
function isCarried(after: ContactState | null): boolean {
  return after !== null && isImportable(after.name) && after.groups.every(isImportable);
}
