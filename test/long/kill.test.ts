import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { resumeRun } from '../../src/jobs/resume.ts';
import { latestRuns } from '../../src/jobs/runs.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { RunRecord } from '../../src/state/runs.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/**
 * Any two states, any point of death: the real process is killed with SIGKILL at its n-th call over real HTTP; then
 * `resume`, or a plain `sync`, and the end state is the desired one. Some have answered STOP before that night, some get
 * SMS again by it. DEATHS says how many (60).
 */
const deaths = Number(process.env.DEATHS ?? 60);
const atOnce = 2;

let postgres: TestPostgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.createDatabase();
});
afterAll(() => postgres.remove());

interface Person {
  readonly index: number;
  readonly name: string;
  readonly groups: readonly string[];
  readonly optedOut: boolean;
}

const people = fc.uniqueArray(
  fc.record({
    index: fc.integer({ min: 0, max: 29 }),
    name: fc.constantFrom('Anna', 'Bo', 'Cilla'),
    groups: fc.subarray(['Kunder', 'Nyhetsbrev', 'VIP']),
    optedOut: fc.boolean(),
  }),
  { selector: ({ index }) => index, minLength: 1, maxLength: 20 },
);
const foreign = fc.uniqueArray(
  fc.record({
    index: fc.integer({ min: 20, max: 45 }),
    groups: fc.subarray(['Personal', 'Stockholm, Norr']),
  }),
  { selector: ({ index }) => index, maxLength: 8 },
);
const cases = fc.record({
  foreign,
  before: people,
  after: people,
  /** Who has answered STOP. */
  stops: fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { maxLength: 4 }),
  semantics: fc.constantFrom('merge' as const, 'replace' as const),
  importRows: fc.constantFrom(1, 3, 1000),
  singleAdds: fc.constantFrom(0, 50),
  concurrency: fc.constantFrom(1, 4),
  /** How far into its calls the process dies. */
  death: fc.double({ min: 0, max: 1, noNaN: true }),
  /** Whether the call at which it dies is carried out. */
  carriedOut: fc.boolean(),
  recovery: fc.constantFrom('resume' as const, 'sync' as const),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const msisdn = (index: number) => `4670174${String(1000 + index)}`;

function csvOf(list: readonly Person[]): string {
  const rows = list.map(
    ({ index, name, groups, optedOut }) =>
      `${index};${name};070-174 ${1000 + index};${groups.join('|')};${optedOut ? 'ja' : 'nej'}\n`,
  );
  return `Kundnr;Namn;Mobil;Grupper;Stopp\n${rows.join('')}`;
}

async function die(given: Case, number: number): Promise<'died' | 'finished'> {
  const cwd = temporaryFolder('death');
  const account = `a${number}`;
  const pipeline = (singleAdds: number) => ({
    name: 'p',
    account,
    sources: [
      {
        type: 'csv',
        path: join(cwd, 'crm.csv'),
        id: 'Kundnr',
        phone: 'Mobil',
        name: 'Namn',
        groups: [{ column: 'Grupper', separator: '|' }],
        optOut: { column: 'Stopp' },
      },
    ],
    contacts: { absent: 'remove-managed', optedOut: 'keep' },
    blocklist: { unblock: 'managed', replies: true },
    guards: {
      removals: 'off',
      memberships: 'off',
      renames: 'off',
      blocks: 'off',
      unblocks: 'off',
      rejections: 'off',
      creates: 'off',
      joins: 'off',
      moves: 'off',
      missing: 'off',
    },
    load: {
      requestsPerSecond: 1000,
      importRows: given.importRows,
      singleAdds,
      concurrency: given.concurrency,
      retries: 2,
    },
  });
  writeFileSync(join(cwd, 'p.json'), JSON.stringify(pipeline(given.singleAdds)));
  const initial: Contact[] = given.foreign.map(({ index, groups }) => ({
    msisdn: msisdn(index),
    name: 'Foreign',
    groups,
  }));
  let sandbox: Sandbox = await startSandbox({
    semantics: given.semantics,
    data: { contacts: initial.map((contact) => ({ ...contact, groups: [...contact.groups] })) },
  });
  const env = {
    [`JOJKA_A${number}_API_KEY`]: 'key',
    JOJKA_API_URL: sandbox.url,
    DATABASE_URL: databaseUrl,
  };
  const environment: RunEnvironment = {
    cwd,
    env,
    stdin: new PassThrough(),
    signal: new AbortController().signal,
    now: () => new Date(),
    emit: () => {},
  };

  writeFileSync(join(cwd, 'crm.csv'), csvOf(given.before));
  const first = await syncPipeline('p.json', environment, { allowEmpty: false });
  expect(first.exitCode).toBe(0);
  const former = new Set(sandbox.state().contacts.map((contact) => contact.msisdn));
  const formerlyBlocked = new Set(sandbox.state().blocklist);
  const stops = new Set(given.stops.map(msisdn));
  for (const sender of stops) sandbox.feedReply({ sender, message: 'STOPP' });

  writeFileSync(join(cwd, 'crm.csv'), csvOf(given.after));
  const { plan } = await planPipeline('p.json', environment, { allowEmpty: false });
  const { unblock } = plan.summary.changes;
  const planned = Object.values(plan.summary.calls).reduce((sum, count) => sum + count, 0);
  // Answers are fetched and their senders blocked first.
  const writes = 1 + stops.size + planned;
  const mayBeUnblocked = unblock > 0;
  const death = 2 + Math.floor(given.death * Math.max(writes - 1, 0));
  let calls = 0;
  let kill: (() => void) | undefined;
  const state = sandbox.state();
  const { port } = sandbox;
  await sandbox.close();
  sandbox = await startSandbox({
    port,
    semantics: given.semantics,
    data: state,
    onRequest: () => {
      if (++calls === death) kill?.();
    },
    ...(!given.carriedOut && { faults: { rules: [{ nth: death, action: { drop: true } }] } }),
  });
  const result = await runCli(['sync', 'p.json', '--quiet'], {
    cwd,
    env,
    onStart: (signal) => {
      kill = () => signal('SIGKILL');
    },
  });
  kill = undefined;
  // A call that was under way when the process died is carried out all the same.
  await new Promise((resolve) => setTimeout(resolve, 20));

  // Whatever the moment, nobody who opted out came in before his block.
  const atDeath = sandbox.state();
  const blocked = new Set(atDeath.blocklist);
  for (const { index, optedOut } of given.after)
    if (
      (optedOut || stops.has(msisdn(index))) &&
      !former.has(msisdn(index)) &&
      atDeath.contacts.some((one) => one.msisdn === msisdn(index))
    )
      expect(blocked.has(msisdn(index))).toBe(true);
  const agreed = new Set(
    given.after.flatMap(({ index, optedOut }) =>
      !optedOut && !stops.has(msisdn(index)) ? [msisdn(index)] : [],
    ),
  );
  // And nobody got SMS again who has not said so.
  for (const number_ of formerlyBlocked)
    if (!blocked.has(number_)) expect(mayBeUnblocked && agreed.has(number_)).toBe(true);

  let recovered = false;
  if (result.code === null && given.recovery === 'resume') {
    const runs = await latestRuns(environment, { limit: 20 });
    const run = runs.find((one) => one.account === account) as RunRecord;
    const outcome = await resumeRun(environment, run.id, { dismiss: false });
    // Who died while answers were fetched had no plan yet.
    recovered = outcome.kind !== 'nothing';
    if (recovered)
      expect(outcome).toMatchObject({ kind: 'resumed', executed: { exitCode: 0, failures: [] } });
    expect(await changesDoneTwice(run.id)).toEqual([]);
  }
  if (!recovered) {
    const again = await syncPipeline('p.json', environment, { allowEmpty: false });
    const { failures, verification, stopped } = again;
    expect({ exitCode: again.exitCode, failures, verification, stopped }).toMatchObject({ exitCode: 0 });
  }

  const end = new Map(sandbox.state().contacts.map((contact) => [contact.msisdn, contact]));
  for (const { index, name, groups, optedOut } of given.after) {
    const found = end.get(msisdn(index));
    expect(found).toBeDefined();
    const wasDirty = given.foreign.some(
      (one) => one.index === index && one.groups.includes('Stockholm, Norr'),
    );
    if (!wasDirty) expect(found?.name).toBe(name);
    const own = (found?.groups ?? []).filter((group) => ['Kunder', 'Nyhetsbrev', 'VIP'].includes(group));
    expect(own.sort()).toEqual([...groups].sort());
    if (optedOut) expect(sandbox.state().blocklist).toContain(msisdn(index));
    else if (!stops.has(msisdn(index))) expect(sandbox.state().blocklist).not.toContain(msisdn(index));
  }
  for (const sender of stops) expect(sandbox.state().blocklist).toContain(sender);
  const wanted = new Set(given.after.map(({ index }) => index));
  for (const { index, groups } of given.foreign) {
    const found = end.get(msisdn(index));
    expect(found).toBeDefined();
    for (const group of groups) expect(found?.groups).toContain(group);
    if (!wanted.has(index)) expect(found?.groups.filter((group) => !groups.includes(group))).toEqual([]);
  }
  const foreignIndexes = new Set(given.foreign.map(({ index }) => msisdn(index)));
  for (const number_ of end.keys())
    expect(foreignIndexes.has(number_) || given.after.some(({ index }) => msisdn(index) === number_)).toBe(
      true,
    );

  // And nothing is left to do.
  const last = await syncPipeline('p.json', environment, { allowEmpty: false });
  expect(last.plan.plan.changes).toEqual([]);
  await sandbox.close();
  return result.code === null ? 'died' : 'finished';
}

/** Changes of a run that more than one call has carried out. */
async function changesDoneTwice(run: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    `select change from jojka_sync.calls, unnest(change_seqs) as change
     where run_id = $1 and state = 'done' group by change having count(*) > 1`,
    [run],
  );
  await client.end();
  return rows.map(({ change }) => change);
}

test(`${deaths} deaths`, async () => {
  let died = 0;
  let number = 0;
  const seed = Number(process.env.SEED ?? 20261123);
  const samples = fc.sample(cases, { seed, numRuns: deaths * 3 })[Symbol.iterator]();
  const worker = async () => {
    while (died < deaths) {
      const next = samples.next();
      if (next.done) return;
      const given = next.value;
      const own = ++number;
      try {
        if ((await die(given, own)) === 'died') died++;
      } catch (error) {
        throw new Error(`case ${own} of seed ${seed}: ${JSON.stringify(given)}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  process.stdout.write(`${died} processes were killed in the middle of their work, of ${number} runs\n`);
  expect(died).toBeGreaterThanOrEqual(deaths);
});
