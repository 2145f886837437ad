import { expect, test } from 'vitest';
import { untilStopped } from '../../src/cli/until-stopped.ts';
import { createApprovals } from '../../src/console/approvals.ts';
import { InterruptedError, LockedError } from '../../src/errors.ts';
import { revokeConsoleToken } from '../../src/jobs/console.ts';
import { OutOfMemoryError } from '../../src/out-of-memory.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { heldNight, useDesks } from './desk.ts';

/** Plans that were approved: one after the other, and what becomes of those whose turn does not come. */
const { world } = useWorlds();
const desk = useDesks();

/** The same held night once more, as if of another pipeline. */
async function another(here: World, run: string): Promise<string> {
  const id = '20261124-040000-aaaa';
  await here.withState(({ knex }) =>
    knex.raw(
      `insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, summary, settled)
       select ?, account_id, 'other', command, state, exit_code, host, pid, started_at, ended_at, summary, true from runs where id = ?`,
      [id, run],
    ),
  );
  return id;
}

function gate<T>() {
  let open: (value: T) => void = () => {};
  const whenOpen = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { whenOpen, open };
}

test('one is applied at a time, and what waits when the console ends is not begun', async () => {
  const stopping = new AbortController();
  const approvals = createApprovals(stopping.signal);
  const first = gate<RunReport>();
  const begun: string[] = [];
  const apply = (run: string, work: () => Promise<RunReport>) =>
    approvals.begin(run, 'anna', new Date(), () => {
      begun.push(run);
      return work();
    });
  const [one, two, three] = ['1', '2', '3'].map((run) =>
    apply(run, () => (run === '1' ? first.whenOpen : Promise.reject(new Error(run)))),
  );
  await new Promise((next) => setImmediate(next));
  expect([begun, one?.waits, two?.waits]).toEqual([['1'], false, true]);
  first.open({ run: 'x' } as RunReport);
  await two?.whenEnded;
  expect(begun).toContain('2');
  stopping.abort();
  await three?.whenEnded;
  const late = apply('4', () => first.whenOpen);
  await approvals.settled();
  expect(late?.ended).toMatchObject({ error: expect.any(InterruptedError) });
  expect(begun).not.toContain('4');
});

test('the page of a plan that waits says so; whose token is revoked meanwhile, his plan is not applied', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const other = await another(here, run);
  const first = gate<RunReport>();
  const applied: string[] = [];
  const { person } = await desk(here, {
    applyHeld: (id) => {
      applied.push(id);
      return first.whenOpen;
    },
  });
  const [anna, bo] = [await person('anna', 'approve'), await person('bo', 'approve')] as const;
  const form = { fingerprint, read: 'yes', reason: 'meant' };
  expect((await anna.post(`/runs/${run}/apply`, form)).headers.location).toBe(`/runs/${run}/applying`);
  expect((await bo.post(`/runs/${other}/apply`, form)).headers.location).toBe(`/runs/${other}/applying`);
  expect((await anna.get(`/runs/${other}/applying`)).text).toContain('Another plan is being applied');
  expect((await anna.get(`/runs/${run}/applying`)).text).not.toContain('Another plan is being applied');
  await revokeConsoleToken(here.environment, 'bo');
  first.open({ run, exitCode: 0 } as RunReport);
  await expect
    .poll(async () => (await anna.get(`/runs/${other}/applying`)).text)
    .toContain('The token of bo was revoked');
  expect(applied).toEqual([run]);
});

test('a plan whose account is taken is not applied, and not tried again by itself', async () => {
  const here = await world();
  const { run, fingerprint } = await heldNight(here);
  const { person } = await desk(here, {
    applyHeld: () => Promise.reject(new LockedError('Run x has the account.')),
  });
  const anna = await person('anna', 'approve');
  const form = { fingerprint, read: 'yes', reason: 'meant' };
  const first = await anna.post(`/runs/${run}/apply`, form);
  for (const { status, text, headers } of [first, await anna.get(`/runs/${run}/applying`)]) {
    expect([status, headers.refresh]).toEqual([409, undefined]);
    expect(text).toContain('Approve the plan again once that run has ended.');
    expect(text).toContain(`<a href="/runs/${run}">`);
    expect(text).toContain('Run x has the account.');
  }
  expect((await anna.get(`/runs/${run}`)).text).toContain('Apply exactly this plan');
});

test('a plan that is too old can be discarded, and is not offered to be applied', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  here.clock.forward(25);
  const { person } = await desk(here);
  const { text } = await (await person('anna', 'approve')).get(`/runs/${run}`);
  expect(text).toContain('more than 24 hours old');
  expect(text).toContain('jojka-sync sync crm');
  expect(text).not.toContain('Apply exactly this plan');
  expect(text).toContain(`action="/runs/${run}/discard"`);
});

test('the page of a run that broke off names what goes on with it, as long as that can be done', async () => {
  const here = await world();
  const { run } = await heldNight(here);
  const { person } = await desk(here);
  const anna = await person('anna', 'see');
  const command = `<code>jojka-sync resume ${run}</code>`;
  expect((await anna.get(`/runs/${run}`)).text).not.toContain(command);
  await here.withState(({ knex }) =>
    knex('runs').where({ id: run }).update({ state: 'interrupted', settled: false }),
  );
  expect((await anna.get(`/runs/${run}`)).text).toContain(command);
  here.clock.forward(25);
  expect((await anna.get(`/runs/${run}`)).text).not.toContain(command);
});

test('a server that ends because memory ran short has not ended well', async () => {
  const closed: string[] = [];
  const end = (reason: unknown) =>
    untilStopped(AbortSignal.abort(reason), async () => void closed.push('closed'));
  expect(await end('SIGTERM')).toBe(0);
  await expect(end(new OutOfMemoryError({ needed: 9e8, limit: 1e9 }))).rejects.toThrow('more memory');
  expect(closed).toHaveLength(2);
});
