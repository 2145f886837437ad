import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import type { LedgerContact } from '../../src/contact/ledger.ts';
import { confirm } from '../../src/load/confirm.ts';
import { countChangedMeanwhile } from '../../src/load/verify.ts';
import { knownOtherwise, otherwiseThere } from '../../src/table/otherwise.ts';
import { createTables, plainTables, type Table, type Tables } from '../../src/table/tables.ts';
import { ledger, number } from '../support/builders.ts';
import { examples } from '../support/length.ts';

/** What is found of compact tables, in which whoever is the same is passed over, is what is found of plain Maps. */

const groups = fc.constantFrom<readonly string[]>(
  [],
  ['Kunder'],
  ['kunder'],
  ['Kunder', 'VIP'],
  ['VIP', 'Kunder'],
  ['Kunder', 'kunder'],
);
const states = fc.record({ name: fc.constantFrom<string>('Anna Berg', 'Bo Ek', ''), groups });
const known = fc.oneof(
  { weight: 3, arbitrary: groups.map((list): LedgerContact => ({ managed: 'created', groups: list })) },
  groups.map((list): LedgerContact => ({ groups: list })),
  // As somebody may have written it by hand.
  fc.constant<LedgerContact>({ managed: 'created', groups: ['Kunder', 'Kunder'] }),
  fc.constant<LedgerContact>({ managed: 'adopted', pipeline: 'webshop', groups: ['VIP'] }),
  fc.constant<LedgerContact>({ groups: ['Kunder'], spellings: { groups: { Kunder: 'kunder' } } }),
);
const people = fc.array(
  fc.record({
    before: fc.option(states, { nil: undefined, freq: 5 }),
    /** Most stay as they are. */
    now: fc.oneof(
      { weight: 4, arbitrary: fc.constant('same' as const) },
      fc.option(states, { nil: undefined, freq: 2 }),
    ),
    known: fc.option(known, { nil: undefined, freq: 4 }),
    isTouched: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
  }),
  { minLength: 1, maxLength: 9 },
);
type People = typeof people extends fc.Arbitrary<infer Given> ? Given : never;

function world(given: People, tables: Tables) {
  const [before, now] = [tables.existing(), tables.existing()];
  const contacts = tables.ledgerContacts();
  const put = <Value>(table: Table<Value>, index: number, value: Value | undefined) =>
    value !== undefined && table.set(number(index), value);
  for (const [index, one] of given.entries()) {
    const contact = (state: Omit<Contact, 'msisdn'> | undefined) =>
      state && { msisdn: number(index), ...state };
    put(before, index, contact(one.before));
    put(now, index, contact(one.now === 'same' ? one.before : one.now));
    put(contacts, index, one.known);
  }
  const touched = new Set(given.flatMap((one, index) => (one.isTouched ? [number(index)] : [])));
  return { before, now, contacts, touched };
}

/** What verify counts, and what the ledger learns of whom the run did not touch. */
function found(given: People, tables: Tables) {
  const { before, now, contacts, touched } = world(given, tables);
  const delta = confirm({ pipeline: 'nightly', changes: [], findings: [] }, { ...ledger(), contacts }, now, {
    before,
    tables,
  });
  return {
    changed: countChangedMeanwhile(before, now, touched),
    learned: [...delta.contacts],
    dropped: delta.dropContacts,
  };
}

test('what verify counts and confirms is the same of compact tables and of plain ones', () => {
  fc.assert(
    fc.property(people, (given) => {
      expect(found(given, createTables())).toEqual(found(given, plainTables));
    }),
    { numRuns: examples(500, 10_000) },
  );
});

test('whoever is the same is passed over', () => {
  const same = { name: 'Anna Berg', groups: ['Kunder', 'VIP'] };
  const given: People = [
    { before: same, now: 'same', known: { managed: 'created', groups: ['VIP', 'Kunder'] }, isTouched: false },
    { before: same, now: { ...same, groups: ['VIP'] }, known: { groups: ['Kunder'] }, isTouched: false },
  ];
  const { before, now, contacts } = world(given, createTables());
  expect([...otherwiseThere(before, now)].map(({ msisdn }) => msisdn)).toEqual([number(1)]);
  expect([...knownOtherwise(contacts, now)].map(([msisdn]) => msisdn)).toEqual([number(1)]);
});
