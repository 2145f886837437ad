import { describe, expect, test } from 'vitest';
import type { JojkaClient } from '../../src/jojka/client.ts';
import { type EndpointName, endpoints } from '../../src/jojka/endpoints.ts';
import { quickClient, scriptedServer, testKey } from './scripted-server.ts';

interface Case {
  readonly endpoint: EndpointName;
  readonly call: (client: JojkaClient) => Promise<unknown>;
  readonly form: Record<string, string>;
  readonly answer: unknown;
  readonly result: unknown;
}

const msisdn = '46701740605';
const other = '46701740606';

/** The calls and answers that the API document gives as examples, and what the client makes of them. */
const cases: Case[] = [
  {
    endpoint: 'add_campaign',
    call: (client) =>
      client.addCampaign({
        toMsisdns: [msisdn, other],
        message: 'hello world',
        scheduled: new Date('2016-05-31T13:37:00Z'),
        name: 'test campaign',
      }),
    form: {
      to_msisdn: `${msisdn};${other}`,
      msg: 'hello world',
      scheduled: '2016-05-31 13:37:00',
      name: 'test campaign',
    },
    answer: { campaign_id: '287359' },
    result: '287359',
  },
  {
    endpoint: 'add_contact',
    call: (client) => client.addContact({ msisdn, name: 'Åsa', groups: ['Utvecklare', 'Jojka personal'] }),
    form: { msisdn, name: 'Åsa', group: 'Utvecklare;Jojka personal' },
    answer: { msisdn },
    result: undefined,
  },
  {
    endpoint: 'add_contact_to_group',
    call: (client) => client.addContactToGroup({ msisdn, group: 'gruppnamn2' }),
    form: { msisdn, group: 'gruppnamn2' },
    answer: { msisdn, group: 'gruppnamn2' },
    result: undefined,
  },
  {
    endpoint: 'export_contacts_list',
    call: (client) => client.exportContactsList({ max: 10_000, offset: 9_999 }),
    form: { max: '10000', offset: '9999' },
    answer: { export: [{ msisdn, name: 'Åsa', groups: ['VD', 'Ö'] }] },
    result: [{ msisdn, name: 'Åsa', groups: ['VD', 'Ö'] }],
  },
  {
    endpoint: 'fetch_replies',
    call: (client) => client.fetchReplies({ since: '2016-05-31 12:58:05', fromMsisdn: msisdn }),
    form: { since_time: '2016-05-31 12:58:05', from_msisdn: msisdn },
    answer: [{ inserted: '2016-05-31 13:00:06', sender: msisdn, message: 'Sure' }],
    result: [{ inserted: '2016-05-31 13:00:06', sender: msisdn, message: 'Sure' }],
  },
  {
    endpoint: 'get_msg_ids_by_campaign_id',
    call: (client) => client.getMsgIdsByCampaignId({ campaignId: '287359' }),
    form: { campaign_id: '287359' },
    answer: ['116690255', '116690256'],
    result: ['116690255', '116690256'],
  },
  {
    endpoint: 'get_msg_status',
    call: (client) => client.getMsgStatus({ messageId: '116690255' }),
    form: { msg_id: '116690255' },
    answer: ['DELIVERED'],
    result: 'DELIVERED',
  },
  {
    endpoint: 'import_contacts_list',
    call: (client) =>
      client.importContactsList({
        rows: [
          { msisdn, name: 'Åsa Ek', groups: ['Utvecklare', 'Jojka personal'] },
          { msisdn: other, name: 'Bo', groups: [] },
        ],
      }),
    form: { contacts_list: `${msisdn};Åsa Ek;Utvecklare;Jojka personal\n${other};Bo` },
    answer: { successes: 'done' },
    result: undefined,
  },
  {
    endpoint: 'rm_contact_from_group',
    call: (client) => client.rmContactFromGroup({ msisdn, group: 'Utvecklare' }),
    form: { msisdn, group: 'Utvecklare' },
    answer: { msisdn, group: 'Utvecklare' },
    result: undefined,
  },
  {
    endpoint: 'send',
    call: (client) => client.send({ to: msisdn, message: 'hello & world' }),
    form: { to: msisdn, msg: 'hello & world' },
    answer: { message_id: '116690855' },
    result: '116690855',
  },
  {
    endpoint: 'get_campaign_recipients_status',
    call: (client) => client.getCampaignRecipientsStatus({ campaignId: '287359' }),
    form: { campaign_id: '287359' },
    answer: [
      { receiver: msisdn, message_id: '1900607', status: 'DELIVERED' },
      { receiver: other, message_id: '1925062', status: 'ERROR' },
    ],
    result: [
      { receiver: msisdn, messageId: '1900607', status: 'DELIVERED' },
      { receiver: other, messageId: '1925062', status: 'ERROR' },
    ],
  },
  {
    endpoint: 'cancel_campaign',
    call: (client) => client.cancelCampaign({ campaignId: '1' }),
    form: { campaign_id: '1' },
    answer: { successes: 'done' },
    result: undefined,
  },
  ...(['rm_contact', 'rm_from_blocklist', 'add_to_blocklist'] as const).map((endpoint) => ({
    endpoint,
    call: (client: JojkaClient) =>
      ({
        rm_contact: () => client.rmContact({ msisdn }),
        rm_from_blocklist: () => client.rmFromBlocklist({ msisdn }),
        add_to_blocklist: () => client.addToBlocklist({ msisdn }),
      })[endpoint](),
    form: { msisdn },
    answer: { successes: 'done' },
    result: undefined,
  })),
  {
    endpoint: 'get_groups_from_msisdn',
    call: (client) => client.getGroupsFromMsisdn({ msisdn }),
    form: { msisdn },
    answer: { groups: [1, 2, 3, 4] },
    result: ['1', '2', '3', '4'],
  },
  {
    endpoint: 'check_if_in_blocklist',
    call: (client) => client.checkIfInBlocklist({ msisdn }),
    form: { msisdn },
    answer: { on_blocklist: true },
    result: true,
  },
];

