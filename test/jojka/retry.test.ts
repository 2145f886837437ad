import { describe, expect, test } from 'vitest';
import type { JojkaClient } from '../../src/jojka/client.ts';
import { failure, quickClient, type Scripted, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';
const done = { json: { successes: 'done' } };
const reset: Scripted = (_, request) => request.socket.resetAndDestroy();
const block = (client: JojkaClient) => client.addToBlocklist({ msisdn });

describe('what is tried again (L3)', () => {
  test.each<[string, Scripted]>([
    ['408', { status: 408 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503 with an error', { json: { error: ['nej'] }, status: 503 }],
    ['HTML', { status: 200, body: '<html>' }],
    ['nothing', { status: 200, body: '' }],
    ['a reset', reset],
  ])('%s', async (_, fault) => {
    const server = await scriptedServer(fault, fault, done);
    const attempts: number[] = [];
    await block(quickClient(server.url, { onAttempt: ({ attempt }) => attempts.push(attempt) }));
    expect(attempts).toEqual([1, 2, 3]);
    expect(server.seen).toHaveLength(3);
  });

  test('as often as asked for, and the error knows how often', async () => {
    const server = await scriptedServer({ status: 503 });
    expect(await failure(block(quickClient(server.url, { retries: 4 })))).toMatchObject({
      status: 503,
      attempts: 5,
    });
    expect(server.seen).toHaveLength(5);
  });

  test.each<[string, Scripted]>([
    ['an API error', { json: { error: ['nej'] } }],
    ['a wrong key', { json: { error: { API_key: 'nej' } } }],
    ['400', { status: 400 }],
    ['413', { status: 413 }],
    ['302', { status: 302 }],
    ['an unexpected answer', { json: {} }],
  ])('%s is final', async (_, fault) => {
    const server = await scriptedServer(fault);
    expect(await failure(block(quickClient(server.url)))).toMatchObject({ attempts: 1 });
    expect(server.seen).toHaveLength(1);
  });

  test('waits double from try to try', async () => {
    const server = await scriptedServer({ status: 503 });
    await failure(block(quickClient(server.url, { retries: 3, firstWaitMs: 60 })));
    const gaps = server.seen.slice(1).map(({ at }, index) => at - (server.seen[index]?.at ?? 0));
    for (const [index, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThan(60 * 2 ** index - 5);
      expect(gap).toBeLessThan(60 * 2 ** index * 1.5 + 150);
    }
  });
});

describe('calls that must not be made twice (L2)', () => {
  const calls: [string, (client: JojkaClient) => Promise<unknown>][] = [
    ['send', (client) => client.send({ to: msisdn, message: 'Hej' })],
    ['add_campaign', (client) => client.addCampaign({ toGroups: ['Kunder'], message: 'Hej' })],
  ];
  const faults: [string, Scripted][] = [
    ['a reset', reset],
    ['408', { status: 408 }],
    ['429', { status: 429, headers: { 'retry-after': '0' } }],
    ['500', { status: 500 }],
    ['HTML', { status: 200, body: '<html>' }],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['silence', () => {}],
  ];
  const table = calls.flatMap(([name, call]) => faults.map(([what, fault]) => ({ name, what, call, fault })));
  test.each(table)('$name is not sent again after $what', async ({ call, fault }) => {
    const server = await scriptedServer(fault);
    const error = await failure(call(quickClient(server.url, { retries: 5, timeoutSeconds: 0.3 })));
    expect(error).toMatchObject({ disposition: 'retriable', attempts: 1 });
    if ((error as Error).name === 'ConnectionError') expect(error).toMatchObject({ sent: true });
    expect(server.seen).toHaveLength(1);
  });

  test.each(calls)('%s is tried again while nobody listens', async (_, call) => {
    const error = await failure(call(quickClient('http://127.0.0.1:1/websms/api', { retries: 3 })));
    expect(error).toMatchObject({ name: 'ConnectionError', sent: false, attempts: 4 });
  });
});

describe('Retry-After', () => {
  test.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2000).toUTCString()],
  ])('%s: every call waits, not just the one', async (_, header) => {
    const server = await scriptedServer({ status: 429, headers: { 'retry-after': header() } }, done);
    const client = quickClient(server.url);
    const first = block(client);
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await Promise.all([first, block(client), block(client)]);
    const [refused, ...later] = server.seen.map(({ at }) => at);
    expect(later).toHaveLength(3);
    for (const at of later) expect(at - (refused ?? 0)).toBeGreaterThan(900);
  });

  test.each(['soon', '', '-1', 'NaN'])('"%s" is passed over', async (header) => {
    const server = await scriptedServer({ status: 503, headers: { 'retry-after': header } }, done);
    await block(quickClient(server.url));
    expect(server.seen).toHaveLength(2);
  });
});

