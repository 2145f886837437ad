import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PipelineInput } from '../../src/config/schema.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** Keys that are spelled otherwise by now (`0001` as `1`), and a record among them whose number cannot be read (T7). */
const { world } = useWorlds();
const numbers = Array.from({ length: 12 }, (_, at) => `4670174${String(605 + at).padStart(4, '0')}`);
const record = (key: string, id: number) => `${key};N${id};${numbers[id]};Lund;nej`;
const keyed = (spelled: string, ...ids: number[]) => ids.map((id) => record(`${spelled}${id}`, id));
const unreadable = '3;N3;12;Lund;nej';

/** A world, and a night of its pipeline a day later: what it planned. */
async function nights(groups: string[] = ['Kunder'], label = () => 'crm') {
  const w = await world();
  const off = Object.fromEntries(
    ['removals', 'memberships', 'rejections', 'moves', 'missing'].map((name) => [name, 'off']),
  );
  const pipeline = (): PipelineInput => ({
    name: 'crm',
    sources: [
      {
        type: 'csv',
        path: join(w.cwd, 'crm.csv'),
        label: label(),
        id: 'Kundnr',
        phone: 'Mobil',
        name: 'Namn',
        groups,
      },
    ],
    contacts: { absent: 'remove-managed' },
    guards: off,
    load: { requestsPerSecond: 1000 },
  });
  const night = async (...lines: readonly string[]) => {
    w.clock.forward(24);
    w.crm(...lines);
    const { plan } = await planPipeline(pipeline(), w.environment);
    const done = await syncPipeline(pipeline(), w.environment);
    expect(done.plan.plan.changes).toEqual(plan.changes);
    const again = await planPipeline(pipeline(), w.environment);
    expect(again.plan.changes).toEqual([]);
    return done.plan;
  };
  return { w, night };
}

const isThere = (w: World, number: string | undefined) =>
  w.sandbox.state().contacts.some(({ msisdn }) => msisdn === number);

test('it removes nobody in the nights after either, until it is known whose it is', async () => {
  const { w, night } = await nights();
  await night(...keyed('000', 1, 2, 3, 4, 5, 6, 7, 8));
  const others = keyed('', 1, 2, 4, 5, 6, 7, 8);
  for (let nth = 0; nth < 3; nth++) {
    const { warnings } = await night(...others, unreadable);
    expect(warnings, `night ${nth}`).toContainEqual({
      code: 'held-in-doubt',
      figures: { contacts: 1, anonymous: 0, strangers: 1 },
    });
    expect(isThere(w, numbers[3])).toBe(true);
  }
  // It was somebody else’s.
  await night(...others, record('3', 9));
  expect(isThere(w, numbers[3])).toBe(false);
});

test('who leaves later, known by a key of tonight’s spelling, is removed all the same', async () => {
  const { w, night } = await nights();
  await night(...keyed('000', 1, 2, 3, 4, 5, 6, 7, 8));
  await night(...keyed('', 1, 2, 4, 5, 6, 7, 8), unreadable);
  await night(...keyed('', 1, 2, 4, 5, 6, 7), unreadable);
  expect([isThere(w, numbers[3]), isThere(w, numbers[8])]).toEqual([true, false]);
});

test('it takes no membership from who had two records', async () => {
  const { w, night } = await nights(['Kunder', 'Ort {Ort}']);
  const second = (key: string, number: string | undefined) => `${key};N2;${number};Umeå;nej`;
  await night(...keyed('000', 1, 2, 4, 5), second('0003', numbers[2]));
  for (let nth = 0; nth < 3; nth++) {
    await night(...keyed('', 1, 2, 4, 5), second('3', '12'));
    expect(w.sandbox.state().contacts.find(({ msisdn }) => msisdn === numbers[2])?.groups).toContain(
      'Ort Umeå',
    );
  }
});

test('nor where the source is called otherwise by now', async () => {
  let label = 'crm-1';
  const { w, night } = await nights(['Kunder', 'Ort {Ort}'], () => label);
  const second = (number: string | undefined) => `3;N2;${number};Umeå;nej`;
  await night(...keyed('', 1, 2, 4, 5), second(numbers[2]));
  for (let nth = 0; nth < 3; nth++) {
    label = 'crm-2';
    await night(...keyed('', 1, 2, 4, 5), second('12'));
    expect(w.sandbox.state().contacts.find(({ msisdn }) => msisdn === numbers[2])?.groups).toContain(
      'Ort Umeå',
    );
  }
});
