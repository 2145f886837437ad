import { expect, test } from 'vitest';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();
const numbers = Array.from({ length: 12 }, (_, at) => `4670174${String(605 + at).padStart(4, '0')}`);
const row = (at: number, number = numbers[at] as string) => `${at + 1};N${at};${number};Lund;nej`;
/** A record that nobody knows, and whose number cannot be read: every night it is there. */
const unreadable = '999;Okänd;12;Lund;nej';
const refused = (endpoint: string) => ({
  rules: [{ endpoint, action: { status: 400, body: '{"error":"no"}' } }],
});

async function aNight(groups: readonly string[] = ['Kunder']) {
  const source = { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups };
  const w = await world({
    pipeline: {
      sources: [{ ...source, optOut: { column: 'Stopp' } }],
      contacts: { absent: 'remove-managed' },
      guards: { removals: 'off', memberships: 'off', rejections: 'off' },
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
    w.crm(...numbers.slice(2).map((_, at) => row(at + 2)), unreadable);
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

test('but not where the rejected record has his key (T7)', async () => {
  const w = await aNight();
  w.crm(...numbers.slice(2).map((_, at) => row(at + 2)), unreadable);
  await w.restart({ faults: refused('rm_contact') as never });
  await w.sync();
  w.clock.forward(24);
  await w.restart({});
  w.crm(...numbers.slice(2).map((_, at) => row(at + 2)), row(0, '12'), unreadable);
  await w.sync();
  // He is there, with a number that cannot be read; the other one is gone.
  expect(w.sandbox.state().contacts.map(({ msisdn }) => msisdn)).toContain(numbers[0]);
  expect(w.sandbox.state().contacts).toHaveLength(11);
});
