import { close, constants, createReadStream, fstat, open, read, type Stats, stat } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { JojkaSyncError, SourceError, UsageError } from '../errors.ts';
import { chunkBytes, cutToNothing, unpacked } from './gzip.ts';

/** Bounds of a reading. */
export interface ByteLimits {
  /** Ends the reading; whatever is waited for throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** A source that gives nothing for so long ends the run. */
  readonly stallSeconds?: number | undefined;
  /** What is larger, unpacked, ends the run. */
  readonly megabytes?: number | undefined;
  /** What to do about one that is larger, where another bound than the pipeline's is meant. */
  readonly tooLargeAdvice?: string | undefined;
  /** Where a relative path begins; the process's own working directory, where left out. */
  readonly cwd?: string | undefined;
  /** A gzip file that unpacks to more times its size, beyond 16 MB, is a bomb. */
  readonly timesUnpacked?: number | undefined;
}

const openFile = promisify(open);

/** How long nothing may come, where the pipeline does not say. */
const defaultStallSeconds = 120;

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
    path === '-'
      ? standardInput(name, stdin)
      : await file(name, path, resolve(limits.cwd ?? '', path), within);
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
      const cut = bytes === 0 ? cutToNothing(name, path) : undefined;
      if (cut) throw cut;
    } catch (error) {
      throw unreadable(name, path, error);
    }
  }
  const opened: Readable[] = [stream];
  return {
    chunks: bounded(
      name,
      unpacked(name, raw(), { opened, packedBytes: () => bytes, timesUnpacked: limits.timesUnpacked }),
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

/** @param path as messages name it; `at` is where it is */
async function file(name: string, path: string, at: string, within: Within): Promise<Opened> {
  try {
    const isDevice = (await within(promisify(stat)(at))).isCharacterDevice();
    const opening = openFile(at, isDevice ? deviceFlags : constants.O_RDONLY);
    const fd = await within(opening).catch((error: unknown) => {
      letGo(at, opening);
      throw error;
    });
    const found = await promisify(fstat)(fd);
    if (found.isDirectory()) {
      close(fd);
      throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    }
    if (found.isFile()) return regularFile(fd, found);
    // A thread that waits for what a pipe or a device gives would outlive the run: a pipe is read as a socket is, a device is asked.
    const stream = found.isFIFO() ? new Socket({ fd, readable: true, writable: false }) : device(fd);
    return { stream, totalBytes: undefined, isUnchanged: async () => true };
  } catch (error) {
    throw unreadable(name, path, error);
  }
}

/** A device says at once that it has nothing yet, and does not become the terminal of the process. */
const deviceFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** How often a device that has nothing yet is asked again. */
const deviceMs = 50;

function device(fd: number): Readable {
  const patient = (...[file, buffer, offset, length, position, done]: ReadWords) =>
    read(file, buffer, offset, length, position, (error, bytes) => {
      if (error?.code !== 'EAGAIN') done(error, bytes, buffer);
      else if (stream.destroyed) done(null, 0, buffer);
      else setTimeout(() => patient(file, buffer, offset, length, position, done), deviceMs);
    });
  const stream = createReadStream('', {
    fd,
    highWaterMark: chunkBytes,
    fs: { read: patient as typeof read, close },
  });
  return stream;
}

type ReadWords = [
  file: number,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number | null,
  done: (error: NodeJS.ErrnoException | null, bytes: number, buffer: Buffer) => void,
];

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

/** Hands the bytes on as long as there are no more than any list has. */
async function* bounded(
  name: string,
  chunks: AsyncIterable<Buffer>,
  { megabytes = Number.POSITIVE_INFINITY, tooLargeAdvice }: ByteLimits,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > megabytes * 1e6) throw tooLarge(name, megabytes, tooLargeAdvice);
    yield chunk;
  }
}

const raise = 'Is it the right file? If it is, raise the bound in the pipeline: bounds.megabytes.';

function tooLarge(name: string, megabytes: number, advice = raise): SourceError {
  return new SourceError(name, `${name} has more than ${megabytes} MB`, { advice });
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['there is no such file', 'Check the path; it is relative to the working directory.'],
  ENOTDIR: ['there is no such file', 'Check the path: a part of it is a file, not a folder.'],
  EISDIR: ['it is a directory, not a file', 'Name the file in it.'],
  EACCES: ['it may not be read', 'Give the user that runs the job the right to read the file.'],
  EPERM: ['it may not be read', 'Give the user that runs the job the right to read the file.'],
  ENXIO: ['it is a socket or a device, not a file', 'Name the file that the export writes.'],
};

function unreadable(name: string, path: string, cause: unknown): Error {
  if (cause instanceof JojkaSyncError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const [reason, advice] = reasons[code ?? ''] ?? [message, 'Check the file and the disk it lies on.'];
  const what = path === '-' ? 'standard input' : path;
  return new SourceError(name, `${name}: cannot read ${what}: ${reason}`, { advice, cause });
}
