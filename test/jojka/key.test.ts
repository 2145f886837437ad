import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { failure, quickClient, type Scripted, scriptedServer, testKey } from './scripted-server.ts';

const contact = { msisdn: '46701740605', name: 'Zebulon Åkerfeldt', groups: ['Kunder'] };

/** Every way in which a key, a name or a number could get into an error. */
const echoes: [string, Scripted][] = [
  ['as it is', { json: { error: [`no: ${testKey}`] } }],
  ['as a key of a map', { json: { error: { [testKey]: ['no'] } } }],
  ['encoded', { json: { error: `no: ${encodeURIComponent(testKey)}` } }],
  ['as the body had it', { json: { error: [`bad request: API_key=${formEncodedKey()}&x=1`] } }],
  [
    'in a map with numbers',
    { json: { error: { row: `46701740605;Zebulon Åkerfeldt is wrong, ${testKey}` } }, status: 400 },
  ],
  ['in HTML', { status: 200, body: `<p>${testKey}</p>` }],
  [
    'with entities of HTML',
    { status: 400, body: '<p>hemlig nyckel&#43;4711&sol;&aring;&auml;&ouml; Zebulon &Aring;kerfeldt</p>' },
  ],
  [
    'as escapes within the text',
    { json: { error: ['hemlig nyckel\\u002b4711\\/\\u00e5\\u00e4\\u00f6 Zebulon \\u00c5kerfeldt'] } },
  ],
  ['with 500', { status: 500, body: testKey }],
  ['with 401', { status: 401, body: testKey }],
  ['in an unexpected answer', { json: { [testKey]: testKey, successes: { [testKey]: 1 } } }],
  [
    'in a redirect',
    { status: 302, headers: { location: `https://x.example/?API_key=${encodeURIComponent(testKey)}` } },
  ],
  ['in a Retry-After', { status: 429, headers: { 'retry-after': encodeURIComponent(testKey) } }],
  ['reset', (_, request) => request.socket.resetAndDestroy()],
  ['silence', () => {}],
];

function formEncodedKey(): string {
  return new URLSearchParams({ k: testKey }).toString().slice(2);
}

const spellings = [testKey, encodeURIComponent(testKey), formEncodedKey(), 'nyckel'];

describe('K1, K2: no error holds the key, a name or a full number', () => {
  test.each(echoes)('%s', async (_, answer) => {
    const server = await scriptedServer(answer);
    const told: unknown[] = [];
    const client = quickClient(server.url, {
      retries: 1,
      timeoutSeconds: 0.3,
      onAttempt: (attempt) => told.push(attempt),
    });
    for (const call of [
      () => client.importContactsList({ rows: [contact] }),
      () => client.addContact(contact),
      () => client.send({ to: contact.msisdn, message: contact.name }),
    ]) {
      const error = await failure(call());
      const text = [
        String(error),
        JSON.stringify(error),
        inspect(error, { depth: 20, showHidden: true }),
        inspect(told),
      ].join('\n');
      for (const spelling of spellings) expect(text).not.toContain(spelling);
      expect(text).not.toMatch(/Zebulon|46701740605/);
    }
    expect(inspect(client, { depth: 20, showHidden: true })).not.toContain('nyckel');
  });
});

test('the rest of what the service says is kept', async () => {
  const server = await scriptedServer({
    json: { error: { contacts_list: `not stored: 46701740605;Zebulon Åkerfeldt; for ${testKey}` } },
  });
  expect(await failure(quickClient(server.url).importContactsList({ rows: [contact] }))).toMatchObject({
    messages: ['contacts_list: not stored: 46701•••605;[…]; for [key]'],
  });
});
