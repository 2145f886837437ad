import type { Contact } from '../contact/contact.ts';
import { holds } from '../contact/holds.ts';
import type { Change, TouchedContact } from './change.ts';

/** A contact that is not what the plan says it was, so that the plan must not be carried out on it (G5). */
export interface StaleContact {
  readonly msisdn: string;
  /** Without a name: it stands in an error (K2). */
  readonly message: string;
}

/**
 * Which contacts of a plan have changed since it was made. One that the plan has begun to change may be anywhere
 * between what it was and what it shall be; any other one must be what it was.
 *
 * @param begun changes that may have been carried out already
 */
export function staleContacts(
  contacts: readonly TouchedContact[],
  begun: readonly Change[],
  now: ReadonlyMap<string, Contact>,
): StaleContact[] {
  const underWay = new Set(begun.map(({ msisdn }) => msisdn));
  return contacts.flatMap((contact) => {
    const message = difference(contact, now.get(contact.msisdn), underWay.has(contact.msisdn));
    return message === undefined ? [] : [{ msisdn: contact.msisdn, message }];
  });
}

function difference(
  { before, after }: TouchedContact,
  now: Contact | undefined,
  isUnderWay: boolean,
): string | undefined {
  const ends = isUnderWay ? [before, after] : [before];
  if (!now) return ends.includes(null) ? undefined : 'is gone';
  const states = ends.filter((state) => state !== null);
  if (states.length === 0) return 'is there now';
  if (!states.some(({ name }) => name === now.name)) return 'has another name now';
  const foreign = now.groups.find((group) => !states.some(({ groups }) => holds(groups, group)));
  if (foreign !== undefined) return `is in ${foreign} now`;
  const [first, ...rest] = states;
  const lost = first?.groups.find(
    (group) => rest.every(({ groups }) => holds(groups, group)) && !holds(now.groups, group),
  );
  return lost === undefined ? undefined : `is no longer in ${lost}`;
}
