import type { Readable } from 'node:stream';
import Papa from 'papaparse';
import type { SourceRecord } from '../contact/record.ts';
import type { OrdinaryRows } from '../contact/row-cells.ts';
import { type ByteLimits, type ByteSource, openBytes } from './bytes.ts';
import { createRowFinder, type RowFinder } from './csv-cells.ts';
import { createRecordMaker, type RowGroup, takeHeader } from './csv-record.ts';
import { type ParsedRows, rowGroups } from './csv-rows.ts';
import { createShortcut, type RowShortcut } from './csv-shortcut.ts';
import { decodedText } from './csv-text.ts';
import { delimiterLine, findDelimiter, namedDelimiter, noDelimiter } from './delimiter.ts';
import { type EncodingChoice, encodingChoice } from './encoding-name.ts';
import type { OpenOptions, OpenSource, Source } from './source.ts';

/**
 * A CSV file as a source (E3).
 *
 * papaparse is driven by hand: each piece of decoded text goes to its parser together with the row that the
 * piece before left unfinished. Its own streaming loses the errors of rows, breaks characters at the borders of
 * chunks, and pushes whether or not anybody is ready; here the file is read when the next batch is asked for.
 */
export interface CsvSourceOptions {
  readonly name: string;
  /** A path, or `-` for standard input; gzip is told by its content. */
  readonly path: string;
  /** `auto`, or the name of an encoding. */
  readonly encoding?: string;
  /** `auto`, or a delimiter. */
  readonly delimiter?: string;
  /** `none` where quotation marks are characters like any other. */
  readonly quote?: 'auto' | 'none';
  /** When a source gives nothing, or too much. */
  readonly limits?: Omit<ByteLimits, 'signal'>;
  /** Lines that stand above the header. */
  readonly skipRows?: number;
  /** How many characters a row may have; 1,048,576 where left out. */
  readonly rowCharacters?: number | undefined;
  /** What `-` reads; the process's own by default. */
  readonly stdin?: Readable;
}

/** @throws UsageError for an unknown encoding or an impossible delimiter, before anything is opened */
export function csvSource(options: CsvSourceOptions): Source {
  const { name } = options;
  const encoding = encodingChoice(options.encoding ?? 'auto');
  const delimiter = namedDelimiter(options.delimiter ?? 'auto');
  const { quote = 'auto', skipRows = 0, rowCharacters } = options;
  return {
    name,
    async open(openOptions = {}) {
      openOptions.signal?.throwIfAborted();
      const bytes = await openBytes(name, options.path, options.stdin, {
        ...options.limits,
        signal: openOptions.signal,
      });
      try {
        return await openCsv(
          name,
          bytes,
          { encoding, delimiter, quote, skipRows, rowCharacters },
          openOptions,
        );
      } catch (error) {
        bytes.close();
        openOptions.signal?.throwIfAborted();
        throw error;
      }
    },
  };
}

interface CsvFormat {
  readonly encoding: EncodingChoice;
  readonly delimiter: string | undefined;
  readonly quote: 'auto' | 'none';
  readonly skipRows: number;
  readonly rowCharacters: number | undefined;
}

