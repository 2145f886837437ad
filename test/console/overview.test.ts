import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { keysOf, queues } from '../../src/fleet/queue.ts';
import { applySchedule, pauseSchedules, planSchedule } from '../../src/fleet/schedule.ts';
import { endPipeline } from '../../src/jobs/pipelines.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { withState } from '../../src/session/state.ts';
import type { Database } from '../../src/state/database.ts';
import { lockAccount } from '../../src/state/lock.ts';
import { asCommand } from '../fleet/fleet.ts';
import { useWorlds } from '../support/in-process.ts';
import { heldNight, people, useDesks } from './desk.ts';
import type { Visitor } from './visitor.ts';

/** What needs somebody, and what does not any more. */
const { world } = useWorlds();
const desk = useDesks();

const nothing = 'Nothing needs anybody now.';
const gone = 'its process is gone';
/** The overview as it is now: what was read a moment ago would else be shown. */
const overview = async (who: Visitor) => {
  await who.post('/number', { who: 'K999' });
  return (await who.get('/')).text;
};
/** As if the power had gone while a run was at work. */
const breakOff = ({ knex }: Database, id: string) =>
  knex('runs').where({ id }).update({ state: 'running', exit_code: null, ended_at: null, settled: false });

test('what no worker could do needs somebody, until it is queued anew', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  const order = { pipeline: 'crm', account: 'default' };
  await asCommand(here.environment, ({ boss }) =>
    boss.send(queues.dead, { pipeline: 'crm', hash: 'x' }, keysOf(order)),
  );
  const { person, errors } = await desk(here);
  const anna = await person('anna', 'see');
  const { text } = await anna.get('/');
  expect(text).toContain('No worker could do 1 pipeline');
  expect(text).toContain('<a href="/schedules/of?pipeline=crm">');
  expect(text).not.toContain(nothing);
  await asCommand(here.environment, ({ boss }) => boss.deleteQueuedJobs(queues.dead));
  const bo = await (await desk(here)).person('bo', 'see');
  expect((await bo.get('/')).text).toContain(nothing);
  expect(errors).toEqual([]);
});

test('what should have run hours ago needs somebody, unless it is paused or at work', async () => {
  const here = await world({ pipeline: { schedule: { cron: '0 3 * * *', timeZone: 'UTC' } } });
  await asCommand(here.environment, async (fleet) =>
    applySchedule(fleet, await planSchedule(fleet, here.environment)),
  );
  await here.withState(({ knex }) =>
    knex.raw('update jojka_sync_fleet.schedule set updated_on = ?', [here.clock.now]),
  );
  here.clock.now = new Date('2026-11-24T03:00:10Z');
  here.crm(...people(3));
  await here.sync();
  const seen = async () => (await (await desk(here)).person(`p${names++}`, 'see')).get('/');
  let names = 0;
  const late = '1 pipeline should have run hours ago';
  for (const [at, isLate] of [
    ['2026-11-24T09:00:00Z', false],
    ['2026-11-25T04:00:00Z', false],
    ['2026-11-25T06:00:00Z', true],
    ['2026-12-24T06:00:00Z', true],
  ] as const) {
    here.clock.now = new Date(at);
    expect([at, (await seen()).text.includes(late)]).toEqual([at, isLate]);
  }
  await asCommand(here.environment, (fleet) => pauseSchedules(fleet, ['crm'], true));
  expect((await seen()).text).toContain(nothing);
});

test('where the queue cannot be read, that is said, and all else is there', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  await here.withState(({ knex }) =>
    knex.raw('create schema jojka_sync_fleet; create table jojka_sync_fleet.job (id int)'),
  );
  const { person } = await desk(here);
  const { status, text } = await (await person('anna', 'see')).get('/');
  expect([status, text]).toEqual([200, expect.stringContaining('The queue of the fleet could not be read')]);
  expect(text).toContain('Runs of crm');
  expect(text).not.toContain(nothing);
});

