import { describe, expect, test } from 'vitest';
import type { Consent, ConsentState, DesiredConsent } from '../../src/contact/consent.ts';
import { dayOf } from '../../src/contact/day.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { permit } from '../../src/plan/permit.ts';
import { createTables, type Table } from '../../src/table/tables.ts';
import {
  contact,
  contacts,
  created,
  desired,
  heldRecord,
  ledger,
  number,
  plan,
  want,
} from '../support/builders.ts';
import { ledgerAfter } from '../support/model.ts';

/** The plans of these tests are of 23 November 2026. */
const today = dayOf('2026-11-23');
const since = '2026-11-01T00:00:00.000Z';
const [anna, bo] = [number(0), number(1)];

/** What the source `crm` says tonight, and the groups that it keeps people out of. */
function saying(
  states: Record<string, ConsentState>,
  more: {
    withheld?: Record<string, readonly string[]>;
    groups?: readonly string[];
    counts?: DesiredConsent['counts'];
  } = {},
): { consent: DesiredConsent } {
  const of = new Map(
    Object.entries(states).map(([msisdn, state], index): [string, Consent] => [
      msisdn,
      { state, ...(state === 'yes' && { at: today - 10 }), value: state, line: index + 2 },
    ]),
  );
  return {
    consent: {
      sources: [{ source: 'crm', maxAge: 365, groups: more.groups, of }],
      byKey: [],
      withheld: new Map(Object.entries(more.withheld ?? {})),
      counts: more.counts ?? { values: 0, odd: 0 },
    },
  };
}

/** What the ledger knows of consent, by pipeline. */
function knowing(
  known: Ledger,
  all: Record<string, Record<string, { state: ConsentState; at?: number; groups?: readonly string[] }>>,
): Ledger {
  return {
    ...known,
    consents: new Map(
      Object.entries(all).map(([pipeline, numbers]) => [
        pipeline,
        new Map([
          [
            'crm',
            new Map(
              Object.entries(numbers).map(([one, { groups = [], ...rest }]) => [
                one,
                { ...rest, since, groups },
              ]),
            ),
          ],
        ]),
      ]),
    ),
  };
}

const told = ({ changes }: ReturnType<typeof plan>) =>
  changes.map((change) => `${change.kind} ${change.msisdn} ${'group' in change ? change.group : ''}`.trim());

/** Anna is in a group of ours and in one of somebody else. */
const there = contacts(contact(anna, 'Anna', 'Kunder', 'Personal'));
const ours = ledger({
  contacts: { [anna]: created('Kunder') },
  wants: { nightly: { [anna]: want('Anna', ['Kunder'], { keys: [`crm\tK${anna}`] }) } },
});

describe('who has no yes', () => {
  test.each(['mirror', 'add'] as const)(
    'under %s the membership goes all the same, and others stay',
    (mode) => {
      const made = plan({
        desired: desired(
          [contact(anna, 'Anna')],
          saying({ [anna]: 'no' }, { withheld: { [anna]: ['Kunder'] } }),
        ),
        existing: there,
        ledger: ours,
        policy: { groups: { mode } },
      });
      expect(told(made)).toEqual([`removeMembership ${anna} Kunder`]);
      expect([...made.wants.upserts].map(([, { groups }]) => groups)).toEqual([[]]);
      expect(made.consents?.upserts).toMatchObject([
        { msisdn: anna, state: 'no', groups: ['Kunder'], value: 'no' },
      ]);
      expect(made.summary.consent).toMatchObject({ yes: 0, no: 1 });
    },
  );

  test('a rejected record keeps a yes that stands', () => {
    const night = (known: { state: ConsentState; at?: number }) =>
      told(
        plan({
          desired: desired([], { ...saying({}), held: [heldRecord([`crm\tK${anna}`])] }),
          existing: there,
          ledger: knowing(ours, { nightly: { [anna]: { ...known, groups: ['Kunder'] } } }),
        }),
      );
    expect(night({ state: 'yes', at: today - 365 })).toEqual([]);
    expect(night({ state: 'yes', at: today - 366 })).toEqual([`removeMembership ${anna} Kunder`]);
    expect(night({ state: 'empty' })).toEqual([`removeMembership ${anna} Kunder`]);
  });

  test('of whom the source has never said anything there is no yes', () => {
    const made = plan({
      desired: desired([], { ...saying({}), held: [heldRecord([`crm\tK${anna}`])] }),
      existing: there,
      ledger: ours,
    });
    expect(told(made)).toEqual([`removeMembership ${anna} Kunder`]);
    expect(made.consents?.upserts).toMatchObject([{ msisdn: anna, state: 'empty', groups: ['Kunder'] }]);
  });

  test('a yes that is too old by now ends it, though nothing has changed in the source', () => {
    const absent = { contacts: { absent: 'keep' as const }, groups: { mode: 'add' as const } };
    const made = plan({
      desired: desired([contact(bo, 'Bo', 'Kunder')], saying({ [bo]: 'yes' })),
      existing: there,
      ledger: knowing(ours, { nightly: { [anna]: { state: 'yes', at: today - 366, groups: ['Kunder'] } } }),
      policy: absent,
    });
    expect(told(made)).toContain(`removeMembership ${anna} Kunder`);
    expect(made.consents?.upserts).toContainEqual(
      expect.objectContaining({ msisdn: anna, state: 'expired', since: '2026-11-23T03:00:00.000Z' }),
    );
    expect(made.wants.upserts).toContainEqual([anna, expect.objectContaining({ groups: [] })]);
  });

  test('what is expired is counted: in all, of this month, and since the last night', () => {
    const made = plan({
      desired: desired([contact(anna, 'Anna'), contact(bo, 'Bo')], {
        consent: {
          ...saying({}).consent,
          sources: [
            {
              source: 'crm',
              maxAge: 365,
              of: new Map([
                [anna, { state: 'expired' as const, at: today - 370, value: 'ja', line: 2 }],
                [bo, { state: 'expired' as const, at: today - 800, value: 'ja', line: 3 }],
              ]),
            },
          ],
        },
      }),
      existing: there,
      ledger: knowing(ours, { nightly: { [anna]: { state: 'yes', at: today - 370 } } }),
    });
    expect(made.summary.consent).toMatchObject({ no: 2, expired: 2, expiredThisMonth: 1, expiredNow: 1 });
    expect(made.guards.map(({ guard }) => guard)).toEqual([]);
  });

  test('a second night has nothing to say of consent', () => {
    const wish = desired(
      [contact(anna, 'Anna')],
      saying({ [anna]: 'no' }, { withheld: { [anna]: ['Kunder'] } }),
    );
    const known = knowing(ours, { nightly: { [anna]: { state: 'no', groups: ['Kunder'] } } });
    expect(plan({ desired: wish, existing: there, ledger: known })).not.toHaveProperty('consents');
  });
});