async function openCsv(
  name: string,
  bytes: ByteSource,
  format: CsvFormat,
  { signal, onProgress }: OpenOptions,
): Promise<OpenSource> {
  const close = async () => {
    signal?.removeEventListener('abort', bytes.close);
    bytes.close();
  };
  signal?.addEventListener('abort', bytes.close, { once: true });

  const text = await decodedText(name, bytes.chunks, format.encoding);
  const told = delimiterLine(text.sample);
  const skip = endOfLines(text.sample, told?.length ?? 0, format.skipRows);
  const isQuoted = format.quote === 'auto';
  const named = format.delimiter ?? told?.delimiter;
  const find = () => findDelimiter(text.sample.slice(skip), text.whole, isQuoted);
  const delimiter = named ?? find();
  const firstLine = 1 + (told ? 1 : 0) + format.skipRows;
  const endsInCrlf = /\r?\n/.exec(text.sample.slice(skip))?.[0] === '\r\n';
  const rows = isQuoted ? createRowFinder(delimiter, endsInCrlf) : undefined;
  const parseRows = (piece: string, final: boolean) =>
    parse(piece, { delimiter, isQuoted, endsInCrlf, rows }, final);
  let shortcut: RowShortcut | undefined;
  const groups = rowGroups(
    name,
    text.pieces(skip),
    firstLine,
    parseRows,
    format.rowCharacters,
    () => shortcut,
  );

  const { header, rest } = (await headerOf(groups, delimiter)) ?? {};
  const records = header && createRecordMaker(name, header, delimiter);

  async function* batches(ordinary?: OrdinaryRows): AsyncGenerator<readonly SourceRecord[]> {
    let rows = 0;
    const finder = ordinary && isQuoted ? createRowFinder(delimiter, endsInCrlf) : undefined;
    if (header && records && ordinary && finder)
      shortcut = createShortcut(finder, ordinary, header.columns, () => {
        rows++;
        records.sawFull();
      });
    try {
      for (let group = rest; records && group; group = (await groups.next()).value ?? undefined) {
        signal?.throwIfAborted();
        const batch = records.of(group);
        if (batch.length > 0 || shortcut) yield batch;
        rows += batch.length;
        onProgress?.({
          rows,
          bytes: bytes.bytesRead(),
          ...(bytes.totalBytes && { totalBytes: bytes.totalBytes }),
        });
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      await close();
    }
  }
  return {
    columns: header?.columns ?? [],
    otherDelimiter: header?.columns.length === 1 ? otherDelimiter(named, find) : undefined,
    ...(header?.spanning && { header: header.spanning }),
    empty: !header,
    ...(rows && { offersRows: true as const }),
    file: fileOf(bytes),
    batches,
    close,
  };
}

/** The first row that is not blank, and what follows it. */
async function headerOf(
  groups: AsyncGenerator<RowGroup>,
  delimiter: string,
): Promise<ReturnType<typeof takeHeader>> {
  for (let next = await groups.next(); !next.done; next = await groups.next()) {
    const found = takeHeader(next.value, delimiter);
    if (found) return found;
  }
  return undefined;
}

/** Where the delimiter was named, and the rows seem to have another. */
function otherDelimiter(named: string | undefined, find: () => string): OpenSource['otherDelimiter'] {
  const found = named === undefined ? undefined : find();
  if (named === undefined || found === undefined || found === named || found === noDelimiter)
    return undefined;
  return { named, found };
}

function fileOf({ totalBytes, modifiedAt }: ByteSource): OpenSource['file'] {
  return totalBytes === undefined || !modifiedAt ? undefined : { modifiedAt, bytes: totalBytes };
}

/** Where in a text so many lines end, counted from a place in it. */
function endOfLines(text: string, from: number, lines: number): number {
  let at = from;
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

const carriageReturn = 0x0d;

/** How rows are written. */
interface RowFormat {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly endsInCrlf: boolean;
  /** Finds where rows end, in which quotation marks have their meaning. */
  readonly rows: RowFinder | undefined;
}

/**
 * Parses as many whole rows as a text has. Both kinds of line end may occur (Excel ends rows with CRLF, and lines within
 * a cell with LF): rows are cut at LF, and the CR that is left at the end of a row's last field is taken off, so that
 * what a row says does not depend on those that are parsed with it. In a file whose header ends in CRLF, a row that ends
 * in LF alone is marked.
 */
function parse(
  text: string,
  { delimiter, isQuoted, endsInCrlf, rows }: RowFormat,
  final: boolean,
): ParsedRows {
  const result: Papa.ParseResult<string[]> = new Papa.Parser({
    delimiter,
    newline: '\n',
    // Papaparse's fast way is the one that knows no quoting.
    ...(!isQuoted && { fastMode: true }),
  }).parse(text, 0, !final);
  const lackReturns = endsInCrlf || text.includes('\r') ? takeReturnsOff(result.data) : [];
  const hasBareEnds = endsInCrlf && /\n(?<!\r\n)/.test(text);
  const bareEnds = hasBareEnds ? bareEndsOf(text, lackReturns, rows, final) : [];
  // Errors of the row that is not finished are none yet: it is parsed again with what follows.
  const fault = result.errors.find(
    (error) => error.type === 'Quotes' && (final || (error.row ?? 0) < result.data.length),
  );
  return {
    rows: result.data,
    consumed: final ? text.length : result.meta.cursor,
    ...(bareEnds.includes(true) && { bareEnds }),
    ...(fault && { fault: { index: fault.index ?? 0, unclosed: fault.code === 'MissingQuotes' } }),
  };
}

/** Takes the CR off rows that were cut at LF. @returns of each row whether its last field had none */
function takeReturnsOff(rows: string[][]): boolean[] {
  return rows.map((row) => {
    const last = row[row.length - 1] ?? '';
    if (last.charCodeAt(last.length - 1) !== carriageReturn) return true;
    row[row.length - 1] = last.slice(0, -1);
    return false;
  });
}

/**
 * Of each row whether it ends in LF alone. Behind a closing quotation mark the CR is no part of the last field.
 *
 * @param lackReturns of each row whether its last field had no CR: where there are no quotation marks, it ends so
 */
function bareEndsOf(
  text: string,
  lackReturns: readonly boolean[],
  finder: RowFinder | undefined,
  final: boolean,
): readonly boolean[] {
  const ends = [...lackReturns];
  finder?.load(text);
  for (let index = 0, at = 0; finder && index < ends.length; index++) {
    at = finder.read(at);
    if (at < 0) break;
    ends[index] = text.charCodeAt(at - 2) !== carriageReturn;
  }
  // Where the file ends there is no end of a row.
  if (final && !text.endsWith('\n')) ends.pop();
  return ends;
}
