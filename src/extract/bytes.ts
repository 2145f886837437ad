import { close, constants, createReadStream, fstat, open, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { JojkaSyncError, SourceError, UsageError } from '../errors.ts';

/** Chunks of this size keep papaparse's work in the processor's cache; 1 MiB is slower. */
const chunkBytes = 64 * 1024;

/** A file may unpack to so many bytes, however small it is. */
const freeBytes = 16 * 1024 * 1024;

/** Bounds of a reading. */
export interface ByteLimits {
  /** Ends the reading; whatever is waited for throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** A source that gives nothing for so long ends the run. */
  readonly stallSeconds?: number | undefined;
  /** What is larger, unpacked, ends the run. */
  readonly megabytes?: number | undefined;
  /** A gzip file that unpacks to more times its size, beyond 16 MB, is a bomb. */
  readonly timesUnpacked?: number | undefined;
}

const openFile = promisify(open);

/** How long nothing may come, where the pipeline does not say. */
const defaultStallSeconds = 120;
const defaultTimesUnpacked = 100;

/** A file or standard input as bytes, unpacked if it is gzip. */
export interface ByteSource {
  /** Pull-based: nothing is read ahead beyond the stream's own buffer. */
  readonly chunks: AsyncIterable<Buffer>;
  /** The size on disk; undefined for standard input, pipes and devices. */
  readonly totalBytes: number | undefined;
  /** When the file was last written; undefined for what is none. */
  readonly modifiedAt: Date | undefined;
  /** Bytes taken from the disk so far. */
  bytesRead(): number;
  close(): void;
}

/**
 * Opens a path, or standard input for `-`. Gzip is told by its magic bytes, whatever the file is called (E3). A file is read
 * as it is when it is opened: one that is another by the time it has been read ends the run (E2, E6).
 *
 * @throws SourceError when there is no such file, it is a directory, may not be read, or gives nothing for too long
 */
export async function openBytes(
  name: string,
  path: string,
  stdin?: Readable,
  limits: ByteLimits = {},
): Promise<ByteSource> {
  const { signal, stallSeconds = defaultStallSeconds } = limits;
  const within = <T>(waited: Promise<T>) => inTime(waited, name, stallSeconds, signal);
  const { stream, totalBytes, modifiedAt, isUnchanged } =
    path === '-' ? standardInput(name, stdin) : await file(name, path, within);
  let bytes = 0;
  async function* raw(): AsyncGenerator<Buffer> {
    try {
      const chunks = stream[Symbol.asyncIterator]();
      for (;;) {
        const { done, value: chunk } = await within(chunks.next());
        if (done) break;
        const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        bytes += buffer.length;
        yield buffer;
      }
      if (!(await isUnchanged(bytes))) throw changed(name, path);
    } catch (error) {
      throw unreadable(name, path, error);
    }
  }
  const opened: Readable[] = [stream];
  return {
    chunks: bounded(
      name,
      unpacked(name, raw(), opened, () => bytes, limits),
      limits,
    ),
    totalBytes,
    modifiedAt,
    bytesRead: () => bytes,
    close: () => {
      for (const each of opened) each.destroy();
    },
  };
}

/** What is read, and how one sees that it is what was opened. */
interface Opened {
  readonly stream: Readable;
  readonly totalBytes: number | undefined;
  readonly modifiedAt?: Date;
  /** Whether a file is the one that it was, once so many bytes of it are read. */
  isUnchanged(bytesRead: number): Promise<boolean>;
}

type Within = <T>(waited: Promise<T>) => Promise<T>;

async function file(name: string, path: string, within: Within): Promise<Opened> {
  try {
    const opening = openFile(path, 'r');
    const fd = await within(opening).catch((error: unknown) => {
      letGo(path, opening);
      throw error;
    });
    const stat = await promisify(fstat)(fd);
    if (stat.isDirectory()) {
      close(fd);
      throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    }
    if (stat.isFile()) return regularFile(fd, stat);
    // A pipe is read as a socket is: a thread that waits for its writer would outlive the run.
    const stream = stat.isFIFO()
      ? new Socket({ fd, readable: true, writable: false })
      : createReadStream('', { fd, highWaterMark: chunkBytes });
    return { stream, totalBytes: undefined, isUnchanged: async () => true };
  } catch (error) {
    throw unreadable(name, path, error);
  }
}

/** Reads as many bytes as there are now: a file that somebody goes on writing to never ends. */
function regularFile(fd: number, { size, mtime, mtimeMs }: Stats): Opened {
  // What says that it has nothing may have something all the same, as files of /proc do.
  // It stays open until it is closed: what it is in the end is asked of itself, whatever its path leads to by then.
  const stream = createReadStream('', {
    fd,
    highWaterMark: chunkBytes,
    autoClose: false,
    ...(size > 0 && { end: size - 1 }),
  });
  return {
    stream,
    totalBytes: size,
    modifiedAt: mtime,
    isUnchanged: async (bytesRead) => {
      const now = await promisify(fstat)(fd);
      return (size === 0 || bytesRead === size) && now.size === size && now.mtimeMs === mtimeMs;
    },
  };
}

/**
 * A pipe that nobody writes to is waited for in a thread that nothing ends, not even the end of the process, save a writer:
 * here is one.
 */
function letGo(path: string, opening: Promise<number>): void {
  for (const opened of [opening, openFile(path, constants.O_WRONLY | constants.O_NONBLOCK)])
    opened.then(
      (fd) => close(fd),
      () => {},
    );
}

/** Waits no longer than a source may give nothing, and no longer than the run goes on. */
async function inTime<T>(
  waited: Promise<T>,
  name: string,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  // Nobody waits for it any more once the run is stopped: that it fails then is nobody's news.
  waited.catch(() => {});
  signal?.throwIfAborted();
  let stop = () => {};
  const ended = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(stalled(name, seconds)), seconds * 1000);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([waited, ended]);
  } finally {
    stop();
  }
}

