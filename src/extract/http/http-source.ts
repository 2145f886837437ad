import { Readable } from 'node:stream';
import type { SourceRecord } from '../../contact/record.ts';
import { SourceError } from '../../errors.ts';
import { openBytes } from '../bytes.ts';
import { csvSource } from '../csv.ts';
import { listOf } from '../json-list.ts';
import type { OpenOptions, OpenSource, Source } from '../source.ts';
import { createFetcher, type Fetcher, type FetchSettings, type Page } from './fetch-page.ts';
import { parsePage, type Row, valuesOf } from './json-page.ts';
import { mustBeWhole, type NextPage, nextPage } from './next-page.ts';
import { TransientError, withRetries } from './retry.ts';

/**
 * A list by URL as a source: CSV, which is read as a file is; JSON and JSON Lines, in pages. All pages are read before the first
 * record is given, since the columns are those of all records: it is complete, or nothing (E2).
 */
export interface HttpSourceOptions extends FetchSettings {
  readonly url: string;
  readonly format: 'csv' | 'json' | 'jsonl';
  /** Where the list stands in the answer, `data.items`; the answer itself, where left out. */
  readonly records?: string | undefined;
  /** How one page tells the next. */
  readonly next?: NextPage | undefined;
  /** The first page may say nothing of a next: it is then all there is. */
  readonly nextMayBeAbsent?: boolean | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly quote?: 'auto' | 'none' | undefined;
  readonly skipRows?: number | undefined;
  readonly megabytes: number;
  readonly timesUnpacked: number;
  /** How much JSON is held in memory, in all; 256, where left out. */
  readonly jsonMegabytes?: number | undefined;
  /** Of json: 10,000, where left out. */
  readonly mostColumns?: number | undefined;
  /** Of csv: how many characters a row may have. */
  readonly rowCharacters?: number | undefined;
  /** Before a page is asked for a second time; twice as long before each further one. */
  readonly firstWaitMs?: number;
}

/** A service whose pages have no end. */
const mostPages = 100_000;

/** So much of CSV is waited for before its first record is given: until then a page that breaks off is asked for again. */
const heldMegabytes = 32;

/** More of JSON than this is not held in memory at once. */
const usualJsonMegabytes = 256;

export function httpSource(options: HttpSourceOptions): Source {
  return { name: options.name, open: (openOptions = {}) => open(options, openOptions) };
}

async function open(options: HttpSourceOptions, openOptions: OpenOptions): Promise<OpenSource> {
  const { name, timeoutSeconds, format } = options;
  openOptions.signal?.throwIfAborted();
  if (!URL.canParse(options.url)) throw new SourceError(name, `${name} cannot be read: its URL is none`, {});
  const url = new URL(options.url);
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = openOptions.signal ? AbortSignal.any([openOptions.signal, late]) : late;
  const fetcher = createFetcher(url, options);
  const explained = (error: unknown): unknown => {
    if (openOptions.signal?.aborted) return openOptions.signal.reason;
    if (!late.aborted) return error instanceof TransientError ? error.told : error;
    return new SourceError(name, `${name} cannot be read: it was not whole after ${timeoutSeconds} s`, {
      advice: 'Nothing was changed. Look why it takes so long; what may take longer says so: timeoutSeconds.',
    });
  };
  try {
    if (format === 'csv')
      return await openCsvPage(options, await firstPart(options, url, fetcher, signal), fetcher, explained);
    return await openRows(options, await allRows(options, url, fetcher, signal), fetcher);
  } catch (error) {
    await fetcher.close();
    throw explained(error);
  }
}

/** The body of a page, of which some or all has come. */
type Body = AsyncIterable<Buffer>;

