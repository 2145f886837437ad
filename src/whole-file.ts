import { constants as bufferLimits } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The only place that reads files whole. What is no regular file is refused and never waited for: a pipe that nobody writes to would
 * hold the night for ever, and a device such as /dev/zero has no end. A link to a file is one.
 */

/** No text of the engine is longer: what is meant to be a text and is larger cannot be read at all. */
export const mostTextBytes = bufferLimits.MAX_STRING_LENGTH;

/** What is larger is no settings file, no certificate and nothing else that people write by hand. */
export const mostHandwrittenBytes = 1024 * 1024;

/** What is larger is no pipeline in code, however much is bundled into it. */
export const mostCodeBytes = 64 * 1024 * 1024;

/** Why a file is not read. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  /** That of the system, or `ENOTFILE`, `ETOOLARGE` and `EUTF16`. */
  readonly code: string;

  /** @param message a clause for a person, such as `it is a folder` */
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of its path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ENXIO: 'it is a socket or a device, not a file',
  ELOOP: 'it is a link that leads to itself',
  EIO: 'the disk gives an error',
};

/**
 * Reads a file to its end.
 *
 * @param mostBytes what is larger is refused
 * @throws UnreadableFileError when it is not there, may not be read, is no regular file or too large
 */
export function readWholeFile(path: string, mostBytes: number): Buffer {
  return opened(path, (file, found) => {
    mustBeFile(found, mostBytes);
    return readToEnd(file, found.size, mostBytes);
  });
}

/** The same as text, which is UTF-8. @throws UnreadableFileError also when it is UTF-16: as UTF-8 it would be nonsense */
export function readWholeText(path: string, mostBytes: number): string {
  const bytes = readWholeFile(path, mostBytes);
  if (isUtf16(bytes))
    throw new UnreadableFileError('EUTF16', 'it is UTF-16 (in Notepad: Unicode): save it as UTF-8');
  return bytes.toString('utf8');
}

/** Told by its byte order mark, or by the half of its first letter that is zero. */
function isUtf16([first, second]: Buffer): boolean {
  if (first === undefined || second === undefined) return false;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (first === 0) !== (second === 0);
}

/**
 * Looks whether a file could be read whole, for what others read: Node's loader, the driver of a database.
 *
 * @returns what is known of it
 * @throws UnreadableFileError when it could not
 */
export function mustBeReadable(path: string, mostBytes: number): Stats {
  return opened(path, (_, found) => mustBeFile(found, mostBytes));
}

/** The first bytes of a file, of whatever size. @throws UnreadableFileError as when it is read whole */
export function readHead(path: string, bytes: number): Buffer {
  return opened(path, (file, found) => {
    mustBeFile(found, Number.POSITIVE_INFINITY);
    const head = Buffer.alloc(bytes);
    return head.subarray(0, readSync(file, head, 0, bytes, 0));
  });
}

/** A pipe that says nothing for so long is given up. */
const mostSilentSeconds = 120;

/**
 * Reads what a command line names to its end: a file, or a pipe that is open already, as /dev/stdin and what a shell makes of `<(…)`
 * are. Such a pipe is waited for as long as it does not fall silent.
 *
 * @throws UnreadableFileError as when it is read whole, or when a pipe falls silent; the signal's reason when that ends it
 */
export async function readGivenFile(
  path: string,
  mostBytes: number,
  { signal, silentSeconds = mostSilentSeconds }: { signal?: AbortSignal; silentSeconds?: number } = {},
): Promise<Buffer> {
  if (!isDescriptor(path)) return readWholeFile(path, mostBytes);
  const file = openFile(path);
  try {
    const found = fstatSync(file);
    if (!found.isFIFO()) {
      mustBeFile(found, mostBytes);
      return readToEnd(file, found.size, mostBytes);
    }
    const parts: Buffer[] = [];
    let length = 0;
    let heardAt = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const part = readIfAny(file);
      if (part === undefined) {
        if (performance.now() - heardAt > silentSeconds * 1000)
          throw new UnreadableFileError('ETIMEDOUT', `it is a pipe that says nothing for ${silentSeconds} s`);
        await wait(20);
        continue;
      }
      if (part.length === 0) return Buffer.concat(parts);
      heardAt = performance.now();
      length += part.length;
      mustBeWithin(length, mostBytes);
      parts.push(part);
    }
  } finally {
    closeSync(file);
  }
}

/** Standard input and other descriptors that the process was given. */
function isDescriptor(path: string): boolean {
  return /^\/(?:dev\/stdin|(?:dev|proc\/(?:self|thread-self|\d+))\/fd\/\d+)$/.test(path);
}

/** What a pipe has just now: nothing at its end; undefined where something may still come. */
function readIfAny(file: number): Buffer | undefined {
  const part = Buffer.allocUnsafe(64 * 1024);
  try {
    return part.subarray(0, readSync(file, part));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw asUnreadable(error);
  }
}

function opened<T>(path: string, use: (file: number, found: Stats) => T): T {
  const file = openFile(path);
  try {
    return use(file, fstatSync(file));
  } catch (error) {
    throw asUnreadable(error);
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw asUnreadable(error);
  }
}

function readToEnd(file: number, size: number, mostBytes: number): Buffer {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    // What says that it has nothing may have something all the same, as files of /proc do.
    const part = Buffer.allocUnsafe(Math.max(size - length + 1, 4096));
    const bytes = readSync(file, part);
    if (bytes === 0) return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    length += bytes;
    mustBeWithin(length, mostBytes);
    parts.push(part.subarray(0, bytes));
  }
}

function mustBeFile(found: Stats, mostBytes: number): Stats {
  if (found.isDirectory()) throw new UnreadableFileError('EISDIR', reasons.EISDIR as string);
  if (!found.isFile())
    throw new UnreadableFileError('ENOTFILE', 'it is a pipe, a device or a socket, not a file');
  mustBeWithin(found.size, mostBytes);
  return found;
}

function mustBeWithin(bytes: number, mostBytes: number): void {
  if (bytes <= mostBytes) return;
  const most = mostBytes >= 1e6 ? `${Math.floor(mostBytes / 1e6)} MB` : `${mostBytes} bytes`;
  throw new UnreadableFileError('ETOOLARGE', `it is larger than ${most}`);
}

function asUnreadable(error: unknown): unknown {
  if (error instanceof UnreadableFileError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  // What befalls the whole process is told as what it is.
  if (code === undefined || code === 'EMFILE' || code === 'ENFILE') return error;
  return new UnreadableFileError(code, reasons[code] ?? message, error);
}
