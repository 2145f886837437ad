import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDispatcher } from '../../src/dispatcher.ts';
import { UsageError } from '../../src/errors.ts';
import { startProxy } from '../support/proxy.ts';
import { failure, quickClient, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';
const done = { json: { errors: '', successes: 'done' } };

async function proxyTo(url: string, options: { refuse?: number; password?: string } = {}) {
  const proxy = await startProxy({ port: Number(new URL(url).port), ...options });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Posts once over what openDispatcher gives. @returns the status */
async function post(origin: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { dispatcher } = openDispatcher(origin, { connections: 1, connectTimeoutMs: 2000, env });
  onTestFinished(() => dispatcher.destroy());
  const { statusCode, body } = await dispatcher.request({ origin, method: 'POST', path: '/x', body: 'a=1' });
  await body.dump();
  return statusCode;
}

describe('which way', () => {
  test('plain http goes through HTTP_PROXY in the open', async () => {
    const server = await scriptedServer(done);
    const proxy = await proxyTo(server.url);
    expect(await post('http://hooks.test', { HTTP_PROXY: proxy.url })).toBe(200);
    expect(proxy.asked).toEqual(['POST http://hooks.test/x']);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    [
      'of two spellings the small one counts',
      (url: string) => ({ http_proxy: url, HTTP_PROXY: 'http://127.0.0.1:1' }),
    ],
    ['an address without a scheme', (url: string) => ({ HTTP_PROXY: url.replace('http://', '') })],
    ['NO_PROXY of another host', (url: string) => ({ HTTP_PROXY: url, NO_PROXY: 'other.test,.example' })],
    ['NO_PROXY of another port', (url: string) => ({ HTTP_PROXY: url, NO_PROXY: 'hooks.test:8080' })],
  ])('%s', async (_, env) => {
    const server = await scriptedServer(done);
    const proxy = await proxyTo(server.url);
    expect(await post('http://hooks.test', env(proxy.url))).toBe(200);
    expect(proxy.asked).toHaveLength(1);
  });

  test.each([
    ['NO_PROXY names the host', { NO_PROXY: 'localtest.me,hooks.test' }],
    ['NO_PROXY names its domain', { NO_PROXY: '.test' }],
    ['NO_PROXY is for all', { no_proxy: '*' }],
  ])('%s: not through the proxy', async (_, exempt) => {
    const server = await scriptedServer(done);
    const proxy = await proxyTo(server.url);
    // Nobody knows that name: without the proxy it leads nowhere.
    await expect(post('http://hooks.test', { HTTP_PROXY: proxy.url, ...exempt })).rejects.toThrow(
      /hooks\.test/,
    );
    expect(proxy.asked).toEqual([]);
  });

  test.each(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])(
    'to this machine nothing goes through %s: the key must not leave it in the open (K1)',
    async (name) => {
      const server = await scriptedServer(done);
      const proxy = await proxyTo(server.url);
      await quickClient(server.url, { env: { [name]: proxy.url } }).rmContact({ msisdn });
      expect(server.seen).toHaveLength(1);
      expect(proxy.asked).toEqual([]);
    },
  );

  test('HTTP_PROXY says nothing of https', () => {
    const { proxy } = openDispatcher('https://jojka.test', {
      connections: 1,
      connectTimeoutMs: 100,
      env: { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: ' ' },
    });
    expect(proxy).toBeUndefined();
  });

  test.each(['socks5://hemlig:pw@127.0.0.1:1080', 'http://', ':::', 'ftp://proxy.test'])(
    'no address of an HTTP proxy: %s',
    (text) => {
      const open = () =>
        openDispatcher('https://jojka.test', {
          connections: 1,
          connectTimeoutMs: 100,
          env: { HTTPS_PROXY: text },
        });
      expect(open).toThrow(UsageError);
      expect(open).toThrow('HTTPS_PROXY holds no address of an HTTP proxy.');
    },
  );
});

describe('a proxy that does not let the call through', () => {
  const client = (proxy: string) =>
    quickClient('https://jojka.test/websms/api', { retries: 0, env: { HTTPS_PROXY: proxy } });

  test.each([
    [403, 'the proxy refused (HTTP 403)'],
    [407, 'the proxy asks for a user name and password (HTTP 407)'],
    [502, 'the proxy refused (HTTP 502)'],
  ])('HTTP %i: certainly not sent, and the message says so', async (refuse, what) => {
    const proxy = await proxyTo('http://127.0.0.1:1', { refuse });
    expect(await failure(client(proxy.url).send({ to: msisdn, message: 'x' }))).toMatchObject({
      name: 'ConnectionError',
      sent: false,
      message: `Jojka at jojka.test did not answer send: ${what}`,
      advice: expect.stringContaining(`HTTPS_PROXY is set, to ${new URL(proxy.url).host}`),
    });
    expect(proxy.asked).toEqual(['CONNECT jojka.test:443']);
  });

  test('nobody listens there: certainly not sent, and no password is told', async () => {
    const error = await failure(client('http://user:hemligt@127.0.0.1:1').send({ to: msisdn, message: 'x' }));
    expect(error).toMatchObject({ name: 'ConnectionError', sent: false });
    expect(`${(error as Error).message} ${(error as { advice: string }).advice}`).not.toMatch(/hemligt|user/);
  });

  test('a proxy that never answers: the time-out is the same', async () => {
    const silent = await scriptedServer(() => {});
    const started = performance.now();
    const slow = quickClient('https://jojka.test', {
      retries: 0,
      timeoutSeconds: 0.3,
      env: { HTTPS_PROXY: new URL(silent.url).origin },
    });
    expect(await failure(slow.send({ to: msisdn, message: 'x' }))).toMatchObject({
      sent: false,
      timedOut: true,
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a certificate that nobody has signed is not accepted through a tunnel either', async () => {
    const folder = join(import.meta.dirname, '..', 'support', 'tls');
    const server = createTlsServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'certificate.pem')) },
      (_, response) => response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const proxy = await proxyTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await failure(client(proxy.url).rmContact({ msisdn }))).toMatchObject({
      sent: false,
      message: expect.stringContaining('certificate or TLS is not accepted'),
    });
  });
});
