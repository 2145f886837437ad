import { open as openFile } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SourceError, UsageError } from '../errors.ts';

/** Chunks of this size keep papaparse's work in the processor's cache; 1 MiB is slower. */
const chunkBytes = 64 * 1024;

/** A file or standard input as bytes, unpacked if it is gzip. */
export interface ByteSource {
  /** Pull-based: nothing is read ahead beyond the stream's own buffer. */
  readonly chunks: AsyncIterable<Buffer>;
  /** The size on disk; undefined for standard input, pipes and devices. */
  readonly totalBytes: number | undefined;
  /** Bytes taken from the disk so far. */
  bytesRead(): number;
  close(): void;
}

/**
 * Opens a path, or standard input for `-`. Gzip is told by its magic bytes, whatever the file is called (E3).
 *
 * @throws SourceError when there is no such file, it is a directory, or may not be read
 */
export async function openBytes(name: string, path: string, stdin?: Readable): Promise<ByteSource> {
  const { stream, totalBytes } = path === '-' ? standardInput(name, stdin) : await file(name, path);
  let bytes = 0;
  async function* raw(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of stream) {
        const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        bytes += buffer.length;
        yield buffer;
      }
    } catch (error) {
      throw unreadable(name, path, error);
    }
  }
  const opened: Readable[] = [stream];
  return {
    chunks: unpacked(name, raw(), opened),
    totalBytes,
    bytesRead: () => bytes,
    close: () => {
      for (const each of opened) each.destroy();
    },
  };
}

async function file(
  name: string,
  path: string,
): Promise<{ stream: Readable; totalBytes: number | undefined }> {
  try {
    const handle = await openFile(path, 'r');
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      await handle.close();
      throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    }
    const stream = handle.createReadStream({ highWaterMark: chunkBytes });
    return { stream, totalBytes: stat.isFile() ? stat.size : undefined };
  } catch (error) {
    throw unreadable(name, path, error);
  }
}

function standardInput(name: string, stdin?: Readable): { stream: Readable; totalBytes: undefined } {
  if (!stdin && process.stdin.isTTY) {
    throw new UsageError(`${name} is read from standard input, and nothing is piped into it`, {
      advice: 'Pipe a file into the command, or name a path instead of -.',
    });
  }
  return { stream: stdin ?? process.stdin, totalBytes: undefined };
}

/** Hands the bytes on as they are, or through gunzip when the first two say so. */
async function* unpacked(
  name: string,
  raw: AsyncGenerator<Buffer>,
  opened: Readable[],
): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await raw.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length >= 2) break;
  }
  const whole = rejoined(head, raw);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const packed = Readable.from(whole, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  opened.push(packed, gunzip);
  // The callback only keeps the error from being unhandled: it comes out of the loop below, too.
  pipeline(packed, gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof SourceError ? error : brokenGzip(name, error);
  }
}

async function* rejoined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

function brokenGzip(name: string, cause: unknown): SourceError {
  const cut = (cause as { code?: unknown }).code === 'Z_BUF_ERROR';
  return new SourceError(name, `${name}: the gzip file ${cut ? 'ends too early' : 'is damaged'}`, {
    advice: 'Fetch or make the file again: the transfer or the export was probably interrupted.',
    cause,
  });
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['there is no such file', 'Check the path; it is relative to the working directory.'],
  ENOTDIR: ['there is no such file', 'Check the path: a part of it is a file, not a folder.'],
  EISDIR: ['it is a directory, not a file', 'Name the file in it.'],
  EACCES: ['it may not be read', 'Give the user that runs the job the right to read the file.'],
  EPERM: ['it may not be read', 'Give the user that runs the job the right to read the file.'],
};

function unreadable(name: string, path: string, cause: unknown): Error {
  if (cause instanceof SourceError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [reason, advice] = reasons[code ?? ''] ?? [message, 'Check the file and the disk it lies on.'];
  const what = path === '-' ? 'standard input' : path;
  return new SourceError(name, `${name}: cannot read ${what}: ${reason}`, { advice, cause });
}
