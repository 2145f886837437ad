import type { Contact } from '../contact/contact.ts';
import { createListPool } from '../contact/list-pool.ts';
import type { Warning } from '../contact/rejection.ts';
import { ExportMovedError } from '../errors.ts';
import { plainTables, type Tables } from '../table/tables.ts';
import { type ExportClient, fullPage, readPass } from './pass.ts';

export interface ExistingOptions {
  /** Pages asked for at once. */
  readonly concurrency: number;
  /** More contacts than this end the reading; 20,000,000 where left out. */
  readonly mostContacts?: number;
  /** Told after every page how many contacts this pass has shown, and which pass it is. */
  readonly onProgress?: (contacts: number, pass: number) => void;
  readonly onWarning?: (warning: Warning) => void;
  readonly signal?: AbortSignal;
  /** What the contacts are kept in; those of a run are compact. */
  readonly tables?: Pick<Tables, 'existing'>;
}

/** So many passes may move before they are united (P2). */
const passesAlone = 3;
const passesAtMost = 10;
const usualMost = 20_000_000;

/**
 * What Jojka holds, by number (P2).
 *
 * Pages by offset show a list that others change meanwhile: a contact that is removed moves all behind it up by
 * one, and a page that is read later skips one. A contact that was skipped would be planned as new, without the
 * memberships that are somebody else's. So each page begins with the last row of the page before; if that does
 * not match, or a contact comes twice, the pass counts for nothing and the list is read again. A list that never
 * stands still is read until nothing new turns up: what all passes showed together, the latest word on each
 * contact, which may hold one that was removed while we read but lacks none.
 *
 * A list that shows the same rows in the same order three times does not move: it holds contacts twice. That is
 * accepted, the groups of such a contact are taken together, and there is a warning.
 *
 * A service that gives smaller pages than it was asked for is asked for such pages, so that none is skipped.
 *
 * Numbers are kept as Jojka spells them.
 *
 * @throws EndlessExportError when it has no end, or more contacts than are read
 * @throws ExportMovedError when ten passes did not settle it
 */
export async function readExisting(
  client: ExportClient,
  options: ExistingOptions,
): Promise<ReadonlyMap<string, Contact>> {
  const pool = createListPool({ distinct: true });
  const { tables = plainTables, mostContacts = usualMost } = options;
  const united = tables.existing();
  const orders = new Set<string>();
  let pageRows = fullPage;
  for (let pass = 1; pass <= passesAtMost; pass += 1) {
    const seen = await readPass(client, pool, {
      ...options,
      tables,
      mostContacts,
      pageRows,
      onProgress: (contacts) => options.onProgress?.(contacts, pass),
    });
    if (!seen.moved) return seen.contacts;

    pageRows = Math.min(pageRows, seen.smallerPage ?? pageRows);
    orders.add(seen.order);
    if (pass === passesAlone && orders.size === 1 && seen.onlyRepeats) {
      options.onWarning?.({
        code: 'existing-repeated',
        figures: { contacts: seen.repeated.size },
      });
      for (const [msisdn, contact] of seen.repeated) seen.contacts.set(msisdn, contact);
      return seen.contacts;
    }
    const before = united.size;
    for (const [msisdn, contact] of seen.contacts) united.set(msisdn, contact);
    if (pass > passesAlone && united.size === before) return united;
  }
  throw new ExportMovedError(
    `Jojka's list of contacts kept changing while it was read: ${passesAtMost} passes showed new contacts each time`,
    { advice: 'Nothing was changed. Run it again when no other import or clean-up of contacts is going on.' },
  );
}
