import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cli } from '../../src/cli/context.ts';
import { noProgress } from '../../src/cli/progress.ts';
import { watched } from '../../src/cli/watched.ts';
import { LockedError } from '../../src/errors.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { useWorlds, type World } from '../support/in-process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const { world } = useWorlds();
const anna = '1;Anna Berg;070-174 06 05;Umeå;nej';
const bo = '2;Bo Ek;070-174 06 06;Kalmar;nej';

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  onTestFinished(() => started.close());
  return started;
}

/** What a command of this world's environment does, with what it logs. */
function commandIn(w: World, env: NodeJS.ProcessEnv = {}) {
  const logged: string[] = [];
  const log = (message: unknown) => void logged.push(String(message));
  const cli: Cli = {
    ...w.environment,
    env: { ...w.environment.env, ...env },
    now: () => w.clock.now,
    out: async () => {},
    page: async () => {},
    outAsIs: async () => {},
    ask: async () => true,
    log: { debug: log, info: log, warn: log, error: log },
    color: false,
    lang: 'en' as const,
    width: undefined,
    progress: noProgress,
  };
  const metricsFile = join(w.cwd, 'jojka.prom');
  const run = (command: string, work: (environment: RunEnvironment) => Promise<RunReport>) =>
    watched(cli, { command, named: 'named', metricsFile }, async (environment) => {
      const report = await work(environment);
      return { exitCode: report.exitCode, ended: report };
    });
  return {
    logged,
    sync: () => run('sync', (environment) => syncPipeline('crm', environment)),
    apply: (plan: string, accept: string) =>
      run('apply', (environment) => applyPlan(plan, environment, { accept })),
    run,
    metrics: () => readFileSync(metricsFile, 'utf8'),
    metricsFile,
  };
}

describe('who is told', () => {
  test('of a bad night, of the first good one after it, and of no other', async () => {
    const hook = await receiver();
    const w = await world({
      pipeline: { notify: { webhook: `${hook.url}/hook`, ping: `${hook.url}/ping` } },
    });
    const { sync } = commandIn(w);
    await expect(sync()).rejects.toThrow(/there is no such file/);
    w.crm(anna, bo);
    w.clock.forward(24);
    expect(await sync()).toBe(0);
    w.clock.forward(24);
    expect(await sync()).toBe(0);
    expect(hook.events()).toEqual(['failure', 'recovery']);
    expect(hook.received.filter(({ path }) => path !== '/hook').map(({ path }) => path)).toEqual([
      '/ping/start',
      '/ping/fail',
      '/ping/start',
      '/ping',
      '/ping/start',
      '/ping',
    ]);
    const [failure, recovery] = hook.received
      .filter(({ body }) => body !== '')
      .map(({ body }) => JSON.parse(body));
    expect(failure).toMatchObject({ title: 'crm: failed', exitCode: 1, account: 'default', pipeline: 'crm' });
    expect(failure.run).toMatch(/^20261123-030000-/);
    expect(recovery).toMatchObject({ title: 'crm: good again', exitCode: 0, changes: { done: 2 } });
  });

  test('that it writes: once, and not of a night that has nothing to write', async () => {
    const hook = await receiver();
    const w = await world({ pipeline: { notify: { webhook: hook.url, on: ['start', 'success'] } } });
    w.crm(anna, bo);
    const { sync } = commandIn(w);
    await sync();
    w.clock.forward(24);
    await sync();
    expect(hook.events()).toEqual(['start', 'success', 'success']);
    expect(JSON.parse(hook.received[0]?.body ?? '').title).toBe('crm: 2 changes are being written to Jojka');
  });

  test('of a guard with the command that applies the plan, and by the environment when it was applied', async () => {
    const hook = await receiver();
    const w = await world({ pipeline: { guards: { floor: 0 } } });
    w.crm(anna, bo);
    const { sync, apply } = commandIn(w, { JOJKA_SYNC_WEBHOOK_URL: hook.url });
    await sync();
    w.crm(anna);
    w.clock.forward(24);
    expect(await sync()).toBe(3);
    const held = JSON.parse(hook.received[0]?.body ?? '');
    expect(held).toMatchObject({ event: 'guard', title: 'crm: held back by guards' });
    expect(held.lines.join('\n')).toContain('1 contact would be removed');
    const [, plan = '', accept = ''] = /apply (\S+) --accept (\S+)/.exec(held.commands.join('\n')) ?? [];
    w.clock.forward(1);
    expect(await apply(plan, accept)).toBe(0);
    expect(hook.events()).toEqual(['guard', 'recovery']);
    // Neither numbers nor names leave the house (K2), nor does the key (K1).
    expect(hook.received.map(({ body }) => body).join()).not.toMatch(/4670174\d|Anna|Bo Ek|"key"/);
  });

  test('of a pipeline that cannot be read, by the environment', async () => {
    const hook = await receiver();
    const w = await world();
    writeFileSync(join(w.cwd, 'pipelines', 'crm.json'), '{');
    await expect(commandIn(w, { JOJKA_SYNC_WEBHOOK_URL: hook.url }).sync()).rejects.toThrow(/cannot be read/);
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({
      event: 'failure',
      title: 'named: failed',
      exitCode: 64,
    });
  });

  test('a notification that fails changes nothing of the night, and is a warning', async () => {
    const w = await world({
      pipeline: { notify: { webhook: 'http://127.0.0.1:1/hemligt', on: ['start', 'success'] } },
    });
    w.crm(anna);
    const { sync, logged } = commandIn(w);
    expect(await sync()).toBe(0);
    expect(logged).toEqual([
      'webhook at 127.0.0.1:1 was not told "start": ECONNREFUSED',
      'webhook at 127.0.0.1:1 was not told "success": ECONNREFUSED',
    ]);
  });

  test('what the environment says and cannot be ends the command before anything is read', async () => {
    const w = await world();
    await expect(commandIn(w, { JOJKA_SYNC_PING_URL: 'hemligt' }).sync()).rejects.toThrow(
      /JOJKA_SYNC_PING_URL\.$/,
    );
    expect(w.sandbox.requests()).toEqual({});
  });
});