/** Waits for all of a page, or for {@link heldMegabytes} of it; asks again for one that breaks off before. */
function firstPart(
  { name, firstWaitMs }: HttpSourceOptions,
  url: URL,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<Body> {
  return withRetries(
    async () => {
      const page = await fetcher.get(url, signal);
      mustBeWhole(name, page);
      const { body } = page;
      const rest = body[Symbol.asyncIterator]();
      const held: Buffer[] = [];
      let bytes = 0;
      while (bytes < heldMegabytes * 1e6) {
        const { done, value } = await rest.next();
        if (done) break;
        held.push(value);
        bytes += value.length;
      }
      return joined(held, rest);
    },
    signal,
    firstWaitMs,
  );
}

async function* joined(held: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* held;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function openCsvPage(
  { name, encoding, delimiter, quote, skipRows, rowCharacters, megabytes, timesUnpacked }: HttpSourceOptions,
  body: Body,
  fetcher: Fetcher,
  explained: (error: unknown) => unknown,
): Promise<OpenSource> {
  const opened = await csvSource({
    name,
    path: '-',
    stdin: Readable.from(body, { objectMode: false }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(skipRows !== undefined && { skipRows }),
    rowCharacters,
    limits: { megabytes, timesUnpacked },
  }).open();
  const close = async () => {
    await opened.close();
    await fetcher.close();
  };
  return {
    ...opened,
    file: undefined,
    close,
    async *batches(ordinary) {
      try {
        yield* opened.batches(ordinary);
      } catch (error) {
        throw explained(error);
      } finally {
        await close();
      }
    },
  };
}

async function allRows(
  options: HttpSourceOptions,
  first: URL,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<Row[]> {
  const { name } = options;
  const rows: Row[] = [];
  const seen = new Set<string>();
  const megabytes = jsonBound(options);
  let bytes = 0;
  let values = valuesOf(megabytes);
  for (let url: URL | undefined = first; url; ) {
    if (seen.has(url.href) || seen.size >= mostPages)
      throw new SourceError(name, `${name} cannot be read: its pages have no end, one of them came twice`, {
        advice: 'Nothing was changed. Look at "next" in the pipeline.',
      });
    seen.add(url.href);
    const from: URL = url;
    const left = megabytes * 1e6 - bytes;
    const { page, pieces }: WholePage = await withRetries(
      () => wholePage(options, from, left, fetcher, signal),
      signal,
      options.firstWaitMs,
    );
    for (const piece of pieces) bytes += piece.length;
    const answer = parsePage({ ...options, megabytes }, Buffer.concat(pieces), values);
    values -= answer.values;
    for (const row of answer.rows) rows.push(row);
    url = nextPage(
      name,
      { next: options.next, mayBeAbsent: options.nextMayBeAbsent === true },
      {
        ...{ page, value: answer.value, records: options.records },
        ...{ rows: answer.rows.length, isFirst: from === first },
      },
    );
  }
  return rows;
}

interface WholePage {
  readonly page: Page;
  readonly pieces: readonly Buffer[];
}

function jsonBound({ megabytes, jsonMegabytes = usualJsonMegabytes }: HttpSourceOptions): number {
  return Math.min(megabytes, jsonMegabytes);
}

/** @throws SourceError when it has more bytes than are left, packed or not */
async function wholePage(
  options: HttpSourceOptions,
  url: URL,
  left: number,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<WholePage> {
  const { name, timesUnpacked } = options;
  const page = await fetcher.get(url, signal);
  const upTo = async (chunks: AsyncIterable<Buffer>) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of chunks) {
      bytes += piece.length;
      if (bytes > left)
        throw new SourceError(name, `${name} has more than ${jsonBound(options)} MB`, {
          advice:
            'Nothing was changed. Is it the right list? If it is, raise the bound in the pipeline: bounds.jsonMegabytes (and bounds.megabytes, where that is less). As CSV it is not held in memory.',
        });
      pieces.push(piece);
    }
    return pieces;
  };
  const packed = await upTo(page.body);
  const bytes = await openBytes(name, '-', Readable.from(packed, { objectMode: false }), { timesUnpacked });
  return { page, pieces: await upTo(bytes.chunks) };
}

async function openRows(
  { name, mostColumns = 10_000 }: HttpSourceOptions,
  rows: readonly Row[],
  fetcher: Fetcher,
): Promise<OpenSource> {
  await fetcher.close();
  const found = new Set<string>();
  for (const row of rows) {
    for (const column of Object.keys(row)) found.add(column);
    if (found.size > mostColumns)
      throw new SourceError(name, `${name} has more than ${mostColumns} columns`, {
        advice:
          'Nothing was changed. Look whether it is the right list: each key of a record is a column. If it is, raise the bound in the pipeline: bounds.columns.',
      });
  }
  const columns = [...found];
  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    for (let from = 0; from < rows.length; from += 500)
      yield rows.slice(from, from + 500).map((row, index) => ({
        line: from + index + 1,
        fields: columns.map((column) => (Object.hasOwn(row, column) ? listOf(row[column]) : '')),
      }));
  }
  return { columns, empty: rows.length === 0, batches, close: async () => {} };
}
