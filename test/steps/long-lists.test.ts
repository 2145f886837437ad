import { expect, test } from 'vitest';
import type { KnownConsent } from '../../src/contact/consent.ts';
import { createRecordMaker } from '../../src/extract/csv-record.ts';
import { mayOptOut } from '../../src/replies/may-opt-out.ts';
import { createOptOutWords } from '../../src/replies/opt-out-words.ts';
import { joinedRows } from '../../src/transform/torn-rows.ts';
import { desired, ledger, plan } from '../support/builders.ts';
import { transform } from '../transform/run.ts';

/** Lists that are longer than the arguments which a call may have: none of them ends the process with a fault of its own. */
const many = 150_000;
const texts = Array.from({ length: many }, (_, at) => `T${at}`);

test('delimiters in a quoted value of several lines', () => {
  const { of: toRecords } = createRecordMaker('crm.csv', { columns: ['a', 'b'], width: 2 }, ';');
  const [record] = toRecords({
    ...{ rows: [['1', `${';'.repeat(many)}\nx`]], line: 2, multiline: true, isUnended: false },
  });
  expect(record?.spans?.map((line) => line.length)).toEqual([many + 2, 1]);
});

test('columns of a record that a line break has torn', () => {
  const whole = joinedRows(
    [
      { line: 2, fields: texts },
      { line: 3, fields: texts },
    ],
    2 * many - 1,
  );
  expect([whole.fields.length, whole.malformed]).toEqual([2 * many - 1, undefined]);
  expect(whole.fields[many - 1]).toBe(`T${many - 1}\nT0`);
});

test('groups in one cell', () => {
  const { contacts } = transform([
    {
      columns: ['Mobil', 'Grupper'],
      rows: [['0701740605', texts.join('|')]],
      mapping: { phone: 'Mobil', groups: [{ column: 'Grupper', separator: '|' }] },
    },
  ]);
  expect(contacts.get('46701740605')?.groups).toHaveLength(many);
});

test('sentences of a reply', () => {
  const message = `${'a. '.repeat(many)}b`;
  expect([createOptOutWords().find(message), mayOptOut(message)]).toEqual([undefined, false]);
});

test('people of whom a source spoke that asks for no consent any more', () => {
  const at = 20_000;
  const of = new Map(
    Array.from({ length: many }, (_, index): [string, KnownConsent] => [
      String(46_701_000_000 + index),
      { state: 'yes', at, since: '2026-11-01T00:00:00.000Z', groups: ['Kunder'] },
    ]),
  );
  const made = plan({
    existing: new Map(),
    desired: desired([]),
    ledger: { ...ledger({}), consents: new Map([['nightly', new Map([['crm.csv', of]])]]) },
  });
  expect(made.consents?.drops).toHaveLength(many);
});
