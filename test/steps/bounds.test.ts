import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import type { RejectionCode } from '../../src/contact/rejection.ts';
import { SourceError } from '../../src/errors.ts';
import { english } from '../../src/report/language/en.ts';
import { swedish } from '../../src/report/language/sv.ts';
import { completeEnvironment } from '../../src/session/environment.ts';
import type { Bounds } from '../../src/steps/bounds.ts';
import { readSources } from '../../src/steps/sources.ts';

const n = (index: number) => `07017406${String(index).padStart(2, '0')}`;
const groups = [{ column: 'Grupper', separator: '|' }];

interface Case {
  /** What is read: a file, or the answer of a service. */
  readonly given: string | Buffer;
  readonly source?: object;
  readonly low: number;
  readonly high: number;
  /** The code of the rejection, where what is beyond the bound ends not the run. */
  readonly rejects?: RejectionCode;
}

const cases: Readonly<Record<keyof Bounds, Case>> = {
  rows: { given: `Mobil\n${n(5)}\n${n(6)}\n${n(7)}\n`, low: 2, high: 3 },
  columns: { given: `Mobil;A;B\n${n(5)};;\n`, low: 2, high: 3 },
  groups: { given: `Mobil;Grupper\n${n(5)};A|B\n${n(6)};C\n`, source: { groups }, low: 2, high: 3 },
  groupsPerRecord: {
    given: `Mobil;Grupper\n${n(5)};A|B|C\n`,
    source: { groups },
    low: 2,
    high: 3,
    rejects: 'too-many-groups',
  },
  cellCharacters: {
    given: `Mobil;Namn;Grupper\n${n(5)};${'Anna '.repeat(300)};${'Guld '.repeat(300)}\n`,
    source: { name: 'Namn', groups },
    low: 1000,
    high: 2000,
    rejects: 'cell-too-long',
  },
  rowCharacters: {
    given: `Mobil;Not\n${n(5)};${'lång '.repeat(60_000)}\n`,
    low: 100_000,
    high: 400_000,
  },
  megabytes: { given: `Mobil\n${`${n(5)}\n`.repeat(100_000)}`, low: 1, high: 2 },
  timesUnpacked: {
    given: gzipSync(`Mobil;Not\n${`${n(5)};${'x'.repeat(990)}\n`.repeat(18_000)}`),
    low: 20,
    high: 2000,
  },
  jsonMegabytes: {
    given: JSON.stringify([{ Mobil: n(5), Not: 'lång '.repeat(300_000) }]),
    source: { type: 'http', format: 'json', allowPrivate: true },
    low: 1,
    high: 3,
  },
};

/** Reads a source as a pipeline with some bounds does. */
async function read({ given, source }: Case, bounds: object) {
  const isWeb = source !== undefined && 'type' in source;
  const place = isWeb ? { url: await served(given) } : { type: 'csv', path: '-' };
  const pipeline = checkPipeline(
    { name: 'p', sources: [{ phone: 'Mobil', ...place, ...source }], contacts: { absent: 'keep' }, bounds },
    'p',
  );
  const environment = completeEnvironment({ stdin: Readable.from(inPieces(Buffer.from(given))), env: {} });
  return (await readSources(pipeline, false, environment)).desired;
}

/** As a pipe gives it. */
function inPieces(given: Buffer): Buffer[] {
  const size = 65_536;
  return Array.from({ length: Math.ceil(given.length / size) }, (_, at) =>
    given.subarray(at * size, (at + 1) * size),
  );
}

async function served(body: string | Buffer): Promise<string> {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
}

describe('every bound of a source is told by its name where it is hit, and lifted by it', () => {
  test.each(Object.entries(cases) as [keyof Bounds, Case][])('bounds.%s', async (bound, one) => {
    const outcome = await read(one, { [bound]: one.low }).catch((error: unknown) => error);
    if (one.rejects === undefined) {
      expect(outcome).toBeInstanceOf(SourceError);
      expect((outcome as SourceError).advice).toContain(`bounds.${bound}`);
    } else {
      const { contacts, rejections } = outcome as Awaited<ReturnType<typeof read>>;
      expect(contacts.size).toBe(1);
      expect(new Set(rejections.map(({ code }) => code))).toEqual(new Set([one.rejects]));
      for (const { rejections: words } of [english, swedish])
        expect(words.messages[one.rejects]).toContain(`bounds.${bound}`);
    }
    const lifted = await read(one, { [bound]: one.high });
    expect(lifted.rejections).toEqual([]);
    expect(lifted.contacts.size).toBeGreaterThan(0);
  });

  test('bounds.columns of a list by URL too', async () => {
    const rows = [Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, '']))];
    const wide: Case = { ...cases.jsonMegabytes, given: JSON.stringify([{ Mobil: n(5) }, ...rows]) };
    const error = await read(wide, { columns: 5000 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).advice).toContain('bounds.columns');
    expect((await read(wide, { columns: 20_000 })).contacts.size).toBe(1);
  });

  test('a phone cell goes by bounds.cellCharacters too', async () => {
    const long: Case = { ...cases.rows, given: `Mobil\n${n(6)}\n${n(5)} ${'hem '.repeat(300)}\n` };
    expect((await read(long, {})).rejections.map(({ code }) => code)).toEqual(['cell-too-long']);
    expect((await read(long, { cellCharacters: 5000 })).rejections).toEqual([]);
  });
});
