import { describe, expect, test } from 'vitest';
import type { Consent, ConsentState, KnownConsent } from '../../src/contact/consent.ts';
import { dayOf } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { createTables, type Table } from '../../src/table/tables.ts';
import { contact, created, desired, ledger, number, plan, want } from '../support/builders.ts';
import { ledgerAfter } from '../support/model.ts';

/** A source that is called otherwise each night: a dated path without a label (C4, G9). */
const at = dayOf('2026-11-13');
const since = '2026-11-01T00:00:00.000Z';
const everybody = Array.from({ length: 40 }, (_, index) => number(index));
const [anna, bo] = [number(0), number(1)];
const groups = ['Kunder'];

const known: Ledger = {
  ...ledger({
    contacts: Object.fromEntries(everybody.map((one) => [one, created(...groups)])),
    wants: {
      nightly: Object.fromEntries(
        everybody.map((one) => [one, want('N', groups, { keys: [`crm-01.csv\tK${one}`] })]),
      ),
    },
  }),
  consents: new Map([
    [
      'nightly',
      new Map([
        [
          'crm-01.csv',
          new Map(everybody.map((one): [string, KnownConsent] => [one, { state: 'yes', at, since, groups }])),
        ],
      ]),
    ],
  ]),
};

function wish(states: (msisdn: string) => ConsentState | undefined, also: readonly string[] = []) {
  const there = everybody.filter((one) => states(one) !== undefined);
  const of = new Map(
    there.map((one, index): [string, Consent] => {
      const state = states(one) as ConsentState;
      return [one, { state, ...(state === 'yes' && { at }), value: state, line: index + 2 }];
    }),
  );
  const more = also.map((source) => ({ source, of: new Map<string, Consent>() }));
  return desired(
    there.map((one) => ({ ...contact(one, 'N', ...groups), keys: [`crm-02.csv\tK${one}`] })),
    {
      consent: {
        sources: [{ source: 'crm-02.csv', of }, ...more],
        byKey: [],
        withheld: new Map(),
        counts: { values: 40, odd: 0 },
      },
    },
  );
}

const existing = new Map(everybody.map((one) => [one, contact(one, 'N', ...groups)]));
const night = (...says: Parameters<typeof wish>) => plan({ desired: wish(...says), existing, ledger: known });

describe('a source that is called otherwise', () => {
  test('says what it said, since when it said it', () => {
    const made = night(() => 'yes');
    expect(made.consents?.upserts).toHaveLength(40);
    expect(made.consents?.upserts).toContainEqual(
      expect.objectContaining({ source: 'crm-02.csv', msisdn: anna, state: 'yes', since }),
    );
    expect(made.consents?.drops).toContainEqual(['crm-01.csv', anna, 'renamed']);
    const after = ledgerAfter(made, known, new Map());
    expect(after.consents.get('nightly')?.get('crm-01.csv')?.size).toBe(0);
    expect(after.consents.get('nightly')?.get('crm-02.csv')?.size).toBe(40);
  });

  test('in tables that share their numbers, too', () => {
    const tables = createTables();
    const filled = <Value>(table: Table<Value>, from: ReadonlyMap<string, Value> | undefined) => {
      for (const [msisdn, value] of from ?? []) table.set(msisdn, value);
      return table;
    };
    const plain = wish(() => 'yes');
    const [source] = plain.consent?.sources ?? [];
    const made = plan({
      desired: {
        ...plain,
        contacts: filled(tables.desired(), plain.contacts),
        consent: {
          ...(plain.consent as NonNullable<typeof plain.consent>),
          sources: [{ source: 'crm-02.csv', of: filled(tables.consents(), source?.of) }],
        },
      },
      existing: filled(tables.existing(), existing),
      ledger: {
        ...known,
        wants: new Map([['nightly', filled(tables.wants(), known.wants.get('nightly'))]]),
        consents: new Map([
          [
            'nightly',
            new Map([
              [
                'crm-01.csv',
                filled(tables.knownConsents(), known.consents.get('nightly')?.get('crm-01.csv')),
              ],
            ]),
          ],
        ]),
      },
    });
    expect(made.consents?.upserts).toHaveLength(40);
  });

  test('is held against what it said: G9', () => {
    const lost = night((one) => (everybody.indexOf(one) < 20 ? 'empty' : 'yes'));
    expect(lost.guards).toContainEqual(expect.objectContaining({ guard: 'consents', count: 20, of: 40 }));
  });

  test('of whom it says something else it is new, and of whom nobody asks any more it goes', () => {
    const made = night((one) => (one === anna ? 'no' : one === bo ? undefined : 'yes'));
    expect(made.consents?.upserts.find(({ msisdn }) => msisdn === anna)).toMatchObject({
      state: 'no',
      since: '2026-11-23T03:00:00.000Z',
    });
    expect(made.consents?.drops).toContainEqual(['crm-01.csv', bo]);
  });

  test('of two new ones nobody knows which it is: what was said counts, and is no one’s', () => {
    const made = night(() => 'yes', ['other.csv']);
    expect(made.consents?.drops.every(([, , why]) => why === undefined)).toBe(true);
  });
});

describe('of several sources that are none of the pipeline’s any more', () => {
  const said: Record<string, KnownConsent> = {
    'a.csv': { state: 'yes', at, since, groups },
    'b.csv': { state: 'no', since, groups },
  };
  test.each([
    ['the yes first', ['a.csv', 'b.csv']],
    ['the no first', ['b.csv', 'a.csv']],
  ])('the strictest counts (C3): %s', (_, sources) => {
    const consents = new Map([
      ['nightly', new Map(sources.map((one) => [one, new Map([[anna, said[one] as KnownConsent]])]))],
    ]);
    const made = plan({
      desired: wish((one) => (one === anna ? undefined : 'yes')),
      existing,
      ledger: { ...known, consents },
      policy: { contacts: { absent: 'keep' } },
    });
    expect(made.consents?.upserts).toContainEqual(expect.objectContaining({ msisdn: anna, state: 'no' }));
  });
});
