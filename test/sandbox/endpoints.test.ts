import { describe, expect, test } from 'vitest';
import { failure } from '../jojka/scripted-server.ts';
import { post, sandboxAndClient } from './start.ts';

const anna = { msisdn: '46701740605', name: 'Anna Berg', groups: ['Kunder', 'Ort Umeå'] };
const bo = { msisdn: '46701740606', name: 'Bo Ek', groups: [] };
const contacts = [anna, bo];

describe('contacts', () => {
  test('one is stored, joins, leaves and goes', async () => {
    const { client } = await sandboxAndClient();
    await client.addContact(anna);
    await client.addContactToGroup({ msisdn: anna.msisdn, group: 'VD' });
    await client.rmContactFromGroup({ msisdn: anna.msisdn, group: 'Kunder' });
    expect(await client.exportContactsList()).toEqual([{ ...anna, groups: ['Ort Umeå', 'VD'] }]);
    expect(await client.getGroupsFromMsisdn({ msisdn: anna.msisdn })).toEqual(['2', '3']);
    await client.rmContact({ msisdn: anna.msisdn });
    expect(await client.exportContactsList()).toEqual([]);
  });

  test('the answers are the document’s', async () => {
    const { sandbox } = await sandboxAndClient({ data: { contacts: [anna] } });
    const msisdn = ` ${anna.msisdn}`;
    const ask = async (endpoint: string, fields: Record<string, string>) =>
      (await post(sandbox, endpoint, { API_key: 'foobar', ...fields })).json;
    expect(await ask('add_contact', { msisdn, name: 'Lilleman' })).toEqual({ msisdn: anna.msisdn });
    expect(await ask('add_contact_to_group', { msisdn, group: 'B' })).toEqual({
      msisdn: anna.msisdn,
      group: 'B',
    });
    expect(await ask('export_contacts_list', {})).toEqual({
      export: [{ ...anna, name: 'Lilleman', groups: [...anna.groups, 'B'] }],
    });
    expect(await ask('rm_contact_from_group', { msisdn, group: 'B' })).toEqual({
      msisdn: anna.msisdn,
      group: 'B',
    });
    expect(await ask('get_groups_from_msisdn', { msisdn })).toEqual({ groups: [1, 2] });
    expect(await ask('add_to_blocklist', { msisdn })).toEqual({ successes: 'done' });
    expect(await ask('check_if_in_blocklist', { msisdn })).toEqual({
      in_blocklist: true,
      on_blocklist: true,
    });
    expect(await ask('check_if_on_blocklist', { msisdn })).toEqual({
      in_blocklist: true,
      on_blocklist: true,
    });
    expect(await ask('rm_from_blocklist', { msisdn })).toEqual({ successes: 'done' });
    expect(await ask('rm_contact', { msisdn })).toEqual({ successes: 'done' });
  });

  test('what is not there', async () => {
    const strict = await sandboxAndClient();
    const lax = await sandboxAndClient({ faults: { absent: 'done' } });
    for (const call of [
      (c: typeof lax) => c.client.rmContact(anna),
      (c: typeof lax) => c.client.addContactToGroup({ msisdn: anna.msisdn, group: 'A' }),
      (c: typeof lax) => c.client.rmContactFromGroup({ msisdn: anna.msisdn, group: 'A' }),
    ]) {
      expect(await failure(call(strict))).toMatchObject({
        name: 'ApiError',
        messages: [expect.stringMatching(/not/)],
      });
      await call(lax);
    }
    expect(lax.sandbox.state().contacts).toEqual([]);
  });

  test('pages: 100 without max, at most 10,000, the first stored first', async () => {
    const all = Array.from({ length: 25_001 }, (_, index) => ({
      msisdn: String(46_701_700_000 + index),
      name: `Namn ${index}`,
      groups: ['Kunder'],
    }));
    const { sandbox, client } = await sandboxAndClient({ data: { contacts: all } });
    expect(await client.exportContactsList()).toEqual(all.slice(0, 100));
    expect(await client.exportContactsList({ max: 2, offset: 24_999 })).toEqual(all.slice(24_999));
    expect(await client.exportContactsList({ offset: 30_000 })).toEqual([]);
    const read: unknown[] = [];
    for await (const contact of client.contacts()) read.push(contact);
    expect(read).toEqual(all);
    expect(sandbox.requests()).toEqual({ export_contacts_list: 7 });
  });

  test('the iterator stops at a page that is empty, and reads no further than asked', async () => {
    const { sandbox, client } = await sandboxAndClient({ data: { contacts } });
    const read: string[] = [];
    for await (const { msisdn } of client.contacts({ pageSize: 1 })) read.push(msisdn);
    expect(read).toEqual([anna.msisdn, bo.msisdn]);
    expect(sandbox.requests().export_contacts_list).toBe(3);
    for await (const { msisdn } of client.contacts({ pageSize: 1 })) if (msisdn) break;
    expect(sandbox.requests().export_contacts_list).toBe(4);
  });
});

