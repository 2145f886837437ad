import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { releaseBlocks } from '../../src/jobs/blocklist.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { OutOfMemoryError } from '../../src/out-of-memory.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

const { world } = useWorlds();
const [anna, bo, cilla, dan] = ['46701740605', '46701740606', '46701740607', '46701740608'] as [
  string,
  string,
  string,
  string,
];

type Lists = World & { write(file: string, ...lines: string[]): void };

/** A night of two registers and a list of opt-outs. */
async function threeLists(more: object = {}): Promise<Lists> {
  const source = (path: string, label: string) => ({
    ...{ type: 'csv', path, label, id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Kunder'] },
    optOut: { column: 'Stopp' },
  });
  const w = await world({
    pipeline: {
      sources: [source('crm.csv', 'crm'), source('shop.csv', 'shop')],
      optOuts: [{ type: 'csv', path: 'stopp.csv', phone: 'Mobil' }],
      ...more,
    },
  });
  const header = 'Kundnr;Namn;Mobil;Ort;Stopp';
  const write = (file: string, ...lines: string[]) =>
    writeFileSync(join(w.cwd, file), `${[file === 'stopp.csv' ? 'Mobil' : header, ...lines].join('\n')}\n`);
  return Object.assign(w, { write });
}

const row = (id: number, msisdn: string, stop = '') => `${id};Namn ${id};${msisdn};Ort;${stop}`;
/** A file that was cut within its last row (E6). */
const cut = (w: World, file: string, line: string) =>
  writeFileSync(join(w.cwd, file), `Kundnr;Namn;Mobil;Ort;Stopp\n${row(1, anna)}\n"${line}`);
const gone = (w: World, file: string) => rmSync(join(w.cwd, file));

describe('a source that cannot be read keeps no block of another from being sent (L1b)', () => {
  test.each<[string, (w: Awaited<ReturnType<typeof threeLists>>) => void, string[]]>([
    ['the first is cut', (w) => cut(w, 'crm.csv', `9;Dan;${dan};Ort;ja`), [bo, cilla]],
    ['the second is gone', (w) => gone(w, 'shop.csv'), [anna, cilla]],
    ['the list of opt-outs is gone', (w) => gone(w, 'stopp.csv'), [anna, bo]],
    ['the first is empty (E5)', (w) => w.write('crm.csv'), [bo, cilla]],
    [
      'two are gone',
      (w) => {
        gone(w, 'crm.csv');
        gone(w, 'stopp.csv');
      },
      [bo],
    ],
  ])('%s', async (_, breaks, blocks) => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo, 'ja'));
    w.write('stopp.csv', cilla);
    breaks(w);
    const failure = await w.sync().catch((error: Error & { advice: string }) => error);
    expect(failure).toMatchObject({
      advice: expect.stringContaining(`Of tonight's work only the blocks were sent (${blocks.length})`),
    });
    expect(failure).toMatchObject({
      advice: expect.stringContaining('No contact and no membership in Jojka was changed.'),
    });
    expect(failure).not.toMatchObject({ advice: expect.stringMatching(/nothing was (?:changed|sent)/i) });
    expect([numbers(w), blocked(w)]).toEqual([[], blocks]);
    expect(w.sent()).toEqual({ add_to_blocklist: blocks.length });

    // The night after has all of them: who is created is blocked again, whatever is known of him (P11).
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo, 'ja'));
    w.write('stopp.csv', cilla);
    expect(await w.sync()).toMatchObject({ exitCode: 0 });
    expect(numbers(w)).toEqual([anna, bo, dan]);
    expect(blocked(w)).toEqual([anna, bo, cilla]);
    const again = blocks.filter((msisdn) => msisdn !== cilla).length;
    expect(w.sent().add_to_blocklist).toBe(3 - blocks.length + again);
  });

  test('what is owed since the night before goes out', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    await w.restart({ faults: { rules: [{ endpoint: 'add_to_blocklist', action: { status: 500 } }] } });
    await w.sync();
    expect(blocked(w)).toEqual([]);
    await w.restart({});
    for (const file of ['crm.csv', 'shop.csv', 'stopp.csv']) gone(w, file);
    await expect(w.sync()).rejects.toMatchObject({
      advice: expect.stringContaining('the blocks were sent (2)'),
    });
    expect(blocked(w)).toEqual([anna, cilla]);
  });

  test('no more is made of the others: nobody moves, opts in again, or is blocked by an odd word or a key', async () => {
    const w = await threeLists({ blocklist: { unblock: 'managed' } });
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    await w.sync();
    const before = w.sandbox.state();
    w.sent();
    // Anna has a new number and says no by now, Dan an odd word, and a row without a number opts out by its key.
    w.write('crm.csv', row(1, '46701740609', 'nej'), row(2, dan, 'kanske'), row(3, '', 'ja'));
    gone(w, 'shop.csv');
    const failure = await w.sync().catch((error: Error & { advice: string }) => error);
    expect(failure).toMatchObject({ name: 'SourceError' });
    expect((failure as { advice: string }).advice).not.toContain("tonight's work");
    expect(w.sent()).toEqual({});
    expect(w.sandbox.state()).toEqual(before);
  });

  test('more than the guard lets through are held back, and the message says so (G3)', async () => {
    const w = await threeLists({ guards: { blocks: 1 } });
    w.write('crm.csv', row(1, anna), row(2, dan));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', '46701740650');
    await w.sync();
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan, 'ja'));
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({
      advice: expect.stringContaining('2 opt-outs are held back by guards and are NOT blocked'),
    });
    expect(blocked(w)).toEqual(['46701740650']);
  });

  test('a column that is not there keeps no block of another either', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'));
    writeFileSync(join(w.cwd, 'shop.csv'), 'Kundnr;Namn;Tel;Ort;Stopp\n1;Bo;46701740606;Ort;ja\n');
    w.write('stopp.csv', cilla);
    await expect(w.sync()).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 64,
      advice: expect.stringContaining('only the blocks were sent (2)'),
    });
    expect([blocked(w), numbers(w)]).toEqual([[anna, cilla], []]);
  });

  test('a plan sends nothing', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'));
    await expect(planPipeline('crm', w.environment)).rejects.toMatchObject({ name: 'SourceError' });
    expect([blocked(w), w.sent()]).toEqual([[], {}]);
  });

  test('a run that was told to stop says whom that leaves unblocked (L7)', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'));
    w.write('stopp.csv', cilla);
    const stopped = new AbortController();
    const environment = {
      ...w.environment,
      signal: stopped.signal,
      emit: (event: { kind: string }) => {
        if (event.kind === 'progress') stopped.abort(new Error('SIGTERM'));
      },
    };
    await expect(syncPipeline('crm', environment)).rejects.toThrow();
    expect(w.sent()).toEqual({});
  });
});

