import { describe, expect, test } from 'vitest';
import { numbersWith } from '../../src/campaign/delivery.ts';
import { type Finding, refuseFindings } from '../../src/campaign/preflight.ts';
import { checkCall, makeCall } from '../../src/jobs/api.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { planMessage, sendMessage } from '../../src/jobs/send.ts';
import { findingText } from '../../src/report/sentences/findings.ts';
import { useWorlds, type World } from '../support/in-process.ts';

const { world } = useWorlds();

const anna = '46701740605';
const bo = '46701740606';
const stranger = '46701740607';

const message = {
  as: 'campaign',
  account: 'default',
  text: 'Öppet i dag. STOPP?',
  from: undefined,
  groups: [],
  at: '2026-11-24 12:00',
  timeZone: 'Europe/Stockholm',
  name: undefined,
  region: 'SE',
} as const;

test('who is in no CRM is found where a pipeline has wants; who left it is none; who is blocked is left out', async () => {
  const w = await world();
  const to = (...numbers: string[]) => ({
    ...message,
    numbers: numbers.map((text) => ({ text, where: '--to' })),
  });
  // Nothing is known yet.
  expect((await planMessage(w.environment, to(anna, stranger))).findings).toEqual([]);
  w.crm('1;Anna;46701740605;Lund;nej', '2;Bo;46701740606;Lund;ja');
  await w.sync();
  const plan = await planMessage(w.environment, to(anna, bo, stranger));
  expect(plan.recipients).toMatchObject({ msisdns: [anna, stranger], blocked: [bo] });
  expect(plan.findings).toEqual([{ code: 'unwanted', msisdns: [stranger], stops: true }]);
  const asleep = await planMessage(w.environment, { ...to(anna), at: '2026-11-24 22:00' });
  expect(asleep.findings).toEqual([{ code: 'night', hour: '22:00', stops: true }]);
});

test('who has no consent is found where any source asks for it, also one of two that say otherwise', async () => {
  const w = await world({
    pipeline: {
      sources: [
        {
          type: 'csv',
          path: 'crm.csv',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Kunder'],
          consent: { column: 'Ort', is: ['ja'] },
        },
      ],
    },
  });
  w.crm('1;Anna;46701740605;ja;', '2;Bo;46701740606;nej;');
  await w.sync();
  const to = { ...message, numbers: [anna, bo].map((text) => ({ text, where: '--to' })) };
  expect((await planMessage(w.environment, to)).findings).toEqual([
    { code: 'no-consent', msisdns: [bo], stops: true },
  ]);
  await w.withState(({ knex }) =>
    knex('ledger_consents').insert({
      ...{ account_id: 1, pipeline: 'shop', source: 'shop', msisdn: anna },
      ...{ state: 'expired', since: new Date(), groups: [] },
    }),
  );
  expect((await planMessage(w.environment, to)).findings).toEqual([
    { code: 'no-consent', msisdns: [anna, bo], stops: true },
  ]);
});

test('who agrees no more by the day on which it goes out is found (C2)', async () => {
  const w = await world({
    pipeline: {
      sources: [
        {
          type: 'csv',
          path: 'crm.csv',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Kunder'],
          consent: { column: 'Ort', is: ['ja'], at: 'Stopp', maxAge: '10d' },
        },
      ],
    },
  });
  w.crm(`1;Anna;${anna};ja;2026-11-20`, `2;Bo;${bo};ja;2026-11-23`);
  await w.sync();
  const to = { ...message, numbers: [anna, bo].map((text) => ({ text, where: '--to' })) };
  expect((await planMessage(w.environment, to)).findings).toEqual([]);
  const later = { ...to, at: '2026-12-02 12:00' };
  expect((await planMessage(w.environment, later)).findings).toEqual([
    { code: 'no-consent', msisdns: [anna], stops: true },
  ]);
});