test('a run whose process is gone needs somebody; one that is at work does not', async () => {
  const here = await world();
  here.crm(...people(3));
  const { run } = await here.sync();
  await here.withState((database) => breakOff(database, run));
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  expect(await overview(anna)).toContain(gone);
  await here.withState(async (database) => {
    const { id } = await database.knex('accounts').first('id');
    const lock = await lockAccount(database, { id, name: 'default' }, 'test');
    expect(await overview(anna)).toContain(nothing);
    await lock.release();
  });
  expect(await overview(anna)).toContain(gone);
});

test('with the embedded state too, on the overview and on the page of the run', async () => {
  const here = await world();
  const { DATABASE_URL: _, ...env } = here.environment.env;
  const environment = { ...here.environment, env };
  here.crm(...people(3));
  const { run } = await syncPipeline('crm', environment, { allowEmpty: false });
  await withState('test', environment, (database) => breakOff(database, run), 'write');
  const { person } = await desk({ ...here, environment });
  const anna = await person('anna', 'see');
  expect(await overview(anna)).toContain(gone);
  expect((await anna.get(`/runs/${run}`)).text).toContain(gone);
});

test('a plan that was discarded stays so while a run has the embedded state open', async () => {
  const here = await world();
  const { DATABASE_URL: _, ...env } = here.environment.env;
  const environment = { ...here.environment, env };
  const sync = () => syncPipeline('crm', environment, { allowEmpty: false });
  const { run } = await heldNight({ ...here, sync });
  const { person } = await desk({ ...here, environment });
  const anna = await person('anna', 'approve');
  await anna.post(`/runs/${run}/discard`, { reason: 'no' });
  expect(await overview(anna)).toContain(nothing);
  await withState('test', environment, async () => {
    await wait(2100);
    const { text } = await anna.get('/');
    expect(text).toContain('A run has the embedded state open');
    expect(text).toContain(nothing);
  });
});

test('a pipeline that was retired after a bad night needs nobody', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  await here.withState(({ knex }) =>
    knex.raw(`insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, settled)
      select '20261124-030000-aaaa', account_id, pipeline, command, 'failed', 1, host, pid, started_at, ended_at, true from runs`),
  );
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  expect(await overview(anna)).not.toContain(nothing);
  await endPipeline(here.environment, 'crm');
  const text = await overview(anna);
  expect(text).toContain(nothing);
  expect(text).toContain('renamed or retired since');
});

test('the overview is not read for each request; what is done in the console is shown at once', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  const { person } = await desk(here);
  const anna = await person('anna', 'approve');
  expect((await anna.get('/')).text).not.toContain(nothing);
  await here.withState(({ knex }) =>
    knex('runs').where({ id: run }).update({ state: 'done', summary: null }),
  );
  expect((await anna.get('/')).text).not.toContain(nothing);
  await here.withState(({ knex }) =>
    knex('runs')
      .where({ id: run })
      .update({ summary: { heldBack: true, fingerprint: 'x' } }),
  );
  await anna.post(`/runs/${run}/discard`, { reason: 'no' });
  expect((await anna.get('/')).text).toContain(nothing);
});

test('of a thousand bad nights sixty have a chart', async () => {
  const here = await world();
  here.crm(...people(3));
  await here.sync();
  await here.withState(({ knex }) =>
    knex.raw(`insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, settled)
      select '20261124-' || lpad(n::text, 6, '0') || '-aaaa', account_id, 'p' || n, command, 'failed', 1, host, pid, started_at, ended_at, true
      from runs cross join generate_series(1, 1000) n`),
  );
  const { person } = await desk(here);
  const { text } = await (await person('anna', 'see')).get('/');
  expect(text.match(/<svg/g)).toHaveLength(61);
  expect(text.match(/href="\/runs\/20261124-[^"]*"><bdi>/g)).toHaveLength(1000);
});
