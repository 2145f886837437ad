import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/jobs/apply.ts';
import { planPipeline, savePlan } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { blocked, numbers, useWorlds, type World } from '../support/in-process.ts';

/** An apply that can do nothing else: the blocks of its plan depend on nothing (L1b), and are known from then on (P11). */
const { world } = useWorlds();

const [anna, bo, cilla] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, stop = 'nej') => `${id};N${id};${number};;${stop}`;
const doubts = (w: World) => w.withState(async (database) => [...(await readLedger(database, 1)).doubts]);

/** A plan in a file, of which the state knows nothing: it blocks Anna and removes Cilla. */
async function saved(w: World): Promise<void> {
  w.crm(row(1, anna), row(2, bo), row(3, cilla));
  await w.sync();
  w.crm(row(1, anna, 'ja'), row(2, bo));
  await savePlan('tonight.json', await planPipeline('crm', w.environment), w.environment);
}

const failing = (...endpoints: string[]) => ({
  faults: { rules: endpoints.map((endpoint) => ({ endpoint, action: { status: 500 } })) },
});

const apply = (w: World) => applyPlan('tonight.json', w.environment).catch((error) => error);

test.each<[string, (w: World) => Promise<void>, string]>([
  ['the export fails', (w) => w.restart(failing('export_contacts_list')), 'HTTP 500'],
  [
    'the export cannot be true',
    (w) => w.somebody((held) => ({ ...held, contacts: [] })),
    "Jojka's export is empty",
  ],
  [
    'a contact that it touches has changed',
    (w) =>
      w.somebody((held) => ({
        ...held,
        contacts: held.contacts.map((one) => (one.msisdn === cilla ? { ...one, name: 'Other' } : one)),
      })),
    'is stale',
  ],
])('where %s, its blocks are sent and nothing else, and the error says so', async (_, befalls, message) => {
  const w = await world();
  await saved(w);
  await befalls(w);
  w.sent();
  const error = await apply(w);
  expect(error.message).toContain(message);
  expect(error.advice).toContain(
    'Of the plan only the blocks were sent (1); nothing of the rest was applied.',
  );
  expect(error.advice).not.toContain('Nothing was sent');
  expect(w.sent()).toEqual({ add_to_blocklist: 1 });
  expect(blocked(w)).toEqual([anna]);
  expect(await doubts(w)).toEqual([]);
});

test('what could not be sent is owed, and the plan is not spent', async () => {
  const w = await world();
  await saved(w);
  await w.restart(failing('export_contacts_list', 'add_to_blocklist'));
  const error = await apply(w);
  expect(error.advice).toContain('Of the plan only the blocks were sent (0, 1 failed and are tried again)');
  expect(await doubts(w)).toEqual([[anna, 'sent']]);
  await w.restart({});
  expect(await applyPlan('tonight.json', w.environment)).toMatchObject({ exitCode: 0 });
  expect([numbers(w), blocked(w)]).toEqual([[anna, bo], [anna]]);
});

test('after an answer that ends everything they are at least written down', async () => {
  const w = await world();
  await saved(w);
  await w.restart({ faults: { rules: [{ endpoint: 'export_contacts_list', action: { status: 401 } }] } });
  const error = await apply(w);
  expect(error.name).toBe('WrongKeyError');
  expect(await doubts(w)).toEqual([[anna, 'noted']]);
});

test('who is blocked already is known from then on for the source of the plan too (P7)', async () => {
  const w = await world({
    pipeline: { blocklist: { unblock: 'managed' }, guards: { unblocks: 'off', blocks: 'off' } },
  });
  const shop = {
    ...{ type: 'csv', path: 'butik.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Butik'] },
    optOut: { column: 'Stopp' },
  };
  writeFileSync(
    join(w.cwd, 'pipelines', 'butik.json'),
    JSON.stringify({ name: 'butik', sources: [shop], contacts: { absent: 'keep' }, load: { retries: 0 } }),
  );
  const butik = (...rows: string[]) =>
    writeFileSync(join(w.cwd, 'butik.csv'), `${['Kundnr;Namn;Mobil;Ort;Stopp', ...rows].join('\n')}\n`);
  w.crm(row(1, anna, 'ja'), row(2, bo));
  butik(row(1, anna), row(3, cilla));
  await syncPipeline('butik', w.environment);
  for (let night = 0; night < 2; night++) {
    await w.sync();
    w.clock.forward(1);
  }
  butik(row(1, anna, 'ja'), row(3, cilla));
  await savePlan('tonight.json', await planPipeline('butik', w.environment), w.environment);
  await w.restart(failing('export_contacts_list'));
  expect((await apply(w)).message).toContain('HTTP 500');
  await w.restart({});
  w.crm(row(1, anna, 'nej'), row(2, bo));
  expect(await w.sync()).toMatchObject({ exitCode: 0 });
  expect(blocked(w)).toEqual([anna]);
});
