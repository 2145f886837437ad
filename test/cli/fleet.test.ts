import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queues } from '../../src/fleet/queue.ts';
import { type Company, startCompany } from '../fleet/company.ts';
import { asCommand, machine } from '../fleet/fleet.ts';
import { runCli } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** The fleet's commands as a user runs them. */
let postgres: TestPostgres;
let company: Company;

beforeAll(async () => {
  postgres = await startPostgres();
  company = await startCompany(['a', 'b']);
  company.pipeline('a', { schedule: { cron: '0 3 * * *', timeZone: 'Europe/Stockholm' } });
  company.pipeline('b', { schedule: { cron: '0 4 * * *', timeZone: 'Europe/Stockholm' } });
});
afterAll(async () => {
  await company.close();
  await postgres.remove();
});

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runCli(args, { cwd: company.cwd, env: { ...company.env, DATABASE_URL: postgres.url, LANG: 'C', ...env } });

/** A company of its own, with a queue that is empty. */
async function fresh() {
  const own = await startCompany(['a', 'b']);
  own.pipeline('a', { tags: ['night'] });
  own.pipeline('b', { tags: ['night'] });
  const url = await postgres.createDatabase();
  const at = machine(own.cwd, url, own.env);
  const bury = (pipeline: string) =>
    asCommand(at, ({ boss }) =>
      boss.send(queues.dead, { pipeline, hash: 'old' }, { group: { id: pipeline } }),
    );
  const env = { ...own.env, DATABASE_URL: url, LANG: 'C' };
  await own.close();
  return {
    company: { ...own, bury },
    run: (args: readonly string[]) => runCli(args, { cwd: own.cwd, env }),
  };
}

describe('what is refused, with 64', () => {
  test.each([
    [['work'], { DATABASE_URL: undefined }, 'DATABASE_URL is not set'],
    [['schedule', 'list'], { DATABASE_URL: undefined }, 'jojka-sync sync --all'],
    [['work', '--jobs', '0'], {}, '--jobs 0: not a whole number'],
    [['work', '--memory', 'much'], {}, '--memory much: not a whole number'],
    [['schedule', 'pause'], {}, 'Which schedules are meant'],
    [['schedule', 'pause', 'a', '--all'], {}, 'Which schedules are meant'],
    [['schedule', 'apply', 'a'], {}, 'of the whole folder'],
    [['schedule', 'apply', '--remove', 'all'], {}, '--remove all: not a whole number'],
    [['schedule', 'pause', '--all', '--remove', '1'], {}, '--remove is of schedule apply'],
    [['schedule', 'remove'], {}, 'apply, list, pause, resume'],
    [['fleet', 'run'], {}, 'Which pipelines are meant to run'],
    [['fleet', 'run', 'a', '--failed'], {}, 'Which pipelines are meant to run'],
    [['fleet', '--failed'], {}, '--failed is of fleet run'],
    [['fleet', 'run', '--all'], {}, '--all of fleet cancel'],
    [['fleet', 'redrive', '--tag', 'x'], {}, '--tag of both'],
    [['fleet', 'cancel'], {}, 'Which pipelines are meant to cancel'],
    [['fleet', 'cancel', 'a', '--all'], {}, 'Which pipelines are meant to cancel'],
    [['fleet', 'cancel', 'a'], {}, 'neither waits nor is at work'],
  ])('%j', async (args, env, message) => {
    const { code, stdout, stderr } = await run(args, env);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });
  test('without pg-boss, with the command that installs it', async () => {
    const hooks = join(company.cwd, 'without.mjs');
    writeFileSync(
      hooks,
      `export async function resolve(name, context, next) {
        if (name === 'pg-boss') throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      }`,
    );
    const register = join(company.cwd, 'register.mjs');
    writeFileSync(
      register,
      `import { register } from 'node:module'; register(${JSON.stringify(`file://${hooks}`)});`,
    );
    const { code, stderr } = await run(['fleet'], { NODE_OPTIONS: `--import=${register}` });
    expect(stderr).toContain('npm install pg-boss@12');
    expect(code).toBe(64);
  });
});

test('schedules are applied, listed, paused; what is gone is shown and wants a word', async () => {
  const first = await run(['schedule', 'apply']);
  expect(first.stdout).toContain('+ a  0 3 * * * Europe/Stockholm\n+ b  0 4 * * * Europe/Stockholm\n');
  expect((await run(['schedule', 'pause', 'a', '--json'])).code).toBe(0);
  const list = await run(['schedule', 'list', '--json']);
  expect(JSON.parse(list.stdout)).toMatchObject({
    version: 1,
    schedules: [
      { pipeline: 'a', isPaused: true },
      { pipeline: 'b', isPaused: false },
    ],
  });
  rmSync(join(company.cwd, 'pipelines', 'b.json'));
  const unasked = await run(['schedule', 'apply']);
  expect(unasked.code).toBe(64);
  expect(unasked.stdout).toContain('- b  0 4 * * * Europe/Stockholm');
  expect(unasked.stderr).toContain('Add --yes');
  const miscounted = await run(['schedule', 'apply', '--remove', '2']);
  expect(miscounted.code).toBe(3);
  expect(miscounted.stdout).toContain('1 of 2 schedules would be removed, and --remove says 2');
  const agreed = await run(['schedule', 'apply', '--yes', '--json']);
  expect(JSON.parse(agreed.stdout).changes).toMatchObject([
    { kind: 'same', pipeline: 'a' },
    { kind: 'remove', pipeline: 'b' },
  ]);
  expect((await run(['schedule', 'list', '--lang', 'sv'])).stdout).toMatch(/a +a +0 3 \* \* \* .* pausad/);
});

