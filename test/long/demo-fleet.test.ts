import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { visitor } from '../console/visitor.ts';

/** `npm run demo:fleet`, to the address that it prints, the overview there, and its end. */
test('the demo of the fleet comes to its console, where one account waits, and takes everything away', async () => {
  const demo = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, '..', 'demo', 'fleet.ts')],
    {
      cwd: join(import.meta.dirname, '..', '..'),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DEMO_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<number | null>((resolve) => demo.once('close', resolve));
  let told = '';
  let complaints = '';
  demo.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  demo.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  try {
    await Promise.race([
      expect.poll(() => told, { timeout: 600_000, interval: 300 }).toContain('Ctrl-C ends everything'),
      ended.then((code) => expect.fail(`it ended with ${code}: ${complaints}`)),
    ]);
    const port = Number(/The console is at +http:\/\/127\.0\.0\.1:(\d+)$/m.exec(told)?.[1]);
    const token = /jsc_[\w-]+/.exec(told)?.[0] ?? '';
    const person = visitor(port);
    expect((await person.signIn(token)).status).toBe(303);
    const { text } = await person.get('/');
    expect(text.match(/Held back: somebody has to decide/g)).toHaveLength(1);
    for (const account of ['arvika', 'falun', 'ystad']) expect(text).toContain(`<bdi>${account}</bdi>`);
    expect(text.match(/<svg class="trend"/g)).toHaveLength(20);
  } finally {
    demo.kill('SIGINT');
  }
  expect(await ended).toBe(0);
  const folder = /in the folder (\S+):$/m.exec(told)?.[1] ?? '';
  expect([folder, existsSync(folder)]).toEqual([expect.stringContaining('demo-fleet'), false]);
});
