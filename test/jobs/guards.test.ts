import { afterAll, beforeAll, expect, test } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Runs that are held back or applied, and interrupted on top of it. */
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.remove());

const row = (index: number, stop = 'nej') => `K${index};N${index};4670174${1000 + index};;${stop}`;
const rows = (count: number, stop?: string) => Array.from({ length: count }, (_, index) => row(index, stop));

/** Stops a run, as a signal would, when its n-th call has been made. */
function stopping(w: World, after: number): RunEnvironment {
  const stop = new AbortController();
  return {
    ...w.environment,
    signal: stop.signal,
    emit: (event) => {
      if (event.kind === 'progress' && event.step === 'load' && event.done === after)
        stop.abort(new InterruptedError('Stopped by SIGTERM.', { exitCode: 143 }));
    },
  };
}

/** 40 contacts; tonight 25 of them are gone and 4 have opted out: too many removals. */
async function tooMuch(): Promise<World> {
  const w = await startWorld(postgres, {
    pipeline: { load: { requestsPerSecond: 1000, concurrency: 1, retries: 0 } },
  });
  w.crm(...rows(40));
  await w.sync();
  w.sent();
  w.clock.forward(24);
  w.crm(...rows(4, 'ja'), ...rows(15).slice(4));
  return w;
}

test('a run that was held back and interrupted sends its blocks when it is resumed, and nothing else', async () => {
  const w = await tooMuch();
  const stopped = await syncPipeline('crm', stopping(w, 2), { allowEmpty: false });
  expect(stopped).toMatchObject({ heldBack: true, exitCode: 143 });
  expect(w.sent()).toEqual({ add_to_blocklist: 2 });
  const resumed = await resumeRun(w.environment, undefined, { dismiss: false });
  expect(resumed).toMatchObject({ kind: 'resumed', heldBack: true, left: 2, executed: { exitCode: 3 } });
  expect(w.sent()).toEqual({ add_to_blocklist: 2 });
  expect(w.sandbox.state().contacts).toHaveLength(40);
  expect(await resumeRun(w.environment, undefined, { dismiss: false })).toEqual({ kind: 'nothing' });

  const { plan } = stopped.plan;
  const applied = await applyPlan(plan.id, w.environment, { accept: plan.fingerprint });
  expect(applied).toMatchObject({ heldBack: false, exitCode: 0 });
  expect(w.sent()).toEqual({ rm_contact: 25 });
  await w.close();
});

test('an apply that was interrupted is resumed; its plan is spent', async () => {
  const w = await tooMuch();
  const { plan } = (await w.sync()).plan;
  expect(w.sent()).toEqual({ add_to_blocklist: 4 });
  const accept = { accept: plan.fingerprint };
  const stopped = await applyPlan(plan.id, stopping(w, 10), accept);
  expect(stopped).toMatchObject({ heldBack: false, exitCode: 143 });
  expect(w.sent()).toEqual({ rm_contact: 10 });
  await expect(applyPlan(plan.id, w.environment, accept)).rejects.toThrow('is spent');
  const resumed = await resumeRun(w.environment, undefined, { dismiss: false });
  expect(resumed).toMatchObject({ kind: 'resumed', heldBack: false, executed: { exitCode: 0 } });
  expect(w.sent()).toEqual({ rm_contact: 15 });
  expect(w.sandbox.state().contacts).toHaveLength(15);
  await w.close();
});

test('what was held back was not done: when the source is mended, nothing is left to do', async () => {
  const w = await tooMuch();
  const former = w.sandbox.state().contacts;
  await w.sync();
  expect(w.sandbox.state().contacts).toEqual(former);
  w.crm(...rows(40));
  const next = await w.sync();
  expect(next).toMatchObject({ heldBack: false, exitCode: 0 });
  expect(next.plan.plan.changes).toEqual([]);
  await w.close();
});

