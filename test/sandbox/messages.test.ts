import { describe, expect, test } from 'vitest';
import { failure } from '../jojka/scripted-server.ts';
import { sandboxAndClient } from './start.ts';

const contacts = [
  { msisdn: '46701740605', name: 'Anna', groups: ['Kunder'] },
  { msisdn: '46701740606', name: 'Bo', groups: ['Kunder', 'VD'] },
  { msisdn: '46701740607', name: 'Cilla', groups: ['Personal'] },
];

/** A sandbox with a clock that is set by hand. */
async function withClock(start: string, data: object = { contacts }) {
  let now = new Date(start);
  const both = await sandboxAndClient({ data, clock: () => now });
  return {
    ...both,
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

describe('campaigns', () => {
  test.each([
    ['groups', { toGroups: ['Kunder', 'VD'] }, ['46701740605', '46701740606']],
    ['everybody', { toGroups: ['all'] }, ['46701740605', '46701740606', '46701740607']],
    [
      'numbers, contacts or not',
      { toMsisdns: ['46701740607', '46701740650'] },
      ['46701740607', '46701740650'],
    ],
    ['both, each once', { toMsisdns: ['46701740605'], toGroups: ['Kunder'] }, ['46701740605', '46701740606']],
    ['nobody', { toGroups: ['Okänd'] }, []],
  ])('to %s', async (_, to, receivers) => {
    const { client } = await sandboxAndClient({ data: { contacts } });
    const campaignId = await client.addCampaign({ ...to, message: 'Hej', from: 'Jojka', name: 'test' });
    const statuses = await client.getCampaignRecipientsStatus({ campaignId });
    expect(statuses.map(({ receiver }) => receiver)).toEqual(receivers);
    expect(await client.getMsgIdsByCampaignId({ campaignId })).toEqual(
      statuses.map(({ messageId }) => messageId),
    );
  });

  test('blocked numbers get none', async () => {
    const { client } = await sandboxAndClient({ data: { contacts, blocklist: ['46701740606'] } });
    const campaignId = await client.addCampaign({
      toGroups: ['Kunder'],
      toMsisdns: ['46701740606'],
      message: 'Hej',
    });
    const statuses = await client.getCampaignRecipientsStatus({ campaignId });
    expect(statuses.map(({ receiver }) => receiver)).toEqual(['46701740605']);
  });

  test('a scheduled one goes out at its time, to the members by then', async () => {
    const { client, pass } = await withClock('2026-11-23T12:00:00Z');
    const campaignId = await client.addCampaign({
      toGroups: ['VD'],
      message: 'Hej',
      scheduled: '2026-11-23 12:01:00',
    });
    expect(await client.getMsgIdsByCampaignId({ campaignId })).toEqual([]);
    await client.addContactToGroup({ msisdn: '46701740607', group: 'VD' });
    pass(60);
    expect(await client.getMsgIdsByCampaignId({ campaignId })).toHaveLength(2);
    expect(await failure(client.cancelCampaign({ campaignId }))).toMatchObject({ name: 'ApiError' });
  });

  test('a scheduled one can be cancelled, twice too', async () => {
    const { client, pass } = await withClock('2026-11-23T12:00:00Z');
    const campaignId = await client.addCampaign({
      toGroups: ['all'],
      message: 'Hej',
      scheduled: new Date('2026-11-23T12:01:00Z'),
    });
    await client.cancelCampaign({ campaignId });
    await client.cancelCampaign({ campaignId });
    pass(120);
    expect(await client.getMsgIdsByCampaignId({ campaignId })).toEqual([]);
  });
});

describe('messages', () => {
  test('SENT becomes DELIVERED, or ERROR for numbers that end in 99', async () => {
    const { client, pass } = await withClock('2026-11-23T12:00:00Z');
    const good = await client.send({ to: '46701740605', message: 'Hej' });
    const bad = await client.send({ to: '46701740699', message: 'Hej' });
    expect(await client.getMsgStatus({ messageId: good })).toBe('SENT');
    expect(await client.getMsgStatus({ messageId: bad })).toBe('SENT');
    pass(2);
    expect(await client.getMsgStatus({ messageId: good })).toBe('DELIVERED');
    expect(await client.getMsgStatus({ messageId: bad })).toBe('ERROR');
  });

  test('to a blocked number: ERROR', async () => {
    const { client } = await sandboxAndClient({ data: { blocklist: ['46701740605'] } });
    const messageId = await client.send({ to: '46701740605', message: 'Hej' });
    expect(await client.getMsgStatus({ messageId })).toBe('ERROR');
  });
});

describe('replies', () => {
  test('later than, from, in the order of time, and none older than 96 hours', async () => {
    const { sandbox, client, pass } = await withClock('2026-11-23T12:00:00Z', {});
    sandbox.feedReply({ sender: '46701740605', message: 'STOPP', inserted: '2026-11-23 11:00:00' });
    sandbox.feedReply({ sender: '46701740606', message: 'Ja; tack', inserted: '2026-11-23 10:00:00' });
    sandbox.feedReply({ sender: '46701740607', message: 'Förr', inserted: '2026-11-19 11:59:59' });
    const said = async (options = {}) => (await client.fetchReplies(options)).map(({ message }) => message);
    expect(await said()).toEqual(['Ja; tack', 'STOPP']);
    expect(await said({ since: '2026-11-23 10:00:00' })).toEqual(['STOPP']);
    expect(await said({ since: new Date('2026-11-01T00:00:00Z') })).toEqual(['Ja; tack', 'STOPP']);
    expect(await said({ fromMsisdn: '46701740606' })).toEqual(['Ja; tack']);
    pass(95 * 3600 + 1);
    expect(await said()).toEqual([]);
  });

  test('fed by HTTP', async () => {
    const { sandbox, client } = await withClock('2026-11-23T12:00:00Z', {});
    const root = new URL(sandbox.url).origin;
    const feed = (fields: Record<string, string>) =>
      fetch(`${root}/_sandbox/replies`, { method: 'POST', body: new URLSearchParams(fields) });
    expect((await feed({ sender: '46701740605', message: 'STOPP' })).status).toBe(200);
    expect((await feed({ sender: '46701740605' })).status).toBe(400);
    expect((await feed({ sender: '46701740605', message: 'x', inserted: 'now' })).status).toBe(400);
    const replies = [{ inserted: '2026-11-23 12:00:00', sender: '46701740605', message: 'STOPP' }];
    expect(await client.fetchReplies()).toEqual(replies);
    expect(await (await fetch(`${root}/_sandbox/state`)).json()).toMatchObject({ version: 1, replies });
    expect(await (await fetch(`${root}/_sandbox/calls`)).json()).toEqual({ fetch_replies: 1 });
  });
});