test('a changed number takes no group along that it has no yes for', () => {
  const made = plan({
    desired: desired(
      [{ ...contact(bo, 'Anna'), keys: [`crm\tK${anna}`] }],
      saying({ [bo]: 'no' }, { withheld: { [bo]: ['Kunder'] } }),
    ),
    existing: there,
    ledger: ours,
    policy: { groups: { mode: 'add' } },
  });
  expect(made.moves).toMatchObject([{ from: anna, to: bo }]);
  expect(made.changes).toContainEqual(expect.objectContaining({ kind: 'create', msisdn: bo, groups: [] }));
});

describe('several pipelines (C5)', () => {
  const shop = ledger({
    contacts: { [anna]: created('Kunder') },
    wants: { webshop: { [anna]: want('Anna', ['Kunder']) }, nightly: { [anna]: want('Anna', []) } },
  });
  const refused = knowing(shop, { nightly: { [anna]: { state: 'no', groups: ['Kunder'] } } });

  test('what another pipeline withholds nobody gives him, and it is told', () => {
    const wish = desired([contact(anna, 'Anna', 'Kunder', 'Butik')]);
    const made = plan({
      desired: wish,
      existing: contacts(contact(anna, 'Anna')),
      ledger: refused,
      policy: { name: 'webshop' },
    });
    expect(told(made)).toEqual([`addMembership ${anna} Butik`]);
    expect(made.warnings).toContainEqual({
      code: 'consent-elsewhere',
      figures: { contacts: 1, pipelines: ['nightly'] },
    });
  });

  test.each([
    { state: 'no', withheld: ['Kunder'], learned: [[anna, 'no', ['Kunder']]] },
    { state: 'no', withheld: undefined, learned: [] },
    { state: 'empty', withheld: undefined, learned: [] },
  ] as const)('of whom the pipeline never knew: $state, $withheld', ({ state, withheld, learned }) => {
    const left = desired([], saying({ [anna]: state }, withheld && { withheld: { [anna]: withheld } }));
    const made = plan({ desired: left, existing: new Map(), ledger: ledger() });
    expect(
      (made.consents?.upserts ?? []).map(({ msisdn, state: said, groups }) => [msisdn, said, groups]),
    ).toEqual(learned);
    if (learned.length === 0) return;
    const known = ledgerAfter(made, ledger(), new Map());
    const shop = { desired: desired([contact(anna, 'Anna', 'Kunder', 'Butik')]), existing: new Map() };
    expect(plan({ ...shop, ledger: known, policy: { name: 'webshop' } }).changes).toMatchObject([
      { kind: 'create', groups: ['Butik'] },
    ]);
    // It stays as long as a record says it, and is told once.
    expect(plan({ desired: left, existing: new Map(), ledger: known })).not.toHaveProperty('consents');
  });

  test('nor is he made anew with it', () => {
    const made = plan({
      desired: desired([contact(anna, 'Anna', 'Kunder', 'Butik')]),
      existing: new Map(),
      ledger: { ...refused, contacts: new Map() },
      policy: { name: 'webshop' },
    });
    expect(made.changes).toMatchObject([{ kind: 'create', groups: ['Butik'] }]);
  });

  test('what he is in already goes, whichever pipeline comes first, and though nothing is new to it', () => {
    const tables = createTables();
    const filled = <Value>(
      table: Table<Value>,
      entries: Iterable<readonly [string, Value]>,
    ): Table<Value> => {
      for (const [msisdn, value] of entries) table.set(msisdn, value);
      return table;
    };
    for (const mode of ['add', 'mirror'] as const) {
      const wish = desired([contact(anna, 'Anna', 'Kunder')]);
      const wants = [[anna, want('Anna', ['Kunder'], { keys: [`crm\tK${anna}`] })]] as const;
      const made = plan({
        desired: { ...wish, contacts: filled(tables.desired(), wish.contacts) },
        existing: filled(tables.existing(), contacts(contact(anna, 'Anna', 'Kunder'))),
        ledger: {
          ...refused,
          contacts: filled(tables.ledgerContacts(), [[anna, created('Kunder')]]),
          wants: new Map([['webshop', filled(tables.wants(), wants)]]),
        },
        policy: { name: 'webshop', groups: { mode } },
      });
      expect(told(made)).toEqual([`removeMembership ${anna} Kunder`]);
    }
  });

  test('and so under add of whom the pipeline does not ask for', () => {
    const made = plan({
      desired: desired([contact(bo, 'Bo', 'Butik')]),
      existing: contacts(contact(anna, 'Anna', 'Kunder'), contact(bo, 'Bo', 'Butik')),
      ledger: { ...refused, wants: new Map([['webshop', new Map([[anna, want('Anna', ['Kunder'])]])]]) },
      policy: { name: 'webshop', contacts: { absent: 'keep' }, groups: { mode: 'add' } },
    });
    expect(told(made)).toEqual([`removeMembership ${anna} Kunder`]);
  });

  test('it is taken away though another one wants it, and what he was never to be in stays', () => {
    const made = plan({
      desired: desired(
        [contact(anna, 'Anna')],
        saying({ [anna]: 'no' }, { withheld: { [anna]: ['Kunder'] } }),
      ),
      existing: contacts(contact(anna, 'Anna', 'Kunder', 'Butik')),
      ledger: {
        ...refused,
        contacts: new Map([[anna, created('Kunder', 'Butik')]]),
        wants: new Map([...shop.wants, ['webshop', new Map([[anna, want('Anna', ['Kunder', 'Butik'])]])]]),
      },
    });
    expect(told(made)).toEqual([`removeMembership ${anna} Kunder`]);
    const facts = { pending: new Set<string>(), blockedNow: new Set<string>(), repliesComplete: true, today };
    expect([...permit(made, { ...facts, ledger: refused }).withheld]).toEqual([]);
  });

  test('no plan of before brings anybody into a group that he has not agreed to (P11)', () => {
    const facts = { pending: new Set<string>(), blockedNow: new Set<string>(), repliesComplete: true, today };
    const before = plan({
      desired: desired([contact(anna, 'Anna', 'Kunder'), contact(bo, 'Bo', 'Kunder')]),
      existing: contacts(contact(anna, 'Anna')),
    });
    const now = knowing(ledger(), {
      nightly: {
        [anna]: { state: 'no', groups: ['Kunder'] },
        [bo]: { state: 'expired', groups: ['Kunder'] },
      },
    });
    expect([...permit(before, { ...facts, ledger: now }).withheld.values()]).toEqual([
      'no-consent',
      'no-consent',
    ]);
    // What the plan itself has learned counts before that.
    const said = {
      upserts: [anna, bo].map((msisdn) => ({
        source: 'crm',
        msisdn,
        state: 'yes' as const,
        since,
        groups: ['Kunder'],
      })),
      drops: [],
    };
    expect([...permit({ ...before, consents: said }, { ...facts, ledger: now }).withheld]).toEqual([]);
  });
});

