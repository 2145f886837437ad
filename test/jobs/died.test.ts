import { expect, test } from 'vitest';
import { examine } from '../../src/jobs/doctor.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { latestRuns, runDetail } from '../../src/jobs/runs.ts';
import { showPlanOrRun } from '../../src/jobs/show.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { undoRun } from '../../src/jobs/undo.ts';
import { campaignListText } from '../../src/report/campaign-list.ts';
import { runParts } from '../../src/report/formats.ts';
import { runDetailText } from '../../src/report/history-text.ts';
import { resumedText } from '../../src/report/resumed.ts';
import { historyText } from '../../src/report/runs-text.ts';
import type { JobEvent } from '../../src/session/environment.ts';
import { lockAccount } from '../../src/state/lock.ts';
import { beginMessageRun } from '../../src/steps/message-run.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** A run that says it is at work, and for which nobody holds the account: everybody says that it died, and what to do. */
const { world } = useWorlds();
const options = { color: false };

/** As `kill -9` leaves a run. */
function kill(w: World, run: string): Promise<unknown> {
  return w.withState(({ knex }) =>
    knex('runs')
      .where({ id: run })
      .update({ state: 'running', exit_code: null, ended_at: null, settled: false }),
  );
}

async function told(w: World) {
  const events: JobEvent[] = [];
  await planPipeline('crm', { ...w.environment, emit: (event) => events.push(event) });
  const shown = await showPlanOrRun('latest', w.environment);
  return {
    list: historyText(await latestRuns(w.environment, { limit: 5 }), options),
    detail: runDetailText(await runDetail(w.environment, 'latest'), options),
    show: shown.kind === 'run' ? [...runParts(shown.report, 'text', options)].join('') : '',
    doctor: (await examine({ account: 'default' }, w.environment))
      .filter(({ name, verdict }) => name === 'state' && verdict === 'warn')
      .map(({ said, advice }) => `${said} ${advice}`)
      .join('\n'),
    plan: events.flatMap((event) => (event.kind === 'note' ? [event.message] : [])).join('\n'),
  };
}

test('it died, and how to go on is said everywhere, until a sync has seen to it', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej', '2;Bo;46701740606;;nej');
  const { run } = await w.sync();
  await kill(w, run);

  const now = await told(w);
  expect(now.list).toMatch(/ died /);
  expect(now.list).not.toContain('running');
  for (const where of ['detail', 'show', 'doctor', 'plan'] as const)
    expect(now[where], where).toContain(`jojka-sync resume ${run}`);

  await w.sync();
  const after = await told(w);
  expect(after.list).not.toContain('died');
  expect([after.doctor, after.plan].join('')).not.toContain('died');
});

test('while somebody holds the account it is at work', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  const { run } = await w.sync();
  await kill(w, run);
  await w.withState(async (database) => {
    const { id } = await database.knex('accounts').first('id');
    const lock = await lockAccount(database, { id, name: 'default' }, 'sync');
    const now = await told(w);
    await lock.release();
    expect(now.list).toContain('running');
    expect(now.show).toContain('It has not ended yet.');
    expect([now.doctor, now.plan, now.detail].join('')).not.toContain('died');
  });
});

test('one that had no plan goes on with the next sync', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  const { run } = await w.sync();
  await kill(w, run);
  await w.withState(({ knex }) => knex('run_changes').where({ run_id: run }).delete());
  expect((await told(w)).detail).toContain('\njojka-sync sync crm\n');
});

test.each([
  ['after the sync that settled it', true],
  ['at once', false],
])('an undo takes back also what it sent last, of which no answer came: %s', async (_, isSettled) => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej', '2;Bo;46701740606;;nej', '3;Cilla;46701740607;;nej');
  await w.sync();
  const [bo, ny] = ['46701740606', '46701740608'];
  w.crm('1;Anna;46701740605;;nej', '3;Cilla;46701740607;;nej', '4;Ny;46701740608;;nej');
  const { run } = await w.sync();
  await kill(w, run);
  // Killed in the middle of its import: the call went, and nobody waited for its answer.
  await w.withState(async ({ knex }) => {
    await knex('calls').where({ run_id: run, endpoint: 'import_contacts_list' }).update({ state: 'sent' });
    await knex('run_contacts').where({ run_id: run }).update({ verdict: null });
    await knex('ledger_contacts').where({ msisdn: ny }).delete();
  });
  if (isSettled) {
    await w.sync();
    const detail = runDetailText(await runDetail(w.environment, run), options);
    expect(detail).toContain(`${ny}  created as Ny`);
    expect(detail).not.toContain('unknown');
  }
  const undone = await undoRun(w.environment, run);
  expect(undone.exitCode).toBe(0);
  expect(
    w.sandbox
      .state()
      .contacts?.map(({ msisdn }) => msisdn)
      .sort(),
  ).toEqual(['46701740605', bo, '46701740607']);
});