describe('answers are fetched before a message goes out (P11)', () => {
  const to = { ...message, numbers: [anna, bo].map((text) => ({ text, where: '--to' })) };

  /** Answers are fetched at night; at ten Anna answers STOP. */
  async function morning() {
    const w = await world({ pipeline: { blocklist: { replies: true } } });
    w.crm('1;Anna;46701740605;Lund;nej', '2;Bo;46701740606;Lund;nej');
    await w.sync();
    w.clock.forward(7);
    w.sandbox.feedReply({ sender: anna, message: 'STOP' });
    return w;
  }

  test('who has answered STOP this morning is blocked and left out', async () => {
    const w = await morning();
    const plan = await planMessage(w.environment, to);
    expect(plan.recipients).toMatchObject({ msisdns: [bo], blocked: [anna] });
    expect(plan.findings).toEqual([]);
    expect(w.sandbox.state().blocklist).toEqual([anna]);
  });

  test('and who has while the question stood', async () => {
    const w = await morning();
    const plan = await planMessage(w.environment, to);
    w.clock.forward(1);
    w.sandbox.feedReply({ sender: bo, message: 'STOP' });
    const results = await sendMessage(w.environment, plan);
    expect(results).toMatchObject([{ msisdns: [bo], outcome: 'failed', optedOut: true }]);
    expect(w.sandbox.state().blocklist).toEqual([anna, bo]);
    // The list of those to be sent to later is not for him.
    expect(numbersWith(results, 'failed', 'not-tried')).toEqual([]);
  });

  const unfetched = { rules: [{ endpoint: 'fetch_replies', action: { status: 503 } }] };

  test('and where they cannot be fetched once the question is answered, a message to many is held back', async () => {
    const w = await morning();
    const plan = await planMessage(w.environment, to);
    expect(plan.findings).toEqual([]);
    const one = await planMessage(w.environment, { ...to, as: 'send', numbers: to.numbers.slice(1) });
    w.clock.forward(1);
    await w.restart({ faults: unfetched } as Parameters<typeof w.restart>[0]);
    w.sandbox.feedReply({ sender: bo, message: 'STOP' });
    await expect(sendMessage(w.environment, plan, undefined, ['night'])).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('last were 60 minutes ago'),
      advice: expect.stringContaining('--allow night replies-unread'),
    });
    expect(w.sandbox.requests().add_campaign ?? 0).toBe(0);
    expect(await sendMessage(w.environment, plan, undefined, ['replies-unread'])).toMatchObject([
      { outcome: 'sent' },
    ]);
    // A message to one number is told of it, and goes out.
    expect(await sendMessage(w.environment, one)).toMatchObject([{ outcome: 'sent' }]);
  });

  test('a last fetch that lies in the future is no fetch of now (S1b): who has answered STOP gets nothing', async () => {
    const w = await morning();
    w.clock.forward(2);
    await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
    w.clock.forward(-2);
    w.sandbox.feedReply({ sender: bo, message: 'STOP' });
    const plan = await planMessage(w.environment, to);
    expect(plan.recipients).toMatchObject({ msisdns: [], blocked: [anna, bo] });
    expect(plan.findings).toEqual([{ code: 'replies-missed', stops: true }]);
    expect(findingText(plan.findings[0] as Finding, plan)).toContain('nobody knows when');
  });

  test('and at the moment of sending', async () => {
    const w = await morning();
    const plan = await planMessage(w.environment, to);
    w.clock.forward(2);
    await fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false });
    w.clock.forward(-1);
    w.sandbox.feedReply({ sender: bo, message: 'STOP' });
    await expect(sendMessage(w.environment, plan, undefined, ['night'])).rejects.toMatchObject({
      exitCode: 3,
      advice: expect.stringContaining('--allow night replies-missed'),
    });
    expect(w.sandbox.requests().add_campaign ?? 0).toBe(0);
    expect(await sendMessage(w.environment, plan, undefined, ['replies-missed'])).toMatchObject([
      { optedOut: true },
    ]);
  });

  test.each([
    ['nobody', async () => {}],
    [
      'a command by hand',
      (w: World) => fetchReplies(w.environment, { pipeline: undefined, account: 'default', strict: false }),
    ],
    [
      'a message to one',
      async (w: World) => {
        await sendMessage(
          w.environment,
          await planMessage(w.environment, {
            ...to,
            as: 'send',
            numbers: to.numbers.slice(1),
            at: undefined,
          }),
        );
      },
    ],
    [
      'a group that is called otherwise',
      (w: World) => planMessage(w.environment, { ...to, groups: ['Kundr'] }).catch(() => {}),
    ],
  ] as const)(
    'answers that are gone unread hold messages to many back until one went out (S2), whoever found it: %s',
    async (_, finds) => {
      const w = await morning();
      w.clock.forward(240);
      await finds(w);
      w.clock.forward(1);
      const later = { ...to, at: undefined };
      const plan = await planMessage(w.environment, later);
      expect(plan.findings).toMatchObject([{ code: 'replies-missed', minutesAgo: 248 * 60, stops: true }]);
      expect(() => refuseFindings(plan.findings, [])).toThrow('replies-missed');
      await expect(sendMessage(w.environment, plan, undefined, [])).rejects.toThrow('Answers are gone');
      expect((await planMessage(w.environment, later)).findings).toMatchObject([{ code: 'replies-missed' }]);
      await sendMessage(w.environment, plan, undefined, ['replies-missed']);
      expect((await planMessage(w.environment, later)).findings).toEqual([]);
    },
  );

  test.each([
    ['send', { to: bo, msg: 'Hej' }],
    ['add_campaign', { to_msisdn: bo, msg: 'Hej' }],
  ] as const)('nor does a call by hand go out then: %s', async (endpoint, parameters) => {
    const w = await morning();
    await w.restart({ faults: unfetched } as Parameters<typeof w.restart>[0]);
    await expect(makeCall(w.environment, 'default', checkCall(endpoint, parameters))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('Answers could not be fetched'),
    });
    expect(w.sandbox.requests()[endpoint] ?? 0).toBe(0);
  });

  test('a call by hand too', async () => {
    const w = await morning();
    for (const call of [
      checkCall('send', { to: anna, msg: 'Hej' }),
      checkCall('add_campaign', { to_msisdn: anna, msg: 'Hej' }),
    ])
      await expect(makeCall(w.environment, 'default', call)).rejects.toThrow('opted out. Nothing was sent.');
  });

  test('a dry run fetches nothing, nor does an account whose answers nobody fetches', async () => {
    const w = await morning();
    const before = w.sandbox.requests().fetch_replies;
    await planMessage(w.environment, { ...to, dryRun: true });
    expect(w.sandbox.requests().fetch_replies).toBe(before);
    const other = await world();
    other.crm('1;Anna;46701740605;Lund;nej', '2;Bo;46701740606;Lund;nej');
    await other.sync();
    await planMessage(other.environment, to);
    expect(other.sandbox.requests().fetch_replies ?? 0).toBe(0);
  });

  test('where they cannot be fetched, that is to mind, with how long ago they were', async () => {
    const w = await morning();
    await w.restart({
      faults: { rules: [{ endpoint: 'fetch_replies', action: { status: 400, body: '{"error":["no"]}' } }] },
    } as Parameters<typeof w.restart>[0]);
    const plan = await planMessage(w.environment, to);
    expect(plan.findings).toEqual([{ code: 'replies-unread', minutesAgo: 420, stops: true }]);
    expect(() => refuseFindings(plan.findings, [])).toThrow('replies-unread');
    expect(findingText(plan.findings[0] as Finding, plan)).toContain(
      'before that they last were 7 hours ago',
    );
  });
});

