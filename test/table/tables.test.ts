import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Consent, consentStates, type KnownConsent } from '../../src/contact/consent.ts';
import type { Contact } from '../../src/contact/contact.ts';
import type { DesiredContact } from '../../src/contact/desired.ts';
import type { LedgerContact, Want } from '../../src/contact/ledger.ts';
import { createTables, plainTables, type Table } from '../../src/table/tables.ts';
import { Texts } from '../../src/table/texts.ts';

/** Numbers that meet again and again, MSISDN and what is none. */
const number = fc.oneof(
  fc.integer({ min: 46_701_740_605, max: 46_701_740_640 }).map(String),
  fc.constantFrom(
    '+46701740605',
    '0701740605',
    '',
    '9999999',
    '999999999999999',
    '9007199254740993',
    '1e10',
    '46 70',
    '1.5',
  ),
  fc.string({ maxLength: 20, unit: 'binary' }),
);
const text = fc.oneof(
  fc.constantFrom('', 'Åsa Öberg', 'Łukasz', '李', '👍', '\ud800', '\0', 'a\nb', 'ÿ', 'Ā'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const list = fc.array(text, { maxLength: 4 });
const key = fc
  .tuple(fc.constantFrom('crm.csv', 'x y', '', 'a'), text)
  .map(([source, id]) => `${source}\t${id}`);
const keys = fc.array(fc.oneof(key, text), { maxLength: 3 });
const time = fc.constantFrom('2026-11-20T02:00:00.000Z', '2026-11-21T02:00:00.000Z');

type Step<Value> = { readonly msisdn: string; readonly value: Value | undefined };

/** What holds of a table, whatever is set and deleted: it is the Map that it stands for, but for where what comes back stands. */
function behavesAsMap<Value>(
  make: () => readonly [Table<Value>, Table<Value>],
  arbitraryOf: (msisdn: string) => fc.Arbitrary<Value>,
): void {
  const step: fc.Arbitrary<Step<Value>> = number.chain((msisdn) =>
    fc.record({ msisdn: fc.constant(msisdn), value: fc.option(arbitraryOf(msisdn), { nil: undefined }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [table, other] = make();
      const map = new Map<string, Value>();
      const deleted = new Set<string>();
      for (const { msisdn, value } of steps) {
        if (value === undefined) {
          expect(table.delete(msisdn)).toBe(map.delete(msisdn));
          deleted.add(msisdn);
        } else {
          table.set(msisdn, value);
          map.set(msisdn, value);
        }
        expect(table.size).toBe(map.size);
        expect(other.size).toBe(0);
      }
      expect(new Map(table)).toEqual(map);
      if ([...map.keys()].every((msisdn) => !deleted.has(msisdn))) expect([...table]).toEqual([...map]);
      expect([...table.values()]).toEqual([...table].map(([, value]) => value));
      expect([...table.keys()]).toEqual([...table].map(([msisdn]) => msisdn));
      for (const { msisdn } of steps) {
        expect(table.has(msisdn)).toBe(map.has(msisdn));
        expect(table.get(msisdn)).toEqual(map.get(msisdn));
        expect(other.has(msisdn)).toBe(false);
        expect(other.get(msisdn)).toBeUndefined();
      }
    }),
  );
}

describe('a compact table is the Map that it stands for', () => {
  test('what Jojka holds', () => {
    behavesAsMap<Contact>(
      () => {
        const tables = createTables();
        return [tables.existing(), tables.existing()];
      },
      (msisdn) => fc.record({ msisdn: fc.constant(msisdn), name: text, groups: list }),
    );
  });

  test('what the sources ask for', () => {
    behavesAsMap<DesiredContact>(
      () => {
        const tables = createTables();
        return [tables.desired(), tables.desired()];
      },
      (msisdn) =>
        fc.record({
          msisdn: fc.constant(msisdn),
          name: text,
          groups: list,
          keys,
          source: text,
          line: fc.nat({ max: 4_000_000_000 }),
        }),
    );
  });

  test('what sources say of consent, and said', () => {
    const state = fc.constantFrom(...consentStates);
    const at = fc.integer({ min: -30_000, max: 100_000 });
    behavesAsMap<Consent>(
      () => {
        const tables = createTables();
        return [tables.consents(), tables.consents()];
      },
      () =>
        fc.record({ state, at, value: text, line: fc.nat() }, { requiredKeys: ['state', 'value', 'line'] }),
    );
    behavesAsMap<KnownConsent>(
      () => {
        const tables = createTables();
        return [tables.knownConsents(), tables.knownConsents()];
      },
      () =>
        fc.record({ state, at, since: time, groups: list }, { requiredKeys: ['state', 'since', 'groups'] }),
    );
    behavesAsMap<readonly string[]>(
      () => {
        const tables = createTables();
        return [tables.lists(), tables.lists()];
      },
      () => list,
    );
  });

  test('what the ledger knows', () => {
    const contact: fc.Arbitrary<LedgerContact> = fc.record(
      {
        managed: fc.constantFrom('created' as const, 'adopted' as const),
        pipeline: fc.string({ minLength: 1 }),
        groups: list,
        spellings: fc.constant({ name: { asked: 'a', stored: 'A' } }),
      },
      { requiredKeys: ['groups'] },
    );
    behavesAsMap<LedgerContact>(
      () => {
        const tables = createTables();
        return [tables.ledgerContacts(), tables.ledgerContacts()];
      },
      () => contact,
    );
  });

  test('what a pipeline wants', () => {
    const want: fc.Arbitrary<Want> = fc.record(
      {
        name: text,
        groups: list,
        keys,
        absentRuns: fc.nat({ max: 3 }),
        absentAt: time,
        since: time,
        held: fc.constant(true as const),
        optedOut: fc.constant(true as const),
      },
      { requiredKeys: ['name', 'groups', 'keys', 'absentRuns', 'since'] },
    );
    behavesAsMap<Want>(
      () => {
        const tables = createTables();
        return [tables.wants(), tables.wants()];
      },
      () => want,
    );
  });

  test('a set of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.boolean()), { maxLength: 60 }), (steps) => {
        const set = createTables().numbers();
        const plain = plainTables.numbers();
        for (const [msisdn, isAdded] of steps)
          if (isAdded) {
            set.add(msisdn);
            plain.add(msisdn);
          } else expect(set.delete(msisdn)).toBe(plain.delete(msisdn));
        expect(set.size).toBe(plain.size);
        expect(new Set(set)).toEqual(plain);
        for (const [msisdn] of steps) expect(set.has(msisdn)).toBe(plain.has(msisdn));
      }),
    );
  });
});

