import { describe, expect, test } from 'vitest';
import type { JojkaClient } from '../../src/jojka/client.ts';
import type { EndpointName } from '../../src/jojka/endpoints.ts';
import { failure, quickClient, scriptedServer } from './scripted-server.ts';

const msisdn = '46701740605';
const many = Array.from({ length: 1001 }, (_, index) => String(46_701_700_000 + index));

describe('refused before anything is sent', () => {
  test.each<[string, (client: JojkaClient) => Promise<unknown>]>([
    ['a comma in a name', (c) => c.importContactsList({ rows: [{ msisdn, name: 'Ek, Åsa', groups: [] }] })],
    [
      'a semicolon in a group',
      (c) => c.importContactsList({ rows: [{ msisdn, name: 'Åsa', groups: ['A;B'] }] }),
    ],
    ['a line break', (c) => c.importContactsList({ rows: [{ msisdn, name: 'Åsa\nEk', groups: [] }] })],
    ['a carriage return', (c) => c.importContactsList({ rows: [{ msisdn, name: 'Åsa\r', groups: [] }] })],
    ['no name', (c) => c.importContactsList({ rows: [{ msisdn, name: '', groups: [] }] })],
    ['an empty group', (c) => c.importContactsList({ rows: [{ msisdn, name: 'Åsa', groups: [''] }] })],
    [
      'a leading space',
      (c) => c.importContactsList({ rows: [{ msisdn: ` ${msisdn}`, name: 'Åsa', groups: [] }] }),
    ],
    ['a semicolon in add_contact', (c) => c.addContact({ msisdn, name: 'Åsa', groups: ['A;B'] })],
    ['a semicolon in a campaign’s group', (c) => c.addCampaign({ toGroups: ['A;B'], message: 'x' })],
    ['1,001 recipients', (c) => c.addCampaign({ toMsisdns: many, message: 'x' })],
    ['no recipient', (c) => c.addCampaign({ message: 'x' })],
    ['no message', (c) => c.send({ to: msisdn, message: '' })],
    ['a sender of 12 characters', (c) => c.send({ to: msisdn, message: 'x', from: 'Abcdefghijkl' })],
    ['a sender with a space', (c) => c.send({ to: msisdn, message: 'x', from: 'Jojka AB' })],
    ['a recipient that is no MSISDN', (c) => c.send({ to: '0701740605', message: 'x' })],
    [
      'a moment in another form',
      (c) => c.addCampaign({ toGroups: ['A'], message: 'x', scheduled: '2026-11-23T10:00' }),
    ],
    [
      'a day that there is not',
      (c) => c.addCampaign({ toGroups: ['A'], message: 'x', scheduled: '2026-02-30 10:00:00' }),
    ],
  ])('%s', async (_, call) => {
    const server = await scriptedServer({ json: { successes: 'done' } });
    const error = await failure(call(quickClient(server.url)));
    expect(error).toMatchObject({ name: 'UsageError', exitCode: 64 });
    expect(String(error)).not.toMatch(/Åsa|4670174|0701740605/);
    expect(server.seen).toEqual([]);
  });

  test.each<[EndpointName, Record<string, string>, RegExp]>([
    ['rm_contact', {}, /msisdn is missing/],
    ['rm_contact', { msisdn, grupp: 'x' }, /grupp is unknown to rm_contact, which takes msisdn/],
    ['rm_contact', { msisdn, API_key: 'x' }, /API_key is unknown/],
    ['rm_contact', { msisdn: '+46701740605' }, /msisdn must be 7 to 15 digits/],
    ['export_contacts_list', { max: '10001' }, /max must be at most 10000/],
    ['export_contacts_list', { offset: '-1' }, /offset must be a whole number/],
    ['import_contacts_list', {}, /contacts_list or contacts_list_url is missing/],
    ['import_contacts_list', { contacts_list_url: 'x' }, /contacts_list_url must be a URL/],
    ['add_campaign', { msg: 'x' }, /to_msisdn or to_group is missing/],
    ['fetch_replies', { since_time: 'yesterday' }, /since_time must be of the form/],
  ])('call %s %j', async (endpoint, parameters, message) => {
    const server = await scriptedServer({ json: {} });
    expect(await failure(quickClient(server.url).call(endpoint, parameters))).toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(message),
    });
    expect(server.seen).toEqual([]);
  });
});

test('an import by text and by URL', async () => {
  const server = await scriptedServer({ json: { successes: 'done' } });
  const client = quickClient(server.url);
  await client.importContactsList({ csv: `${msisdn};Åsa` });
  await client.importContactsList({ url: 'https://files.example/list.csv' });
  expect(server.seen.map(({ form }) => [form.contacts_list, form.contacts_list_url])).toEqual([
    [`${msisdn};Åsa`, undefined],
    [undefined, 'https://files.example/list.csv'],
  ]);
});