function stalled(name: string, seconds: number): SourceError {
  return new SourceError(name, `${name} gives nothing: not a byte in ${seconds} s`, {
    advice:
      'Is it a pipe into which nobody writes, or a network disk that is gone? What may take longer says so: stallSeconds.',
  });
}

function changed(name: string, path: string): SourceError {
  return new SourceError(name, `${name}: ${path} changed while it was read`, {
    advice:
      'Nothing is planned from half a file. Run again when it is written; best let the export write another file, and rename it when it is whole.',
  });
}

function standardInput(name: string, stdin?: Readable): Opened {
  if (!stdin && process.stdin.isTTY) {
    throw new UsageError(`${name} is read from standard input, and nothing is piped into it`, {
      advice: 'Pipe a file into the command, or name a path instead of -.',
    });
  }
  return { stream: stdin ?? process.stdin, totalBytes: undefined, isUnchanged: async () => true };
}

/** Hands the bytes on as they are, or through gunzip when the first two say so. */
async function* unpacked(
  name: string,
  raw: AsyncGenerator<Buffer>,
  opened: Readable[],
  packedBytes: () => number,
  { timesUnpacked = defaultTimesUnpacked }: ByteLimits,
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
    let bytes = 0;
    for await (const chunk of gunzip) {
      bytes += (chunk as Buffer).length;
      if (bytes > freeBytes && bytes > timesUnpacked * packedBytes()) throw bomb(name, timesUnpacked);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw error instanceof SourceError ? error : brokenGzip(name, error);
  }
}

async function* rejoined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** Hands the bytes on as long as there are no more than any list has. */
async function* bounded(
  name: string,
  chunks: AsyncIterable<Buffer>,
  { megabytes = Number.POSITIVE_INFINITY }: ByteLimits,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > megabytes * 1e6) throw tooLarge(name, megabytes);
    yield chunk;
  }
}

function tooLarge(name: string, megabytes: number): SourceError {
  return new SourceError(name, `${name} has more than ${megabytes} MB`, {
    advice: 'Is it the right file? If it is, raise the bound in the pipeline: bounds.megabytes.',
  });
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
  if (cause instanceof JojkaSyncError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [reason, advice] = reasons[code ?? ''] ?? [message, 'Check the file and the disk it lies on.'];
  const what = path === '-' ? 'standard input' : path;
  return new SourceError(name, `${name}: cannot read ${what}: ${reason}`, { advice, cause });
}