describe('what was noted in a night that died', () => {
  const many = Array.from({ length: 40 }, (_, at) => `4670174${String(620 + at).padStart(4, '0')}`);
  /** A night that was done, one that dies while the export is read, and one in which a source is gone. */
  async function nights(first: string, second: string, { isFirst = false } = {}): Promise<World> {
    const w = await threeLists({ guards: { blocks: 'off', creates: 'off' } });
    const all = (stop: string) => w.write('crm.csv', ...many.map((msisdn, at) => row(at, msisdn, stop)));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    all('');
    if (!isFirst) await w.sync();
    w.clock.forward(24);
    all(first);
    const emit = (event: { kind: string; step?: string }) => {
      if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
    };
    await expect(syncPipeline('crm', { ...w.environment, emit } as never)).rejects.toThrow();
    w.clock.forward(24);
    if (second === 'gone') gone(w, 'crm.csv');
    else all(second);
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({ name: 'SourceError' });
    return w;
  }

  test.each([
    ['an odd word, tonight too: no guard has looked at it (G6)', 'hemadress', 'hemadress', []],
    ['yes, and no by now', 'ja', 'nej', []],
    ['yes, tonight too', 'ja', 'ja', many],
    ['yes, and the source that said it is gone', 'ja', 'gone', many],
  ])('%s', async (_, first, second, blocks) => {
    expect(blocked(await nights(first, second))).toEqual([cilla, ...blocks]);
  });

  test('waits on a first night, of which no guard knows how much would be many (G3)', async () => {
    expect(blocked(await nights('ja', 'gone', { isFirst: true }))).toEqual([cilla]);
  });
});