/** A message of two calls, the second of which is with Jojka. */
async function sending(w: World) {
  await w.withState(async (database) => {
    const { id } = await database.knex('accounts').first('id');
    const plan = { as: 'campaign', endpoint: 'add_campaign', name: undefined, time: undefined } as const;
    const history = await beginMessageRun(database, id, w.environment, plan);
    await history.begun(1000);
    await history.ended({ msisdns: Array(1000).fill(''), outcome: 'sent', id: '100001' });
    await history.begun(300);
  });
  const campaigns = async () =>
    campaignListText(await latestRuns(w.environment, { limit: 5, commands: ['campaign add'] }), options);
  return { campaigns };
}

test('a message that is at work holds no account, and is not taken for dead: not by a sync either', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  await w.sync();
  const { campaigns } = await sending(w);
  for (const sync of [async () => {}, () => w.sync()]) {
    await sync();
    const now = await told(w);
    expect(now.list).toContain('running');
    expect([now.list, now.detail, now.doctor].join('')).not.toContain('died');
    expect(await campaigns()).toContain('sending');
  }
});

test('one that died says how many may have got it, and never that it can be sent again (L2)', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  await w.sync();
  const { campaigns } = await sending(w);
  await w.withState(({ knex }) =>
    knex.raw(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'jojka-sync campaign add %' and datname = current_database()",
    ),
  );
  const now = await told(w);
  expect(now.list).toMatch(/ died /);
  for (const where of ['detail', 'doctor'] as const) {
    expect(now[where], where).toMatch(/1,?000.*300/);
    expect(now[where], where).toContain(
      'Do not send it to all of them again before you have looked in Jojka',
    );
    expect(now[where], where).not.toContain('Run the command again');
  }
  expect(await campaigns()).toMatch(/300 .*unknown/);
  await w.sync();
  expect((await told(w)).list).not.toContain('died');
  expect(await campaigns()).not.toContain('sending');
});

test('a run that a later one has settled is named by resume, with what plans the rest (L8)', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  const { run } = await w.sync();
  await kill(w, run);
  const other = { type: 'csv' as const, path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' };
  const load = { requestsPerSecond: 1000 };
  await syncPipeline({ name: 'ev', sources: [other], contacts: { absent: 'keep' }, load }, w.environment);
  const resumed = await resumeRun(w.environment, run, { dismiss: false });
  expect(resumed).toEqual({ kind: 'nothing', settled: { run, pipeline: 'crm' } });
  expect(resumedText(resumed, options)).toMatch(
    /a later run has taken into the ledger.*\njojka-sync sync crm\n/,
  );
  await w.sync();
  expect(await resumeRun(w.environment, undefined, { dismiss: false })).toEqual({ kind: 'nothing' });
});

test('a lost connection of a message at work is taken anew with its next call', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  await w.sync();
  const cut = () =>
    w.withState(({ knex }) =>
      knex.raw(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'jojka-sync campaign add %' and datname = current_database()",
      ),
    );
  await w.withState(async (database) => {
    const { id } = await database.knex('accounts').first('id');
    const plan = { as: 'campaign', endpoint: 'add_campaign', name: undefined, time: undefined } as const;
    const history = await beginMessageRun(database, id, w.environment, plan);
    await history.begun(1);
    await cut();
    expect((await told(w)).list).toMatch(/ died /);
    await history.begun(1);
    expect((await told(w)).list).toContain('running');
    await history.finished(0, false);
    expect((await told(w)).list).not.toContain('running');
  });
});

test('nor is one named that a later one did not settle, or that no sync plans anew', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;;nej');
  await w.sync();
  const { run } = await w.sync();
  const interrupt = (settled: boolean) =>
    w.withState(({ knex }) => knex('runs').where({ id: run }).update({ state: 'interrupted', settled }));
  for (const settled of [false, true]) {
    await interrupt(settled);
    expect(await resumeRun(w.environment, run, { dismiss: false })).toEqual({ kind: 'nothing' });
  }
});
