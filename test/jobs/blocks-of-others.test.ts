import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

const { world } = useWorlds();
const [anna, bo, cilla, dan] = ['46701740605', '46701740606', '46701740607', '46701740608'];

/** A night of two registers and a list of opt-outs. */
async function threeLists(
  more: object = {},
): Promise<World & { write(file: string, ...lines: string[]): void }> {
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

  test('a part of the night, a column that is not there, and a plan send nothing', async () => {
    const w = await threeLists();
    w.write('crm.csv', row(1, anna, 'ja'));
    writeFileSync(join(w.cwd, 'shop.csv'), 'Kundnr;Namn;Tel;Ort;Stopp\n1;Bo;46701740606;Ort;ja\n');
    w.write('stopp.csv', cilla);
    await expect(w.sync()).rejects.toMatchObject({ name: 'UsageError' });
    gone(w, 'shop.csv');
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
    w.write('crm.csv', row(1, anna as string, 'ja'));
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
