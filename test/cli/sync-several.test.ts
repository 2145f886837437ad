import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Company, startCompany } from '../fleet/company.ts';
import { runCli } from '../support/cli.ts';

/** Several pipelines in one command, each in a process of its own. */
let company: Company;

beforeAll(async () => {
  company = await startCompany(['a', 'b']);
  company.pipeline('b', { tags: ['night'] });
});
afterAll(() => company.close());

const run = (...args: string[]) =>
  runCli(args, { cwd: company.cwd, env: { ...company.env, FORCE_COLOR: '' } });

test('each is synced as it would be alone, and a table tells of them all', async () => {
  const { code, stdout } = await run('sync', '--all', '--lang', 'en');
  expect(code).toBe(0);
  expect(stdout).toContain('1 of 2: a\n');
  expect(stdout).toContain('b → account b');
  expect(stdout).toMatch(/PIPELINE +RESULT +CHANGES +REJECTED +TOOK\na +done +created 2 +0 +.*\nb +done/);
  for (const sandbox of Object.values(company.sandboxes)) expect(sandbox.state().contacts).toHaveLength(2);
});

test('a tag chooses; the result is one JSON document', async () => {
  const { code, stdout } = await run('sync', '--tag', 'night', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    exitCode: 0,
    pipelines: [{ pipeline: 'b', account: 'b', exitCode: 0, state: 'done', rejections: 0 }],
  });
});

describe('what goes wrong with one', () => {
  beforeAll(() => writeFileSync(join(company.cwd, 'pipelines', 'aa.json'), '{ broken'));

  test('the others are synced all the same, and the exit code is the worst', async () => {
    const { code, stdout, stderr } = await run('sync', '--all', '--quiet', '--lang', 'sv');
    expect(code).toBe(64);
    expect(stdout).toMatch(/a +klar .*\naa +fel i inställningarna .*\nb +klar/);
    expect(stderr).toContain('aa.json cannot be read');
  });
  test('with --fail-fast nothing is begun after it', async () => {
    const { code, stdout } = await run('sync', '--all', '--fail-fast', '--json');
    expect(code).toBe(64);
    expect(JSON.parse(stdout).pipelines.map(({ exitCode }: { exitCode: number | null }) => exitCode)).toEqual(
      [0, 64, null],
    );
  });
  test('a file that cannot be read is among those of a tag', async () => {
    const { code, stdout } = await run('sync', '--tag', 'night', '--json');
    expect(code).toBe(64);
    expect(JSON.parse(stdout).pipelines.map(({ pipeline }: { pipeline: string }) => pipeline)).toEqual([
      'aa',
      'b',
    ]);
  });
});

test.each([
  [['sync'], 'None is named'],
  [['sync', 'a', '--all'], 'cannot both be meant'],
  [['sync', '--all', '--tag', 'x'], 'cannot both be meant'],
  [['sync', '--tag', 'nix'], 'No pipeline of the folder has the tag "nix"'],
  [['sync', '--all', '--fail-fast', '--keep-going'], 'cannot both be meant'],
  [['sync', 'a', '--fail-fast'], 'are of several pipelines'],
  [['sync', '--all', '--input', 'x.csv'], '--input names one file'],
  [['sync', '--all', '--report', 'x.html'], '--report names one file'],
  [['sync', '--all', '--format', 'csv'], '--format csv is of one pipeline'],
])('%j is refused: %s', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(64);
  expect(stderr).toContain(message);
});

test('a signal ends the one at work in good order, and begins no other', async () => {
  const slow = await startCompany(['a', 'b'], {
    faults: { rules: [{ endpoint: 'export_contacts_list', action: { delayMs: 60_000 } }] },
  });
  try {
    let kill = (_: NodeJS.Signals) => {};
    const ended = runCli(['sync', '--all', '--json'], {
      cwd: slow.cwd,
      env: slow.env,
      onStart: (send) => {
        kill = send;
      },
    });
    while (!slow.sandboxes.a?.requests().export_contacts_list) await new Promise((go) => setTimeout(go, 50));
    kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(143);
    expect(JSON.parse(stdout).pipelines).toMatchObject([{ exitCode: 143 }, { exitCode: null }]);
  } finally {
    await slow.close();
  }
});
