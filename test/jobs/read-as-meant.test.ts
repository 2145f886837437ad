import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** Whole nights in which a file means something else than its letters: an opt-out follows the person, and doubt takes nothing. */
const { world } = useWorlds();

const [anna, bo, cilla, moved] = ['46701740605', '46701740606', '46701740607', '46701740699'];
const file = (w: World, name: string, ...lines: string[]) =>
  writeFileSync(join(w.cwd, name), `${lines.join('\n')}\n`);
const source = (w: { cwd?: string }, name: string, rest: object = {}) => ({
  type: 'csv',
  path: join(w.cwd ?? '', name),
  label: name,
  id: 'Kundnr',
  phone: 'Mobil',
  name: 'Namn',
  groups: ['Kunder'],
  ...rest,
});
const codes = (report: Awaited<ReturnType<World['sync']>>) => report.plan.warnings.map(({ code }) => code);

const replies = (w: World) =>
  fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });

/** A world whose pipeline is written once its folder is known. */
async function worldOf(pipeline: (w: World) => object): Promise<World> {
  const w = await world();
  writeFileSync(
    join(w.cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
      ...pipeline(w),
    }),
  );
  return w;
}

test('a relative path of a source begins at the working directory that the job was given', async () => {
  const w = await worldOf(() => ({ sources: [source({}, 'here.csv')] }));
  file(w, 'here.csv', 'Kundnr;Namn;Mobil', `K1;Anna;${anna}`);
  expect((await w.sync()).exitCode).toBe(0);
  expect(numbers(w)).toEqual([anna]);
});

describe('an opt-out follows the person to a new number (P7, P7b)', () => {
  test('known by the keys of two sources', async () => {
    const w = await worldOf((made) => ({ sources: [source(made, 'a.csv'), source(made, 'b.csv')] }));
    const night = (number: string) => {
      file(w, 'a.csv', 'Kundnr;Namn;Mobil', `K1;Anna;${number}`, `K2;Bo;${bo}`);
      file(w, 'b.csv', 'Kundnr;Namn;Mobil', `W1;Anna;${number}`, `W2;Bo;${bo}`);
      return w.sync();
    };
    await night(anna);
    w.sandbox.feedReply({ sender: anna, message: 'STOPP' });
    await replies(w);
    await night(moved);
    expect(blocked(w)).toEqual([anna, moved]);
  });

  test('after a night without a number', async () => {
    const w = await world();
    w.crm(`1;Anna;${anna};;`, `2;Bo;${bo};;`);
    await w.sync();
    await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: true }, async () => {});
    w.crm('1;Anna;;;', `2;Bo;${bo};;`);
    w.clock.forward(24);
    await w.sync();
    expect(numbers(w)).toEqual([bo]);
    w.clock.forward(24);
    await w.sync();
    w.crm(`1;Anna;${moved};;`, `2;Bo;${bo};;`);
    w.clock.forward(24);
    await w.sync();
    expect(blocked(w)).toEqual([anna, moved]);
    // And that is all that is kept of the old number.
    w.clock.forward(24);
    expect((await w.sync()).plan.plan.changes).toEqual([]);
  });

  test('though the key has got a sign that nobody sees', async () => {
    const w = await world();
    w.crm(`K1;Anna;${anna};;ja`, `2;Bo;${bo};;`);
    await w.sync();
    w.crm(`K1\u200b;Anna;${moved};;`, `2;Bo;${bo};;`);
    await w.sync();
    expect(blocked(w)).toEqual([anna, moved]);
  });

  test('though his key was lost for a night', async () => {
    const w = await world();
    w.crm(`K1;Anna;${anna};;ja`, `2;Bo;${bo};;`);
    await w.sync();
    w.crm(`;Anna;${anna};;`, `2;Bo;${bo};;`);
    await w.sync();
    w.crm(`K1;Anna;${moved};;`, `2;Bo;${bo};;`);
    await w.sync();
    expect(blocked(w)).toContain(moved);
  });

  test('and is told each night in which the record says no', async () => {
    const w = await world();
    w.crm(`1;Anna;${anna};;ja`, `2;Bo;${bo};;`);
    await w.sync();
    w.crm(`1;Anna;${moved};;nej`, `2;Bo;${bo};;`);
    expect(codes(await w.sync())).toContain('carried-against-record');
    expect(codes(await w.sync())).toContain('carried-against-record');
  });
});

