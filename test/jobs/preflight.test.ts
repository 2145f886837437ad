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
