import type { Readable } from 'node:stream';
import type { SourceRecord } from '../../contact/record.ts';
import { SourceError } from '../../errors.ts';
import { type ByteLimits, openBytes } from '../bytes.ts';
import { createRecordMaker, type RowGroup, takeHeader } from '../csv-record.ts';
import type { OpenOptions, OpenSource, Source } from '../source.ts';
import { foreignWorkbook } from './foreign-workbook.ts';
import { sheetRows } from './sheet-rows.ts';
import { findSheet, readStyles, readTexts, readWorkbook } from './workbook.ts';
import { openZip, type Zip } from './zip.ts';

/**
 * A sheet of an Excel workbook as a source. Each cell is made text (cell-text.ts), and each row a record by what makes
 * records of CSV rows: whatever comes after cannot tell the two apart.
 *
 * The packed file is in memory, and the texts that its cells share; the sheet itself is unpacked and read piece by piece.
 */
export interface XlsxSourceOptions {
  readonly name: string;
  /** A path, or `-` for standard input. */
  readonly path: string;
  /** Its name, or its position from 1 on; the first that is shown, where left out. */
  readonly sheet?: string | number | undefined;
  /** Rows that stand above the header. */
  readonly skipRows?: number | undefined;
  readonly mostColumns?: number;
  readonly limits?: Omit<ByteLimits, 'signal'>;
  readonly stdin?: Readable | undefined;
}

/** No workbook that a person has is as large, packed. */
const mostPackedMegabytes = 512;
const tooLargePacked =
  'A workbook is held in memory, and is not read beyond that. Save the sheet as CSV, which may be as large as bounds.megabytes says.';

/** A workbook may unpack to so many bytes, however small it is. */
const freeBytes = 16 * 1024 * 1024;

export function xlsxSource(options: XlsxSourceOptions): Source {
  const { name, limits = {} } = options;
  return {
    name,
    async open(openOptions = {}) {
      const { signal } = openOptions;
      signal?.throwIfAborted();
      const { megabytes = Number.POSITIVE_INFINITY } = limits;
      const bytes = await openBytes(name, options.path, options.stdin, {
        ...limits,
        signal,
        megabytes: Math.min(megabytes, mostPackedMegabytes),
        ...(megabytes > mostPackedMegabytes && { tooLargeAdvice: tooLargePacked }),
      });
      const pieces: Buffer[] = [];
      try {
        for await (const piece of bytes.chunks) pieces.push(piece);
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        bytes.close();
      }
      const { totalBytes, modifiedAt } = bytes;
      const file = totalBytes === undefined || !modifiedAt ? undefined : { modifiedAt, bytes: totalBytes };
      return openWorkbook(options, Buffer.concat(pieces), file, openOptions);
    },
  };
}

async function openWorkbook(
  options: XlsxSourceOptions,
  bytes: Buffer,
  file: OpenSource['file'],
  { signal, onProgress }: OpenOptions,
): Promise<OpenSource> {
  const { name, skipRows = 0, mostColumns = 10_000 } = options;
  const nothing = { columns: [], empty: true, file, batches: noBatches, close: async () => {} };
  if (bytes.length === 0) return nothing;
  const foreign = foreignWorkbook(name, bytes);
  if (foreign) throw foreign;
  const zip = openZip(name, bytes);
  const other = foreignWorkbook(name, bytes, zip.names);
  if (other) throw other;
  const workbook = await readWorkbook(name, withBound(name, zip, bytes.length, options.limits));
  const sheet = findSheet(name, workbook, options.sheet);
  const bounded = withBound(name, zip, bytes.length, options.limits, [
    sheet.part,
    ...(workbook.textsPart ? [workbook.textsPart] : []),
    ...(workbook.stylesPart ? [workbook.stylesPart] : []),
  ]);
  const context = {
    texts: await readTexts(name, bounded, workbook.textsPart),
    styles: await readStyles(name, bounded, workbook.stylesPart),
    isFrom1904: workbook.isFrom1904,
    mostColumns,
  };
  signal?.throwIfAborted();
  const groups = behind(skipRows, sheetRows(name, sheet.part, bounded.read(sheet.part), context));
  let start: ReturnType<typeof takeHeader>;
  while (!start) {
    const next = await groups.next();
    if (next.done) break;
    start = takeHeader(next.value);
  }
  if (!start) return nothing;
  const { header, rest } = start;
  const records = createRecordMaker(name, header, '\t');
  const width = header.columns.length;

  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    let rows = 0;
    try {
      for (let group: RowGroup | undefined = rest; group; group = (await groups.next()).value ?? undefined) {
        signal?.throwIfAborted();
        // A sheet keeps no empty cells at the end of a row: such a row is not short, and no cell of it is missing.
        const batch = records.of({ ...group, rows: group.rows.map((row) => filled(row, width)) });
        if (batch.length > 0) yield batch;
        rows += batch.length;
        onProgress?.({ rows });
      }
    } finally {
      await groups.return(undefined);
    }
  }
  const close = async () => void (await groups.return(undefined));
  return { columns: header.columns, empty: false, file, batches, close };
}

async function* noBatches(): AsyncGenerator<readonly SourceRecord[]> {}

function filled(row: readonly string[], width: number): readonly string[] {
  if (row.length >= width) return row;
  return [...row, ...Array<string>(width - row.length).fill('')];
}

/** Leaves out the rows above the header: those of the sheet, empty ones among them. */
async function* behind(
  skipRows: number,
  groups: AsyncGenerator<RowGroup>,
): AsyncGenerator<RowGroup, undefined> {
  for await (const group of groups) {
    const skipped = Math.max(0, skipRows + 1 - group.line);
    if (skipped < group.rows.length)
      yield { ...group, rows: group.rows.slice(skipped), line: group.line + skipped };
  }
  return undefined;
}

/**
 * The same archive, whose parts are read only where they unpack to no more than a list has. It is known before
 * anything is unpacked.
 *
 * @param together parts whose sizes count together; each part alone, where left out
 * @throws SourceError for a bomb
 */
function withBound(
  source: string,
  zip: Zip,
  packed: number,
  { megabytes = Number.POSITIVE_INFINITY, timesUnpacked = 100 }: Omit<ByteLimits, 'signal'> = {},
  together?: readonly string[],
): Zip {
  const check = (size: number) => {
    if (size > megabytes * 1e6)
      throw new SourceError(source, `${source} has more than ${megabytes} MB, unpacked`, {
        advice: 'Is it the right file? If it is, raise the bound in the pipeline: bounds.megabytes.',
      });
    if (size > freeBytes && size > timesUnpacked * packed)
      throw new SourceError(
        source,
        `${source}: the workbook unpacks to more than ${timesUnpacked} times its size`,
        {
          advice:
            'No list does, and nothing of it was unpacked. Look at what is in it; if it is meant, raise the bound in the pipeline: bounds.timesUnpacked.',
        },
      );
  };
  if (together) check(together.reduce((sum, part) => sum + zip.size(part), 0));
  return {
    ...zip,
    read(part) {
      check(zip.size(part));
      return zip.read(part);
    },
  };
}
