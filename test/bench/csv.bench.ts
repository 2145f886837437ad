import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { bigCsv } from '../../data/generate.ts';
import { csvSource } from '../../src/extract/csv.ts';

/**
 * MB/s of reading a CRM file, every field touched, against papaparse with a step function on decoded text, in
 * turns, so that a busy machine is unfair to both.
 *
 *     npm run bench -- csv
 */
const rows = Number(process.argv[2] ?? 300_000);
const rounds = 5;

const folder = await mkdtemp(join(tmpdir(), 'jojka-bench-'));
const ansi = join(folder, 'windows-1252.csv');
const utf8 = join(folder, 'utf-8.csv');
await pipeline(Readable.from(bigCsv(rows)), createWriteStream(ansi));
await pipeline(
  createReadStream(ansi),
  iconv.decodeStream('windows-1252'),
  iconv.encodeStream('utf-8'),
  createWriteStream(utf8),
);

async function ours(path: string): Promise<number> {
  let characters = 0;
  const source = await csvSource({ name: 'bench', path }).open();
  for await (const batch of source.batches())
    for (const record of batch) for (const field of record.fields) characters += field.length;
  return characters;
}

function bare(path: string): Promise<number> {
  const input = createReadStream(path, {
    encoding: path === utf8 ? 'utf8' : 'latin1',
    highWaterMark: 64 * 1024,
  });
  return new Promise((resolve, reject) => {
    let characters = 0;
    Papa.parse<string[]>(input, {
      delimiter: ';',
      step: ({ data }) => {
        for (const field of data) characters += field.length;
      },
      complete: () => resolve(characters),
      error: reject,
    });
  });
}

async function seconds(read: (path: string) => Promise<number>, path: string): Promise<number> {
  const start = performance.now();
  await read(path);
  return (performance.now() - start) / 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

try {
  for (const path of [utf8, ansi]) {
    const [mine, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      mine.push(await seconds(ours, path));
      theirs.push(await seconds(bare, path));
    }
    const megabytes = (await stat(path)).size / 1e6;
    const [our, their] = [megabytes / median(mine), megabytes / median(theirs)];
    const name =
      path === utf8 ? 'UTF-8' : 'Windows-1252 (papaparse gets it as Latin-1, and gets € – “ wrong)';
    process.stdout.write(
      `${name}: ${our.toFixed(0)} MB/s, papaparse step ${their.toFixed(0)} MB/s, ratio ${(our / their).toFixed(2)}\n`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
