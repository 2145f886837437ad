import { expect, test } from 'vitest';
import { useWorlds } from '../support/in-process.ts';

const { world } = useWorlds();
const [anna, bo, later] = ['46701740605', '46701740606', '46701740607'];
const row = (id: number, number: string, town: string) => `${id};N${id};${number};${town};nej`;

/** Under `add` a record that gets another number takes along what is ours under the former one. */
const refused = {
  rules: [{ endpoint: 'import_contacts_list', action: { status: 400, body: '{"error":"no"}' } }],
};

test.each([
  ['at once', 0],
  ['whose import was refused', 1],
  ['whose import was refused twice', 2],
])('who moved takes along what is ours: %s', async (_, nights) => {
  const groups = ['Kunder', 'Ort {Ort}'];
  const source = { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups };
  const w = await world({
    pipeline: {
      sources: [{ ...source, optOut: { column: 'Stopp' } }],
      groups: { mode: 'add' },
      guards: { moves: 'off', removals: 'off', floor: 100 },
    },
  });
  const groupsOf = () =>
    w.sandbox
      .state()
      .contacts.find(({ msisdn }) => msisdn === later)
      ?.groups.toSorted();
  for (const town of ['Lund', 'Malmö']) {
    w.crm(row(1, anna, town), row(2, bo, 'Lund'));
    await w.sync();
    w.clock.forward(24);
  }
  w.crm(row(1, later, 'Malmö'), row(2, bo, 'Lund'));
  if (nights > 0) await w.restart({ faults: refused as never });
  for (let night = 0; night < nights; night++) {
    expect((await w.sync()).exitCode).toBe(4);
    expect(groupsOf()).toBeUndefined();
    w.clock.forward(24);
  }
  if (nights > 0) await w.restart({});
  expect((await w.sync()).exitCode).toBe(0);
  expect(groupsOf()).toEqual(['Kunder', 'Ort Lund', 'Ort Malmö']);
  // Once it is confirmed, what others take away stays away.
  await w.somebody((held) => ({
    ...held,
    contacts: held.contacts.map((one) => ({
      ...one,
      groups: one.groups.filter((group) => group !== 'Ort Lund'),
    })),
  }));
  await w.sync();
  expect(groupsOf()).toEqual(['Kunder', 'Ort Malmö']);
});
