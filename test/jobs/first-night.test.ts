import { describe, expect, test } from 'vitest';
import type { JojkaSyncError } from '../../src/errors.ts';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { renderRun } from '../../src/report/formats.ts';
import { runDocument } from '../../src/report/json-schema.ts';
import { findRun } from '../../src/state/runs.ts';
import { useWorlds } from '../support/in-process.ts';

/** The first day on an account that holds a few of the CRM's people already: adopt, then sync. */
const { world } = useWorlds();
const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    return `K${number};Anna Berg;4670174${String(605 + number).padStart(4, '0')};Lund;nej`;
  });

async function held(w: Awaited<ReturnType<typeof world>>, number: number): Promise<void> {
  const body = new URLSearchParams({
    API_key: 'key',
    msisdn: `4670174${String(605 + number).padStart(4, '0')}`,
    name: 'Anna Berg',
    group: 'Kunder',
  });
  await fetch(`${w.sandbox.url}/add_contact`, { method: 'POST', body });
}

test('two of sixty people are taken over, and the first sync brings the others: a beginning is no growth (G7)', async () => {
  const w = await world();
  w.crm(...people(0, 60));
  await held(w, 1);
  await held(w, 2);
  await adoptPipeline('crm', w.environment, { dryRun: false });
  expect((await planPipeline('crm', w.environment)).plan.guards).toEqual([]);
  const first = await w.sync();
  expect(first).toMatchObject({ exitCode: 0, heldBack: false });
  expect(w.sandbox.state().contacts).toHaveLength(60);
  // From then on it is growth.
  w.clock.forward(24);
  w.crm(...people(0, 90));
  expect(await w.sync()).toMatchObject({ exitCode: 3, heldBack: true });
});

test('where all were taken over, and a night has gone through, many more are growth', async () => {
  const w = await world();
  w.crm(...people(0, 20));
  for (let number = 0; number < 20; number++) await held(w, number);
  await adoptPipeline('crm', w.environment, { dryRun: false });
  expect((await w.sync()).exitCode).toBe(0);
  w.clock.forward(24);
  w.crm(...people(0, 50));
  expect((await w.sync()).plan.plan.guards.map(({ guard }) => guard)).toContain('creates');
});

test('what a sync gives as JSON is what its schema says', async () => {
  const w = await world();
  w.crm(...people(0, 2));
  const report = await w.sync();
  expect(() => runDocument.parse(JSON.parse(renderRun(report, 'json')))).not.toThrow();
});

describe('a first night whose export cannot be read (L1b, K4)', () => {
  const odd = { endpoint: 'export_contacts_list', action: { status: 200, body: '{"rows":[]}' } } as const;
  const optedOut = 'K900;Bo;46701740699;;ja';

  test.each([
    ['answers in another form', odd],
    ['fails', { endpoint: 'export_contacts_list', action: { status: 503 } } as const],
  ])('it %s: its blocks are sent, and the history has it', async (_, fault) => {
    const w = await world({ sandbox: { faults: { rules: [fault] } } });
    w.crm(...people(0, 3), optedOut);
    const error = (await w.sync().catch((thrown: unknown) => thrown)) as JojkaSyncError;
    expect(error.advice).toContain('only the blocks were sent (1)');
    expect([...w.sandbox.state().blocklist]).toEqual(['46701740699']);
    const run = await w.withState((database) => findRun(database, error.run ?? ''));
    expect(run).toMatchObject({ command: 'sync', state: 'failed' });
    await w.restart({});
    expect((await w.sync()).exitCode).toBe(0);
  });

  test('where nothing tells that the key is right, the account is not recorded, and that is said', async () => {
    const replies = { endpoint: 'fetch_replies', action: { status: 200, body: '{"ok":1}' } } as const;
    const w = await world({ sandbox: { faults: { rules: [odd, replies] } } });
    w.crm(...people(0, 3), optedOut);
    const error = (await w.sync().catch((thrown: unknown) => thrown)) as JojkaSyncError;
    expect(error.advice).toContain('nobody was blocked: the account is new to this state');
    expect(w.sent()).toEqual({});
    expect(await w.withState(({ knex }) => knex('accounts').select('name'))).toEqual([]);
  });
});