test.each([false, true])(
  'a block that failed may have been done: the message says no "Nothing was changed" (after: %s)',
  async (after) => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'));
    w.write('shop.csv');
    w.write('stopp.csv');
    await w.restart({
      faults: { rules: [{ endpoint: 'add_to_blocklist', after, action: { status: 500 } }] },
    });
    const failure = await w.sync().catch((error: Error & { advice: string }) => error);
    expect(blocked(w)).toEqual(after ? [anna] : []);
    expect(failure).not.toMatchObject({ advice: expect.stringContaining('Nothing was changed') });
  },
);

describe('whatever ends a night before its sources are read leaves what is owed (L1b)', () => {
  /** A night after one in which Anna's block failed. */
  async function owed(load: object = {}): Promise<Lists> {
    const w = await threeLists({
      blocklist: { replies: true },
      load: { requestsPerSecond: 1000, retries: 0, ...load },
    });
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    await w.sync();
    w.write('crm.csv', row(1, anna), row(2, dan, 'ja'));
    await w.restart({ faults: { rules: [{ endpoint: 'add_to_blocklist', action: { status: 500 } }] } });
    w.clock.forward(24);
    await w.sync();
    expect(blocked(w)).toEqual([anna, cilla]);
    w.sent();
    w.clock.forward(24);
    return w;
  }
  const sentence = 'The sources were not read to their end';
  const failure = (of: Promise<unknown>) =>
    of.then(
      () => undefined,
      (error: Error & { advice: string }) => error,
    );

  test('memory that runs short', async () => {
    const w = await owed();
    await w.restart({});
    const short = new AbortController();
    const emit = (event: { kind: string }) => {
      if (event.kind === 'run') short.abort(new OutOfMemoryError({ needed: 5e9, limit: 4e9 }));
    };
    const error = await failure(
      syncPipeline('crm', { ...w.environment, signal: short.signal, emit } as never),
    );
    expect(error).toMatchObject({ name: 'OutOfMemoryError' });
    expect(error?.advice).toContain('only the blocks were sent (1)');
    expect(error?.advice).toContain(sentence);
    expect(blocked(w)).toEqual([anna, cilla, dan]);
  });

  test('time that is over while a source does not answer', async () => {
    const w = await owed();
    const server = createServer(() => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const silent = {
      type: 'http',
      url: `http://127.0.0.1:${port}/crm.csv`,
      label: 'crm',
      allowPrivate: true,
      id: 'Kundnr',
      phone: 'Mobil',
      name: 'Namn',
    };
    const path = join(w.cwd, 'pipelines', 'crm.json');
    const pipeline = JSON.parse(readFileSync(path, 'utf8'));
    pipeline.sources = [{ ...silent, groups: ['Kunder'] }];
    pipeline.load.maxMinutes = 0.02;
    writeFileSync(path, JSON.stringify(pipeline));
    await w.restart({});
    const error = await failure(w.sync());
    server.closeAllConnections();
    server.close();
    expect(error).toMatchObject({ name: 'InterruptedError' });
    expect(error?.advice).toContain('only the blocks were sent (1)');
    expect(blocked(w)).toEqual([anna, cilla, dan]);
  });

  test('a stop (L7): nothing is sent, and the message says whom that leaves unblocked', async () => {
    const w = await owed();
    await w.restart({});
    const stopped = new AbortController();
    const emit = (event: { kind: string }) => {
      if (event.kind === 'run') stopped.abort(new InterruptedError('Stopped by SIGTERM.', { exitCode: 143 }));
    };
    const error = await failure(
      syncPipeline('crm', { ...w.environment, signal: stopped.signal, emit } as never),
    );
    expect(error?.advice).toContain('1 opt-out was read and is NOT blocked yet');
    expect(error?.advice).toContain(sentence);
    expect([blocked(w), w.sent()]).toEqual([[anna, cilla], {}]);
  });

  test('a service that asks for a day of patience before it gives replies: the sources are read all the same', async () => {
    const w = await owed({ maxMinutes: 0.04, retries: 5 });
    w.write('stopp.csv', cilla, bo);
    const patience = { status: 429, headers: { 'Retry-After': '86400' } };
    await w.restart({ faults: { rules: [{ endpoint: 'fetch_replies', action: patience }] } });
    expect(await failure(w.sync())).toMatchObject({ name: 'TransientStatusError' });
    expect(blocked(w)).toEqual([anna, bo, cilla, dan].sort());
    expect(w.sent()).toEqual({ add_to_blocklist: 2 });
  });
});

describe('what the others say is written down as on any night (P7, P11)', () => {
  const shop = {
    name: 'butik',
    sources: ['x.csv', 'y.csv'].map((path) => ({
      ...{ type: 'csv', path, label: path, id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Butik'] },
      optOut: { column: 'Stopp' },
    })),
    contacts: { absent: 'remove-managed' },
    load: { requestsPerSecond: 1000, retries: 0 },
  };

  test('somebody whom another pipeline has blocked is opted out here too: that one does not unblock her', async () => {
    const w = await threeLists({
      blocklist: { unblock: 'managed' },
      guards: { unblocks: 'off', blocks: 'off' },
    });
    writeFileSync(join(w.cwd, 'pipelines', 'butik.json'), JSON.stringify(shop));
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan, 'nej'));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    w.write('x.csv', row(1, anna), row(5, '46701740650'));
    w.write('y.csv', row(9, '46701740651'));
    await syncPipeline('butik', w.environment);
    for (let night = 0; night < 2; night++) {
      await w.sync();
      w.clock.forward(24);
    }
    w.write('x.csv', row(1, anna, 'ja'), row(5, '46701740650'));
    gone(w, 'y.csv');
    await expect(syncPipeline('butik', w.environment)).rejects.toMatchObject({ name: 'SourceError' });
    w.write('crm.csv', row(1, anna, 'nej'), row(2, dan, 'nej'));
    w.sent();
    expect(await w.sync()).toMatchObject({ exitCode: 0 });
    expect(w.sent()).not.toHaveProperty('rm_from_blocklist');
    expect(blocked(w)).toContain(anna);
  });

  test('a plan of before is overtaken (G5), and a block that is asked for again is no misreading (P7)', async () => {
    const w = await threeLists({
      blocklist: { unblock: 'managed', replies: true },
      guards: { unblocks: 0, blocks: 'off' },
    });
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    const first = await w.sync();
    w.clock.forward(20);
    w.write('crm.csv', row(1, anna, 'nej'), row(2, dan));
    const held = await w.sync();
    expect(held).toMatchObject({ exitCode: 3 });
    w.clock.forward(2);
    w.write('crm.csv', row(1, anna, 'ja'), row(2, dan));
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({ name: 'SourceError' });
    w.clock.forward(1);
    const accept = held.plan.plan.fingerprint;
    await expect(applyPlan(held.run, w.environment, { accept })).rejects.toMatchObject({
      message: expect.stringContaining('is overtaken'),
    });
    await expect(releaseBlocks(w.environment, first.run)).rejects.toMatchObject({ name: 'UsageError' });
    expect(blocked(w)).toEqual([anna, cilla]);
  });

  test('an odd word and the opt-out of a key wait, told, and nobody creates those people meanwhile', async () => {
    const w = await threeLists();
    writeFileSync(join(w.cwd, 'pipelines', 'butik.json'), JSON.stringify(shop));
    w.write('crm.csv', row(1, anna), row(2, dan));
    w.write('shop.csv', row(1, '46701740650'));
    w.write('stopp.csv', cilla);
    await w.sync();
    w.clock.forward(24);
    w.write('crm.csv', row(1, '07017-xx', 'ja'), row(2, dan), row(3, bo, 'kanske'));
    gone(w, 'shop.csv');
    for (let night = 0; night < 2; night++) {
      await expect(w.sync()).rejects.toMatchObject({
        advice: expect.stringContaining('2 opt-outs wait for a night that can read all sources'),
      });
      w.clock.forward(24);
    }
    w.write('x.csv', row(1, bo), row(2, '46701740652'));
    w.write('y.csv', row(9, '46701740651'));
    await syncPipeline('butik', w.environment);
    expect(numbers(w)).not.toContain(bo);
    expect(blocked(w)).toEqual([cilla]);
    w.write('shop.csv', row(1, '46701740650'));
    expect(await w.sync()).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([anna, bo, cilla].sort());
  });

  test('an odd word and the opt-out of a key hold in the next whole night, though their cells are empty by then', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna), row(2, dan));
    w.write('shop.csv', row(1, '46701740650'));
    w.write('stopp.csv', cilla);
    await w.sync();
    w.clock.forward(24);
    w.write('crm.csv', row(1, '', 'ja'), row(2, dan, 'kanske'));
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({ name: 'SourceError' });
    expect(blocked(w)).toEqual([cilla]);
    w.clock.forward(24);
    w.write('crm.csv', row(1, anna), row(2, dan));
    w.write('shop.csv', row(1, '46701740650'));
    await w.sync();
    expect(blocked(w)).toEqual([anna, cilla, dan]);
  });

  test('so many odd words that a guard would hold them wait for somebody who decides, also in the next whole night (G6)', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `4670174${String(1000 + at)}`);
    const w = await threeLists({ guards: { creates: 'off' } });
    const crm = (stop: string) =>
      w.write('crm.csv', ...many.map((msisdn, at) => row(at, msisdn, at < 14 ? stop : '')));
    crm('');
    w.write('shop.csv', row(1, bo));
    w.write('stopp.csv', cilla);
    await w.sync();
    w.clock.forward(24);
    crm('hemadress');
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({
      advice: expect.stringContaining('14 opt-outs wait for a night that can read all sources'),
    });
    w.clock.forward(24);
    crm('');
    w.write('shop.csv', row(1, bo));
    expect(await w.sync()).toMatchObject({ exitCode: 0 });
    expect(blocked(w)).toEqual([cilla]);
  });

  test('of two sources that have no names of their own each is known by its own when it is read by itself (E1, T8)', async () => {
    const lists: Record<string, string[]> = { '/a.csv': [`7;Anna;${anna};;`], '/b.csv': [`7;Bo;${bo};;`] };
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'text/csv');
      response.end(`Kundnr;Namn;Mobil;Ort;Stopp\n${lists[request.url ?? '']?.join('\n')}\n`);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const from = (path: string) => ({
      ...{ type: 'http', url: `http://127.0.0.1:${port}${path}`, allowPrivate: true },
      ...{ id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Kunder'], optOut: { column: 'Stopp' } },
    });
    const shop = { type: 'csv', path: 'shop.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
    const w = await threeLists({ sources: [from('/a.csv'), from('/b.csv'), shop], optOuts: [] });
    w.write('shop.csv', row(1, dan));
    await w.sync();
    w.clock.forward(24);
    lists['/b.csv'] = ['7;Bo;;;ja', '8;Bea;46701740650;;'];
    gone(w, 'shop.csv');
    await expect(w.sync()).rejects.toMatchObject({ name: 'SourceError' });
    w.clock.forward(24);
    w.write('shop.csv', row(1, dan));
    await w.sync();
    server.close();
    expect(blocked(w)).toEqual([bo]);
  });

  test('what a pipeline of lists alone noted before it died goes out, first night or not', async () => {
    const list = (path: string) => ({ type: 'csv', path, phone: 'Mobil' });
    const w = await threeLists({
      contacts: { absent: 'keep' },
      sources: [],
      optOuts: ['stopp.csv', 'b.csv'].map(list),
    });
    const b = (...lines: string[]) =>
      writeFileSync(join(w.cwd, 'b.csv'), `${['Mobil', ...lines].join('\n')}\n`);
    w.write('stopp.csv', anna);
    b(bo);
    await w.sync();
    w.clock.forward(24);
    b(bo, cilla);
    const emit = (event: { kind: string; step?: string }) => {
      if (event.kind === 'progress' && event.step === 'export') throw new Error('killed');
    };
    await expect(syncPipeline('crm', { ...w.environment, emit } as never)).rejects.toThrow();
    w.clock.forward(24);
    gone(w, 'b.csv');
    await expect(w.sync()).rejects.toMatchObject({ name: 'SourceError' });
    expect(blocked(w)).toEqual([anna, bo, cilla]);
  });
});
