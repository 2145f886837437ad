import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cancel, isFolderFault, redrive, runNow, type Wanted } from '../../src/fleet/orders.ts';
import { fleetOverview, pipelinesOf } from '../../src/fleet/overview.ts';
import { queues } from '../../src/fleet/queue.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { orderedText } from '../../src/report/fleet.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { Company } from './company.ts';
import { asCommand } from './fleet.ts';
import { useCompany } from './use-company.ts';

/** Orders where a file of the folder cannot be read, or two are one pipeline. */
let company: Company;
let at: RunEnvironment;
const names = ['a', 'b', 'c'];
useCompany(names, (...made) => {
  [company, at] = made;
  for (const name of names) company.pipeline(name, { tags: ['night'] });
});

const file = (name: string) => join(company.cwd, 'pipelines', name);
const order = (wanted: Wanted) => asCommand(at, (fleet) => runNow(fleet, at, wanted));
const bury = (pipeline: string) =>
  asCommand(at, ({ boss }) => boss.send(queues.dead, { pipeline, hash: 'old' }, { group: { id: pipeline } }));
const broken = (pipeline: string) => ({
  pipeline,
  outcome: 'unreadable',
  why: expect.stringContaining(`${pipeline}.json`),
});

test('a file that cannot be read is told, with a tag too, and the others are queued', async () => {
  writeFileSync(file('b.json'), '{ broken');
  const ordered = await order({ tag: 'night' });
  expect(ordered).toEqual([
    { pipeline: 'a', outcome: 'queued' },
    { pipeline: 'c', outcome: 'queued' },
    broken('b'),
  ]);
  expect(ordered.filter(isFolderFault)).toHaveLength(1);
  expect(orderedText(ordered, { lang: 'en' })).toMatch(/\nb: the file cannot be read; .*b\.json/);
  await expect(order({ names: ['b'] })).rejects.toThrow(/b\.json cannot be read/);
  await expect(order({ tag: 'day' })).rejects.toThrow(
    'has the tag "day", of those that can be read; not read: b.',
  );
  expect(await order({ failed: true })).toEqual([broken('b')]);
  expect(await asCommand(at, (fleet) => cancel(fleet, at, { tag: 'night' }))).toEqual([
    { pipeline: 'a', outcome: 'cancelled' },
    { pipeline: 'c', outcome: 'cancelled' },
    broken('b'),
  ]);
});

test('a pipeline without a schedule is told, and queued when it failed', async () => {
  const see = () => asCommand(at, async (fleet) => fleetOverview(fleet, at, await pipelinesOf(at)));
  expect((await see()).map(({ pipeline }) => pipeline)).toEqual(['a', 'b', 'c']);
  rmSync(join(company.cwd, 'b.csv'));
  await expect(syncPipeline('b', at)).rejects.toThrow('b.csv');
  expect((await see())[1]).toMatchObject({ pipeline: 'b', account: 'b', last: { state: 'failed' } });
  expect(await order({ failed: true })).toEqual([{ pipeline: 'b', outcome: 'queued' }]);
});

test('of two files of one name neither is queued', async () => {
  copyFileSync(file('b.json'), file('other.json'));
  await expect(order({ names: ['b'] })).rejects.toThrow('Two files are the pipeline "b": b and other.');
  expect(await order({ tag: 'night' })).toEqual([
    { pipeline: 'a', outcome: 'queued' },
    { pipeline: 'b', outcome: 'twice', why: 'b, other' },
    { pipeline: 'c', outcome: 'queued' },
  ]);
});

test('a dead letter whose file cannot be read stays, and is not called gone', async () => {
  const text = readFileSync(file('b.json'));
  await bury('b');
  await bury('elsewhere');
  writeFileSync(file('b.json'), '{ broken');
  const again = () => asCommand(at, (fleet) => redrive(fleet, at, undefined));
  const expected = [{ pipeline: 'elsewhere', outcome: 'gone', isDead: true }, broken('b')];
  expect(await order({ failed: true })).toEqual(expected);
  expect(await again()).toEqual(expected);
  writeFileSync(file('b.json'), text);
  expect(await again()).toEqual([
    { pipeline: 'b', outcome: 'queued' },
    { pipeline: 'elsewhere', outcome: 'gone', isDead: true },
  ]);
  rmSync(file('b.json'));
});

test('the dead letter of a pipeline whose file is gone is taken out by its name; one that has a job keeps it', async () => {
  const take = (names: readonly string[]) => asCommand(at, (fleet) => cancel(fleet, at, { names }));
  await order({ names: ['a'] });
  for (const pipeline of ['a', 'elsewhere']) await bury(pipeline);
  const told = orderedText(await asCommand(at, (fleet) => redrive(fleet, at, ['elsewhere'])), { lang: 'en' });
  expect(told).toMatch(/gone stays until it is taken out:\njojka-sync fleet cancel elsewhere\n$/);
  expect(await asCommand(at, (fleet) => cancel(fleet, at, { tag: 'night' }))).toEqual([
    { pipeline: 'a', outcome: 'cancelled' },
  ]);
  await order({ names: ['a'] });
  expect(await take(['a', 'elsewhere'])).toEqual([
    { pipeline: 'a', outcome: 'cancelled' },
    { pipeline: 'elsewhere', outcome: 'buried' },
  ]);
  const stands = await asCommand(at, (fleet) => fleetOverview(fleet, at));
  expect(stands.map(({ pipeline, dead }) => [pipeline, dead !== undefined])).toEqual([['a', true]]);
  await expect(take(['elsewhere'])).rejects.toThrow(
    '"elsewhere" neither waits nor is at work, nor is it dead',
  );
});
