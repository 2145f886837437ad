import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startProxy } from '../support/proxy.ts';
import { startReceiver } from '../support/receiver.ts';

const tls = join(import.meta.dirname, '..', 'support', 'tls');
const certificate = join(tls, 'certificate.pem');
const pair = { key: readFileSync(join(tls, 'key.pem')), cert: readFileSync(certificate) };
const folder = temporaryFolder('watched');
const key = 'hemlig-nyckel-4711';
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, apiKey: key });
  writeFileSync(
    join(folder, 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' }],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
    }),
  );
  writeFileSync(join(folder, 'crm.csv'), 'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n');
  writeFileSync(join(folder, 'key'), `${key}\n`);
  chmodSync(join(folder, 'key'), 0o644);
});
afterAll(() => sandbox.close());

test('a night through a company’s proxy, with the key in a file, told over the same proxy', async () => {
  const hook = await startReceiver();
  // jojka.test has TLS of its own, and is known to nobody but the proxy.
  const { host, port, pathname } = new URL(sandbox.url);
  const front = createTlsServer(pair, (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const tunnel = await startProxy({ port: (front.address() as AddressInfo).port });
  const open = await startProxy({ port: Number(new URL(hook.url).port) });
  const { code, stdout, stderr } = await runCli(['sync', 'crm.json', '--log-format', 'json'], {
    cwd: folder,
    env: {
      JOJKA_API_KEY_FILE: 'key',
      JOJKA_API_URL: `https://jojka.test${pathname}`,
      HTTPS_PROXY: tunnel.url,
      HTTP_PROXY: open.url,
      NODE_EXTRA_CA_CERTS: certificate,
      JOJKA_SYNC_WEBHOOK_URL: 'http://hooks.test/in',
      JOJKA_SYNC_NOTIFY_ON: 'start,success',
    },
  });
  for (const { close } of [hook, tunnel, open]) await close();
  front.close();
  expect(stdout).toContain('Verified: 1 confirmed');
  expect(code).toBe(0);
  expect(sandbox.state().contacts.map(({ name }) => name)).toEqual(['Anna Berg']);
  expect(new Set(tunnel.asked)).toEqual(new Set(['CONNECT jojka.test:443']));
  expect(open.asked).toEqual(['POST http://hooks.test/in', 'POST http://hooks.test/in']);
  expect(hook.events()).toEqual(['start', 'success']);
  // Told once a run that others can read the key, and the key nowhere.
  expect(stderr.match(/every user of this machine can read the API key in key: chmod 600 key/g)).toHaveLength(
    1,
  );
  expect(stdout + stderr + hook.received.map(({ body }) => body)).not.toContain(key);
});

describe('what hangs', () => {
  test('does not keep the process: five seconds, and the same exit code', async () => {
    const silent = await startReceiver(() => {});
    const measure = async (env: NodeJS.ProcessEnv) => {
      const before = performance.now();
      const { code, stderr } = await runCli(['sync', 'nowhere'], { cwd: folder, env });
      return { code, stderr, seconds: (performance.now() - before) / 1000 };
    };
    const alone = await measure({});
    const hanging = await measure({ JOJKA_SYNC_WEBHOOK_URL: `${silent.url}/hemligt` });
    await silent.close();
    expect(hanging.code).toBe(alone.code);
    expect(hanging.seconds - alone.seconds).toBeLessThan(7);
    expect(hanging.stderr).toContain('was not told \\"failure\\": no answer in time');
    expect(hanging.stderr).toContain('Error: There is no pipeline "nowhere"');
    expect(hanging.stderr).not.toContain('hemligt');
  });
});

test('a certificate that is not accepted ends the run through a proxy as without one', async () => {
  const front = createTlsServer(pair, (_, response) => response.end('{}'));
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const tunnel = await startProxy({ port: (front.address() as AddressInfo).port });
  const { code, stderr } = await runCli(['plan', 'crm.json'], {
    cwd: folder,
    env: {
      JOJKA_API_KEY: key,
      JOJKA_API_URL: 'https://jojka.test',
      JOJKA_SYNC_HOME: join(folder, 'another'),
      HTTPS_PROXY: tunnel.url,
    },
  });
  await tunnel.close();
  front.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(/certificate or TLS is not accepted[\s\S]*HTTPS_PROXY is set/);
});
