import { expect, test } from 'vitest';
import { queues } from '../../src/fleet/queue.ts';
import { applySchedule, listSchedules, pauseSchedules, planSchedule } from '../../src/fleet/schedule.ts';
import { asCommand } from '../fleet/fleet.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { people, useDesks } from './desk.ts';
import { hidden } from './visitor.ts';

/** The queue's schedules in the console: what is shown, and what pauses, resumes and runs them. */
const { world } = useWorlds();
const desk = useDesks();

/** A world whose queue has the schedule of its pipeline. */
async function scheduled(): Promise<World> {
  const here = await world({ pipeline: { schedule: { cron: '0 3 * * *' } } });
  await asCommand(here.environment, async (fleet) =>
    applySchedule(fleet, await planSchedule(fleet, here.environment)),
  );
  return here;
}
const stands = async (here: World) =>
  (await asCommand(here.environment, listSchedules)).map(({ pipeline, isPaused }) => [pipeline, isPaused]);
const waiting = (here: World) =>
  asCommand(
    here.environment,
    async ({ boss }) => (await boss.findJobs(queues.sync, { queued: true })).length,
  );

test('where there is no queue, the page says how one is made, and makes none', async () => {
  const here = await world();
  const { person } = await desk(here);
  const anna = await person('anna', 'operate');
  const { status, text } = await anna.get('/schedules');
  expect([status, text]).toEqual([200, expect.stringContaining('<code>jojka-sync schedule apply</code>')]);
  const form = { pipeline: 'crm', reason: 'x' };
  for (const what of ['pause', 'resume', 'run-now'])
    expect((await anna.post(`/schedules/${what}`, form)).status).toBe(404);
  await here.withState(async ({ knex }) => {
    const { rows } = await knex.raw("select to_regnamespace('jojka_sync_fleet') as there");
    expect(rows).toEqual([{ there: null }]);
  });
});

test('the queue is not opened for each request: what was read a moment ago is shown, and what is done here at once', async () => {
  const here = await scheduled();
  const { person } = await desk(here);
  const anna = await person('anna', 'operate');
  const isPaused = (page: string) => page.includes('action="/schedules/resume"');
  const page = async () => isPaused((await anna.get('/schedules/of?pipeline=crm')).text);
  expect(await page()).toBe(false);
  await asCommand(here.environment, (fleet) => pauseSchedules(fleet, ['crm'], true));
  expect(await page()).toBe(false);
  const done = await anna.post('/schedules/pause', { pipeline: 'crm', reason: 'x' });
  expect([isPaused(done.text), await page()]).toEqual([true, true]);
});

test('a schedule is paused, resumed and run, with a reason that is kept', async () => {
  const here = await scheduled();
  here.crm(...people(3));
  const { run } = await here.sync();
  const { person } = await desk(here);
  const anna = await person('anna', 'operate');
  const list = (await anna.get('/schedules')).text;
  expect(list).toContain('0 3 * * * Europe/Stockholm');
  expect(list).toContain(`<a href="/runs/${run}">`);
  const page = (await anna.get('/schedules/of?pipeline=crm')).text;
  expect(hidden(page, 'pipeline')).toBe('crm');
  const act = (what: string, reason: string) => anna.post(`/schedules/${what}`, { pipeline: 'crm', reason });

  expect((await act('pause', ' ')).status).toBe(400);
  expect(await stands(here)).toEqual([['crm', false]]);
  expect((await act('pause', 'the CRM moves, call 070-174 06 05')).text).toContain('The schedule is paused.');
  expect(await stands(here)).toEqual([['crm', true]]);
  const paused = (await anna.get('/schedules/of?pipeline=crm')).text;
  expect(paused).toContain('action="/schedules/resume"');
  expect(paused).not.toContain('action="/schedules/pause"');
  expect((await act('resume', 'moved')).text).toContain('The schedule runs again.');
  expect(await stands(here)).toEqual([['crm', false]]);

  expect((await act('run-now', 'to see')).text).toContain('A sync is queued.');
  expect((await act('run-now', 'again')).text).toContain('Nothing was queued.');
  expect(await waiting(here)).toBe(1);
  expect((await anna.get('/schedules')).text).toMatch(/waits, from/);

  const log = (await anna.get('/log')).text;
  for (const said of ['paused a schedule', 'resumed a schedule', 'queued a run', 'the CRM moves', 'already'])
    expect(log).toContain(said);
  expect(log).not.toContain('070-174 06 05');
});

test('names that are markup stay text, in the list, on the page and in what is answered', async () => {
  const name = '<img src=x onerror=alert(1)>"\'&';
  const here = await world();
  // A pipeline cannot be called so; whoever may write to the database can put it there.
  const when = { cron: '0 3 * * *', timeZone: 'Europe/Stockholm', offsetSeconds: 0, isPaused: false };
  const entry = { pipeline: name, account: name, hash: name, ...when };
  await asCommand(here.environment, (fleet) =>
    applySchedule(fleet, { changes: [{ kind: 'add', entry }], orders: new Map() }),
  );
  const { person, errors } = await desk(here);
  const anna = await person('anna', 'operate');
  const list = (await anna.get('/schedules')).text;
  const page = (await anna.get(`/schedules/of?pipeline=${encodeURIComponent(name)}`)).text;
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  const done = await anna.post('/schedules/pause', { pipeline: name, reason: name });
  expect(done.text).toContain('The schedule is paused.');
  for (const text of [list, page, done.text, (await anna.get('/log')).text])
    expect(text).not.toContain('<img');
  expect(errors).toEqual([]);
});

test('only the role operate changes them, by a form of ours alone, and nobody what is not there', async () => {
  const here = await scheduled();
  const { person, stranger } = await desk(here);
  const [see, approve, operate] = [
    await person('seer', 'see'),
    await person('approver', 'approve'),
    await person('operator', 'operate'),
  ] as const;
  const form = { pipeline: 'crm', reason: 'x' };
  for (const one of [see, approve]) {
    expect((await one.get('/schedules')).status).toBe(200);
    const { text } = await one.get('/schedules/of?pipeline=crm');
    expect(text).not.toContain('action="/schedules');
    for (const what of ['pause', 'resume', 'run-now'])
      expect((await one.post(`/schedules/${what}`, form)).status).toBe(403);
  }
  for (const what of ['pause', 'resume', 'run-now']) {
    expect((await operate.send(`/schedules/${what}`, form)).status).toBe(403);
    expect((await stranger().send(`/schedules/${what}`, form)).status).toBe(401);
    const other = await operate.post(`/schedules/${what}`, { ...form, pipeline: '<script>' });
    expect([other.status, other.text]).toEqual([404, expect.not.stringContaining('<script>')]);
  }
  expect((await stranger().get('/schedules')).status).toBe(303);
  expect((await see.get('/schedules/of?pipeline=<script>')).status).toBe(404);
  expect([await stands(here), await waiting(here)]).toEqual([[['crm', false]], 0]);
  expect((await approve.get('/log')).text).not.toContain('a schedule');
});