test('a file that cannot be read is named, and the exit code is 64', async () => {
  company.pipeline('a', { tags: ['night'] });
  writeFileSync(join(company.cwd, 'pipelines', 'boden.json'), '{ broken');
  const { code, stdout } = await run(['fleet', 'run', '--tag', 'night']);
  expect(stdout).toMatch(/^a: queued\nboden: the file cannot be read/);
  expect(code).toBe(64);
  const named = await run(['fleet', 'run', 'boden']);
  expect(named.stderr).toContain('boden.json cannot be read');
  expect(named.code).toBe(64);
  rmSync(join(company.cwd, 'pipelines', 'boden.json'));
  expect((await run(['fleet', 'cancel', '--all'])).stdout).toBe('a: cancelled\n');
});

test('0 where there is nothing to do, 64 where what was meant is not in the folder', async () => {
  const { company: own, run: at } = await fresh();
  for (const args of [['run', '--failed'], ['redrive'], ['cancel', '--all'], ['cancel', '--tag', 'night']])
    expect(await at(['fleet', ...args])).toMatchObject({ code: 0, stdout: 'There is nothing to do.\n' });
  for (const args of [
    ['run', '--tag', 'day'],
    ['cancel', '--tag', 'day'],
    ['run', 'x'],
    ['redrive', 'x'],
    ['cancel', 'x'],
  ])
    expect(await at(['fleet', ...args])).toMatchObject({ code: 64, stdout: '' });
  await at(['schedule', 'apply', '--yes']);
  await own.bury('a');
  rmSync(join(own.cwd, 'pipelines', 'a.json'));
  for (const args of [['run', '--failed'], ['redrive'], ['redrive', 'a']]) {
    const { code, stdout } = await at(['fleet', ...args]);
    expect(stdout).toContain('a: not in the folder; nothing was queued\n');
    expect(stdout).toContain('\njojka-sync fleet cancel a\n');
    expect(code).toBe(64);
  }
  expect(await at(['fleet', 'cancel', 'a'])).toMatchObject({
    code: 0,
    stdout: 'a: its dead letter is taken out\n',
  });
});

test('a job is queued, done by a worker, and seen; SIGTERM ends the worker with 0', async () => {
  expect((await run(['fleet', 'run', 'a'])).stdout).toBe('a: queued\n');
  expect((await run(['fleet', 'run', 'a'])).stdout).toBe('a: waits already, or is at work\n');
  const paused = await run(['schedule', 'pause', 'a']);
  expect(paused.stdout).toMatch(
    /1 job waits already .* is not paused by this.*:\njojka-sync fleet cancel a\n$/,
  );
  expect(JSON.parse((await run(['schedule', 'pause', '--all', '--json'])).stdout).jobs).toEqual(['a']);
  expect((await run(['schedule', 'pause', '--all'])).stdout).toContain('\njojka-sync fleet cancel --all\n');
  expect((await run(['fleet', 'cancel', '--all'])).stdout).toBe('a: cancelled\n');
  expect((await run(['schedule', 'pause', 'a'])).stdout).not.toContain('cancel');
  expect((await run(['fleet', 'run', 'a'])).stdout).toBe('a: queued\n');
  let kill = (_: NodeJS.Signals) => {};
  const worker = runCli(['work', '--jobs', '1', '--log-format', 'json'], {
    cwd: company.cwd,
    env: { ...company.env, DATABASE_URL: postgres.url },
    onStart: (send) => {
      kill = send;
    },
  });
  for (let tries = 0; tries < 300 && company.sandboxes.a?.state().contacts.length !== 2; tries++)
    await new Promise((go) => setTimeout(go, 100));
  await new Promise((go) => setTimeout(go, 2000));
  kill('SIGTERM');
  const { code, stderr } = await worker;
  expect(code).toBe(0);
  expect(stderr).toContain('"msg":"sync ended"');
  const fleet = await run(['fleet', '--json']);
  expect(JSON.parse(fleet.stdout).pipelines).toMatchObject([
    { pipeline: 'a', last: { state: 'done', exitCode: 0 }, isPaused: true, job: null, dead: null },
  ]);
});
