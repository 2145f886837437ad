import { describe, expect, test } from 'vitest';
import type { ConsentState } from '../../src/contact/consent.ts';
import { dayOf } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { permit } from '../../src/plan/permit.ts';
import { createTables } from '../../src/table/tables.ts';
import { contact, contacts, created, desired, ledger, number, plan, want } from '../support/builders.ts';

/** A group that nobody may be put into is the same by every name that it has (C5, P8). */
const [anna, bo, eva] = [number(0), number(1), number(2)];
const since = '2026-11-01T00:00:00.000Z';
const facts = {
  pending: new Set<string>(),
  blockedNow: new Set<string>(),
  repliesComplete: true,
  today: dayOf('2026-11-23'),
};

/** Names that the service has cut, as it is known with somebody else. */
const [long, other, cut] = ['Kampanj Stockholms län', 'Kampanj Stockholms stad', 'Kampanj Stockh'];
const spelled = {
  [eva]: { ...created(long, other), spellings: { groups: { [long]: cut, [other]: cut } } },
};

function withheld(groups: readonly string[], rest: Parameters<typeof ledger>[0] = {}): Ledger {
  const known = ledger({ ...rest, contacts: { ...spelled, ...rest.contacts } });
  return {
    ...known,
    consents: new Map([
      ['crm', new Map([['crm', new Map([[anna, { state: 'no' as ConsentState, since, groups }]])]])],
    ]),
  };
}

/** With tables that share their numbers, too. */
function compact(known: Ledger): Ledger {
  const table = createTables().ledgerContacts();
  for (const [msisdn, one] of known.contacts) table.set(msisdn, one);
  return { ...known, contacts: table };
}

describe('what one pipeline withholds another one does not give by another name', () => {
  const cases: readonly (readonly [withheld: string, wanted: string, isSame: boolean])[] = [
    ['Nyhetsbrev', 'nyhetsbrev', true],
    ['Nyhetsbrev', 'NYHETSBREV ', true],
    ['Åre  vinter', 'A\u030Are vinter', true],
    [long, cut, true],
    [cut, long, true],
    [long, other, true],
    [long, 'Kampanj Stockholms slott', false],
    ['Nyhetsbrev', 'Nyhetsbrev SE', false],
  ];
  test.each(cases)('%s, wanted as %s', (name, wanted, isSame) => {
    for (const known of [withheld([name]), compact(withheld([name]))]) {
      const night = {
        desired: desired([contact(anna, 'Anna', wanted)]),
        existing: contacts(contact(anna, 'Anna')),
        policy: { name: 'webshop' },
      };
      const made = plan({ ...night, ledger: known });
      expect(made.changes).toHaveLength(isSame ? 0 : 1);
      expect(made.warnings.map(({ code }) => code)).toEqual(isSame ? ['consent-elsewhere'] : []);
      const before = plan({ ...night, ledger: { ...known, consents: new Map() } });
      expect([...permit(before, { ...facts, ledger: known }).withheld.values()]).toEqual(
        isSame ? ['no-consent'] : [],
      );
    }
  });
});

/** What the source says of the new number tonight: no, and that these groups need a yes. */
const refusing = (msisdn: string, groups: readonly string[]) => ({
  consent: {
    sources: [
      { source: 'crm', groups, of: new Map([[msisdn, { state: 'no' as const, value: 'nej', line: 2 }]]) },
    ],
    byKey: [],
    withheld: new Map(),
    counts: { values: 0, odd: 0 },
  },
});

describe('what a changed number takes along', () => {
  const before = ledger({
    contacts: {
      [anna]: { ...created(long, 'Kunder'), spellings: { groups: { [long]: cut } } },
    },
    wants: { nightly: { [anna]: want('Anna', [long, 'Kunder'], { keys: ['crm\tK1'] }) } },
  });
  const night = (groups: readonly string[] | undefined, known = before) =>
    plan({
      desired: desired([{ ...contact(bo, 'Anna'), keys: ['crm\tK1'] }], groups ? refusing(bo, groups) : {}),
      existing: contacts(contact(anna, 'Anna', cut, 'Kunder')),
      ledger: known,
      policy: { groups: { mode: 'add' } },
    });
  const made = (one: ReturnType<typeof plan>) =>
    one.changes.flatMap((change) => (change.kind === 'create' ? [...change.groups].sort() : [])).sort();

  test('is judged, and asked for, by the name that it was asked for by', () => {
    expect(made(night([long]))).toEqual(['Kunder']);
    expect(made(night(undefined))).toEqual([long, 'Kunder']);
  });
});

test('the name in a rule is the group that the service has cut, with whomever that was seen', () => {
  const known = ledger({
    contacts: { ...spelled, [anna]: created(cut) },
    wants: { nightly: { [anna]: want('Anna', [cut], { keys: ['crm\tK1'] }) } },
  });
  const made = plan({
    desired: desired([{ ...contact(anna, 'Anna', cut), keys: ['crm\tK1'] }], refusing(anna, [long])),
    existing: contacts(contact(anna, 'Anna', cut)),
    ledger: known,
  });
  expect(made.changes).toMatchObject([{ kind: 'removeMembership', msisdn: anna, group: cut }]);
});
