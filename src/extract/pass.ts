import { createHash } from 'node:crypto';
import type { Contact } from '../contact/contact.ts';
import type { ListPool } from '../contact/list-pool.ts';

/** What is needed of the client: one page of the export. */
export interface ExportClient {
  exportContactsList(page: { max: number; offset: number }): Promise<readonly Contact[]>;
}

/** One reading of the list from its beginning to its end. */
export interface Pass {
  readonly contacts: Map<string, Contact>;
  /** True when the pages do not fit together, or a contact came twice: something may be missing. */
  readonly moved: boolean;
  /** True when the pages do fit together, and contacts came twice all the same. */
  readonly onlyRepeats: boolean;
  /** Contacts that came more than once, the groups of all their rows taken together. */
  readonly repeated: ReadonlyMap<string, Contact>;
  /** Digest of the numbers in the order in which they came. */
  readonly order: string;
}

export interface PassOptions {
  readonly concurrency: number;
  readonly onProgress: (contacts: number) => void;
  readonly signal?: AbortSignal;
}

/** The most that one call returns. */
const pageRows = 10_000;
/** Each page begins with the last row of the one before (P2). */
const stride = pageRows - 1;

/**
 * Reads the list once. The first page goes alone: most lists end there. Then as many pages at once as allowed,
 * until one is not full.
 */
export async function readPass(client: ExportClient, pool: ListPool, options: PassOptions): Promise<Pass> {
  const contacts = new Map<string, Contact>();
  const order = createHash('sha256');
  let torn = false;
  let ended = false;
  const repeated = new Map<string, Contact>();
  let last: string | undefined;

  function take(page: readonly Contact[], first: boolean): void {
    // Behind a page that is not full there is nothing, and a full page is followed by its last row at least.
    if (ended ? page.length > 0 : !first && page[0]?.msisdn !== last) torn = true;
    const msisdns: string[] = [];
    for (const { msisdn, name, groups } of page) {
      const overlap = msisdns.length === 0 && msisdn === last;
      msisdns.push(msisdn);
      const before = overlap ? undefined : (repeated.get(msisdn) ?? contacts.get(msisdn));
      if (before) repeated.set(msisdn, { msisdn, name, groups: pool([...before.groups, ...groups]) });
      contacts.set(msisdn, { msisdn, name, groups: pool(groups) });
    }
    order.update(`${msisdns.join('\n')}\n\n`);
    last = page.at(-1)?.msisdn ?? last;
    if (page.length < pageRows) ended = true;
    options.onProgress(contacts.size);
  }

  const get = (index: number) => client.exportContactsList({ max: pageRows, offset: index * stride });
  options.signal?.throwIfAborted();
  take(await get(0), true);
  for (let next = 1; !ended; next += options.concurrency) {
    options.signal?.throwIfAborted();
    const pages = await Promise.all(
      Array.from({ length: options.concurrency }, (_, ahead) => get(next + ahead)),
    );
    for (const page of pages) take(page, false);
  }
  return {
    contacts,
    moved: torn || repeated.size > 0,
    onlyRepeats: !torn,
    repeated,
    order: order.digest('hex'),
  };
}
