import { describe, expect, test } from 'vitest';
import { quickClient, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';

/** The most requests that arrived in any window of one second. */
function mostInASecond(times: readonly number[]): number {
  let from = 0;
  return times.reduce((most, time, index) => {
    while (time - (times[from] ?? 0) >= 1000) from += 1;
    return Math.max(most, index - from + 1);
  }, 0);
}

describe('both bounds hold over the whole client, retries included (L5)', () => {
  test.each([1, 3])('at most %d at once', async (concurrency) => {
    const server = await scriptedServer((response) => {
      setTimeout(() => response.writeHead(Math.random() < 0.3 ? 503 : 200).end('{"successes":"done"}'), 5);
    });
    const client = quickClient(server.url, { concurrency, retries: 20 });
    await Promise.all(Array.from({ length: 60 }, () => client.rmContact({ msisdn })));
    expect(server.mostInFlight()).toBe(concurrency);
  });

  test('at most so many in any second', async () => {
    let count = 0;
    const server = await scriptedServer((response) => {
      count += 1;
      response.writeHead(count % 3 === 0 ? 500 : 200).end('{"successes":"done"}');
    });
    const client = quickClient(server.url, { requestsPerSecond: 20, concurrency: 8, retries: 10 });
    await Promise.all(Array.from({ length: 40 }, () => client.rmContact({ msisdn })));
    const times = server.seen.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(50);
    expect(mostInASecond(times)).toBeLessThanOrEqual(20);
    // And it is used: two and a half windows, not five.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(5000);
  });

  test('fractions of a request', async () => {
    const server = await scriptedServer({ json: { successes: 'done' } });
    const client = quickClient(server.url, { requestsPerSecond: 0.8 });
    await Promise.all([client.rmContact({ msisdn }), client.rmContact({ msisdn })]);
    const [first = 0, second = 0] = server.seen.map(({ at }) => at);
    expect(second - first).toBeGreaterThan(1240);
  });

  test('a call that waits for its retry holds no place', async () => {
    const server = await scriptedServer({ status: 503 }, { json: { successes: 'done' } });
    const client = quickClient(server.url, { concurrency: 1, firstWaitMs: 700 });
    const order: string[] = [];
    const slow = client.rmContact({ msisdn }).then(() => order.push('failed first'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.rmContact({ msisdn }).then(() => order.push('came second'));
    await slow;
    expect(order).toEqual(['came second', 'failed first']);
  });

  test('no burst after a pause', async () => {
    const server = await scriptedServer(
      { json: { successes: 'done' } },
      { json: { successes: 'done' } },
      { status: 429, headers: { 'retry-after': '1' } },
      { json: { successes: 'done' } },
    );
    const client = quickClient(server.url, { requestsPerSecond: 4, concurrency: 8 });
    await Promise.all(Array.from({ length: 10 }, () => client.rmContact({ msisdn })));
    expect(mostInASecond(server.seen.map(({ at }) => at))).toBeLessThanOrEqual(4);
  });
});
