import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

test('a night that fails prints one JSON document too, and nothing after it', async () => {
  const sandbox = await startSandbox({ port: 0 });
  const cwd = temporaryFolder('json');
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [{ type: 'csv', path: 'crm.csv', id: 'Id', phone: 'Mobil' }],
      contacts: { absent: 'keep' },
    }),
  );
  writeFileSync(join(cwd, 'crm.csv'), 'Id;Mobil\n');
  const env = { JOJKA_API_URL: sandbox.url, JOJKA_API_KEY: 'test' };
  const run = (...args: string[]) => runHere(args, { cwd, env });

  const empty = await run('sync', 'crm', '--json');
  expect(empty.code).toBe(3);
  expect(JSON.parse(empty.stdout)).toMatchObject({
    version: 1,
    run: expect.stringMatching(/^\d{8}-\d{6}-/),
    exitCode: 3,
    error: { name: 'RefusedError', message: expect.any(String), advice: expect.any(String) },
  });
  expect(empty.stderr).toContain('Refused:');

  const unknown = await run('sync', 'nosuch', '--format', 'json');
  expect(JSON.parse(unknown.stdout)).toMatchObject({
    run: null,
    exitCode: 64,
    error: { name: 'UsageError' },
  });

  const both = await run('runs', '--json', '--format', 'text');
  expect([both.code, both.stdout]).toEqual([64, '']);
  const text = await run('sync', 'crm');
  expect(text.stdout).toMatch(/^Refused:/);
  await sandbox.close();
});