test('a STOP from abroad blocks its sender, not a number of ours that has the same digits (S1)', async () => {
  const w = await world();
  w.crm(`1;Anna;${anna};;`);
  w.sandbox.feedReply({ sender: '254712123456', message: 'STOP' });
  await replies(w);
  expect(blocked(w)).toEqual(['254712123456']);
});

describe('nobody is unblocked while an opt-out is lost (P7, T8)', () => {
  const managed = (w: World) => ({
    sources: [source(w, 'crm.csv', { optOut: { column: 'Stopp' } })],
    optOuts: [{ type: 'csv', path: join(w.cwd, 'stop.csv'), phone: 'Mobil' }],
    blocklist: { unblock: 'managed', replies: true },
    guards: { unblocks: 'off', rejections: 'off' },
  });
  const crm = [`1;Anna;${anna};;nej`, `2;Bo;${bo};;nej`, `3;Cilla;${cilla};;nej`];

  test.each<[string, string[], string]>([
    ['a number that a spreadsheet ruined', ['Anna;4,67017E+10', `Bo;${bo}`], 'unblock-waits'],
    ['a column that is blank', ['Anna;', 'Bo;'], 'empty-opt-outs'],
    ['a list that is empty', [], 'empty-opt-outs'],
    ['a row without a number', ['Anna;', `Bo;${bo}`], 'unblock-waits'],
  ])('%s', async (_name, lines, told) => {
    const w = await worldOf(managed);
    w.crm(...crm);
    file(w, 'stop.csv', 'Namn;Mobil', `Anna;${anna}`, `Bo;${bo}`);
    await w.sync();
    file(w, 'stop.csv', 'Namn;Mobil', ...lines);
    expect(codes(await w.sync())).toContain(told);
    expect(blocked(w)).toEqual([anna, bo]);
  });

  test('but who is not in a list any more that can be read is', async () => {
    const w = await worldOf(managed);
    w.crm(...crm);
    file(w, 'stop.csv', 'Namn;Mobil', `Anna;${anna}`, `Bo;${bo}`);
    await w.sync();
    file(w, 'stop.csv', 'Namn;Mobil', `Bo;${bo}`);
    await w.sync();
    expect(blocked(w)).toEqual([bo]);
  });
});