describe('giving up', () => {
  test('ends the wait for a retry; what may have left is known', async () => {
    const server = await scriptedServer({ status: 503 });
    const stop = new AbortController();
    const client = quickClient(server.url, { firstWaitMs: 60_000, signal: stop.signal });
    const call = failure(block(client));
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    setTimeout(() => stop.abort(), 20);
    expect(await call).toMatchObject({ name: 'ConnectionError', sent: true, attempts: 1 });
  });

  test('ends the wait of a Retry-After, for all calls', async () => {
    const server = await scriptedServer({ status: 429, headers: { 'retry-after': '200' } });
    const stop = new AbortController();
    const client = quickClient(server.url, { signal: stop.signal, concurrency: 1 });
    const calls = Promise.all([failure(block(client)), failure(block(client))]);
    setTimeout(() => stop.abort(), 100);
    expect(await calls).toMatchObject([{ sent: true }, { sent: false, attempts: 0 }]);
  });

  test('ends a call in flight, of this client or this call alone', async () => {
    const server = await scriptedServer(() => {});
    const stop = new AbortController();
    const client = quickClient(server.url);
    setTimeout(() => stop.abort(), 50);
    expect(await failure(client.call('rm_contact', { msisdn }, { signal: stop.signal }))).toMatchObject({
      name: 'ConnectionError',
      sent: true,
    });
    expect(
      await failure(quickClient(server.url, { signal: AbortSignal.abort() }).rmContact({ msisdn })),
    ).toMatchObject({
      name: 'ConnectionError',
      sent: false,
    });
    expect(server.seen).toHaveLength(1);
  });
});

test('a try that may have left is not forgotten when the last one found nobody', async () => {
  const stop = await scriptedServer((response, request) => {
    // The server goes away with the request.
    (request.socket as unknown as { server: { close(): void } }).server.close();
    response.destroy();
  });
  expect(await failure(block(quickClient(stop.url, { retries: 2 })))).toMatchObject({
    name: 'ConnectionError',
    message: expect.stringContaining('nobody listens'),
    sent: true,
    attempts: 3,
  });
});

describe('patience that the service asks for (L3)', () => {
  test('does not count as a failed try', async () => {
    const later: Scripted = { status: 429, headers: { 'retry-after': '0.05' } };
    const server = await scriptedServer(later, later, later, later, done);
    await block(quickClient(server.url, { retries: 1 }));
    expect(server.seen).toHaveLength(5);
  });

  test.each([
    ['0', '0'],
    ['0.000', '0.000'],
    ['less than would be waited anyway', '0.001'],
    ['less than nothing', '-30'],
    ['a date that is past', 'Sat, 28 Nov 2015 20:00:00 GMT'],
  ])('%s is no patience: the try counts, and the waits grow', async (_, header) => {
    const server = await scriptedServer({ status: 429, headers: { 'retry-after': header } });
    const client = quickClient(server.url, { retries: 3, firstWaitMs: 40 });
    expect(await failure(block(client))).toMatchObject({ status: 429, attempts: 4 });
    const gaps = server.seen.slice(1).map(({ at }, index) => at - (server.seen[index]?.at ?? 0));
    for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThan(40 * 2 ** index - 5);
  });

  test("a date is one of the service's own clock", async () => {
    const date = (ms: number) => new Date(Date.UTC(2015, 10, 28) + ms).toUTCString();
    const header = { 'retry-after': date(1000), date: date(0) };
    const server = await scriptedServer({ status: 429, headers: header }, done);
    await block(quickClient(server.url, { retries: 0 }));
    expect((server.seen[1]?.at ?? 0) - (server.seen[0]?.at ?? 0)).toBeGreaterThan(900);
  });

  test('ends where patience does', async () => {
    const server = await scriptedServer({ status: 429, headers: { 'retry-after': '60' } });
    const began = performance.now();
    const client = quickClient(server.url, { retries: 1, patienceSeconds: 0.2 });
    expect(await failure(block(client))).toMatchObject({ status: 429 });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('a key is wrong only when the service says so of it (L3)', () => {
  const refusal: Scripted = { json: { error: ['access denied'] }, status: 403 };

  test('not once it was taken', async () => {
    const server = await scriptedServer(done, refusal);
    const client = quickClient(server.url);
    await block(client);
    expect(await failure(block(client))).toMatchObject({ name: 'ApiError', disposition: 'skippable' });
  });

  test('not where the word is in what the call itself carried', async () => {
    const server = await scriptedServer({ json: { error: ['the group Behöriga is not there'] } });
    const joining = quickClient(server.url).addContactToGroup({ msisdn, group: 'Behöriga' });
    expect(await failure(joining)).toMatchObject({ name: 'ApiError' });
  });

  test('at the first answer it is', async () => {
    const server = await scriptedServer(refusal);
    expect(await failure(block(quickClient(server.url)))).toMatchObject({ name: 'WrongKeyError' });
  });
});
