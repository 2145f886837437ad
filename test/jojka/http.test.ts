import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttp } from '../../src/jojka/http.ts';
import { failure, quickClient, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';

describe('no whole answer', () => {
  test('nobody listens: certainly not sent', async () => {
    const client = quickClient('http://127.0.0.1:1', { retries: 0 });
    expect(await failure(client.rmContact({ msisdn }))).toMatchObject({
      name: 'ConnectionError',
      sent: false,
      message: 'Jojka at 127.0.0.1:1 did not answer rm_contact: nobody listens there',
    });
  });

  test('a host that does not exist: certainly not sent', async () => {
    const client = quickClient('https://jojka.invalid/websms/api', { retries: 0 });
    expect(await failure(client.rmContact({ msisdn }))).toMatchObject({
      name: 'ConnectionError',
      sent: false,
    });
  });

  test('a connection that is never made: certainly not sent', async () => {
    // It accepts and says nothing, so that TLS never gets going.
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const client = quickClient(`https://127.0.0.1:${port}`, { retries: 0, timeoutSeconds: 0.3 });
    expect(await failure(client.send({ to: msisdn, message: 'x' }))).toMatchObject({ sent: false });
  });

  test('what answers is no TLS: not sent', async () => {
    const server = await scriptedServer({ json: {} });
    const client = quickClient(server.url.replace('http:', 'https:'), { retries: 0 });
    expect(await failure(client.rmContact({ msisdn }))).toMatchObject({
      name: 'ConnectionError',
      sent: false,
    });
    expect(server.seen).toEqual([]);
  });

  test('the time-out is for the whole exchange, also when bytes keep dripping', async () => {
    const server = await scriptedServer((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const started = performance.now();
    const client = quickClient(server.url, { retries: 0, timeoutSeconds: 0.3 });
    expect(await failure(client.rmContact({ msisdn }))).toMatchObject({
      name: 'ConnectionError',
      sent: true,
      message: expect.stringContaining('no answer within 0.3 s'),
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('an answer cut short', async () => {
    const server = await scriptedServer((response) => {
      response
        .writeHead(200, { 'content-length': '1000' })
        .write('{"successes": "done"}', () => response.destroy());
    });
    expect(await failure(quickClient(server.url, { retries: 0 }).rmContact({ msisdn }))).toMatchObject({
      name: 'ConnectionError',
      sent: true,
    });
  });

  test('an answer larger than any of Jojka’s is not read to its end', async () => {
    const server = await scriptedServer({ status: 200, body: 'x'.repeat(50_000) });
    const http = createHttp({ url: server.url, connections: 1, timeoutMs: 5000, answerMegabytes: 0.5 });
    onTestFinished(() => http.close());
    expect(await failure(http.post('rm_contact', {}))).toMatchObject({
      name: 'UnexpectedAnswerError',
      status: 200,
    });
  });
});

test('connections are kept and used again', async () => {
  const ports = new Set<number | undefined>();
  const server = await scriptedServer((response, request) => {
    ports.add(request.socket.remotePort);
    response.end('{"successes":"done"}');
  });
  const client = quickClient(server.url, { concurrency: 2 });
  await Promise.all(Array.from({ length: 20 }, () => client.rmContact({ msisdn })));
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('a redirect is not followed: the key goes nowhere else', async () => {
  const elsewhere = await scriptedServer({ json: { successes: 'done' } });
  for (const status of [301, 302, 307, 308]) {
    const server = await scriptedServer({ status, headers: { location: `${elsewhere.url}/rm_contact` } });
    expect(await failure(quickClient(server.url).rmContact({ msisdn }))).toMatchObject({
      name: 'ApiError',
      status,
    });
  }
  expect(elsewhere.seen).toEqual([]);
});

test('å, ä and ö at the border of two packets', async () => {
  const body = Buffer.from(
    JSON.stringify({ export: [{ msisdn, name: 'Åsa Öberg', groups: ['Ängelholm'] }] }),
  );
  const server = await scriptedServer((response) => {
    response.writeHead(200);
    const cut = body.indexOf(Buffer.from('Å')) + 1;
    response.write(body.subarray(0, cut));
    setTimeout(() => response.end(body.subarray(cut)), 20);
  });
  expect(await quickClient(server.url).exportContactsList()).toEqual([
    { msisdn, name: 'Åsa Öberg', groups: ['Ängelholm'] },
  ]);
});
