import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

/** The sandbox is for programs of this machine, not for pages of elsewhere in a browser on it. */
let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
});

/** The status of a call whose headers are as they are given, `Host` too. */
function statusOf(port: number, headers: Record<string, string>, path = '/_sandbox/state', body?: Buffer) {
  return new Promise<number | undefined>((resolve, reject) => {
    const call = request(
      { port, host: '127.0.0.1', path, method: body ? 'POST' : 'GET', headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

test.each<[string, Record<string, string>, number]>([
  ['a program', {}, 200],
  ['a program that says localhost', { host: 'localhost:8080' }, 200],
  ['a page of its own', { origin: 'http://127.0.0.1:8080' }, 200],
  ['a name that leads here', { host: 'evil.example' }, 403],
  ['a page of elsewhere', { origin: 'https://evil.example' }, 403],
  ['a page without a place', { origin: 'null' }, 403],
  ['a picture in a page of elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
])('%s', async (_name, headers, status) => {
  sandbox = await startSandbox();
  expect(await statusOf(sandbox.port, headers)).toBe(status);
});

test('a body without end is refused', async () => {
  sandbox = await startSandbox();
  const body = Buffer.alloc(65 * 1024 * 1024, 'a');
  const status = await statusOf(sandbox.port, {}, '/websms/api/add_contact', body).catch(() => 413);
  expect(status).toBe(413);
});
