import { describe, expect, test } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { runDetail } from '../../src/jobs/runs.ts';
import { planMessage, sendMessage } from '../../src/jobs/send.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { JojkaClient } from '../../src/jojka/client.ts';
import { campaignListText } from '../../src/report/campaign-list.ts';
import { historyText } from '../../src/report/runs-text.ts';
import { readLedger } from '../../src/state/ledger.ts';
import { listRuns } from '../../src/state/runs.ts';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();
const anna = '46701740605';
const bo = '46701740606';
const row = (id: number, msisdn: string, stop = 'nej') => `K${id};Anna Berg;${msisdn};Lund;${stop}`;
const loose = { guards: { removals: 'off', memberships: 'off', blocks: 'off' } };

test('an undo of a run with nothing to take back begins no run: latest stays what it was', async () => {
  const w = await world();
  w.crm(row(1, anna));
  await w.sync();
  w.clock.forward(24);
  const idle = await w.sync();
  await expect(undoRun(w.environment, idle.run)).rejects.toThrow('changed nothing that could be undone');
  const { run } = await runDetail(w.environment, 'latest');
  expect(run.id).toBe(idle.run);
});

test('a beginning that several runs share names none, and says which there are', async () => {
  const w = await world();
  w.crm(row(1, anna));
  const { run } = await w.sync();
  await w.sync();
  await expect(undoRun(w.environment, run.slice(0, 4))).rejects.toMatchObject({
    exitCode: 64,
    advice: expect.stringContaining(run),
  });
});

describe('who answers by no', () => {
  test('keeps what is there, and the blocks of the night are sent', async () => {
    const w = await world({ pipeline: loose });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.sent();
    w.crm(row(2, bo, 'ja'));
    const asked: string[] = [];
    const agree = async ({ changes }: { readonly changes: readonly { readonly kind: string }[] }) => {
      asked.push(...changes.map(({ kind }) => kind));
      return false;
    };
    await expect(syncPipeline('crm', w.environment, { agree })).rejects.toMatchObject({ exitCode: 3 });
    expect(asked).toContain('remove');
    expect(w.sent()).toEqual({ add_to_blocklist: 1 });
    expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toContain(anna);
  });

  test('of a sync: what others do while the question stands counts (P11)', async () => {
    const w = await world({ pipeline: loose });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.sent();
    w.clock.forward(24);
    w.crm(`2;Bo Ek;${bo};Lund;nej`);
    const { JOJKA_API_KEY: apiKey = '', JOJKA_API_URL: url = '' } = w.environment.env;
    const agree = async () => {
      const colleague = new JojkaClient({ apiKey, url });
      await colleague.addContactToGroup({ msisdn: bo, group: 'Styrelsen' });
      await colleague.close();
      return true;
    };
    await expect(syncPipeline('crm', w.environment, { agree })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('is stale'),
    });
    // The colleague's own call, and none of ours.
    expect(w.sent()).toEqual({ add_contact_to_group: 1 });
    expect((await syncPipeline('crm', w.environment, { agree: async () => true })).exitCode).toBe(0);
    expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toEqual([bo]);
  });

  test('of a sync: what ends the run ends the question, and nothing is written', async () => {
    const w = await world({ pipeline: loose });
    w.crm(row(1, anna), row(2, bo));
    await w.sync();
    w.sent();
    w.clock.forward(24);
    w.crm(row(2, bo));
    const stop = new AbortController();
    const agree = () => {
      stop.abort(new InterruptedError('stopped'));
      return new Promise<boolean>(() => {});
    };
    await expect(
      syncPipeline('crm', { ...w.environment, signal: stop.signal }, { agree }),
    ).rejects.toBeInstanceOf(InterruptedError);
    expect(w.sent()).toEqual({});
    const { wants } = await w.withState((database) => readLedger(database, 1));
    expect([...(wants.get('crm')?.keys() ?? [])]).toContain(anna);
  });

  test('leaves no run of an undo behind', async () => {
    const w = await world({ pipeline: loose });
    w.crm(row(1, anna));
    const { run } = await w.sync();
    await expect(undoRun(w.environment, run, { agree: async () => false })).rejects.toMatchObject({
      exitCode: 3,
    });
    expect((await runDetail(w.environment, 'latest')).run.id).toBe(run);
    await undoRun(w.environment, run, { agree: async () => true });
    expect(w.sandbox.state().contacts).toEqual([]);
  });
});

test('a message stands in the history with the id of each call at once', async () => {
  const w = await world();
  w.crm(row(1, anna));
  await w.sync();
  w.clock.forward(1);
  const numbers = Array.from({ length: 1001 }, (_, index) => `4670174${String(1000 + index)}`);
  const plan = await planMessage(w.environment, {
    ...{ as: 'campaign', account: 'default', text: 'Hej', from: undefined, groups: [], at: undefined },
    ...{ timeZone: 'Europe/Stockholm', name: 'Jul', region: 'SE' },
    numbers: numbers.map((text) => ({ text, where: 'test' })),
  });
  expect(plan.findings.map(({ code }) => code)).toContain('no-way-out');
  const seen: unknown[] = [];
  const kept = () => w.withState((database) => listRuns(database, { limit: 1 }));
  const results = await sendMessage(w.environment, plan, async () => {
    seen.push((await kept())[0]?.summary?.message?.batches);
  });
  const [first, second] = results.map(({ id }) => id);
  // After the first call its id is there already: whoever is killed now has lost none.
  expect(seen).toEqual([
    [{ numbers: 1000, outcome: 'sent', id: first }],
    [
      { numbers: 1000, outcome: 'sent', id: first },
      { numbers: 1, outcome: 'sent', id: second },
    ],
  ]);
  const runs = await kept();
  expect(runs[0]).toMatchObject({ command: 'campaign add', state: 'done', exitCode: 0 });
  const options = { color: false, timeZone: 'Europe/Stockholm' };
  expect(historyText(runs, options)).toContain('2 campaigns to 1,001 numbers');
  expect(campaignListText(runs, options)).toMatch(new RegExp(`^${first} .*1,000 +sent +Jul$`, 'm'));
  // A night that comes after is not held up by it.
  expect((await w.sync()).exitCode).toBe(0);
});
