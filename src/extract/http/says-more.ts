/** Where an answer says by a yes that it is not the whole list. */
const flags = new Set([
  'hasmore',
  'more',
  'hasnext',
  'hasnextpage',
  'truncated',
  'istruncated',
  'incompleteresults',
]);

/** Where an answer names its next page: by an address, or by what the service is to be asked for it with. */
const nexts = new Set([
  ...['next', 'nextpage', 'nexturl', 'nextlink', 'nexthref', 'nextpageurl', 'nextpagelink', 'nextrecordsurl'],
  ...['nextcursor', 'nextpagetoken', 'nexttoken', 'nextpagecursor', 'odatanextlink', 'nextoffset'],
]);

/** Where an answer says how many records the whole list has. */
const totals = new Set([
  ...['totalcount', 'totalrecords', 'totalitems', 'totalelements', 'totalresults', 'totalsize', 'totalrows'],
  ...['totalhits', 'recordstotal', 'numfound', 'xtotalcount', 'xtotal'],
]);

/** Where it may say so: beside a word of pages. By themselves they may be a sum of money. */
const countsOfPages = new Set(['total', 'count']);

const pages = new Set([
  ...['page', 'currentpage', 'pagenumber', 'perpage', 'pagesize', 'itemsperpage', 'totalpages', 'pagecount'],
  ...['lastpage', 'offset', 'skip', 'startindex', 'startat', 'maxresults'],
]);

/** So deep beside the list such a word is looked for: `meta.pagination.next`. */
const deepest = 3;

/**
 * Where an answer says itself that it is a part of the list (E2): the path to what says so; undefined where nothing does. Records are not
 * looked into: what stands in a list is data.
 */
export function whereSaysMore(answer: unknown, path: readonly string[] = []): string | undefined {
  if (answer === null || typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  for (const [key, value] of Object.entries(answer)) {
    const word = wordOf(key);
    const here = [...path, key];
    if ((flags.has(word) && isYes(value)) || (nexts.has(word) && isNamed(value))) return here.join('.');
    const within = here.length < deepest ? whereSaysMore(value, here) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}

/**
 * Where an answer says that the list has more records than came, though it names no next page: a page of a service that is to be asked for
 * page 2 by its number, or by an offset (E2).
 *
 * @param rows how many came
 * @returns the path to what says so, and what it says; undefined where nothing does
 */
export function whereCountsMore(
  answer: unknown,
  rows: number,
  path: readonly string[] = [],
): { readonly where: string; readonly total: number } | undefined {
  if (answer === null || typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  const entries = Object.entries(answer);
  const words = entries.map(([key]) => wordOf(key));
  const isPage = words.some((word) => pages.has(word)) || hasFullPage(answer, rows);
  for (const [at, [key, value]] of entries.entries()) {
    const word = words[at] as string;
    const here = [...path, key];
    const total = countOf(value);
    if (total > rows && (totals.has(word) || (isPage && countsOfPages.has(word))))
      return { where: here.join('.'), total };
    const within = here.length < deepest ? whereCountsMore(value, rows, here) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}

/** Whether a limit is as many as came. */
function hasFullPage(answer: object, rows: number): boolean {
  return Object.entries(answer).some(([key, value]) => wordOf(key) === 'limit' && countOf(value) === rows);
}

/** A whole number that is no text of something else; -1 where it is none. */
function countOf(value: unknown): number {
  if (typeof value === 'string' && !/^\d{1,15}$/.test(value)) return -1;
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : -1;
  return Number.isSafeInteger(count) ? count : -1;
}

function wordOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

function isYes(value: unknown): boolean {
  return value === true || value === 'true';
}

function isNamed(value: unknown): boolean {
  if (typeof value === 'number') return value > 0;
  if (typeof value === 'string') return value.trim() !== '';
  // Of HAL and JSON:API: `next: { href: … }`.
  return value !== null && typeof value === 'object' && 'href' in value && isNamed(value.href);
}
