import { createWriteStream, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline as pipe } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Sandbox } from '../../src/sandbox/server.ts';
import type { Running } from './types.ts';

/** Inputs are made as streams: the suite itself holds none of them in memory. */

const pieceBytes = 1024 * 1024;

/** A number that passes, one of so many. */
export function number(index: number, of = 100_000): string {
  return `070174${String(index % of)
    .padStart(4, '0')
    .slice(-4)}`;
}

/** Header and row that pass. */
export const header = 'Kundnr;Namn;Mobil';
export const goodRow = '1;Anna Berg;070-174 06 05';

/** One sign or text over and over, up to so many bytes. */
export function* repeated(text: string | Buffer, bytes: number): Generator<Buffer> {
  const unit = Buffer.from(text);
  const piece = Buffer.concat(Array(Math.max(1, Math.floor(pieceBytes / unit.length))).fill(unit));
  let left = bytes;
  for (; left >= piece.length; left -= piece.length) yield piece;
  if (left > 0) yield piece.subarray(0, left);
}

/** Lines, put together to pieces. */
export function* lines(count: number, line: (index: number) => string): Generator<Buffer> {
  let text = '';
  for (let index = 0; index < count; index++) {
    text += `${line(index)}\n`;
    if (text.length < pieceBytes) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

export type Part = string | Buffer | Iterable<Buffer>;

/** Parts one after the other. */
export function* joined(...parts: readonly Part[]): Generator<Buffer> {
  for (const part of parts)
    if (typeof part === 'string' || Buffer.isBuffer(part)) yield Buffer.from(part);
    else yield* part;
}

/** Writes a file of parts. */
export function write(path: string, ...parts: readonly Part[]): Promise<void> {
  return pipe(Readable.from(joined(...parts)), createWriteStream(path));
}

/** Writes a gzip file of parts. */
export function writeGzip(path: string, ...parts: readonly Part[]): Promise<void> {
  return pipe(Readable.from(joined(...parts)), createGzip({ level: 6 }), createWriteStream(path));
}

/** A pipeline of one CSV file. */
export function csvPipeline(source: object = {}, rest: object = {}): object {
  return {
    name: 'p',
    sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', ...source }],
    contacts: { absent: 'keep' },
    load: { requestsPerSecond: 1000, retries: 0, timeoutSeconds: 10 },
    ...rest,
  };
}

/** Puts a pipeline into a folder, as `p.json`. */
export function putPipeline(folder: string, pipeline: object): void {
  writeFileSync(join(folder, 'p.json'), JSON.stringify(pipeline));
}

/** Puts a pipeline and a file of one good record into a folder. */
export function putGood(folder: string, source: object = {}, rest: object = {}): void {
  putPipeline(folder, csvPipeline(source, rest));
  writeFileSync(join(folder, 'crm.csv'), `${header}\n${goodRow}\n`);
}

/** Waits until something is so, or the command has ended. */
export async function until(running: Running, isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!running.ended() && !(await isSo())) await wait(20);
}

/** Waits until a night that has looked at the key is at its source, which gives nothing. */
export async function atItsSource(running: Running, sandbox: Sandbox): Promise<void> {
  await until(running, () => Object.keys(sandbox.requests()).length > 0);
  await wait(1500);
}

/** Whether a process has a file open. */
export function hasOpen(pid: number, path: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === path;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** How many bytes a process has read of anything. */
export function bytesRead(pid: number): number {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Why what only root may do cannot be played. */
export const notRoot = () => (process.getuid?.() === 0 ? undefined : 'not run as root');
/** Why what root may always do cannot be played. */
export const isLinux = () => (process.platform === 'linux' ? undefined : 'needs /proc and /dev of Linux');
/** Nobody's id: neither root nor anybody of this machine. */
export const nobody = 65534;
