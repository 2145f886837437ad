import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { failure } from '../jojka/scripted-server.ts';
import { sandboxAndClient } from './start.ts';

const anna = { msisdn: '46701740605', name: 'Anna Åberg', groups: ['Kunder'] };

function file(content?: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'jojka-sandbox-')), 'state.json');
  if (content !== undefined)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('the state file', () => {
  test('is made if it is not there, private, and holds what happened', async () => {
    const path = file();
    const { client, sandbox } = await sandboxAndClient({ data: path });
    expect(read(path)).toMatchObject({ version: 1, contacts: [] });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await client.addContact(anna);
    await client.addToBlocklist(anna);
    const campaignId = await client.addCampaign({ toMsisdns: ['46701740606'], message: 'Hej' });
    sandbox.feedReply({ sender: anna.msisdn, message: 'STOPP' });
    await sandbox.save();
    expect(read(path)).toEqual(sandbox.state());

    const again = await sandboxAndClient({ data: path });
    expect(again.sandbox.state()).toEqual(sandbox.state());
    expect(await again.client.getMsgIdsByCampaignId({ campaignId })).toHaveLength(1);
    expect(await again.client.send({ to: anna.msisdn, message: 'x' })).not.toBe(campaignId);
  });

  test('is saved by itself after a while, and at the end', async () => {
    const path = file({ contacts: [anna] });
    const sandbox = await startSandbox({ data: path });
    sandbox.feedReply({ sender: anna.msisdn, message: 'ett' });
    for (let tries = 0; tries < 100 && (read(path).replies ?? []).length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(read(path).replies).toHaveLength(1);
    sandbox.feedReply({ sender: anna.msisdn, message: 'två' });
    await sandbox.close();
    expect(read(path).replies).toHaveLength(2);
    expect(readdirSync(join(path, '..'))).toEqual(['state.json']);
  });

  test('has a line for each contact', async () => {
    const path = file({ contacts: [anna, { msisdn: '46701740606', name: 'Bo' }] });
    const { sandbox, client } = await sandboxAndClient({ data: path });
    await client.addToBlocklist(anna);
    await sandbox.save();
    expect(readFileSync(path, 'utf8')).toContain(
      '"contacts":[\n{"msisdn":"46701740605","name":"Anna Åberg","groups":["Kunder"]},\n{"msisdn":"46701740606"',
    );
  });

  test('its key is the only one', async () => {
    const path = file({ apiKey: 'rätt' });
    expect(await failure((await sandboxAndClient({ data: path })).client.exportContactsList())).toMatchObject(
      { name: 'WrongKeyError' },
    );
    expect(
      await (await sandboxAndClient({ data: path }, { apiKey: 'rätt' })).client.exportContactsList(),
    ).toEqual([]);
  });

  test('is not written when it was given as an object', async () => {
    const data = { contacts: [{ ...anna, groups: [...anna.groups] }] };
    const { client } = await sandboxAndClient({ data });
    await client.addContactToGroup({ msisdn: anna.msisdn, group: 'VD' });
    expect(data.contacts).toEqual([anna]);
  });

  test('100,000 contacts', async () => {
    const path = file();
    const { sandbox, client } = await sandboxAndClient({ data: path });
    for (let chunk = 0; chunk < 100; chunk += 1)
      await client.importContactsList({
        rows: Array.from({ length: 1000 }, (_, index) => ({
          msisdn: String(46_701_000_000 + chunk * 1000 + index),
          name: `Namn ${index}`,
          groups: ['Kunder', 'Ort Umeå'],
        })),
      });
    await sandbox.save();
    expect(read(path).contacts).toHaveLength(100_000);
  });
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{"contacts": [', /is not JSON/],
  ['a newer version', { version: 2 }, /version 2; this program reads version 1/],
  ['a list', [], /the document/],
  [
    'a number with a plus',
    { contacts: [{ msisdn: '+46701740605', name: 'A' }] },
    /contacts\.0\.msisdn: must be digits only/,
  ],
  ['an unknown key', { contact: [] }, /contact/],
  [
    'a time of another form',
    { replies: [{ inserted: '2026-11-23', sender: '1', message: 'x' }] },
    /replies\.0\.inserted/,
  ],
])('a file that is no state: %s', async (_, content, message) => {
  const path = file(content);
  const before = readFileSync(path, 'utf8');
  expect(await failure(startSandbox({ data: path }))).toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(message),
  });
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('a port that is taken, a folder that is not there, faults that are not there', async () => {
  const { sandbox } = await sandboxAndClient();
  const refused = { name: 'UsageError', exitCode: 64 };
  expect(await failure(startSandbox({ port: sandbox.port }))).toMatchObject(refused);
  expect(await failure(startSandbox({ data: '/nowhere/at/all.json' }))).toMatchObject(refused);
  expect(await failure(startSandbox({ faults: '/nowhere/at/all.json' }))).toMatchObject(refused);
});

test('it listens on loopback, tells of requests, and its sample is a state', async () => {
  const requests: unknown[] = [];
  const { sandbox, client } = await sandboxAndClient({
    data: JSON.parse(readFileSync(join(import.meta.dirname, '../../data/sandbox-state.json'), 'utf8')),
    onRequest: ({ endpoint, status }) => requests.push({ endpoint, status }),
  });
  expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}/websms/api`);
  expect((await client.exportContactsList({ max: 3 })).length).toBe(3);
  expect(requests).toEqual([{ endpoint: 'export_contacts_list', status: 200 }]);
});
