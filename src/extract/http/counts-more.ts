import { wordOf } from './says-more.ts';

/** Where an answer says how many records the whole list has. */
const totals = new Set([
  ...['totalcount', 'totalrecords', 'totalitems', 'totalelements', 'totalresults', 'totalsize', 'totalrows'],
  ...['totalresources', 'totalnumberofresults', 'totalhits', 'numfound', 'odatacount', 'hydratotalitems'],
]);

/** Where it may say so: beside a word of pages. By themselves they may be a sum of money. */
const countsOfPages = new Set(['total', 'count']);

/** How many pages there are, and which one this is. */
const pageCounts = new Set([
  ...['totalpages', 'totalpage', 'pagecount', 'lastpage', 'totalnumberofpages', 'numpages', 'pages'],
]);
const currentPages = new Set(['page', 'currentpage', 'pagenumber', 'number']);

const pageWords = new Set([
  ...pageCounts,
  ...currentPages,
  ...['perpage', 'pagesize', 'itemsperpage', 'offset', 'skip', 'startindex', 'startat', 'maxresults'],
]);

/** What beside the list is about the list. */
const aboutList = new Set([
  ...['meta', 'metadata', 'metainformation', 'responsemetadata', 'info'],
  ...['pagination', 'paging', 'paginginfo', 'pager', 'page', 'pages', 'pageinfo'],
]);

/** Headers that count all of a list. */
const totalHeaders = ['x-total-count', 'x-total', 'x-wp-total'];

/** What says that a list goes on: where it says so, and in what words. */
export interface CountedMore {
  readonly where: string;
  readonly says: string;
}

/**
 * Where an answer counts more records than came, or more pages, though it names no next one: the first page of a service that is to be
 * asked for the second by its number, or by an offset (E2). Only what stands around the list is looked at, and what is about it.
 *
 * @param records the path to the list; undefined where the answer is the list
 * @param rows how many records came
 */
export function whereCountsMore(
  answer: unknown,
  records: string | undefined,
  rows: number,
): CountedMore | undefined {
  let [at, path]: [unknown, string[]] = [answer, []];
  for (const step of records?.split('.') ?? []) {
    const found = countedIn(at, rows, path, false);
    if (found) return found;
    if (!isObject(at)) return undefined;
    at = at[step];
    path = [...path, step];
  }
  return undefined;
}

/** The same of an answer's headers. */
export function headerCountsMore(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  rows: number,
): CountedMore | undefined {
  for (const name of totalHeaders) {
    const total = countOf(headers[name]);
    if (total > rows) return { where: name, says: recordsText(total, rows) };
  }
  const range = String(headers['content-range'] ?? '');
  const total = countOf(/^\S+ \d+-\d+\/(\d+)$/.exec(range)?.[1]);
  return total > rows && !range.startsWith('bytes')
    ? { where: 'content-range', says: recordsText(total, rows) }
    : undefined;
}

function countedIn(
  value: unknown,
  rows: number,
  path: readonly string[],
  isAboutList: boolean,
): CountedMore | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, one]) => ({ key, word: wordOf(key), one }));
  const isPage =
    isAboutList ||
    entries.some(({ word, one }) => pageWords.has(word) || (word === 'limit' && countOf(one) === rows));
  const current = Math.max(
    1,
    ...entries.flatMap(({ word, one }) => (currentPages.has(word) ? [countOf(one)] : [])),
  );
  for (const { key, word, one } of entries) {
    const where = [...path, key].join('.');
    const count = countOf(one);
    if (count > rows && (totals.has(word) || (isPage && countsOfPages.has(word))))
      return { where, says: recordsText(count, rows) };
    if (count > current && pageCounts.has(word))
      return { where, says: `${count.toLocaleString('en')} pages, and this is page ${current}` };
    const within = aboutList.has(word) ? countedIn(one, rows, [...path, key], true) : undefined;
    if (within) return within;
  }
  return undefined;
}

function recordsText(total: number, rows: number): string {
  return `${total.toLocaleString('en')} records, and has ${rows.toLocaleString('en')}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A whole number that is no text of something else; -1 where it is none. */
function countOf(value: unknown): number {
  if (typeof value === 'string' && !/^\d{1,15}$/.test(value)) return -1;
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : -1;
  return Number.isSafeInteger(count) ? count : -1;
}
