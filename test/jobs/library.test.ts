import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type JobEvent,
  normalizeMsisdn,
  type PipelineInput,
  planPipeline,
  syncPipeline,
  UsageError,
} from '../../src/index.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** The product as a library: the names that index.ts gives, in a program of somebody else's. */
let postgres: TestPostgres;
let worlds: World[];
beforeAll(async () => {
  postgres = await startPostgres();
  worlds = [await startWorld(postgres), await startWorld(postgres)];
  for (const w of worlds) w.crm('K1;Anna;46701740605;Lund;nej', 'K2;Bo;46701740606;Lund;ja');
});
afterAll(async () => {
  for (const w of worlds) await w.close();
  await postgres.remove();
});

test('a pipeline may be given as it is, and events tell how far a job is', async () => {
  const [w] = worlds as [World];
  const events: JobEvent[] = [];
  const pipeline: PipelineInput = {
    name: 'crm',
    sources: [{ type: 'csv', path: `${w.cwd}/crm.csv`, id: 'Kundnr', phone: 'Mobil', name: 'Namn' }],
    contacts: { absent: 'keep' },
  };
  const { env, cwd } = w.environment;
  const report = await planPipeline(pipeline, { env, cwd, emit: (event) => events.push(event) });
  expect(report.plan.summary.changes).toMatchObject({ create: 2 });
  expect(w.sandbox.state().contacts).toEqual([]);
  const steps = events.flatMap((event) => (event.kind === 'progress' ? [event.step] : []));
  expect(new Set(steps)).toEqual(new Set(['source', 'export']));
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'attempt', attempt: expect.objectContaining({ attempt: 1 }) }),
  );
  expect(JSON.stringify(events)).not.toContain('46701740605');
});

test('two jobs run at once in one process', async () => {
  const runs = await Promise.all(worlds.map((w) => syncPipeline('crm', w.environment)));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  for (const w of worlds) {
    expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toEqual(['46701740605', '46701740606']);
    expect(w.sandbox.state().blocklist).toEqual(['46701740606']);
  }
});

test('two on one account: the second is told that the first holds it', async () => {
  const [w] = worlds as [World];
  const runs = await Promise.allSettled([
    syncPipeline('crm', w.environment),
    syncPipeline('crm', w.environment),
  ]);
  const refused = runs.filter((run) => run.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({ name: 'LockedError', exitCode: 5 });
});

test.each([
  ['070-174 06 05', undefined, { msisdn: '46701740605', code: 'ok' }],
  ['', undefined, { msisdn: '', code: 'empty' }],
  ['08-465 004 00', undefined, { msisdn: '', code: 'number-type' }],
  ['08-465 004 00', { types: ['landline'] }, { msisdn: '46846500400', code: 'ok' }],
])('normalizeMsisdn %j %j', (input, options, expected) => {
  expect(normalizeMsisdn(input, options)).toEqual(expected);
});

test('what is wrong with options is a UsageError', () => {
  expect(() => normalizeMsisdn('1', { region: 'Sverige' })).toThrow(UsageError);
});