test('a member of a group whom Jojka spells otherwise gets nothing while his number is blocked (P11)', async () => {
  const w = await world();
  w.crm('1;Anna;46701740605;Lund;nej', '2;Bo;46701740606;Lund;ja');
  await w.sync();
  await w.somebody((held) => ({
    ...held,
    contacts: [...held.contacts, { msisdn: `460${bo.slice(2)}`, name: 'Bo by hand', groups: ['Kunder'] }],
  }));
  const { recipients, findings } = await planMessage(w.environment, {
    ...message,
    numbers: [],
    groups: ['Kunder'],
  });
  expect(recipients).toMatchObject({ msisdns: [anna], blocked: [bo] });
  expect(findings).toEqual([]);
});

test('a message to a group that needs no consent is not held back for it', async () => {
  const w = await world({
    pipeline: {
      sources: [
        {
          type: 'csv',
          path: 'crm.csv',
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Kunder', 'Nyhetsbrev'],
          consent: { column: 'Ort', is: ['ja'], groups: ['Nyhetsbrev'] },
        },
      ],
    },
  });
  w.crm('1;Anna;46701740605;ja;', '2;Bo;46701740606;nej;');
  await w.sync();
  const found = async (groups: readonly string[], ...numbers: string[]) => {
    const given = numbers.map((text) => ({ text, where: '--to' }));
    const { findings } = await planMessage(w.environment, { ...message, groups, numbers: given });
    return findings.flatMap(({ code, msisdns }) => (code === 'no-consent' ? msisdns : []));
  };
  expect(await found(['Kunder'])).toEqual([]);
  // Who is named by his number, or is in a group that needs it, must have agreed.
  expect(await found(['Kunder'], bo)).toEqual([bo]);
  await w.withState(({ knex }) => knex('ledger_consents').where({ msisdn: anna }).update({ state: 'no' }));
  expect(await found(['Kunder', 'Nyhetsbrev'])).toEqual([anna]);
  expect(await found(['all'])).toEqual([anna, bo]);
});
