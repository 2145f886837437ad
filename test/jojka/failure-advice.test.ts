import { expect, test } from 'vitest';
import { failureText } from '../../src/cli/failure.ts';
import type { JojkaSyncError } from '../../src/errors.ts';
import { failure, quickClient, type Scripted, scriptedServer } from './scripted-server.ts';

/** Each way in which the service fails says what the person at 7 in the morning can do, and what became of the rest. */
const status = (code: number, headers?: Record<string, string>): Scripted => ({
  status: code,
  ...(headers && { headers }),
});

test.each<[string, Scripted, RegExp, RegExp]>([
  ['500', status(500), /with HTTP 500/, /fault is at Jojka: wait some minutes/],
  ['502', status(502), /with HTTP 502/, /stands before Jojka does not reach it/],
  ['503', status(503), /with HTTP 503/, /wait some minutes and run the command again/],
  ['504', status(504), /with HTTP 504/, /load.importRows/],
  ['408', status(408), /with HTTP 408/, /run the command again/],
  ['429', status(429), /with HTTP 429/, /lower load.requestsPerSecond/],
  ['999', status(999), /with HTTP 999/, /No service answers with that status/],
  ['407', status(407), /a proxy asks for a user name and password/, /into HTTPS_PROXY/],
  ['404', status(404), /HTTP 404/, /Check JOJKA_API_URL/],
  ['413', status(413), /too large/, /Lower load.importRows/],
  ['304', status(304), /HTTP 304\): that is no answer/, /cache between here and Jojka/],
  [
    '302',
    status(302, { location: 'https://elsewhere.test' }),
    /it redirects elsewhere/,
    /the key is not sent on/,
  ],
  ['a complaint', { json: { error: ['nej'] } }, /: nej/, /does not take this call as it is/],
  ['no JSON', { status: 200, body: '<html>' }, /is not JSON/, /a proxy, a firewall/],
  [
    'another form',
    { json: { export: null } },
    /unexpected form/,
    /send this message to whoever keeps jojka-sync/,
  ],
  [
    'more than is taken',
    { json: { export: Array.from({ length: 3_000_001 }, () => 0) } },
    /more than 3000000 values/,
    /Check JOJKA_API_URL/,
  ],
])('%s', async (_, answer, says, advice) => {
  const server = await scriptedServer(answer);
  const error = (await failure(
    quickClient(server.url, { retries: 0 }).exportContactsList(),
  )) as JojkaSyncError;
  expect(error.message).toMatch(says);
  expect(error.advice).toMatch(advice);
  expect(error.advice).toMatch(/What was sent before it is in the journal/);
  expect(failureText(error)).not.toMatch(/redirects.*304|304.*redirects/);
});

test('a key that was taken before, and is refused for one call', async () => {
  const server = await scriptedServer({ json: { export: [] } }, { status: 401 });
  const client = quickClient(server.url, { retries: 0 });
  await client.exportContactsList();
  const error = (await failure(client.exportContactsList())) as JojkaSyncError;
  expect(error.message).toMatch(/though it was taken before/);
  expect(error.advice).toMatch(/rights of JOJKA_API_KEY/);
});

test('an answer that has neither of what it should have is told in one sentence', async () => {
  const server = await scriptedServer({ json: { else: 1 } });
  const error = await failure(
    quickClient(server.url, { retries: 0 }).addToBlocklist({ msisdn: '46701740605' }),
  );
  expect((error as Error).message).toMatch(
    /unexpected form: it has neither "successes": "done" nor "msisdn"/,
  );
});