describe('what is kept of many', () => {
  test('tables that grow keep what they have', () => {
    const tables = createTables();
    const table = tables.existing();
    const count = 20_000;
    const contactOf = (index: number): Contact => ({
      msisdn: String(46_700_000_000 + index * 7),
      name: `Namn ${index % 5000}`,
      groups: index % 3 === 0 ? [] : [`Grupp ${index % 40}`],
    });
    for (let index = 0; index < count; index++) table.set(contactOf(index).msisdn, contactOf(index));
    expect(table.size).toBe(count);
    let index = 0;
    for (const contact of table.values()) expect(contact).toEqual(contactOf(index++));
    expect(table.get('46700000001')).toBeUndefined();
  });

  test('texts of every length come back as they were, once each', () => {
    const texts = new Texts();
    const given = [1, 2, 255, 256, 32_766, 32_767, 32_768, 40_000].flatMap((length) => [
      'å'.repeat(length),
      'Ł'.repeat(length),
      `${'a'.repeat(length - 1)}\ud83d`,
    ]);
    const ids = given.map((text) => texts.idOf(text));
    expect(new Set(ids).size).toBe(given.length);
    expect(ids.map((id) => texts.text(id))).toEqual(given);
    expect(given.map((text) => texts.idOf(text))).toEqual(ids);
  });

  test('groups that hold the separator are not mistaken for several', () => {
    const table = createTables().existing();
    const lists = [['a\nb'], ['a', 'b'], ['a', 'b\n'], ['a\nb\n'], [''], []];
    for (const [index, groups] of lists.entries())
      table.set(String(46_701_740_605 + index), { msisdn: String(46_701_740_605 + index), name: '', groups });
    expect([...table.values()].map(({ groups }) => groups)).toEqual(lists);
  });

  test('lists are not changed by who gave them', () => {
    const table = createTables().existing();
    const groups = ['a'];
    table.set('46701740605', { msisdn: '46701740605', name: '', groups });
    groups.push('b');
    expect(table.get('46701740605')?.groups).toEqual(['a']);
  });
});

test('lists of which there are more than a byte tells apart, and more than two', () => {
  const table = createTables().existing();
  const groupsOf = (index: number) => [`g${index}`];
  const check = (count: number) => {
    for (const index of [0, 1, 254, 255, 256, 65_534, 65_535, 65_536, count - 1])
      if (index < count)
        expect(table.get(String(46_700_000_000 + index))?.groups, `${index}`).toEqual(groupsOf(index));
  };
  for (let index = 0; index < 70_000; index++) {
    const msisdn = String(46_700_000_000 + index);
    table.set(msisdn, { msisdn, name: '', groups: groupsOf(index) });
    if (index === 300) check(301);
  }
  check(70_000);
});

test('a table whose ids came in their own order first, and in another one then, keeps the order in which they came', () => {
  const tables = createTables();
  const [first, second] = [tables.existing(), tables.existing()];
  const numbers = ['46700000005', '46700000003', '46700000004', '46700000001'];
  for (const msisdn of numbers) first.set(msisdn, { msisdn, name: 'a', groups: [] });
  for (const msisdn of [numbers[1], numbers[3], numbers[0], numbers[2]] as string[])
    second.set(msisdn, { msisdn, name: 'b', groups: [] });
  expect([...first.keys()]).toEqual(numbers);
  expect([...second.keys()]).toEqual([numbers[1], numbers[3], numbers[0], numbers[2]]);
  second.delete(numbers[0] as string);
  expect([...second.keys()]).toEqual([numbers[1], numbers[3], numbers[2]]);
});
