import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

const form = (parameters: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams({ API_key: 'any', ...parameters }),
});

describe('where the endpoints are', () => {
  test.each([
    ['at the base path', '/websms/api/export_contacts_list', 200],
    ['without it', '/export_contacts_list', 404],
    ['at another one', '/websms/export_contacts_list', 404],
    ['one deeper', '/websms/api/v1/export_contacts_list', 404],
    ['an endpoint that there is not', '/websms/api/list_contacts', 404],
  ])('%s', async (_, path, status) => {
    sandbox = await startSandbox();
    const response = await fetch(new URL(path, sandbox.url), form({}));
    expect(response.status).toBe(status);
    expect(response.headers.get('x-jojka-sandbox')).toBe('1');
    if (status === 404) expect(await response.json()).toHaveProperty('error');
  });
});

test.each([
  ['both', { in_blocklist: true, on_blocklist: true }],
  ['in_blocklist', { in_blocklist: true }],
  ['on_blocklist', { on_blocklist: true }],
] as const)('blocklistAnswer %s', async (blocklistAnswer, expected) => {
  sandbox = await startSandbox({ data: { blocklist: ['46701740607'] }, faults: { blocklistAnswer } });
  const response = await fetch(`${sandbox.url}/check_if_in_blocklist`, form({ msisdn: '46701740607' }));
  expect(await response.json()).toEqual(expected);
});

test('ids may be 24 hexadecimal digits, each another', async () => {
  sandbox = await startSandbox({ faults: { ids: 'hexadecimal' } });
  const send = async () =>
    (await (await fetch(`${sandbox?.url}/send`, form({ to: '46701740605', msg: 'Hej' }))).json()) as {
      message_id: string;
    };
  const [first, second] = [await send(), await send()];
  expect(first.message_id).toMatch(/^[0-9a-f]{24}$/);
  expect(second.message_id).not.toBe(first.message_id);
});
