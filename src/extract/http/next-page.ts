import { SourceError } from '../../errors.ts';
import { headerCountsMore, whereCountsMore } from './counts-more.ts';
import { linkFrom, type Page } from './fetch-page.ts';
import { whereSaysMore } from './says-more.ts';

/** How one page tells the next: by its `Link` header, or by a cursor in the answer that goes into a parameter of the URL. */
export type NextPage = 'link' | { readonly cursor: string; readonly parameter: string };

/** A page that has been read. */
export interface ReadPage {
  readonly page: Page;
  readonly value: unknown;
  /** Where its list stands; undefined: it is the list. */
  readonly records: string | undefined;
  readonly rows: number;
  readonly isFirst: boolean;
}

/** What a pipeline says of the pages of a list. */
export interface PagesOf {
  readonly next: NextPage | undefined;
  /** One page may be the whole list, though it says nothing of a next, or counts otherwise. */
  readonly mayBeAbsent: boolean;
}

/**
 * The page after this one; undefined: it is the last.
 *
 * A first page that has rows and says nothing of a next at all is no list of one page: the header is not sent, or the cursor stands
 * elsewhere than the pipeline says, and the rest of the list would be taken for gone (E2). A service that says nothing where there is
 * but one page is named by `mayBeAbsent`.
 *
 * @throws SourceError when nothing says whether there is a next page, or what says it cannot be followed
 */
export function nextPage(name: string, pages: PagesOf, read: ReadPage): URL | undefined {
  const url = namedNext(name, pages, read);
  // A list of several pages may change while they are read.
  if (url === undefined && read.isFirst && !pages.mayBeAbsent) mustCountNoMore(name, read);
  return url;
}

function namedNext(
  name: string,
  { next, mayBeAbsent }: PagesOf,
  { page, value, rows, isFirst }: ReadPage,
): URL | undefined {
  if (next === undefined) {
    mustBeWhole(name, page, value);
    return undefined;
  }
  const fault = (what: string, advice: string) =>
    new SourceError(name, `${name} cannot be read: ${what}`, { advice: `Nothing was changed. ${advice}` });
  const mustSay = isFirst && rows > 0 && !mayBeAbsent;
  const silent = (what: string) =>
    fault(
      `its first page ${what}, so that nobody knows whether there is another one`,
      'Look at "next" in the pipeline. Where the service leaves that out for a list of one page, say so: nextMayBeAbsent: true.',
    );

  if (next === 'link') {
    const header = linkHeader(page);
    if (header === '' && mustSay) throw silent('has no Link header');
    if (header === '') mustBeWhole(name, page, value);
    const target = targetOfNext(header);
    const url = linkFrom(page.url, target);
    if (target !== undefined && url === undefined)
      throw fault('its Link header names a next page that is no address', 'Look at what the service sends.');
    return url;
  }

  const cursor = valueAt(value, next.cursor);
  if (cursor === undefined && mustSay) throw silent(`has nothing at ${JSON.stringify(next.cursor)}`);
  if (cursor === undefined) mustBeWhole(name, page, value);
  if (cursor === undefined || cursor === null || cursor === '' || cursor === false) return undefined;
  if (typeof cursor !== 'string' && typeof cursor !== 'number')
    throw fault('its cursor is neither a text nor a number', 'Look at next.cursor in the pipeline.');
  const url = new URL(page.url);
  url.searchParams.set(next.parameter, String(cursor));
  return url;
}

/**
 * A list whose pipeline names no next page, or where that says nothing, is one page: whoever is on another one would be taken for gone, and not blocked (E2).
 *
 * @param value the answer, where it is JSON
 * @throws SourceError when the page says itself that there is more
 */
export function mustBeWhole(name: string, page: Pick<Page, 'headers'>, value?: unknown): void {
  const inHeader = targetOfNext(linkHeader(page)) !== undefined;
  const where = inHeader ? 'its Link header' : whereSaysMore(value);
  if (where === undefined) return;
  throw new SourceError(
    name,
    `${name} cannot be read: it is a part of a list, ${inHeader ? `${where} names` : `at ${JSON.stringify(where)} it tells of`} more`,
    {
      advice:
        'Nothing was changed. Say in the pipeline how a page tells the next ("next", with format json or jsonl), or ask for all of it at once: many services take a limit in the URL.',
    },
  );
}

/** @throws SourceError when a page that is to be the whole list counts more than came (E2) */
function mustCountNoMore(name: string, { page, value, records, rows }: ReadPage): void {
  const more = whereCountsMore(value, records, rows) ?? headerCountsMore(page.headers, rows);
  if (more === undefined) return;
  throw new SourceError(
    name,
    `${name} cannot be read: it is a part of a list, at ${JSON.stringify(more.where)} it tells of ${more.says}`,
    {
      advice:
        'Nothing was changed. Ask for all of it at once (many services take a limit in the URL), or say in the pipeline how a page tells the next ("next"). Where it counts something else and is whole: nextMayBeAbsent: true.',
    },
  );
}

function linkHeader({ headers }: Pick<Page, 'headers'>): string {
  return [headers.link ?? []].flat().join(',');
}

/** Of `<a>; rel="first", <b>; title="x"; rel="prev next"`: `b`. A relation is one word of several. */
function targetOfNext(header: string): string | undefined {
  for (const [, target, parameters = ''] of header.matchAll(/<([^>]*)>((?:[^,<"]|"[^"]*")*)/g)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters) ?? [];
    if ((quoted ?? bare ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}

/** What stands at a path such as `data.items`; undefined: nothing does. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        at !== null && typeof at === 'object' && Object.hasOwn(at, part)
          ? (at as Record<string, unknown>)[part]
          : undefined,
      value,
    );
}
