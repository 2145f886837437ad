import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ScheduleSettings, scheduleNames, schedules } from '../../src/scaffold/schedule.ts';
import { temporaryFolder } from '../support/cli.ts';
import { documented } from './settings.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');

/** A pipeline and a folder with all signs that shells, units and YAML mean something by. */
const awkward: ScheduleSettings = {
  ...documented,
  name: 'Kund.register_Åre',
  folder: '/srv/50 % o\'ff $x "q"',
};

const filesOf = (settings: ScheduleSettings) =>
  scheduleNames.flatMap((name) => schedules[name].files(settings));
const fileOf = (settings: ScheduleSettings, ending: string): string =>
  filesOf(settings).find(({ path }) => path.endsWith(ending))?.text ?? '';

describe('docs/deploy', () => {
  test.each(filesOf(documented))(
    'has $path as init writes it (mended by vitest -u)',
    async ({ path, text }) => {
      await expect(text).toMatchFileSnapshot(join(root, 'docs', 'deploy', basename(path)));
      expect(page).toContain(`(deploy/${basename(path)})`);
    },
  );

  test.each(scheduleNames)('says what is to be done with the files of %s', (name) => {
    expect(page).toContain(`--schedule ${name}`);
    for (const command of schedules[name].next(documented)) expect(page).toContain(command);
  });
});

