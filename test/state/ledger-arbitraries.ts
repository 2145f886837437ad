import fc from 'fast-check';
import type { LedgerContact, Want } from '../../src/contact/ledger.ts';

/** What Postgres can hold of a text. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', 'Åsa Öberg', '\ufeffBo', 'a\n b', 'undefined', '-', '=', '__proto__', '👩‍👩‍👧'),
);
export const msisdn = fc.oneof(
  fc.integer({ min: 46701740605, max: 46701740620 }).map(String),
  fc.constantFrom('0', '00467', '7', '999999999999999', '1000000000000000', '-5', '1e3', '', 'x'),
);
export const pipeline = fc.constantFrom('nightly', 'Åre "vip"', 'undefined', 'a');
const groups = fc.array(text, { maxLength: 3 });
export const contact = fc.record(
  {
    managed: fc.constantFrom('created' as const, 'adopted' as const),
    pipeline,
    groups,
    spellings: fc.record({ name: fc.record({ asked: text, stored: text }) }),
  },
  { requiredKeys: ['groups'] },
) as fc.Arbitrary<LedgerContact>;
const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
export const want = fc.record(
  {
    name: text,
    groups,
    keys: fc.array(text, { maxLength: 3 }),
    absentRuns: fc.nat(2_000_000_000),
    absentAt: time,
    since: time,
    optedOut: fc.constant(true as const),
    held: fc.constant(true as const),
  },
  { requiredKeys: ['name', 'groups', 'keys', 'absentRuns', 'since'] },
) as fc.Arbitrary<Want>;
