import { crc32, createInflateRaw } from 'node:zlib';
import { SourceError } from '../../errors.ts';

/**
 * The files within a zip archive, by its directory. How much each unpacks to is known before anything is unpacked, and
 * what unpacks to more than it says is a bomb: it is left at the byte at which it lies.
 */
export interface Zip {
  /** Names of the files within, as they are written there. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** How many bytes a file says that it unpacks to; 0 where there is none. */
  size(name: string): number;
  /** The file, unpacked piece by piece. @throws SourceError when it is damaged, packed otherwise, or not as large as it says */
  read(name: string): AsyncGenerator<Buffer>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** More files than any workbook has. */
const mostFiles = 20_000;

const directoryMark = 0x02014b50;
const fileMark = 0x04034b50;
const endMark = 0x06054b50;
const endLength = 22;
const longestComment = 0xffff;

/** @throws SourceError when it is none, or its directory is damaged */
export function openZip(source: string, bytes: Buffer): Zip {
  const entries = new Map<string, Entry>();
  for (const entry of directory(source, bytes)) {
    const name = plainName(entry.name);
    if (entries.has(name))
      throw damaged(source, `two files within it are called ${JSON.stringify(entry.name.slice(0, 80))}`);
    entries.set(name, entry);
  }
  return {
    names: [...entries.values()].map(({ name }) => name),
    has: (name) => entries.has(plainName(name)),
    size: (name) => entries.get(plainName(name))?.size ?? 0,
    async *read(name) {
      const entry = entries.get(plainName(name));
      if (!entry) throw damaged(source, `it lacks the part ${name}`);
      if (entry.isEncrypted) throw encrypted(source);
      yield* unpacked(source, entry, bytes);
    },
  };
}

export function damaged(source: string, what: string, cause?: unknown): SourceError {
  return new SourceError(source, `${source} cannot be read: the workbook is damaged: ${what}`, {
    advice:
      'Fetch or make the file again; if it is as the program made it, save it once more in Excel as .xlsx.',
    ...(cause !== undefined && { cause }),
  });
}

/** A workbook that wants a password, whichever way it is kept. */
export function encrypted(source: string): SourceError {
  return new SourceError(source, `${source} cannot be read: the workbook is protected by a password`, {
    advice:
      'Save it without one: in Excel by File, Info, Protect Workbook, Encrypt with Password, and make the field empty. Where the file lies must then be protected instead.',
  });
}

/** Names are looked for without their case, and with either kind of slash. */
function plainName(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

function directory(source: string, bytes: Buffer): Entry[] {
  const end = endOf(bytes);
  if (end < 0) throw damaged(source, 'its end is missing, so that it was probably cut off');
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count > mostFiles || count === 0xffff)
    throw damaged(source, `it has more than ${mostFiles} files within it`);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directoryMark)
      throw damaged(source, 'its directory is broken');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, packed, offset] = longSizes(extra, [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) !== 0,
      crc: bytes.readUInt32LE(at + 16),
      size,
      packed,
      at: offset,
    });
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOf(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - endLength - longestComment);
  for (let at = bytes.length - endLength; at >= from; at--) if (bytes.readUInt32LE(at) === endMark) return at;
  return -1;
}

const isLong = 0xffffffff;

/** Sizes that have no room in the directory stand in its field for long ones, in this order. */
function longSizes(extra: Buffer, sizes: [number, number, number]): [number, number, number] {
  if (!sizes.includes(isLong)) return sizes;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return sizes.map((size) => {
      if (size !== isLong || next + 8 > extra.length) return size;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    }) as [number, number, number];
  }
  return sizes;
}

async function* unpacked(source: string, entry: Entry, bytes: Buffer): AsyncGenerator<Buffer> {
  const { name, at, packed, size, method } = entry;
  const fault = (what: string, cause?: unknown) => damaged(source, `its part ${name} ${what}`, cause);
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== fileMark) throw fault('is not where it should be');
  const begin = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (begin + packed > bytes.length) throw fault('is cut off');
  const raw = bytes.subarray(begin, begin + packed);
  if (method !== 0 && method !== 8) throw fault('is packed in a way that workbooks are not');
  let count = 0;
  let sum = 0;
  const counted = (chunk: Buffer): Buffer => {
    count += chunk.length;
    if (count > size) throw fault('unpacks to more than it says that it does');
    sum = crc32(chunk, sum);
    return chunk;
  };
  if (method === 0) yield counted(raw);
  else {
    const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
    inflate.end(raw);
    try {
      for await (const chunk of inflate) yield counted(chunk as Buffer);
    } catch (error) {
      throw error instanceof SourceError ? error : fault('cannot be unpacked', error);
    } finally {
      inflate.destroy();
    }
  }
  if (count !== size || sum !== entry.crc) throw fault('is not what it was when it was packed');
}
