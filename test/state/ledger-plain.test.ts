import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerContact, Want } from '../../src/contact/ledger.ts';
import { createListPool } from '../../src/contact/list-pool.ts';
import { draftPage, type LedgerSink, readPage } from '../../src/state/ledger-page.ts';
import { withTouched } from '../../src/state/ledger-touched.ts';
import { ledgerContactWriter, wantWriter } from '../../src/table/ledger-writer.ts';
import { createTables } from '../../src/table/tables.ts';
import { want as anyWant, contact, msisdn } from './ledger-arbitraries.ts';
import { listSink } from './packed.ts';

/** Entries of a page that go into a compact table as they stand are those that the long way gives. */
const place = { accountId: 1, edition: '7', part: 0 };
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A sink that keeps everything in compact tables, and what it has got in their order. */
function compactSink(desired: readonly (readonly [string, Want])[]) {
  const tables = createTables();
  const wished = tables.desired();
  for (const [number, { name, groups, keys }] of desired)
    wished.set(number, { msisdn: number, name, groups, keys, source: 'crm', line: 2 });
  const [contacts, wants] = [tables.ledgerContacts(), tables.wants()];
  let long = 0;
  const sink: LedgerSink = {
    contact: (number, value) => {
      long++;
      contacts.set(number, value);
    },
    want: (_, number, value) => {
      long++;
      wants.set(number, value);
    },
    plain: { contacts: () => ledgerContactWriter(contacts), wants: () => wantWriter(wants) },
  };
  const given = () => [
    ...[...contacts].map(([number, value]) => ({ msisdn: number, contact: value })),
    ...[...wants].map(([number, value]) => ({ pipeline: 'p', msisdn: number, want: value })),
  ];
  return { sink, given, long: () => long };
}

/** Half of them as most are: here, with one key or none. */
const want = fc.oneof(
  anyWant,
  anyWant.map(({ name, groups, keys, since }): Want => {
    return { name, groups, keys: keys.slice(0, 1).map((key) => `crm\t${key}`), absentRuns: 0, since };
  }),
);

const entries = <Value>(value: fc.Arbitrary<Value>) =>
  fc
    .uniqueArray(fc.tuple(msisdn, value), { selector: ([number]) => number, maxLength: 30 })
    .map((list) => list.sort(([a], [b]) => byText(a, b)));

/** What was changed since: some of those, and others. */
const touched = <Value>(value: fc.Arbitrary<Value>) => entries(fc.option(value, { nil: undefined }));

test('whatever was touched since, and whatever the sources ask for', () => {
  fc.assert(
    fc.property(
      entries(contact),
      entries(want),
      touched(contact),
      touched(want),
      entries(want),
      (contacts, wants, ofContacts, ofWants, desired) => {
        const [first, second] = [draftPage(), draftPage('p')];
        for (const [number, value] of contacts) first.contact(number, value);
        for (const [number, value] of wants) second.want(number, value);
        const pages = [first.seal(place), second.seal(place)];
        const since = {
          contacts: { pipeline: '', values: new Map<string, LedgerContact | undefined>(ofContacts) },
          wants: [{ pipeline: 'p', values: new Map<string, Want | undefined>(ofWants) }],
        };
        const long = listSink();
        // Half of them are wished for just so: names and keys are found at once.
        const short = compactSink([...desired, ...wants.filter((_, index) => index % 2 === 0)]);
        for (const sink of [long, short.sink]) {
          const over = withTouched(since, sink);
          for (const page of pages) readPage(page, place, createListPool(), over.sink);
          over.end();
        }
        expect(short.given()).toEqual(long.given);
      },
    ),
    { numRuns: 400 },
  );
});

test('those with spellings, several keys, no plain number or an absence go the long way, and no others', () => {
  const plain = { name: 'Åsa', groups: ['Kunder'], keys: ['crm\tK1'], absentRuns: 0, since: 's' };
  const wants: [string, Want, boolean][] = [
    ['46701740605', plain, false],
    ['46701740606', { ...plain, keys: [] }, false],
    ['46701740607', { ...plain, optedOut: true, name: '' }, false],
    ['46701740608', { ...plain, keys: ['crm\tK2', 'crm\tK3'] }, true],
    ['46701740609', { ...plain, absentRuns: 1, absentAt: 't' }, true],
    ['+46701740610', plain, true],
    ['46701740611', { ...plain, name: 'x'.repeat(40_000), keys: [`crm\t${'y'.repeat(40_000)}`] }, false],
    ['46701740612', { ...plain, keys: ['crm\tK4\ttrace'] }, false],
  ];
  for (const [number, value, isLong] of wants) {
    const draft = draftPage('p');
    draft.want(number, value);
    const { sink, given, long } = compactSink([]);
    readPage(draft.seal(place), place, createListPool(), sink);
    expect([given(), long()], number).toEqual([
      [{ pipeline: 'p', msisdn: number, want: value }],
      isLong ? 1 : 0,
    ]);
  }
  const draft = draftPage();
  draft.contact('46701740605', { groups: ['Kunder'], managed: 'created', pipeline: 'p' });
  draft.contact('46701740606', { groups: ['Kunder'], spellings: { name: { asked: 'Åsa', stored: 'Asa' } } });
  const { sink, long } = compactSink([]);
  readPage(draft.seal(place), place, createListPool(), sink);
  expect(long()).toBe(1);
});
