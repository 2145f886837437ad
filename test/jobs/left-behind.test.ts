import { describe, expect, test } from 'vitest';
import { undoRun } from '../../src/jobs/undo.ts';
import { blocked, useWorlds, type World } from '../support/in-process.ts';

const { world } = useWorlds();
const numbers = Array.from({ length: 12 }, (_, at) => `4670174${String(605 + at).padStart(4, '0')}`);
const former = numbers[0] as string;
const latter = '46701740699';
const row = (at: number, { number = numbers[at], stop = 'nej', town = 'Lund' } = {}) =>
  `${at + 1};N${at};${number};${town};${stop}`;
const others = numbers.slice(1).map((_, at) => row(at + 1));
const refused = (endpoint: string) =>
  ({ rules: [{ endpoint, action: { status: 400, body: '{"error":"no"}' } }] }) as never;

/** Everybody of the CRM is there, by his town; the first of them is to have another number. */
async function beforeTheMove(more: object): Promise<World> {
  const w = await world({
    pipeline: {
      sources: [
        {
          ...{ type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn' },
          ...{ groups: [{ column: 'Ort' }], optOut: { column: 'Stopp' } },
        },
      ],
      guards: { removals: 'off', memberships: 'off', rejections: 'off', moves: 'off', creates: 'off' },
      ...more,
    },
  });
  w.crm(row(0), ...others);
  await w.sync();
  w.clock.forward(24);
  return w;
}

const groupsOf = ({ sandbox }: World, number: string) =>
  sandbox.state().contacts.find(({ msisdn }) => msisdn === number)?.groups;

describe('a former number of somebody', () => {
  test.each(['add', 'mirror'])(
    'leaves our groups later, where it was refused to (P4): keep, %s',
    async (mode) => {
      const w = await beforeTheMove({ contacts: { absent: 'keep' }, groups: { mode } });
      w.crm(row(0, { number: latter }), ...others);
      await w.restart({ faults: refused('rm_contact_from_group') });
      expect((await w.sync()).exitCode).toBe(4);
      expect(groupsOf(w, former)).toEqual(['Lund']);
      w.clock.forward(24);
      await w.restart({});
      expect((await w.sync()).exitCode).toBe(0);
      expect(groupsOf(w, former)).toEqual([]);
      // From then on it is nobody's business: whoever puts it into a group has done so on purpose.
      await w.somebody((held) => ({
        ...held,
        contacts: held.contacts.map((one) => (one.msisdn === former ? { ...one, groups: ['Lund'] } : one)),
      }));
      w.clock.forward(24);
      await w.sync();
      expect(groupsOf(w, former)).toEqual(['Lund']);
    },
  );

  test('stays where it is, should the record have it again', async () => {
    const w = await beforeTheMove({ contacts: { absent: 'keep' }, groups: { mode: 'add' } });
    w.crm(row(0, { number: latter }), ...others);
    await w.restart({ faults: refused('rm_contact_from_group') });
    await w.sync();
    w.clock.forward(24);
    await w.restart({});
    w.crm(row(0), ...others);
    await w.sync();
    expect(groupsOf(w, former)).toEqual(['Lund']);
  });

  test.each(['keep', 'remove-managed'])(
    'is not forgotten where a run ends before it has written who moved (P4, L8): %s',
    async (absent) => {
      const w = await beforeTheMove({ contacts: { absent }, groups: { mode: 'add' } });
      w.crm(row(0, { town: 'Malmö' }), ...others);
      await w.sync();
      w.clock.forward(24);
      w.crm(row(0, { town: 'Malmö', number: latter }), ...others);
      await w.withState(async ({ knex }) => {
        await knex.raw(
          "create function boom() returns trigger language plpgsql as $$ begin raise exception 'gone'; end $$",
        );
        await knex.raw('create trigger boom before insert on run_contacts execute function boom()');
      });
      await expect(w.sync()).rejects.toThrow();
      await w.withState(({ knex }) => knex.raw('drop trigger boom on run_contacts'));
      w.clock.forward(24);
      await w.sync();
      expect(new Set(groupsOf(w, latter))).toEqual(new Set(['Lund', 'Malmö']));
      expect(groupsOf(w, former)).toEqual(absent === 'keep' ? [] : undefined);
    },
  );

  test.each([0, 1])(
    'is blocked when an undo brings it back, after %i nights that failed (P11, U1)',
    async (nights) => {
      const w = await beforeTheMove({ contacts: { absent: 'remove-managed' } });
      w.crm(row(0, { number: latter }), ...others);
      await w.restart({ faults: refused('rm_contact') });
      for (let night = 0; night < nights; night++) {
        expect((await w.sync()).exitCode).toBe(4);
        w.clock.forward(24);
      }
      await w.restart({});
      const removed = await w.sync();
      expect(groupsOf(w, former)).toBeUndefined();
      w.clock.forward(1);
      w.crm(row(0, { number: latter, stop: 'ja' }), ...others);
      await w.sync();
      expect(blocked(w)).toEqual([latter]);
      w.clock.forward(1);
      await undoRun(w.environment, removed.run);
      expect(groupsOf(w, former)).toBeDefined();
      expect(blocked(w)).toEqual([former, latter]);
    },
  );
});

/** The first record gets another number, and what its former one was to lose is refused. */
async function leftBehind(more: object): Promise<World> {
  const w = await beforeTheMove(more);
  w.crm(row(0, { number: latter }), ...others);
  const rules = ['rm_contact', 'rm_contact_from_group'].flatMap(
    (endpoint) => (refused(endpoint) as { rules: object[] }).rules,
  );
  await w.restart({ faults: { rules } as never });
  expect((await w.sync()).exitCode).toBe(4);
  expect(groupsOf(w, former)).toEqual(['Lund']);
  w.clock.forward(24);
  await w.restart({});
  return w;
}

describe('a former number that is somebody’s by then is like any other (P3, P4, T7)', () => {
  const hisToo = row(0).replace('1;', '77;');
  const policies = [
    ['keep, add', { contacts: { absent: 'keep' }, groups: { mode: 'add' } }],
    ['three extracts', { contacts: { absent: 'remove-managed', absentRuns: 3 } }],
  ] as const;

  test.each(policies)('given to another record, which is absent once: %s', async (_, more) => {
    const w = await leftBehind(more);
    w.crm(row(0, { number: latter }), ...others, hisToo);
    for (let night = 0; night < 3; night++) {
      expect((await w.sync()).exitCode).toBe(0);
      expect(groupsOf(w, former)).toEqual(['Lund']);
      w.clock.forward(24);
    }
    w.crm(row(0, { number: latter }), ...others);
    await w.sync();
    expect(groupsOf(w, former)).toEqual(['Lund']);
  });

  test.each(policies)('the record has it again, and is absent once: %s', async (_, more) => {
    const w = await leftBehind(more);
    w.crm(row(0), ...others);
    await w.sync();
    w.clock.forward(24);
    w.crm(...others);
    await w.sync();
    expect(groupsOf(w, former)).toEqual(['Lund']);
  });

  test('another record has it, and a row without a key is rejected', async () => {
    const w = await leftBehind({ contacts: { absent: 'remove-managed' } });
    w.crm(row(0, { number: latter }), ...others, hisToo);
    await w.sync();
    w.clock.forward(24);
    w.crm(row(0, { number: latter }), ...others, ';N0;12;Lund;nej');
    await w.sync();
    expect(groupsOf(w, former)).toEqual(['Lund']);
  });

  test('gone by hand, and put back by hand', async () => {
    const w = await leftBehind({
      contacts: { absent: 'keep' },
      groups: { mode: 'add', managedGroups: ['Lund'] },
    });
    await w.somebody((held) => ({
      ...held,
      contacts: held.contacts.filter(({ msisdn }) => msisdn !== former),
    }));
    await w.sync();
    w.clock.forward(24);
    await w.somebody((held) => ({
      ...held,
      contacts: [...held.contacts, { msisdn: former, name: 'X', groups: ['Lund'] }],
    }));
    await w.sync();
    expect(groupsOf(w, former)).toEqual(['Lund']);
  });
});
