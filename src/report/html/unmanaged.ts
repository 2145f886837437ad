import type { Contact } from '../../contact/contact.ts';

/** So many of them are in the page; the CSV report has all. */
const mostListed = 20_000;

/** Those of them that the page lists, and how many there are. */
export interface ListedUnmanaged {
  readonly first: readonly Contact[];
  readonly count: number;
}

/** Looks through who is in Jojka and in no CRM, and keeps what a page can hold. */
export function listUnmanaged(contacts: Iterable<Contact> | undefined): ListedUnmanaged {
  const first: Contact[] = [];
  let count = 0;
  for (const contact of contacts ?? []) if (++count <= mostListed) first.push(contact);
  return { first, count };
}
