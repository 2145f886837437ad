import { expect, test } from 'vitest';
import { planMessage } from '../../src/jobs/send.ts';
import { useWorlds } from '../support/in-process.ts';

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