describe('the 17 endpoints', () => {
  test('each has a case', () => {
    expect(cases.map(({ endpoint }) => endpoint).sort()).toEqual(Object.keys(endpoints).sort());
    expect(cases).toHaveLength(17);
  });

  test.each(cases)('$endpoint', async ({ endpoint, call, form, answer, result }) => {
    const server = await scriptedServer({ json: answer });
    expect(await call(quickClient(server.url))).toEqual(result);
    expect(server.seen).toMatchObject([
      {
        endpoint,
        method: 'POST',
        contentType: 'application/x-www-form-urlencoded',
        form: { API_key: testKey, ...form },
      },
    ]);
    expect(Object.keys(server.seen[0]?.form ?? {}).sort()).toEqual(['API_key', ...Object.keys(form)].sort());
  });

  test.each(cases)('$endpoint by call() gives the answer as it is', async ({ endpoint, form, answer }) => {
    const server = await scriptedServer({ json: answer });
    expect(await quickClient(server.url).call(endpoint, form)).toEqual(answer);
  });

  test('send and add_campaign alone are not to be repeated', () => {
    const once = Object.entries(endpoints).filter(([, { idempotent }]) => !idempotent);
    expect(once.map(([name]) => name)).toEqual(['add_campaign', 'send']);
  });
});

test('a base URL with a slash at its end, or at the root of a host', async () => {
  const server = await scriptedServer({ json: { successes: 'done' } });
  for (const url of [`${server.url}/`, new URL(server.url).origin, `${new URL(server.url).origin}/`])
    await quickClient(url).rmContact({ msisdn });
  expect(server.seen.map(({ endpoint }) => endpoint)).toEqual(['rm_contact', 'rm_contact', 'rm_contact']);
});
