import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adoptPipeline } from '../../src/jobs/adopt.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();
const numbers = Array.from({ length: 12 }, (_, at) => `4670174${String(605 + at).padStart(4, '0')}`);
const row = (at: number, number = numbers[at] as string) => `${at + 1};N${at};${number};Lund;nej`;
/** A record that nobody knows, and whose number cannot be read: every night it is there. */
const unreadable = '999;Okänd;12;Lund;nej';
/** The records of all but the first two. */
const rest = numbers.slice(2).map((_, at) => row(at + 2));
const refused = (endpoint: string) => ({
  rules: [{ endpoint, action: { status: 400, body: '{"error":"no"}' } }],
});

async function aNight(
  groups: readonly string[] = ['Kunder'],
  more: { contacts?: object; guards?: object } = {},
) {
  const source = { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups };
  const w = await world({
    pipeline: {
      sources: [{ ...source, optOut: { column: 'Stopp' } }],
      contacts: { absent: 'remove-managed', ...more.contacts },
      guards: { removals: 'off', memberships: 'off', rejections: 'off', ...more.guards },
    },
  });
  w.crm(...numbers.map((_, at) => row(at)), unreadable);
  await w.sync();
  w.clock.forward(24);
  return w;
}

test.each([1, 2])(
  'whose removal failed goes the night after, rejected records or not (T7): %i nights',
  async (nights) => {
    const w = await aNight();
    w.crm(...rest, unreadable);
    await w.restart({ faults: refused('rm_contact') as never });
    for (let night = 0; night < nights; night++) {
      expect((await w.sync()).exitCode).toBe(4);
      expect(w.sandbox.state().contacts).toHaveLength(12);
      w.clock.forward(24);
    }
    await w.restart({});
    expect((await w.sync()).exitCode).toBe(0);
    expect(w.sandbox.state().contacts).toHaveLength(10);
  },
);

test('also where he waits first, for so many extracts (T7, P3)', async () => {
  const w = await aNight(['Kunder'], { contacts: { absentRuns: 2 } });
  w.crm(...rest, unreadable);
  await w.sync();
  w.clock.forward(24);
  await w.restart({ faults: refused('rm_contact') as never });
  expect((await w.sync()).exitCode).toBe(4);
  await w.restart({});
  for (const left of [12, 10]) {
    w.clock.forward(24);
    await w.sync();
    expect(w.sandbox.state().contacts).toHaveLength(left);
  }
});

test('also where his record has another number, and two nights fail (T7)', async () => {
  const w = await aNight(['Kunder'], { guards: { moves: 'off' } });
  w.crm(row(0, '46701740699'), row(1), ...rest, unreadable);
  await w.restart({ faults: refused('rm_contact') as never });
  for (let night = 0; night < 2; night++) {
    expect((await w.sync()).exitCode).toBe(4);
    w.clock.forward(24);
  }
  await w.restart({});
  await w.sync();
  expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).not.toContain(numbers[0]);
});

test('also where the night between was held back, and its plan applied (T7)', async () => {
  const w = await aNight();
  w.crm(...rest, unreadable);
  await w.restart({ faults: refused('rm_contact') as never });
  expect((await w.sync()).exitCode).toBe(4);
  w.clock.forward(24);
  const file = join(w.cwd, 'pipelines', 'crm.json');
  const pipeline = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...pipeline, guards: { ...pipeline.guards, removals: 1 } }));
  const held = await w.sync();
  expect(held).toMatchObject({ exitCode: 3, heldBack: true });
  const accept = held.plan.plan.fingerprint;
  expect(await applyPlan(held.run, w.environment, { accept })).toMatchObject({ exitCode: 4 });
  writeFileSync(file, JSON.stringify(pipeline));
  w.clock.forward(24);
  await w.restart({});
  await w.sync();
  expect(w.sandbox.state().contacts).toHaveLength(10);
});

test.each([
  ['rehearsed', true, 10],
  ['carried out: of that night nobody knows how keys were spelled', false, 12],
])('an adopt in between that was %s (T7)', async (_, dryRun, left) => {
  const w = await aNight();
  w.crm(...rest, unreadable);
  await w.restart({ faults: refused('rm_contact') as never });
  expect((await w.sync()).exitCode).toBe(4);
  await w.restart({});
  await adoptPipeline('crm', w.environment, { dryRun });
  w.clock.forward(24);
  await w.sync();
  expect(w.sandbox.state().contacts).toHaveLength(left);
});

test('but not where the rejected record has his key (T7)', async () => {
  const w = await aNight();
  w.crm(...rest, unreadable);
  await w.restart({ faults: refused('rm_contact') as never });
  await w.sync();
  w.clock.forward(24);
  await w.restart({});
  w.crm(...rest, row(0, '12'), unreadable);
  await w.sync();
  // He is there, with a number that cannot be read; the other one is gone.
  expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toContain(numbers[0]);
  expect(w.sandbox.state().contacts).toHaveLength(11);
});

test.each<
  [
    string,
    readonly string[],
    (refuse: () => Promise<void>, w: Awaited<ReturnType<typeof aNight>>) => Promise<void>,
  ]
>([
  [
    'he shared a key with others, and the rejected record has that one',
    [row(0), row(1).replace('2;', '500;'), row(0).replace('1;', '500;')],
    async (refuse, w) => {
      w.crm(...rest, unreadable);
      await refuse();
      w.crm(...rest, unreadable, '500;N0;12;Lund;nej');
    },
  ],
  [
    'keys are spelled otherwise since',
    ['001;N0;46701740605;Lund;nej'],
    async (refuse, w) => {
      w.crm(...rest.map((line) => `00${line}`), unreadable);
      await refuse();
      // In this night all keys are new, and nothing is taken from anybody.
      w.crm(...rest, unreadable);
      await w.sync();
      w.clock.forward(24);
      w.crm(...rest, unreadable, row(0, '12'));
    },
  ],
])('nor where it is in doubt whose the record is: %s', async (_, his, nights) => {
  const w = await aNight();
  const isSpelled = his[0]?.startsWith('00') === true;
  w.crm(...his, ...rest.map((line) => (isSpelled ? `00${line}` : line)), unreadable);
  await w.sync();
  w.clock.forward(24);
  await nights(async () => {
    await w.restart({ faults: refused('rm_contact') as never });
    await w.sync();
    w.clock.forward(24);
    await w.restart({});
  }, w);
  await w.sync();
  expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toContain(numbers[0]);
});