describe('guards', () => {
  const many = Array.from({ length: 40 }, (_, index) => number(index));
  const night = (state: ConsentState, counts = { values: 40, odd: 0 }) => {
    const wish = desired(
      many.map((one) => contact(one, 'N')),
      saying(Object.fromEntries(many.map((one, index) => [one, index < 20 ? state : 'yes'])), { counts }),
    );
    const known = knowing(ledger(), {
      nightly: Object.fromEntries(many.map((one) => [one, { state: 'yes' as const, at: today - 10 }])),
    });
    return plan({ desired: wish, existing: new Map(), ledger: known }).guards.filter(({ guard }) =>
      guard.startsWith('consent'),
    );
  };

  test('G9 a column that was emptied is held back, and what became too old is not counted', () => {
    expect(night('empty')).toMatchObject([{ rule: 'G9', guard: 'consents', count: 20, of: 40 }]);
    expect(night('odd')).toMatchObject([{ guard: 'consents' }]);
    expect(night('expired')).toEqual([]);
  });

  test('G6 values that are no answer', () => {
    expect(night('yes', { values: 40, odd: 11 })).toMatchObject([
      { rule: 'G6', guard: 'consentValues', count: 11, of: 40 },
    ]);
    expect(night('yes', { values: 40, odd: 10 })).toEqual([]);
  });
});
