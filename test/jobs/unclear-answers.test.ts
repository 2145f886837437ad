import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../src/state/ledger.ts';
import { startWorld } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const rows = Array.from({ length: 5 }, (_, index) => `K${index};N${index};4670174060${index + 5};Lund;nej`);

test('imports that are stored but answered in another form are ours all the same (V1)', async () => {
  const w = await startWorld(postgres, {
    pipeline: { load: { requestsPerSecond: 1000, retries: 0, importRows: 2 } },
    sandbox: {
      faults: {
        rules: [
          {
            endpoint: 'import_contacts_list',
            after: true,
            action: { status: 200, body: '{"ok":true}' },
          },
        ],
      },
    },
  });
  w.crm(...rows);
  const run = await w.sync();
  expect(run).toMatchObject({ exitCode: 0, verification: { confirmed: 5, differences: [] } });
  expect(run.outcomes).toEqual(Array(5).fill('unknown'));
  // Three chunks, none of them divided: each was digested.
  expect(w.sent()).toEqual({ import_contacts_list: 3 });
  const { contacts } = await w.withState(async (database) => readLedger(database, 1));
  expect([...contacts.values()].map(({ managed }) => managed)).toEqual(Array(5).fill('created'));

  expect((await w.sync()).plan.plan.changes).toEqual([]);
  expect(w.sent()).toEqual({});
  w.crm(...rows.slice(1));
  w.clock.forward(24);
  expect((await w.sync()).plan.plan.changes).toEqual([{ kind: 'remove', msisdn: '46701740605' }]);
  await w.close();
});

test('a block that is answered by a word that is no yes is owed, and asked about (P12)', async () => {
  const w = await startWorld(postgres, {
    sandbox: {
      faults: {
        rules: [{ endpoint: 'add_to_blocklist', action: { status: 200, body: '{"successes":"no"}' } }],
      },
    },
  });
  w.crm(...rows, 'K9;N9;46701740699;Lund;ja');
  const run = await w.sync();
  expect(run.exitCode).toBe(4);
  expect(run.failures).toMatchObject([
    { endpoint: 'add_to_blocklist', message: expect.stringContaining('neither "done" nor a number') },
  ]);
  const doubts = await w.withState(async (database) => (await readLedger(database, 1)).doubts);
  expect(doubts.has('46701740699')).toBe(true);
  await w.restart({});
  expect((await w.sync()).exitCode).toBe(0);
  expect([...w.sandbox.state().blocklist]).toEqual(['46701740699']);
  await w.close();
});