describe('a rejected record takes nothing away (T7)', () => {
  const keyless = (w: World) => ({
    sources: [source(w, 'list.csv', { id: undefined })],
    guards: { rejections: 'off', removals: 'off' },
  });

  test('a neighbour’s number in it does not say whose it is', async () => {
    const w = await worldOf(keyless);
    const rest = [`Bo;${bo};;`, `Cilla;${cilla};;`];
    file(w, 'list.csv', 'Namn;Mobil;Anhörig;Kommentar', `Anna;${anna};${bo};`, ...rest);
    await w.sync();
    file(w, 'list.csv', 'Namn;Mobil;Anhörig;Kommentar', `Anna;4670174;${bo};hej;hopp`, ...rest);
    expect(codes(await w.sync())).toContain('held-in-doubt');
    expect(numbers(w)).toEqual([anna, bo, cilla]);
  });

  test('a typo in a first phone cell holds nobody whose number is beside it', async () => {
    const w = await worldOf((made) => ({
      ...keyless(made),
      sources: [source(made, 'list.csv', { id: undefined, phone: ['Mobil', 'Telefon'] })],
    }));
    const rows = [`Anna;070-17;${anna}`, `Bo;${bo};`];
    file(w, 'list.csv', 'Namn;Mobil;Telefon', ...rows, `Cilla;${cilla};`);
    await w.sync();
    file(w, 'list.csv', 'Namn;Mobil;Telefon', ...rows);
    w.clock.forward(24);
    await w.sync();
    expect(numbers(w)).toEqual([anna, bo]);
  });

  test('keys that have all lost their zeros are nobody’s: who was rejected besides stays', async () => {
    const w = await world({ pipeline: { guards: { rejections: 'off', removals: 'off' } } });
    w.crm(`0001;Anna;${anna};;`, `0002;Bo;${bo};;`, `0003;Cilla;${cilla};;`);
    await w.sync();
    w.crm('1;Anna;4,67017E+10;;', `2;Bo;${bo};;`, `3;Cilla;${cilla};;`);
    expect(codes(await w.sync())).toContain('held-in-doubt');
    expect(numbers(w)).toEqual([anna, bo, cilla]);
  });

  test('an error of a spreadsheet in the phone cell is no empty one', async () => {
    const w = await world({ pipeline: { guards: { rejections: 'off', removals: 'off' } } });
    w.crm(`1;Anna;${anna};;`, `2;Bo;${bo};;`);
    await w.sync();
    w.crm('1;Anna;#REF!;;', `2;Bo;${bo};;`);
    expect((await w.sync()).plan.rejections.map(({ code }) => code)).toEqual(['spreadsheet-number']);
    expect(numbers(w)).toEqual([anna, bo]);
  });

  test('a broken row with a key beside another number blocks no neighbour (T8)', async () => {
    const w = await worldOf((made) => ({
      sources: [source(made, 'list.csv', { optOut: { column: 'Stopp' } })],
      guards: { rejections: 'off' },
    }));
    const rows = [`7;1;Bo;${bo};nej`, `8;7;Cilla;${cilla};nej`];
    file(w, 'list.csv', 'Kundnr;Butik;Namn;Mobil;Stopp', ...rows);
    await w.sync();
    file(w, 'list.csv', 'Kundnr;Butik;Namn;Mobil;Stopp', ...rows, '99;7;Eva;070-17;ja;x');
    expect(codes(await w.sync())).toContain('stray-opt-out');
    expect(blocked(w)).toEqual([]);
  });
});

test('who opted out by a rejected record of his key is not made (P7, T8)', async () => {
  const w = await world({
    pipeline: { contacts: { absent: 'remove-managed', optedOut: 'remove' }, guards: { rejections: 'off' } },
  });
  w.crm(`1;Anna;${anna};;nej`, '1;Anna;070-17;;ja', `2;Bo;${bo};;nej`);
  await w.sync();
  expect(numbers(w)).toEqual([bo]);
  expect(blocked(w)).toEqual([anna]);
});

test('garbled words that a row is chosen by, or put into a group by, take nobody away (E7)', async () => {
  const w = await worldOf((made) => ({
    sources: [
      source(made, 'list.csv', {
        where: { Status: ['aktiv', 'pågående'] },
        groups: ['Kunder', { column: 'Typ', is: ['stödjande'], group: 'Stöd' }],
      }),
    ],
    guards: { rejections: 'off', removals: 'off', memberships: 'off' },
  }));
  const twice = (text: string) => Buffer.from(text).toString('latin1');
  const night = (as: (text: string) => string) =>
    file(
      w,
      'list.csv',
      'Kundnr;Namn;Mobil;Status;Typ',
      `1;A;${anna};${as('pågående')};x`,
      `2;B;${bo};aktiv;${as('stödjande')}`,
      `3;C;${cilla};aktiv;x`,
    );
  night((text) => text);
  await w.sync();
  night(twice);
  const second = await w.sync();
  expect(second.plan.rejections.map(({ code, field }) => [code, field])).toEqual([
    ['garbled-text', 'Status'],
    ['garbled-text', 'Typ'],
  ]);
  expect(second.plan.plan.changes).toEqual([]);
});
