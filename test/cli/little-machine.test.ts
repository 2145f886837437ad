import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { bin, temporaryFolder } from '../support/cli.ts';

/** A machine that gives little is told of in a sentence by the real command, without a stack trace. */
async function sync(limit: string): Promise<{ status: number | null; stderr: string }> {
  const cwd = temporaryFolder('little');
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(join(cwd, 'crm.csv'), 'Id;Mobil\n1;0701740605\n');
  writeFileSync(
    join(cwd, 'pipelines', 'p.json'),
    JSON.stringify({
      name: 'p',
      sources: [{ type: 'csv', path: 'crm.csv', id: 'Id', phone: 'Mobil' }],
      contacts: { absent: 'keep' },
      load: { retries: 0 },
    }),
  );
  const sandbox = await startSandbox({ port: 0 });
  const child = spawn('bash', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, bin, 'sync', 'p'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, JOJKA_API_KEY: 'k', JOJKA_API_URL: sandbox.url },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [status] = await once(child, 'close');
  await sandbox.close();
  return { status, stderr };
}

test('little address space', async () => {
  const { status, stderr } = await sync('ulimit -v 6000000');
  expect(stderr).toContain('This needs more memory than there is');
  expect(stderr).not.toMatch(/fault of jojka-sync|\n {4}at /);
  expect(status).toBe(1);
});

test('few file handles: as soon as the program itself is loaded, it says so', async () => {
  // How many the loader has open at once is Node's affair; below that it is Node that ends.
  for (const handles of [80, 90, 100, 110, 120, 130, 140]) {
    const { status, stderr } = await sync(`ulimit -n ${handles}`);
    expect(stderr).not.toContain('fault of jojka-sync');
    if (!stderr.includes('may not open as many files as it needs')) continue;
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(status).toBe(1);
    return;
  }
  expect.fail('it was never said');
});
