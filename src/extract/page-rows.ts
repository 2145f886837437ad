import { createHash } from 'node:crypto';
import type { Contact } from '../contact/contact.ts';
import { digitsOf } from '../contact/digits.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { PlainContacts } from '../contact/plain-contacts.ts';
import { existingWriter } from '../table/existing-writer.ts';
import type { Table } from '../table/tables.ts';

/** A page of the export: contacts as they stand in the answer, or taken out of it. */
export type ExportPage = PlainContacts | readonly Contact[];

/** What becomes of the rows of pages, one page after the other. */
export interface PageRows {
  /** Takes the contacts of a page, whose contacts are not to be looked at after that. @returns whether it begins with the last contact of the pages before */
  take(page: ExportPage): boolean;
  /** Contacts that came more than once, the groups of all their rows taken together. */
  readonly repeated: ReadonlyMap<string, Contact>;
  /** Digest of the numbers in the order in which they came, to be asked for once. */
  order(): string;
}

/** @param contacts is given what the pages show, the latest of each number */
export function createPageRows(contacts: Table<Contact>, pool: ListPool): PageRows {
  const writer = existingWriter(contacts, pool);
  const order = createHash('sha256');
  const repeated = new Map<string, Contact>();
  let last: string | undefined;

  const takeOne = ({ msisdn, name, groups }: Contact, isOverlap: boolean): void => {
    const before = isOverlap ? undefined : (repeated.get(msisdn) ?? contacts.get(msisdn));
    if (before) repeated.set(msisdn, { msisdn, name, groups: pool([...before.groups, ...groups]) });
    contacts.set(msisdn, { msisdn, name, groups: pool(groups) });
  };
  return {
    repeated,
    take: (page) => {
      const isBehindLast = page.length > 0 && contactAt(page, 0).msisdn === last;
      for (let row = 0; row < page.length; row++) {
        // Of nearly all contacts nothing is known yet.
        if (isPlain(page) && writer?.add(page, row)) continue;
        takeOne(contactAt(page, row), row === 0 && isBehindLast);
      }
      order.update(`${msisdnsOf(page).join('\n')}\n\n`);
      if (page.length > 0) last = contactAt(page, page.length - 1).msisdn;
      if (isPlain(page)) page.release();
      return isBehindLast;
    },
    order: () => order.digest('hex'),
  };
}

function isPlain(page: ExportPage): page is PlainContacts {
  return 'msisdns' in page;
}

function contactAt(page: ExportPage, row: number): Contact {
  return isPlain(page) ? page.contact(row) : (page[row] as Contact);
}

function msisdnsOf(page: ExportPage): string[] {
  return isPlain(page)
    ? Array.from(page.msisdns.subarray(0, page.length), digitsOf)
    : page.map(({ msisdn }) => msisdn);
}
