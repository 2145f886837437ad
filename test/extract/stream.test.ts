import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBytes } from '../../src/extract/bytes.ts';
import { csvSource } from '../../src/extract/csv.ts';
import type { SourceProgress } from '../../src/extract/source.ts';

let folder = '';
let path = '';
const rows = 200_000;
const line = (index: number) => `K${index};Åsa Öberg;070-174 06 05;"Kunder, gamla";Växjö\n`;
const header = 'Id;Namn;Mobil;Grupp;Ort\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jojka-stream-'));
  path = join(folder, 'big.csv');
  await writeFile(path, header + Array.from({ length: rows }, (_, index) => line(index)).join(''));
});
afterAll(() => rm(folder, { recursive: true }));

/** A pipe that counts what was taken from it. */
function counted(): {
  readonly stdin: Readable;
  readonly taken: () => number;
  readonly ended: () => boolean;
} {
  let taken = 0;
  let ended = false;
  async function* source() {
    try {
      yield Buffer.from(header);
      for (let index = 0; index < rows; index += 500) {
        taken += 500;
        yield Buffer.from(Array.from({ length: 500 }, (_, at) => line(index + at)).join(''));
      }
    } finally {
      ended = true;
    }
  }
  return { stdin: Readable.from(source(), { objectMode: false }), taken: () => taken, ended: () => ended };
}

describe('back-pressure (E2)', () => {
  test('a slow consumer is never far behind what was read', async () => {
    const { stdin, taken } = counted();
    const source = await csvSource({ name: 'x', path: '-', stdin }).open();
    let seen = 0;
    let most = 0;
    for await (const batch of source.batches()) {
      seen += batch.length;
      await new Promise((resolve) => setTimeout(resolve, 1));
      most = Math.max(most, taken() - seen);
    }
    expect(seen).toBe(rows);
    expect(most).toBeLessThan(20_000);
  });

  test('nothing is read ahead of the first batch but the sample', async () => {
    const { stdin, taken } = counted();
    const source = await csvSource({ name: 'x', path: '-', stdin }).open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken()).toBeLessThan(10_000);
    await source.close();
  });

  test('a relative path begins where it is said to', async () => {
    const limits = { cwd: folder };
    const source = await csvSource({ name: 'x', path: 'big.csv', limits }).open();
    expect(source.columns).toHaveLength(5);
    await source.close();
    const absent = csvSource({ name: 'x', path: 'absent.csv', limits }).open();
    await expect(absent).rejects.toThrow('cannot read absent.csv: there is no such file');
  });

  test('batches are of some hundred or thousand records', async () => {
    const source = await csvSource({ name: 'x', path }).open();
    const sizes: number[] = [];
    for await (const batch of source.batches()) sizes.push(batch.length);
    expect(Math.max(...sizes)).toBeLessThan(10_000);
    expect(sizes.length).toBeLessThan(rows / 200);
  });
});

describe('progress', () => {
  test('counts rows, and the bytes of the file as it lies on the disk', async () => {
    const packed = join(folder, 'big.csv.gz');
    const content = gzipSync(header + line(1).repeat(50_000));
    await writeFile(packed, content);
    for (const [file, size, count] of [
      [path, (await stat(path)).size, rows],
      [packed, content.length, 50_000],
    ] as const) {
      const told: SourceProgress[] = [];
      const source = await csvSource({ name: 'x', path: file }).open({
        onProgress: (progress) => told.push(progress),
      });
      for await (const _ of source.batches());
      expect(told.at(-1)).toEqual({ rows: count, bytes: size, totalBytes: size });
      expect(told.every(({ rows: at }, index) => at >= (told[index - 1]?.rows ?? 0))).toBe(true);
    }
  });
});

describe('leaving early', () => {
  test('a loop that is left closes the source', async () => {
    const { stdin, taken, ended } = counted();
    const source = await csvSource({ name: 'x', path: '-', stdin }).open();
    for await (const _ of source.batches()) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stdin.destroyed && ended()).toBe(true);
    expect(taken()).toBeLessThan(rows / 4);
  });

  test('so does closing it before it is read, twice', async () => {
    const { stdin } = counted();
    const source = await csvSource({ name: 'x', path: '-', stdin }).open();
    await source.close();
    await source.close();
    expect(stdin.destroyed).toBe(true);
  });

  test('a signal ends the reading with its reason', async () => {
    const stop = new AbortController();
    const { stdin } = counted();
    const source = await csvSource({ name: 'x', path: '-', stdin }).open({ signal: stop.signal });
    const read = async () => {
      for await (const _ of source.batches()) stop.abort(new Error('SIGTERM'));
    };
    await expect(read()).rejects.toThrow('SIGTERM');
    expect(stdin.destroyed).toBe(true);
  });

  test('a signal ends the waiting for a pipe that says nothing', async () => {
    const stop = new AbortController();
    const stdin = new Readable({ read() {} });
    const opening = csvSource({ name: 'x', path: '-', stdin }).open({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('SIGTERM')), 20);
    await expect(opening).rejects.toThrow('SIGTERM');
  });

  test('a signal that comes between two chunks leaves no failure that nobody awaits', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const stop = new AbortController();
      const stdin = new Readable({ read() {} });
      const bytes = await openBytes('x', '-', stdin, { signal: stop.signal });
      const chunks = bytes.chunks[Symbol.asyncIterator]();
      stdin.push('id,phone,name\n');
      await chunks.next();
      stop.abort(new Error('SIGTERM'));
      await expect(chunks.next()).rejects.toThrow('SIGTERM');
      bytes.close();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  test('a signal that came before', async () => {
    const open = csvSource({ name: 'x', path }).open({ signal: AbortSignal.abort(new Error('SIGTERM')) });
    await expect(open).rejects.toThrow('SIGTERM');
  });
});