test('every scheduled line runs the version that is installed in the folder', () => {
  for (const { path, text } of filesOf(documented).filter(({ path: file }) => !file.endsWith('.timer'))) {
    const lines = text.replace(/^ *#.*$/gm, '').replace(/[[\],]/g, '');
    expect(lines, path).toContain('npx --no-install jojka-sync sync nightly --quiet');
    expect(
      lines.match(/npx(?! --no-install jojka-sync )|jojka-sync(?<!npx --no-install jojka-sync) sync/g),
      path,
    ).toBeNull();
  }
});

test.each(['/usr/bin', '/usr/local/bin', '/opt/node/bin'])(
  'no folder stands twice in PATH: node in %s',
  (nodeFolder) => {
    for (const name of ['cron', 'systemd', 'airflow'] as const) {
      const [{ text } = { text: '' }] = schedules[name].files({ ...documented, nodeFolder });
      const path = /PATH(?:=|": ")([^\s"]+)/.exec(text)?.[1]?.split(':') ?? [];
      expect(path).toContain(nodeFolder);
      expect(path).toHaveLength(new Set(path).size);
    }
  },
);

describe.each([
  ['as documented', documented],
  ['with awkward names', awkward],
])('%s', (_, settings) => {
  test('systemd takes the units', () => {
    const folder = temporaryFolder('units');
    const units = schedules.systemd.files({
      ...settings,
      folder: settings === awkward ? awkward.folder : folder,
    });
    const paths = units.map(({ path, text }) => {
      const target = join(folder, basename(path));
      writeFileSync(target, text);
      return target;
    });
    const verified = spawnSync('systemd-analyze', ['verify', ...paths], { encoding: 'utf8' });
    // A machine without systemd cannot say; the lines themselves are looked at below.
    if (verified.error) return;
    expect(verified.stderr.split('\n').filter((line) => line.includes(folder))).toEqual([]);
    expect(verified.status).toBe(0);
  });

  test('a shell comes to the folder and runs the command from the crontab', () => {
    const folder = join(temporaryFolder('cron'), settings.folder.slice(5));
    mkdirSync(folder, { recursive: true });
    const bin = temporaryFolder('bin');
    writeFileSync(join(bin, 'npx'), '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const line =
      fileOf({ ...settings, folder, nodeFolder: bin }, '.crontab')
        .trimEnd()
        .split('\n')
        .at(-1) ?? '';
    const [, when, command] = /^(\S+ \S+ \S+ \S+ \S+) {2}(.*)$/.exec(line) ?? [];
    expect(when).toBe('0 3 * * *');
    // Cron takes a bare percent sign for the end of the line.
    expect(command).not.toMatch(/(?<!\\)%/);
    const said = execFileSync('/bin/sh', ['-c', (command ?? '').replaceAll('\\%', '%')], {
      encoding: 'utf8',
    });
    expect(said.trimEnd().split('\n')).toEqual([
      folder,
      ...['--no-install', 'jojka-sync', 'sync', settings.name, '--quiet'],
      ...['--report', `last-${settings.name}.html`],
    ]);
  });

  test('Kubernetes gets a CronJob whose pod runs once', () => {
    const job = parse(fileOf(settings, '.cronjob.yaml'));
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: {
        schedule: '0 3 * * *',
        timeZone: 'Europe/Stockholm',
        concurrencyPolicy: 'Forbid',
        jobTemplate: { spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } } },
      },
    });
    expect(job.metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/);
    const { spec } = job.spec.jobTemplate.spec.template;
    expect(spec.containers[0].command).toEqual([
      ...['npx', '--no-install', 'jojka-sync', 'sync', settings.name, '--quiet'],
    ]);
    expect(spec.containers[0].volumeMounts[0].name).toBe(spec.volumes[0].name);
  });

  test('GitHub gets a workflow that syncs at night and shows a plan on a pull request', () => {
    const workflow = parse(fileOf(settings, '.yml'));
    expect(Object.keys(workflow.on)).toEqual(['schedule', 'workflow_dispatch', 'pull_request']);
    expect(workflow.on.schedule).toEqual([{ cron: '0 2 * * *' }]);
    const { sync, plan } = workflow.jobs;
    expect(sync.if).toBe("github.event_name != 'pull_request'");
    expect(plan.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    const runs = (job: { steps: { run?: string }[] }) => job.steps.flatMap(({ run }) => run ?? []);
    expect(runs(sync)).toContain(`npx --no-install jojka-sync sync ${shell(settings.name)} --quiet`);
    expect(runs(plan).join('\n')).toContain('--format markdown --redact > plan.md');
    expect(runs(plan).join('\n')).not.toContain('jojka-sync sync');
    const secrets = JSON.stringify(workflow).match(/secrets\.\w+/g);
    expect(new Set(secrets)).toEqual(
      new Set(['secrets.JOJKA_API_KEY', 'secrets.CRM_DATABASE_URL', 'secrets.DATABASE_URL']),
    );
  });

  test('Airflow gets a DAG that Python reads', () => {
    const folder = temporaryFolder('dag');
    const stubs = `
class DAG:
    def __init__(self, **given): self.given = given
    def __enter__(self): print(self.given["dag_id"], self.given["schedule"], self.given["catchup"]); return self
    def __exit__(self, *_): pass
class BashOperator:
    def __init__(self, **given): print(given["task_id"], given["cwd"], given["bash_command"], sep="|")
    def __rshift__(self, other): return other
`;
    mkdirSync(join(folder, 'airflow', 'operators'), { recursive: true });
    writeFileSync(join(folder, 'airflow', '__init__.py'), stubs);
    writeFileSync(join(folder, 'airflow', 'operators', '__init__.py'), '');
    writeFileSync(join(folder, 'airflow', 'operators', 'bash.py'), 'from airflow import BashOperator\n');
    writeFileSync(join(folder, 'pendulum.py'), 'def datetime(*_, tz): return tz\n');
    writeFileSync(join(folder, 'dag.py'), fileOf(settings, '.py'));
    const read = spawnSync('python3', ['dag.py'], { cwd: folder, encoding: 'utf8' });
    if (read.error) return;
    expect(read.stderr).toBe('');
    const [dag, validate, sync] = read.stdout.trimEnd().split('\n');
    expect(dag).toMatch(/^jojka_sync_[a-z0-9_]+ 0 3 \* \* \* False$/);
    expect(validate).toContain(`validate|${settings.folder}|npx --no-install jojka-sync validate`);
    expect(sync).toContain(
      `sync|${settings.folder}|npx --no-install jojka-sync sync ${shell(settings.name)} --quiet`,
    );
  });
});

test.each([
  ['Europe/Stockholm', 3, 0, '0 2 * * *'],
  ['Europe/Stockholm', 0, 30, '30 23 * * *'],
  ['UTC', 3, 0, '0 3 * * *'],
  ['America/New_York', 22, 15, '15 3 * * *'],
  ['Asia/Kolkata', 3, 0, '30 21 * * *'],
])("GitHub's clock is UTC: %s %d:%d is %s", (timeZone, hour, minute, cron) => {
  const workflow = parse(fileOf({ ...documented, timeZone, hour, minute }, '.yml'));
  expect(workflow.on.schedule).toEqual([{ cron }]);
});

/** A name of letters that a shell may take otherwise, as the files have it. */
function shell(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name}'`;
}
