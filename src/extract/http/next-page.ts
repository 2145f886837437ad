import { SourceError } from '../../errors.ts';
import { linkFrom, type Page } from './fetch-page.ts';
import { whereCountsMore, whereSaysMore } from './says-more.ts';

/** How one page tells the next: by its `Link` header, or by a cursor in the answer that goes into a parameter of the URL. */
export type NextPage = 'link' | { readonly cursor: string; readonly parameter: string };

/** A page that has been read. */
export interface ReadPage {
  readonly page: Page;
  readonly value: unknown;
  readonly rows: number;
  readonly isFirst: boolean;
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
export function nextPage(
  name: string,
  { next, mayBeAbsent }: { readonly next: NextPage | undefined; readonly mayBeAbsent: boolean },
  { page, value, rows, isFirst }: ReadPage,
): URL | undefined {
  if (next === undefined) {
    mustBeWhole(name, page, { value, rows });
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
    if (header === '') mustBeWhole(name, page, { value, rows });
    const target = targetOfNext(header);
    const url = linkFrom(page.url, target);
    if (target !== undefined && url === undefined)
      throw fault('its Link header names a next page that is no address', 'Look at what the service sends.');
    return url;
  }

  const cursor = valueAt(value, next.cursor);
  if (cursor === undefined && mustSay) throw silent(`has nothing at ${JSON.stringify(next.cursor)}`);
  if (cursor === undefined) mustBeWhole(name, page, { value, rows });
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
 * @param answer the answer and how many records it has, where it is JSON
 * @throws SourceError when the page says itself that there is more
 */
export function mustBeWhole(
  name: string,
  page: Pick<Page, 'headers'>,
  answer?: { readonly value: unknown; readonly rows: number },
): void {
  const said = partOf(page, answer);
  if (said === undefined) return;
  throw new SourceError(name, `${name} cannot be read: it is a part of a list, ${said}`, {
    advice:
      'Nothing was changed. Say in the pipeline how a page tells the next ("next", with format json or jsonl), or ask for all of it at once: many services take a limit in the URL.',
  });
}

/** What says that a page is a part of a list; undefined where nothing does. */
function partOf(
  { headers }: Pick<Page, 'headers'>,
  answer: { readonly value: unknown; readonly rows: number } | undefined,
): string | undefined {
  if (targetOfNext(linkHeader({ headers })) !== undefined) return 'its Link header names more';
  if (answer === undefined) return undefined;
  const { value, rows } = answer;
  const where = whereSaysMore(value);
  if (where !== undefined) return `at ${JSON.stringify(where)} it tells of more`;
  const count = whereCountsMore(value, rows) ?? whereCountsMore(headers, rows);
  const records = (number: number) => number.toLocaleString('en');
  return (
    count &&
    `at ${JSON.stringify(count.where)} it tells of ${records(count.total)} records, and has ${records(rows)}`
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