describe('the blocklist', () => {
  test('is apart from contacts, and twice is once', async () => {
    const { sandbox, client } = await sandboxAndClient({ data: { contacts: [anna] } });
    await client.addToBlocklist(anna);
    await client.addToBlocklist(anna);
    await client.rmContact(anna);
    expect(await client.checkIfInBlocklist(anna)).toBe(true);
    expect(sandbox.state().blocklist).toEqual([anna.msisdn]);
    await client.rmFromBlocklist(anna);
    await client.rmFromBlocklist(anna);
    expect(await client.checkIfInBlocklist(anna)).toBe(false);
  });
});

describe('what is refused', () => {
  test.each<[string, Record<string, string>, Record<string, unknown>]>([
    ['add_contact', { msisdn: '46701740605' }, { name: expect.any(String) }],
    ['add_contact', { msisdn: '070-1740605', name: 'A' }, { msisdn: expect.any(String) }],
    ['add_contact', { msisdn: '', name: 'A' }, { msisdn: 'is missing' }],
    ['export_contacts_list', { max: '10001' }, { max: 'must be at most 10000' }],
    ['export_contacts_list', { max: 'many' }, { max: expect.any(String) }],
    ['import_contacts_list', {}, { 'contacts_list or contacts_list_url': 'is missing' }],
    ['add_campaign', { msg: 'x' }, { 'to_msisdn or to_group': 'is missing' }],
    [
      'add_campaign',
      { msg: 'x', to_msisdn: Array.from({ length: 1001 }, (_, i) => 46_701_700_000 + i).join(';') },
      { to_msisdn: 'has more than 1000 entries' },
    ],
    ['add_campaign', { msg: 'x', to_group: 'A', scheduled: 'tomorrow' }, { scheduled: expect.any(String) }],
    ['send', { to: '46701740605', msg: 'x', from: 'far too long a sender' }, { from: expect.any(String) }],
    ['fetch_replies', { since_time: '2026-13-01 00:00:00' }, { since_time: expect.any(String) }],
    ['get_msg_status', { msg_id: '1' }, { msg_id: 'the message was not found' }],
    ['cancel_campaign', { campaign_id: '1' }, { campaign_id: 'the campaign was not found' }],
    ['get_groups_from_msisdn', { msisdn: '46701740605' }, { msisdn: 'the contact was not found' }],
  ])('%s %j', async (endpoint, fields, error) => {
    const { sandbox } = await sandboxAndClient();
    expect(await post(sandbox, endpoint, { API_key: 'any', ...fields })).toEqual({
      status: 200,
      json: { error },
    });
  });

  test.each([undefined, 'rätt nyckel'])('a key that is not %s', async (apiKey) => {
    const { sandbox, client } = await sandboxAndClient(
      { ...(apiKey && { apiKey }) },
      { apiKey: apiKey ?? 'any' },
    );
    await client.addContact(anna);
    const wrong = { status: 200, json: { error: { API_key: 'the API key is not valid' } } };
    expect(await post(sandbox, 'rm_contact', { msisdn: anna.msisdn })).toEqual(wrong);
    expect(await post(sandbox, 'rm_contact', { API_key: '', msisdn: anna.msisdn })).toEqual(wrong);
    if (apiKey)
      expect(await post(sandbox, 'rm_contact', { API_key: 'fel', msisdn: anna.msisdn })).toEqual(wrong);
    expect(sandbox.state().contacts).toHaveLength(1);
  });

  test('what is no POST, and what is no endpoint', async () => {
    const { sandbox } = await sandboxAndClient();
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await fetch(`${sandbox.url}/export_contacts_list?API_key=x`, { method })).status).toBe(405);
    expect(await post(sandbox, 'rename_contact', {})).toMatchObject({
      status: 404,
      json: { error: expect.anything() },
    });
    expect(await post(sandbox, 'toString', {})).toMatchObject({ status: 404 });
    expect(sandbox.requests()).toEqual({});
  });
});