describe('--metrics-file', () => {
  const value = (text: string, name: string, labels = '') =>
    Number(new RegExp(`^jojka_sync_${name}\\{${labels}[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);

  test('a good night, a bad one, a good one', async () => {
    const w = await world();
    w.crm(anna, bo);
    const { sync, metrics, metricsFile } = commandIn(w);
    await sync();
    const first = w.clock.now.getTime() / 1000;
    expect(statSync(metricsFile).mode & 0o777).toBe(0o644);
    expect(value(metrics(), 'last_run_changes', 'kind="create",outcome="done",')).toBe(2);
    expect(value(metrics(), 'last_run_success')).toBe(1);
    expect(value(metrics(), 'last_success_timestamp_seconds')).toBe(first);
    expect(metrics()).not.toMatch(/4670174|Anna/);

    rmSync(join(w.cwd, 'crm.csv'));
    w.clock.forward(24);
    await expect(sync()).rejects.toThrow();
    expect(value(metrics(), 'last_run_success')).toBe(0);
    expect(value(metrics(), 'last_run_exit_code')).toBe(1);
    expect(value(metrics(), 'last_run_timestamp_seconds')).toBe(first + 86_400);
    expect(value(metrics(), 'last_success_timestamp_seconds')).toBe(first);
    expect(metrics()).not.toContain('last_run_changes');

    w.crm(anna, bo);
    w.clock.forward(24);
    await sync();
    expect(value(metrics(), 'last_success_timestamp_seconds')).toBe(first + 2 * 86_400);
  });

  test('every line is one of the text format, and every name has its help, type and unit', async () => {
    const w = await world();
    w.crm(anna, '2;Bo Ek;08-465 004 00;;nej', '3;Cilla;070-174 06 07;;ja');
    const { sync, metrics } = commandIn(w);
    await sync();
    const lines = metrics().trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(
        /^(# (HELP|TYPE) jojka_sync_\w+ .+|jojka_sync_[a-z_]+\{([a-z]+="[^"]*",?)+\} [\d.e+-]+|)$/,
      );
    const names = new Set(lines.flatMap((line) => /^(\w+)\{/.exec(line)?.[1] ?? []));
    for (const name of names) expect(lines).toContainEqual(expect.stringMatching(`^# TYPE ${name} gauge$`));
    // Whoever reads docs/notify.md finds each.
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'notify.md'), 'utf8');
    for (const name of names) expect(page).toContain(`\`${name}\``);
    expect(value(metrics(), 'last_run_records', 'result="rejected",')).toBe(1);
    expect(value(metrics(), 'contacts', 'state="opted_out",')).toBe(1);
  });

  test('another run holds the account: its figures stay', async () => {
    const w = await world();
    const { run, metricsFile } = commandIn(w);
    await expect(run('sync', () => Promise.reject(new LockedError('held')))).rejects.toThrow('held');
    expect(existsSync(metricsFile)).toBe(false);
  });

  test.each([
    ['jojka.txt', /must end in \.prom/],
    ['nowhere/jojka.prom', /cannot be written/],
  ])('%s: refused before anything is read', async (name, message) => {
    const w = await world();
    const cli = { ...w.environment } as unknown as Cli;
    const watch = { command: 'sync', named: 'crm', metricsFile: join(w.cwd, name) };
    await expect(watched(cli, watch, () => Promise.reject(new Error('begun')))).rejects.toThrow(message);
  });
});
