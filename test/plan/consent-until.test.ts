import { describe, expect, test } from 'vitest';
import type { KnownConsent } from '../../src/contact/consent.ts';
import { dayOf, todayAt } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { permit } from '../../src/plan/permit.ts';
import { contact, contacts, desired, ledger, number, plan } from '../support/builders.ts';

/** A yes ends by time alone, whoever asks for it and when (C2). The plans of these tests are of 23 November 2026. */
const today = dayOf('2026-11-23');
const anna = number(0);
const since = '2026-11-01T00:00:00.000Z';
const knowing = (until: number | undefined): Ledger => {
  const yes: KnownConsent = {
    ...{ state: 'yes', at: today - 365, since, groups: ['Kunder'] },
    ...(until !== undefined && { until }),
  };
  return { ...ledger(), consents: new Map([['nightly', new Map([['crm', new Map([[anna, yes]])]])]]) };
};
const facts = { pending: new Set<string>(), blockedNow: new Set<string>(), repliesComplete: true };
const night = (known: Ledger, name: string) =>
  plan({
    desired: desired([contact(anna, 'Anna', 'Kunder')]),
    existing: contacts(contact(anna, 'Anna')),
    ledger: known,
    policy: { name },
  });

describe.each([
  { until: today, holds: 'today' },
  { until: today - 1, holds: 'until yesterday' },
  { until: undefined, holds: 'for ever' },
])('a yes that holds $holds', ({ until }) => {
  const isOver = until !== undefined && until < today;

  test('another pipeline', () => {
    expect(night(knowing(until), 'webshop').changes).toHaveLength(isOver ? 0 : 1);
  });

  test('a plan of before', () => {
    const before = night(ledger(), 'webshop');
    const { withheld } = permit(before, { ...facts, ledger: knowing(until), today });
    expect([...withheld.values()]).toEqual(isOver ? ['no-consent'] : []);
  });

  test('a plan of its own that had learned it', () => {
    const { consents: _, ...before } = night(ledger(), 'nightly');
    const said = knowing(until).consents.get('nightly')?.get('crm')?.get(anna) as KnownConsent;
    const consents = { upserts: [{ source: 'crm', msisdn: anna, ...said }], drops: [] };
    const { withheld } = permit({ ...before, consents }, { ...facts, ledger: ledger(), today });
    expect([...withheld.values()]).toEqual(isOver ? ['no-consent'] : []);
  });
});

test('a night writes down until when a yes holds, and that it holds otherwise by now', () => {
  const of = (maxAge: number | undefined, known: Ledger) =>
    plan({
      desired: desired([contact(anna, 'Anna', 'Kunder')], {
        consent: {
          sources: [
            {
              source: 'crm',
              maxAge,
              of: new Map([[anna, { state: 'yes', at: today - 365, value: 'ja', line: 2 }]]),
            },
          ],
          byKey: [],
          withheld: new Map(),
          counts: { values: 1, odd: 0 },
        },
      }),
      existing: contacts(contact(anna, 'Anna', 'Kunder')),
      ledger: known,
    }).consents?.upserts;
  expect(of(365, ledger())).toMatchObject([{ until: today }]);
  expect(of(365, knowing(today))).toBeUndefined();
  // What it says is the same as before: no other word since then.
  expect(of(400, knowing(today))).toMatchObject([{ until: today + 35, since }]);
  expect(of(undefined, knowing(today))?.[0]).not.toHaveProperty('until');
});

test.each([
  ['2026-11-23T12:00:00Z', '2026-11-23'],
  ['2026-11-23T22:59:00Z', '2026-11-23'],
  ['2026-11-23T23:00:00Z', '2026-11-24'],
  ['2026-06-23T22:00:00Z', '2026-06-24'],
  ['2026-06-23T21:59:00Z', '2026-06-23'],
])('%s is a moment of %s where the people are', (moment, day) => {
  expect(todayAt(moment)).toBe(dayOf(day));
});
