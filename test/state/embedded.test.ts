import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LockedError, StateError } from '../../src/errors.ts';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { openJournal } from '../../src/state/journal.ts';
import { lockAccount } from '../../src/state/lock.ts';
import { pruneRuns } from '../../src/state/prune.ts';
import { runChild } from './children.ts';
import { newAccount, newHome, newRun, temporaryFolder } from './databases.ts';

const folder = temporaryFolder();
let home: string;

const open = (at = home): Promise<Database> => openDatabase({ home: at, command: 'test' });

async function refusal(at: string): Promise<StateError> {
  const error = await open(at).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(StateError);
  return error;
}

beforeAll(async () => {
  home = await newHome();
  await (await open()).close();
});
afterAll(() => {
  for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
});

describe('the embedded database', () => {
  it('is closed to other users of the machine', async () => {
    const state = join(folder, 'fresh', 'state');
    mkdirSync(state, { recursive: true, mode: 0o755 });
    writeFileSync(join(state, 'PG_VERSION'), '17');
    await refusal(join(folder, 'fresh'));
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'state', 'holder.json')).mode & 0o777).toBe(0o600);
  });

  it('begins with what the build has made, and again where that was interrupted', async () => {
    const at = join(folder, 'half');
    mkdirSync(join(at, 'state', '.new', 'base'), { recursive: true });
    mkdirSync(join(at, 'state', 'base', '1'), { recursive: true });
    writeFileSync(join(at, 'state', 'base', '1', '112'), 'half a file');
    const database = await open(at);
    const { rows } = await database.knex.raw('select count(*)::int as n from accounts');
    expect(rows).toEqual([{ n: 0 }]);
    await database.close();
    expect(existsSync(join(at, 'state', '.new'))).toBe(false);
    expect(statSync(join(at, 'state', 'PG_VERSION')).mode & 0o777).toBe(0o600);
    expect(statSync(join(at, 'state', 'base')).mode & 0o777).toBe(0o700);
  });

  it('is refused to a second process and a second time in this one, naming who has it', async () => {
    const database = await open();
    try {
      const second = await runChild(
        `await openDatabase({ home: ${JSON.stringify(home)}, command: 'sync' }); say('opened');`,
      ).ended;
      expect(second.code).toBe(9);
      const error = JSON.parse(second.output.replace('error ', ''));
      expect(error).toMatchObject({ name: 'LockedError', exitCode: 5 });
      expect(error.message).toContain(`process ${process.pid} (test, since 20`);
      await expect(open()).rejects.toThrow(LockedError);
      await expect(open(`${home}/../${basename(home)}/`)).rejects.toThrow(LockedError);
      expect((await database.knex.raw('select 1 as a')).rows).toEqual([{ a: 1 }]);
    } finally {
      await database.close();
    }
    await (await open()).close();
  });

  it('needs no lock for an account, since it is open in one process', async () => {
    const database = await open();
    const lock = await lockAccount(database, { id: 1, name: 'shop' }, 'sync');
    await lock.release();
    expect(lock.lost.aborted).toBe(false);
    await database.close();
  });

  it('has every line that was acknowledged when its process is killed, and opens at once', async () => {
    const child = runChild(
      `const database = await openDatabase({ home: ${JSON.stringify(home)}, command: 'sync' });
       const id = await acceptAccount(database, { name: 'killed', url: 'u', apiKey: 'k' });
       await database.knex('runs').insert({ id: 'killed', account_id: id, pipeline: 'p', command: 'sync',
         state: 'running', host: 'h', pid: 1, started_at: new Date() });
       const journal = openJournal(database, 'killed');
       for (let seq = 1; ; seq++) {
         await journal.add([{ seq, endpoint: 'rm_contact', changeSeqs: [seq] }]);
         await journal.sent(seq);
         say('line', seq);
         say('line' + seq);
         await new Promise(setImmediate);
       }`,
    );
    await child.said('line60');
    await wait(50);
    await child.kill();
    const { output } = await child.ended;
    const last = Math.max(...[...output.matchAll(/^line (\d+)$/gm)].map(([, seq]) => Number(seq)));
    expect(last).toBeGreaterThanOrEqual(60);
    const database = await open();
    const states = await database.knex('calls').where({ run_id: 'killed' }).orderBy('seq').pluck('state');
    expect(states.length).toBeGreaterThanOrEqual(last);
    expect(states.slice(0, last).every((state) => state === 'sent')).toBe(true);
    const journal = openJournal(database, await newRun(database, await newAccount(database, 'after')));
    await journal.add([{ seq: 1, endpoint: 'rm_contact', changeSeqs: [] }]);
    await database.close();
  });

  it('of another major version is refused, and its lock is free again', async () => {
    const other = join(folder, 'other');
    mkdirSync(join(other, 'state'), { recursive: true });
    writeFileSync(join(other, 'state', 'PG_VERSION'), '17\n');
    for (const _ of [1, 2]) {
      const error = await refusal(other);
      expect(error.message).toContain('Postgres 17; this program has 18');
      expect(error.advice).toContain('move that folder away');
    }
  });

  it.each(['file', 'file/below'])('cannot be in a folder that is none: %s', async (name) => {
    writeFileSync(join(folder, 'file'), '');
    const error = await refusal(join(folder, name));
    expect(error.message).toContain(join(folder, name));
    expect(error.advice).toContain('JOJKA_SYNC_HOME');
  });

  it('whose files are damaged is refused with a StateError', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(home, damaged, { recursive: true });
    writeFileSync(join(damaged, 'state', 'global', 'pg_control'), 'no control file');
    const error = await refusal(damaged);
    expect(error.advice).toBeDefined();
    expect(existsSync(join(damaged, 'state', 'PG_VERSION'))).toBe(true);
  });

  it('tells of a holder that it cannot read as another process', async () => {
    const database = await open();
    const file = join(home, 'state', 'holder.json');
    const holder = readFileSync(file);
    writeFileSync(file, 'no json');
    const error = await open().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LockedError);
    expect(error.message).toContain('held by another process');
    writeFileSync(file, holder);
    await database.close();
  });
});

it('what was pruned is gone from its files (K3)', async () => {
  const at = join(folder, 'pruned');
  cpSync(home, at, { recursive: true });
  const database = await open(at);
  const run = await newRun(database, await newAccount(database));
  await database
    .knex('runs')
    .where({ id: run })
    .update({ settled: true, started_at: new Date('2020-01-01') });
  const detail = { name: 'Zebulon' };
  const rows = Array.from({ length: 500 }, (_, seq) => ({
    run_id: run,
    seq,
    kind: 'create',
    msisdn: '46701740699',
    detail,
  }));
  await database.knex('run_changes').insert(rows);
  const holds = () =>
    readdirSync(join(at, 'state'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes('Zebulon'))
      .map(({ name }) => name);
  await database.knex.raw('checkpoint');
  expect(holds()).not.toEqual([]);
  expect(await pruneRuns(database, { runs: new Date(), rejections: new Date() })).toBe(1);
  await database.close();
  expect(holds()).toEqual([]);
});
