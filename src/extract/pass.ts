import type { Contact } from '../contact/contact.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { Table, Tables } from '../table/tables.ts';
import { createEndWatch } from './end-watch.ts';
import { createPageRows, type ExportPage } from './page-rows.ts';

/** What is needed of the client: one page of the export. */
export interface ExportClient {
  exportContactsList(page: { max: number; offset: number }): Promise<readonly Contact[]>;
  /** The same, where the client can give contacts as they stand in the answer. */
  exportPage?(page: { max: number; offset: number }): Promise<ExportPage>;
}

/** One reading of the list from its beginning to its end. */
export interface Pass {
  readonly contacts: Table<Contact>;
  /** True when the pages do not fit together, or a contact came twice: something may be missing. */
  readonly moved: boolean;
  /** True when the pages do fit together, and contacts came twice all the same. */
  readonly onlyRepeats: boolean;
  /** Contacts that came more than once, the groups of all their rows taken together. */
  readonly repeated: ReadonlyMap<string, Contact>;
  /** Rows of a page that was not full, though the list goes on behind it: the service gives smaller pages (P2). */
  readonly smallerPage: number | undefined;
  /** Digest of the numbers in the order in which they came. */
  readonly order: string;
}

export interface PassOptions {
  /** Rows asked for at once; {@link fullPage}, unless the service was seen to give fewer. */
  readonly pageRows: number;
  readonly concurrency: number;
  /** More contacts than this end the reading. */
  readonly mostContacts: number;
  readonly onProgress: (contacts: number) => void;
  readonly signal?: AbortSignal;
  readonly tables: Pick<Tables, 'existing'>;
}

/** The most that one call returns (API document). */
export const fullPage = 10_000;

/** Pages read behind one that was not full; then the next pass finds out. */
const mostBehindEnd = 100;

/**
 * Reads the list once. The first page goes alone: most lists end there. Then as many pages at once as allowed,
 * until one is not full; each begins with the last row of the one before. A page that is not full is not the end: what
 * lies behind it must be empty (P2).
 *
 * @throws EndlessExportError when it is seen to have no end, or has more contacts than are read
 */
export async function readPass(client: ExportClient, pool: ListPool, options: PassOptions): Promise<Pass> {
  const { pageRows } = options;
  const stride = pageRows - 1;
  const contacts = options.tables.existing();
  const rows = createPageRows(contacts, pool);
  const get = (offset: number): Promise<ExportPage> =>
    client.exportPage?.({ max: pageRows, offset }) ?? client.exportContactsList({ max: pageRows, offset });
  const watch = createEndWatch(get, options.mostContacts);
  let torn = false;
  /** Where the first page that was not full ended. */
  let end: { readonly offset: number; readonly rows: number } | undefined;
  const { repeated } = rows;

  /** @returns whether the page brought somebody new */
  function take(page: ExportPage, offset: number): boolean {
    const before = contacts.size;
    const isBehindLast = rows.take(page);
    // Behind a page that is not full there is nothing, and a full page is followed by its last row at least.
    if (end ? page.length > 0 : offset > 0 && !isBehindLast) torn = true;
    if (page.length < pageRows) end ??= { offset: offset + page.length, rows: page.length };
    options.onProgress(contacts.size);
    return contacts.size > before;
  }

  options.signal?.throwIfAborted();
  take(await get(0), 0);
  watch.counted(contacts.size);
  for (let next = 1; !end; next += options.concurrency) {
    options.signal?.throwIfAborted();
    const offsets = Array.from({ length: options.concurrency }, (_, ahead) => (next + ahead) * stride);
    // Each is taken as it comes: eight pages that wait for each other are eighty thousand contacts as objects.
    const pages = offsets.map((offset) => settled(get(offset)));
    let isNew = true;
    for (const [index, page] of pages.entries()) isNew = take((await page)(), offsets[index] as number);
    watch.counted(Math.max(contacts.size, next * stride));
    if (!end && !isNew) await watch.nothingNew();
  }
  const first = end as { offset: number; rows: number };
  let reached = first.offset;
  for (let reads = 0; first.rows > 0 && reads < mostBehindEnd; reads += 1) {
    options.signal?.throwIfAborted();
    const page = await get(reached);
    if (page.length === 0) break;
    const isNew = take(page, reached);
    reached += page.length;
    watch.counted(contacts.size);
    if (isNew) continue;
    await watch.nothingNew();
    break;
  }
  // Where the first page already is not full, it is the service that gives smaller ones; else the list has moved.
  const isSmaller = reached > first.offset && first.offset === first.rows;
  return {
    smallerPage: isSmaller ? Math.max(2, first.rows) : undefined,
    contacts,
    moved: torn || repeated.size > 0,
    onlyRepeats: !torn,
    repeated,
    order: rows.order(),
  };
}

/** What becomes of a promise that is awaited later: told to whoever awaits it, and to nobody where another one failed before. */
function settled<Value>(promise: Promise<Value>): Promise<() => Value> {
  return promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}
