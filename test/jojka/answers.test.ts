import { describe, expect, test } from 'vitest';
import type { UnexpectedAnswerError } from '../../src/errors.ts';
import { monstrous, mostBytes } from '../../src/jojka/answer-bounds.ts';
import type { JojkaClient } from '../../src/jojka/client.ts';
import { failure, quickClient, type Scripted, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';
const block = (client: JojkaClient) => client.addToBlocklist({ msisdn });
const isBlocked = (client: JojkaClient) => client.checkIfInBlocklist({ msisdn });
const page = (client: JojkaClient) => client.exportContactsList();

async function ask(answer: Scripted, call: (client: JojkaClient) => Promise<unknown>): Promise<unknown> {
  const server = await scriptedServer(answer);
  return call(quickClient(server.url, { retries: 0 }));
}

const unexpected = { name: 'UnexpectedAnswerError', mayHaveBeenDone: true };

describe('answers that differ from the document (notes)', () => {
  test.each<[string, unknown, (client: JojkaClient) => Promise<unknown>, unknown]>([
    ['blocked: in_blocklist', { in_blocklist: true }, isBlocked, true],
    ['not blocked: in_blocklist', { in_blocklist: false }, isBlocked, false],
    ['blocked: on_blocklist', { on_blocklist: true }, isBlocked, true],
    ['not blocked: on_blocklist', { on_blocklist: false }, isBlocked, false],
    ['two words against each other: blocked', { on_blocklist: false, in_blocklist: true }, isBlocked, true],
    ['status as a map', { status: 'DELIVERED' }, (c) => c.getMsgStatus({ messageId: '1' }), 'DELIVERED'],
    [
      'hexadecimal message id',
      { message_id: '6223c1c6079e9c21b5901d63' },
      (c) => c.send({ to: msisdn, message: 'x' }),
      '6223c1c6079e9c21b5901d63',
    ],
    [
      'ids as JSON numbers',
      [116690255, '6223c1c6'],
      (c) => c.getMsgIdsByCampaignId({ campaignId: '1' }),
      ['116690255', '6223c1c6'],
    ],
    [
      'campaign id as a JSON number',
      { campaign_id: 287359 },
      (c) => c.addCampaign({ toGroups: ['all'], message: 'x' }),
      '287359',
    ],
    [
      'export: msisdn a number',
      { export: [{ msisdn: 46701740605, name: 'A', groups: ['B'] }] },
      page,
      [{ msisdn, name: 'A', groups: ['B'] }],
    ],
    ['export: no groups', { export: [{ msisdn, name: 'A' }] }, page, [{ msisdn, name: 'A', groups: [] }]],
    [
      'export: groups null',
      { export: [{ msisdn, name: null, groups: null }] },
      page,
      [{ msisdn, name: '', groups: [] }],
    ],
    [
      'export: further keys',
      { export: [{ msisdn, name: 'A', groups: [], id: 7 }], total: 1 },
      page,
      [{ msisdn, name: 'A', groups: [] }],
    ],
    ['export: nobody', { export: [] }, page, []],
    ['an empty error is none: list', { successes: 'done', error: [] }, block, undefined],
    ['an empty error is none: map', { successes: 'done', error: {} }, block, undefined],
    ['an empty error is none: text', { successes: 'done', error: '' }, block, undefined],
    ['an empty error is none: null', { successes: 'done', error: null }, block, undefined],
    ['an empty error is none: false', { successes: 'done', error: false }, block, undefined],
  ])('%s', async (_, json, call, result) => {
    expect(await ask({ json }, call)).toEqual(result);
  });
});

describe('answers that are errors', () => {
  const page2 = '<html><body>Bad gateway</body></html>';
  test.each<[string, Scripted, Record<string, unknown>]>([
    [
      'error: a text, HTTP 200',
      { json: { error: 'nej' } },
      { name: 'ApiError', status: 200, messages: ['nej'] },
    ],
    ['error: a list', { json: { error: ['nej', 'tack'] } }, { name: 'ApiError', messages: ['nej', 'tack'] }],
    [
      'error: a map',
      { json: { error: { group: 'saknas' } } },
      { name: 'ApiError', messages: ['group: saknas'] },
    ],
    [
      'error: a map of lists',
      { json: { error: { group: ['a', 'b'] } } },
      { name: 'ApiError', messages: ['group: a', 'group: b'] },
    ],
    [
      'error: a map without texts',
      { json: { error: { group: [] } } },
      { name: 'ApiError', messages: ['group'] },
    ],
    ['error beside a success', { json: { successes: 'done', error: ['nej'] } }, { name: 'ApiError' }],
    [
      'HTTP 400 without JSON',
      { status: 400, body: page2 },
      { name: 'ApiError', status: 400, messages: [], disposition: 'skippable' },
    ],
    ['HTTP 404', { status: 404, body: '{}' }, { name: 'ApiError', status: 404 }],
    [
      'HTTP 400 with a message',
      { json: { error: ['nej'] }, status: 400 },
      { name: 'ApiError', messages: ['nej'] },
    ],
    ['HTTP 413', { status: 413 }, { name: 'TooLargeError', disposition: 'skippable' }],
    ['HTTP 401', { status: 401 }, { name: 'WrongKeyError', disposition: 'fatal' }],
    ['HTTP 403 of the service', { json: { error: ['no'] }, status: 403 }, { name: 'WrongKeyError' }],
    ['HTTP 403 of a firewall says nothing of the key', { status: 403, body: page2 }, { name: 'ApiError' }],
    [
      'key: named in a map',
      { json: { error: { API_key: 'is wrong' } } },
      { name: 'WrongKeyError', status: 200 },
    ],
    ['key: a list', { json: { error: ['Invalid API key'] } }, { name: 'WrongKeyError' }],
    ['key: a text', { json: { error: 'Unauthorized' } }, { name: 'WrongKeyError' }],
    ['key: not authorised', { json: { error: 'You are not authorised' } }, { name: 'WrongKeyError' }],
    ['key: Swedish', { json: { error: ['Felaktig API-nyckel'] } }, { name: 'WrongKeyError' }],
    ['key: behörighet', { json: { error: 'Du saknar behörighet' } }, { name: 'WrongKeyError' }],
    ['HTTP 408', { status: 408 }, { name: 'TransientStatusError', disposition: 'retriable' }],
    [
      'HTTP 429 with an error',
      { json: { error: ['slow down'] }, status: 429 },
      { name: 'TransientStatusError', status: 429 },
    ],
    [
      'HTTP 500 with a key error',
      { json: { error: { API_key: 'x' } }, status: 500 },
      { name: 'TransientStatusError' },
    ],
    ['HTTP 503', { status: 503, body: page2 }, { name: 'TransientStatusError', status: 503 }],
    ['HTML with HTTP 200', { status: 200, body: page2 }, { name: 'NotJsonError', disposition: 'retriable' }],
    ['nothing', { status: 200, body: '' }, { name: 'NotJsonError' }],
    ['half of it', { status: 200, body: '{"successes": "do' }, { name: 'NotJsonError' }],
    ['null', { json: null }, { name: 'UnexpectedAnswerError', disposition: 'skippable' }],
    ['an empty map', { json: {} }, { name: 'UnexpectedAnswerError' }],
    ['an empty list', { json: [] }, { name: 'UnexpectedAnswerError' }],
    ['successes that are none', { json: { successes: '' } }, { name: 'UnexpectedAnswerError' }],
    ['a word that is not the documented one', { json: { successes: 'no' } }, unexpected],
    ['failed as a success', { json: { successes: 'failed' } }, unexpected],
    ['no successes', { json: { successes: 0 } }, unexpected],
    ['successes as a yes', { json: { successes: true } }, unexpected],
    ['a word as number', { json: { msisdn: 'none' } }, unexpected],
    ['a text', { json: 'done' }, { name: 'UnexpectedAnswerError' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.example/' } },
      { name: 'ApiError', advice: expect.stringContaining('JOJKA_API_URL') },
    ],
  ])('%s', async (_, answer, error) => {
    expect(await failure(ask(answer, block))).toMatchObject({
      endpoint: 'add_to_blocklist',
      attempts: 1,
      ...error,
    });
  });

  test.each<[string, unknown, (client: JojkaClient) => Promise<unknown>]>([
    ['blocklist: neither key is no "not blocked"', { successes: 'done' }, isBlocked],
    ['blocklist: not a yes or no', { on_blocklist: 'false' }, isBlocked],
    ['export: no list is no empty list', { export: null }, page],
    ['export: absent', {}, page],
    ['export: a row without a number', { export: [{ name: 'A' }] }, page],
    ['status: empty list', [], (c) => c.getMsgStatus({ messageId: '1' })],
    ['id: digits that JSON numbers lose', { message_id: 1e20 }, (c) => c.send({ to: msisdn, message: 'x' })],
    ['id: none', { message_id: '' }, (c) => c.send({ to: msisdn, message: 'x' })],
    ['replies: a map', { error: [] }, (c) => c.fetchReplies()],
  ])('unexpected: %s', async (_, json, call) => {
    expect(await failure(ask({ json }, call))).toMatchObject({ name: 'UnexpectedAnswerError', status: 200 });
  });
});

describe('two spellings of one endpoint (notes)', () => {
  test('a 404 makes the client try the other one, and remember it', async () => {
    const server = await scriptedServer({ status: 404, body: '{}' }, { json: { in_blocklist: true } });
    const client = quickClient(server.url);
    expect(await isBlocked(client)).toBe(true);
    expect(await isBlocked(client)).toBe(true);
    expect(server.seen.map(({ endpoint }) => endpoint)).toEqual([
      'check_if_in_blocklist',
      'check_if_on_blocklist',
      'check_if_on_blocklist',
    ]);
  });

  test('404 to both is an error, never a no', async () => {
    const server = await scriptedServer({ status: 404, body: '{}' });
    expect(await failure(isBlocked(quickClient(server.url)))).toMatchObject({
      name: 'ApiError',
      status: 404,
    });
    expect(server.seen).toHaveLength(2);
  });

  test('both tries go through the rate and are told of', async () => {
    const server = await scriptedServer({ status: 404, body: '{}' }, { json: { in_blocklist: true } });
    const failures: unknown[] = [];
    await isBlocked(
      quickClient(server.url, { onAttempt: ({ attempt, failure }) => failures.push([attempt, failure]) }),
    );
    expect(failures).toEqual([
      [1, 'ApiError'],
      [1, undefined],
    ]);
  });
});

describe('answers that no machine could hold are refused before they are taken apart', () => {
  test.each<[string, string, RegExp]>([
    ['ten million values', `[${'1,'.repeat(10_000_000)}1]`, /more than 3000000 values/],
    ['a million lists within each other', '['.repeat(1_000_000), /more than 32 lists within each other/],
  ])('%s', async (_name, body, message) => {
    const before = process.memoryUsage().rss;
    const server = await scriptedServer({ status: 200, body });
    const error = (await failure(page(quickClient(server.url, { retries: 0 })))) as Error;
    expect(error.message).toMatch(message);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });

  test('also in an answer of 80 kB', async () => {
    const deep = `{"error":${'['.repeat(40_000)}"x"${']'.repeat(40_000)}}`;
    const error = (await failure(
      block(quickClient((await scriptedServer({ status: 200, body: deep })).url)),
    )) as Error;
    expect(error.name).toBe('UnexpectedAnswerError');
    expect(error.message).toMatch(/more than 32 lists within each other/);
    expect(monstrous(`<script>${'{['.repeat(100)}</script>`)).toBeUndefined();
  });

  test('brackets and commas within texts are none', () => {
    expect(monstrous(`["${'[{,\\"'.repeat(1_000_000)}"]`)).toBeUndefined();
  });
});

describe('what is beyond a bound of answers says what lifts it, and is lifted by it', () => {
  const contacts = (count: number) =>
    JSON.stringify({ export: Array.from({ length: count }, () => ({ msisdn, name: 'A', groups: ['B'] })) });
  const words = (length: number) => JSON.stringify({ successes: 'done', x: 'y'.repeat(length) });
  test.each<[string, string, (client: JojkaClient) => Promise<unknown>, string]>([
    ['bytes of a list', contacts(30_000), page, 'it is larger than 1048576 bytes'],
    ['bytes of other answers', words(20_000), block, 'it is larger than 16384 bytes'],
    ['values of a list', `{"export":[],"x":[${'1,'.repeat(100_000)}1]}`, page, 'more than 46875 values'],
  ])('%s', async (_name, body, call, message) => {
    const server = await scriptedServer(...Array.from({ length: 2 }, () => ({ status: 200, body })));
    const client = (answerMegabytes: number) => quickClient(server.url, { retries: 0, answerMegabytes });
    const error = (await failure(call(client(1)))) as UnexpectedAnswerError;
    expect(error.message).toContain(message);
    expect(error.advice).toContain('load.answerMegabytes');
    expect(error.advice).toContain('JOJKA_ANSWER_MEGABYTES');
    await call(client(4));
  });

  test('lists within each other have no bound to set, and none is named', async () => {
    const error = await failure(ask({ status: 200, body: '['.repeat(200_000) }, page));
    expect((error as UnexpectedAnswerError).advice).not.toContain('answerMegabytes');
  });

  test.each([0, 0.5, 401, Number.NaN])('%d is none', (answerMegabytes) => {
    expect(() => quickClient('http://127.0.0.1:1', { answerMegabytes })).toThrow(
      'answerMegabytes must be a number from 1 to 400',
    );
  });
});

test('an answer of a few words has a megabyte, a list 64', async () => {
  expect([mostBytes('add_to_blocklist'), mostBytes('export_contacts_list')]).toEqual([2 ** 20, 2 ** 26]);
  const large = { status: 200, body: JSON.stringify({ x: 'y'.repeat(2 ** 20) }) };
  expect(((await failure(ask(large, block))) as Error).message).toContain('it is larger than 1048576 bytes');
});

describe('answers that come one after the other', () => {
  test('each is read for itself, though most say the same', async () => {
    const said = [true, true, false, true, false, false].map((blocked) => ({
      json: { in_blocklist: blocked },
    }));
    const odd = [{ json: { in_blocklist: 'no' } }, { json: { error: ['x'] } }, { status: 503 }] as const;
    const server = await scriptedServer(...said, ...odd, { json: { in_blocklist: true } });
    const client = quickClient(server.url, { retries: 0 });
    const heard: unknown[] = [];
    for (let call = 0; call < 10; call++)
      heard.push(await isBlocked(client).catch((error: Error) => error.name));
    expect(heard).toEqual([
      ...[true, true, false, true, false, false],
      ...['UnexpectedAnswerError', 'ApiError', 'TransientStatusError', true],
    ]);
  });

  test('the same words of another endpoint, or with another status, are another answer', async () => {
    const ok = { json: { successes: 'done', error: [] } };
    const server = await scriptedServer(ok, ok, { ...ok, status: 400 }, ok);
    const client = quickClient(server.url, { retries: 0 });
    const calls = [block, isBlocked, block, block];
    const heard: unknown[] = [];
    for (const call of calls) heard.push(await call(client).catch((error: Error) => error.name));
    expect(heard).toEqual([undefined, 'UnexpectedAnswerError', 'ApiError', undefined]);
  });

  test('what a caller does with an answer changes none of the others', async () => {
    const client = quickClient((await scriptedServer({ json: { in_blocklist: true } })).url);
    const first = (await client.call('check_if_in_blocklist', { msisdn })) as { in_blocklist: boolean };
    first.in_blocklist = false;
    expect(await client.call('check_if_in_blocklist', { msisdn })).toEqual({ in_blocklist: true });
  });
});
