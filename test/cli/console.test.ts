import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { hidden, visitor } from '../console/visitor.ts';
import { runCli, runHere, temporaryFolder } from '../support/cli.ts';

/** The console by the real command, over the embedded state: somebody signs in, approves a held night, and it is applied. */
test('a held night is approved in the console, and applied in Jojka', async () => {
  const sandbox = await startSandbox({ port: 0 });
  const cwd = temporaryFolder('console');
  const env = { JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url };
  const cli = (...args: string[]) => runHere(args, { cwd, env });
  mkdirSync(join(cwd, 'pipelines'));
  const pipeline = {
    name: 'crm',
    sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', groups: ['Kunder'] }],
    contacts: { absent: 'remove-managed' },
    load: { requestsPerSecond: 1000 },
  };
  writeFileSync(join(cwd, 'pipelines', 'crm.json'), JSON.stringify(pipeline));
  const crm = (count: number) =>
    writeFileSync(
      join(cwd, 'crm.csv'),
      `Kundnr;Mobil\n${Array.from({ length: count }, (_, at) => `K${at};07017406${String(at + 5).padStart(2, '0')}\n`).join('')}`,
    );
  try {
    const none = await cli('console', '--port', '0');
    expect([none.code, none.stderr]).toEqual([64, expect.stringContaining('Nobody has a token')]);
    crm(30);
    expect((await cli('sync', 'crm')).code).toBe(0);
    crm(15);
    expect((await cli('sync', 'crm')).code).toBe(3);
    const { run } = JSON.parse((await cli('show', 'latest', '--json')).stdout);
    const added = await cli('console', 'token', 'add', 'anna', '--role', 'approve', '--json');
    const { token } = JSON.parse(added.stdout);

    let stop: ((signal: NodeJS.Signals) => void) | undefined;
    const port = await freePort();
    const served = runCli(['console', '--port', String(port)], {
      cwd,
      env,
      onStart: (kill) => {
        stop = kill;
      },
    });
    const anna = visitor(port);
    await untilThere(() => anna.signIn(token));
    const overview = await anna.get('/');
    expect(overview.text).toContain('Held back: somebody has to decide');
    const page = await anna.get(`/runs/${run}`);
    const fingerprint = hidden(page.text, 'fingerprint');
    expect(page.text).toContain('15 contacts would be removed');
    expect((await anna.get(`/runs/${run}/report`)).text).toContain('<title>');
    const begun = await anna.post(`/runs/${run}/apply`, { fingerprint, read: 'yes', reason: 'they left' });
    expect(begun.status).toBe(303);
    let at = String(begun.headers.location);
    await expect
      .poll(
        async () => {
          const answer = await anna.get(at);
          if (answer.status === 303) at = String(answer.headers.location);
          return answer.text;
        },
        { timeout: 30_000, interval: 300 },
      )
      .toContain('by anna: they left');
    expect(sandbox.state().contacts).toHaveLength(15);

    stop?.('SIGTERM');
    const { code, stdout } = await served;
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`The console is at http://127.0.0.1:${port}`),
    ]);
    const told = await cli('runs', 'latest');
    expect(told.stdout).toContain('Approved in the console by anna: they left');
    const revoked = await cli('console', 'token', 'revoke', 'anna');
    expect([revoked.code, (await cli('console', 'token', 'list')).stdout]).toEqual([
      0,
      expect.stringContaining('revoked'),
    ]);
  } finally {
    await sandbox.close();
  }
}, 180_000);

test.each([
  [['--host', '0.0.0.0'], 'would be plain HTTP'],
  [['--origin', 'sms.example.se'], 'is no address of a site'],
  [['--port', 'x'], 'is not a port'],
  [['--proxy-header', 'X-Remote-User'], 'go together'],
  [['--proxy-from', '127.0.0.1'], 'go together'],
  [['--proxy-header', 'Cookie', '--proxy-from', '127.0.0.1'], 'is no header'],
  [['--proxy-header', 'X-Remote-User', '--proxy-from', 'proxy'], 'is no address'],
  [['token', 'add', 'anna', '--no-token'], 'has a token already'],
  [['token'], 'That is not understood'],
  [['token', 'add'], 'That is not understood'],
  [['token', 'revoke', 'nobody'], 'Nobody of the name "nobody" has a token'],
])('console %j is refused', async (args, said) => {
  const cwd = temporaryFolder('console');
  const cli = (...words: string[]) => runHere(['console', ...words], { cwd, env: {} });
  await cli('token', 'add', 'anna');
  const { code, stderr } = await cli(...args);
  expect([code, stderr]).toEqual([64, expect.stringContaining(said)]);
});

async function freePort(): Promise<number> {
  const sandbox = await startSandbox({ port: 0 });
  await sandbox.close();
  return sandbox.port;
}

/** Tries until somebody listens. */
async function untilThere<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await attempt();
    } catch (error) {
      if (tries > 150) throw error;
      await new Promise((next) => setTimeout(next, 200));
    }
}
