import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SourceError } from '../errors.ts';

/** Chunks of this size keep papaparse's work in the processor's cache; 1 MiB is slower. */
export const chunkBytes = 64 * 1024;

/** A file may unpack to so many bytes, however small it is. */
const freeBytes = 16 * 1024 * 1024;

const defaultTimesUnpacked = 100;

/**
 * Hands the bytes on as they are, or through gunzip when the first two say so (E3). A gzip file may have several members, one behind
 * the other, and nothing else: what zeros stand in place of cannot be known, and whom it named would be taken for gone (E2).
 *
 * @throws SourceError when the file is cut or damaged, has anything behind its last member, or is a bomb
 */
export async function* unpacked(
  name: string,
  raw: AsyncGenerator<Buffer>,
  {
    opened,
    packedBytes,
    timesUnpacked = defaultTimesUnpacked,
  }: {
    /** Takes the streams that are made, to be destroyed. */
    readonly opened: Readable[];
    readonly packedBytes: () => number;
    readonly timesUnpacked: number | undefined;
  },
): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await raw.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length >= 2) break;
  }
  const whole = rejoined(head, raw);
  // No text is the first byte alone: it is a gzip file that was cut behind it.
  const isGzip = head[0] === 0x1f && (head.length === 1 || head[1] === 0x8b);
  if (!isGzip) {
    yield* whole;
    return;
  }
  let given = 0;
  const packed = Readable.from(
    counted(whole, (bytes) => (given += bytes)),
    { objectMode: false },
  );
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  opened.push(packed, gunzip);
  // The callback only keeps the error from being unhandled: it comes out of the loop below, too.
  pipeline(packed, gunzip, () => {});
  try {
    let bytes = 0;
    for await (const chunk of gunzip) {
      bytes += (chunk as Buffer).length;
      if (bytes > freeBytes && bytes > timesUnpacked * packedBytes()) throw bomb(name, timesUnpacked);
      yield chunk as Buffer;
    }
    // Node takes a zero behind a member for the end, reads no further, and says nothing.
    if (gunzip.bytesWritten !== given) throw notEnded(name, gunzip.bytesWritten);
  } catch (error) {
    throw error instanceof SourceError ? error : brokenGzip(name, error);
  }
}

async function* rejoined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

/**
 * What is wrong with a file of not one byte whose name says that it is packed: an empty list in gzip has some twenty bytes, an empty
 * workbook some thousand (E6). Undefined for any other name: such a file may be an empty list.
 */
export function cutToNothing(name: string, path: string): SourceError | undefined {
  if (/\.t?gz(?:ip)?$/i.test(path)) return brokenGzip(name, { code: 'Z_BUF_ERROR' });
  if (!/\.xls[xm]$/i.test(path)) return undefined;
  return new SourceError(name, `${name}: the workbook ends too early: it has not one byte`, {
    advice: makeAgain,
  });
}

const makeAgain = 'Fetch or make the file again: the transfer or the export was probably interrupted.';

function notEnded(name: string, bytes: number): SourceError {
  return new SourceError(
    name,
    `${name}: the gzip file has zeros from byte ${bytes + 1} on, where it must end or go on with another part`,
    {
      advice:
        'Nothing is planned from it: the zeros may stand where a part was lost. Fetch or make the file again; a program that fills files up with zeros must not do so with this one.',
    },
  );
}

function bomb(name: string, times: number): SourceError {
  return new SourceError(name, `${name}: the gzip file unpacks to more than ${times} times its size`, {
    advice:
      'No list does. Look at what is in it; if it is meant, raise the bound in the pipeline: bounds.timesUnpacked.',
  });
}

function brokenGzip(name: string, cause: unknown): SourceError {
  const cut = (cause as { code?: unknown }).code === 'Z_BUF_ERROR';
  return new SourceError(name, `${name}: the gzip file ${cut ? 'ends too early' : 'is damaged'}`, {
    advice: makeAgain,
    cause,
  });
}