/** Ten contacts, of whom four have opted out; and exports that change so many of them. */
const nights: [guard: string, lines: (count: number) => string[]][] = [
  ['removals', (count) => tens().slice(0, 10 - count)],
  ['memberships', (count) => tens().map((line, index) => (index < count ? line.replace(';;', ';x;') : line))],
  ['renames', (count) => tens().map((line, index) => (index < count ? line.replace(';N', ';M') : line))],
  [
    'blocks',
    (count) =>
      tens().map((line, index) => (index >= 4 && index < 4 + count ? line.replace('nej', 'ja') : line)),
  ],
  ['unblocks', (count) => tens().map((line, index) => (index < count ? line.replace('ja', 'nej') : line))],
  [
    'rejections',
    (count) => [...tens(), ...Array.from({ length: count }, (_, index) => `X${index};N;12;;nej`)],
  ],
];

function tens(): string[] {
  return [...rows(4, 'ja'), ...rows(10).slice(4)];
}

test.each(nights)('%s: at its limit a night goes through, over it nothing is sent', async (guard, lines) => {
  const w = await startWorld(postgres, {
    pipeline: {
      sources: [
        {
          type: 'csv',
          path: '${CRM_FILE}',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: [{ column: 'Ort', is: [''], group: 'Kunder' }],
          optOut: { column: 'Stopp' },
        },
      ],
      guards: { [guard]: 2 },
      blocklist: { unblock: 'managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
    },
  });
  w.crm(...tens());
  await w.sync();
  w.clock.forward(24);
  w.sent();
  w.crm(...lines(3));
  expect(await w.sync()).toMatchObject({ heldBack: true, exitCode: 3 });
  expect(w.sent()).toEqual({});
  w.crm(...lines(2));
  expect(await w.sync()).toMatchObject({ heldBack: false, exitCode: 0 });
  if (guard !== 'rejections') expect(Object.keys(w.sent())).toHaveLength(1);
  await w.close();
});

test('a night that is held back blocks nobody again who would be created and is blocked; applying it does', async () => {
  const w = await startWorld(postgres, { pipeline: { contacts: { absent: 'remove-managed' } } });
  w.crm(row(1, 'ja'), ...rows(40).slice(2));
  await w.sync();
  await w.somebody((held) => ({ ...held, contacts: held.contacts.slice(1) }));
  w.sent();
  w.clock.forward(24);
  w.crm(row(1, 'ja'), ...rows(15).slice(2));
  const held = await w.sync();
  expect(held).toMatchObject({ heldBack: true, exitCode: 3 });
  expect(w.sent()).toEqual({});
  const { plan } = held.plan;
  await applyPlan(plan.id, w.environment, { accept: plan.fingerprint });
  expect(w.sent()).toEqual({ add_to_blocklist: 1, rm_contact: 25, import_contacts_list: 1 });
  await w.close();
});

test('a run whose export fails when it is resumed sends its blocks, says so, and can be resumed later', async () => {
  const w = await tooMuch();
  const stopped = await syncPipeline('crm', stopping(w, 2), { allowEmpty: false });
  w.sent();
  await w.restart({
    faults: { rules: [{ endpoint: 'export_contacts_list', action: { status: 500 } }] },
  });
  const error = await resumeRun(w.environment, undefined, { dismiss: false }).catch((reason) => reason);
  expect(error.message).toContain('HTTP 500');
  expect(error.advice).toContain(
    `Of run ${stopped.run} only the blocks were sent (2); the rest of it was not taken up.`,
  );
  expect(w.sent()).toEqual({ add_to_blocklist: 2 });
  await w.restart({});
  const resumed = await resumeRun(w.environment, undefined, { dismiss: false });
  expect(resumed).toMatchObject({ kind: 'resumed', run: stopped.run, heldBack: true });
  expect(w.sent()).toEqual({});
  const { plan } = stopped.plan;
  await applyPlan(plan.id, w.environment, { accept: plan.fingerprint });
  expect(w.sent()).toEqual({ rm_contact: 25 });
  await w.close();
});
