import { describe, expect, test } from 'vitest';
import type { ConsentState, DesiredConsent } from '../../src/contact/consent.ts';
import { dayOf } from '../../src/contact/day.ts';
import { contact, contacts, created, desired, ledger, number, plan, want } from '../support/builders.ts';

/** Whose a record without a readable number is, its key tells: for what it says of consent as for its opt-out (C3, C4, T8). */
const today = dayOf('2026-11-23');
const [anna, bo] = [number(0), number(1)];

interface Case {
  readonly name: string;
  /** Keys that the numbers had last time, and have tonight. */
  readonly before: Record<string, readonly string[]>;
  readonly now: Record<string, readonly string[]>;
  /** Of whom the source that asks for consent speaks tonight by his number: yes. */
  readonly sayYes?: readonly string[];
  /** Who leaves his group when the record of `crm K1`, whose number cannot be read, says no; and who is blocked by its opt-out. */
  readonly noTo: readonly string[];
  readonly blocked: readonly string[];
  /** Who has a yes when it says so. */
  readonly yesTo: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'he is absent',
    before: { [anna]: ['crm\tK1'] },
    now: {},
    noTo: [anna],
    blocked: [anna],
    yesTo: [anna],
  },
  {
    name: 'another source has him tonight',
    before: { [anna]: ['crm\tK1', 'shop\tS9'] },
    now: { [anna]: ['shop\tS9'] },
    noTo: [anna],
    blocked: [anna],
    yesTo: [anna],
  },
  {
    name: 'another record of the same source says yes',
    before: { [anna]: ['crm\tK1', 'crm\tK2'] },
    now: { [anna]: ['crm\tK2'] },
    sayYes: [anna],
    noTo: [anna],
    blocked: [anna],
    yesTo: [anna],
  },
  {
    name: 'another record of it is there under the same key',
    before: { [anna]: ['crm\tK1'] },
    now: { [anna]: ['crm\tK1'] },
    sayYes: [anna],
    noTo: [anna],
    blocked: [anna],
    yesTo: [anna],
  },
  {
    name: 'two had the key: a no may be either’s, a yes is nobody’s',
    before: { [anna]: ['crm\tK1'], [bo]: ['crm\tK1'] },
    now: {},
    noTo: [anna, bo],
    blocked: [],
    yesTo: [],
  },
  {
    name: 'two have it, and each a record of his own',
    before: { [anna]: ['crm\tK1'], [bo]: ['crm\tK1'] },
    now: { [anna]: ['crm\tK1'], [bo]: ['crm\tK1'] },
    sayYes: [anna, bo],
    noTo: [],
    blocked: [],
    yesTo: [anna, bo],
  },
  {
    name: 'his key is another one by now: a no may be his, a yes is not',
    before: { [anna]: ['crm\tK1'] },
    now: { [anna]: ['shop\tS9'] },
    noTo: [anna],
    blocked: [],
    yesTo: [],
  },
];

const night = (one: Case, says: { consent?: ConsentState; optOut?: true }) => {
  const groups = ['Kunder'];
  const consent: DesiredConsent = {
    sources: [
      {
        source: 'crm',
        of: new Map((one.sayYes ?? []).map((who) => [who, { state: 'yes', value: 'ja', line: 3 }])),
      },
    ],
    byKey: says.consent
      ? [{ source: 'crm', key: 'crm\tK1', consent: { state: says.consent, value: '', line: 2 } }]
      : [],
    withheld: new Map(),
    counts: { values: 0, odd: 0 },
  };
  const wants = Object.entries(one.before).map(([who, keys]) => [who, want('N', groups, { keys })] as const);
  const source = { msisdn: number(9), name: 'Ulla', groups: ['Kunder'], keys: ['shop\tS1'] };
  const known = ledger({
    contacts: Object.fromEntries(wants.map(([who]) => [who, created(...groups)])),
    wants: { nightly: Object.fromEntries(wants) },
  });
  // What the source said last, of each: the opposite of what the record says tonight.
  const last = { state: says.consent === 'yes' ? ('no' as const) : ('yes' as const), at: today - 10 };
  const consents = new Map(
    wants.map(([who]) => [who, { ...last, since: '2026-11-01T00:00:00.000Z', groups }] as const),
  );
  return plan({
    desired: desired(
      [
        source,
        ...Object.entries(one.now).map(([who, keys]) => ({
          ...contact(who, 'N', ...groups),
          keys: [...keys],
        })),
      ],
      {
        consent,
        held: [{ source: 'crm', keys: ['crm\tK1'], numbers: [] }],
        ...(says.optOut && { optOutsByKey: [{ keys: ['crm\tK1'], isOdd: false }] }),
      },
    ),
    existing: contacts(...wants.map(([who]) => contact(who, 'N', ...groups))),
    ledger: { ...known, consents: new Map([['nightly', new Map([['crm', consents]])]]) },
  });
};
const concerned = ({ changes }: ReturnType<typeof plan>, kind: string) =>
  changes.flatMap((change) => (change.kind === kind ? [change.msisdn] : []));

describe.each(cases)('$name', (one) => {
  test('a no', () => {
    const made = night(one, { consent: 'no' });
    expect(concerned(made, 'removeMembership')).toEqual(one.noTo);
    expect(
      made.consents?.upserts.flatMap(({ msisdn, state }) => (state === 'no' ? [msisdn] : [])) ?? [],
    ).toEqual(one.noTo);
  });

  test('a yes', () => {
    const yes = night(one, { consent: 'yes' }).consents?.upserts ?? [];
    expect(yes.flatMap(({ msisdn, state }) => (state === 'yes' ? [msisdn] : [])).sort()).toEqual(one.yesTo);
  });

  test('an opt-out', () => {
    expect(concerned(night(one, { optOut: true }), 'block')).toEqual(one.blocked);
  });
});
