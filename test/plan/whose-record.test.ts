import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/contact/desired.ts';
import type { Want } from '../../src/contact/ledger.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { formerNames } from '../../src/plan/renamed.ts';
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

/** Anna and Bo are managed, in the group Kunder, and known by the keys that are given. */
const [anna, bo, cilla, dan] = [number(0), number(1), number(2), number(3)];
const known = (keys: Record<string, readonly string[]>): Record<string, Want> =>
  Object.fromEntries(
    Object.entries(keys).map(([msisdn, list]) => [msisdn, want('N', ['Kunder'], { keys: list })]),
  );

interface Night {
  /** The keys that each contact is known by. */
  readonly keys: Record<string, readonly string[]>;
  /** Who is there tonight, with keys. */
  readonly there?: Record<string, readonly string[]>;
  readonly rest?: Partial<Omit<Desired, 'contacts'>>;
  readonly blocked?: readonly string[];
  readonly groups?: readonly string[];
}

function night({ keys, there = {}, rest = {}, blocked = [], groups = ['Kunder'] }: Night): Plan {
  return plan({
    existing: contacts(...Object.keys(keys).map((msisdn) => contact(msisdn, 'N', 'Kunder'))),
    desired: desired(
      Object.entries(there).map(([msisdn, list]) => ({ ...contact(msisdn, 'N', ...groups), keys: list })),
      { keyed: ['crm'], ...rest },
    ),
    ledger: ledger({
      contacts: Object.fromEntries(Object.keys(keys).map((msisdn) => [msisdn, created('Kunder')])),
      wants: { nightly: known(keys) },
      blocks: Object.fromEntries(blocked.map((msisdn) => [msisdn, ['reply']])),
    }),
  });
}

const changes = (made: Plan) =>
  made.changes.map(
    (change) => `${change.kind} ${change.msisdn}${'group' in change ? ` ${change.group}` : ''}`,
  );

describe('whose a rejected record is (T7)', () => {
  test('a readable number that nobody is known by says nothing: the mobile beside it may be anybody’s', () => {
    const made = night({
      keys: { [anna]: [], [bo]: [] },
      there: { [bo]: [] },
      rest: { held: [heldRecord([], ['46846500400'])] },
    });
    expect(changes(made)).toEqual([]);
    expect(made.warnings).toEqual([
      { code: 'held-in-doubt', figures: { contacts: 1, anonymous: 1, strangers: 0 } },
    ]);
  });

  test('a number that somebody is known by holds him, and nobody else', () => {
    const made = night({ keys: { [anna]: [], [bo]: [] }, rest: { held: [heldRecord([], [anna])] } });
    expect(changes(made)).toEqual([`remove ${bo}`]);
  });

  test('a key that nobody is known by may be that of whoever has no key of its source', () => {
    const made = night({
      keys: { [anna]: ['crm\tK1'], [bo]: ['lista\t1'], [cilla]: [], [dan]: ['crm\tK4'] },
      there: { [dan]: ['crm\tK4'] },
      rest: { held: [heldRecord(['crm\tK9'])], keyed: ['crm', 'lista'] },
    });
    expect(changes(made)).toEqual([`remove ${anna}`]);
    expect(made.summary.absent.held).toBe(2);
  });

  test('a source that is called otherwise tonight: its old keys tell of nobody, and that is told', () => {
    const made = night({
      keys: { [anna]: ['kunder-24.csv\tK1'], [bo]: ['kunder-24.csv\tK2'] },
      there: { [bo]: ['kunder-25.csv\tK2'] },
      rest: {
        held: [{ source: 'kunder-25.csv', keys: ['kunder-25.csv\tK1'], numbers: [] }],
        keyed: ['kunder-25.csv'],
      },
    });
    expect(changes(made)).toEqual([]);
    expect(made.warnings.map(({ code, figures }) => [code, figures])).toEqual([
      ['held-in-doubt', { contacts: 1, anonymous: 0, strangers: 1 }],
      ['source-renamed', { before: ['kunder-24.csv'], contacts: 2 }],
    ]);
  });

  test.each<[string, Record<string, readonly string[]>, number]>([
    ['all of them', { [anna]: ['crm\t01'], [bo]: ['crm\t02'], [cilla]: ['crm\t03'] }, 1],
    [
      'with a number that changed',
      { [anna]: ['crm\t01'], [bo]: ['crm\t02'], [cilla]: ['crm\t03'], [number(9)]: ['crm\t04'] },
      1,
    ],
    ['two that were merged', { [anna]: ['crm\t9'], [bo]: ['crm\t8'], [cilla]: ['crm\t3'] }, 0],
    ['none', { [anna]: ['crm\t1'], [bo]: ['crm\t2'], [cilla]: ['crm\t3'] }, 0],
  ])('keys that are others than they were, and numbers that are not, are told: %s', (_name, there, told) => {
    const made = night({
      keys: { [anna]: ['crm\t1'], [bo]: ['crm\t2'], [cilla]: ['crm\t3'], [dan]: ['crm\t4'] },
      there,
    });
    expect(made.warnings.filter(({ code }) => code === 'keys-rewritten')).toHaveLength(told);
  });

  test('of a row whose fields are shifted both ends are looked at', () => {
    const made = night({
      keys: { [anna]: ['crm\tK1'], [bo]: ['crm\tK2'] },
      rest: { held: [heldRecord(['crm\tSvensson', 'crm\tK1'])] },
    });
    expect(changes(made)).toEqual([`remove ${bo}`]);
  });

  test('one row a membership, no key: none is taken away, and it is told how many', () => {
    const made = night({
      keys: { [anna]: [], [bo]: [] },
      there: { [anna]: [], [bo]: [] },
      groups: [],
      rest: { held: [heldRecord([])] },
    });
    expect(changes(made)).toEqual([]);
    expect(made.warnings).toEqual([
      { code: 'held-in-doubt', figures: { contacts: 0, memberships: 2, anonymous: 1, strangers: 0 } },
    ]);
    // Nor does another pipeline take it away meanwhile.
    expect(made.wants.upserts).toEqual([]);
  });
});

describe('keys of rejected records are not forgotten (T7)', () => {
  test('they stay with a contact that other records ask for', () => {
    const made = night({
      keys: { [anna]: ['crm\tK1', 'crm\tK2'] },
      there: { [anna]: ['crm\tK1'] },
      rest: { held: [heldRecord(['crm\tK2'])] },
    });
    expect(made.wants.upserts).toEqual([]);
  });

  test('until a record says otherwise', () => {
    const made = night({
      keys: { [anna]: ['crm\tK1', 'crm\tK2'] },
      there: { [anna]: ['crm\tK1'], [bo]: ['crm\tK2'] },
      rest: { held: [heldRecord(['crm\tK1'])] },
    });
    expect([...made.wants.upserts].map(([msisdn, { keys }]) => [msisdn, keys])).toEqual([
      [anna, ['crm\tK1']],
      [bo, ['crm\tK2']],
    ]);
  });

  test('an absent contact keeps its own, night after night', () => {
    const made = night({ keys: { [anna]: ['crm\tK1'] }, rest: { held: [heldRecord(['crm\tK1'])] } });
    expect([changes(made), made.wants]).toEqual([[], { upserts: [], drops: [] }]);
  });
});

describe('a number beside one that cannot be read moves nobody (T1, P7b)', () => {
  const beside = {
    keys: { [anna]: ['crm\tK1'] },
    there: { [bo]: ['crm\tK1'] },
    rest: { held: [heldRecord(['crm\tK1'])] },
  };

  test('the known one stays, and is known by the key; the other one has a trace of it', () => {
    const made = night(beside);
    expect(changes(made)).toEqual([`create ${bo}`]);
    expect(made.moves).toEqual([]);
    expect(made.wants.drops).toEqual([]);
    expect([...made.wants.upserts].map(([msisdn, { keys }]) => [msisdn, keys])).toEqual([
      [bo, ['crm\tK1\ttrace']],
    ]);
  });

  test('his opt-out follows him to it all the same', () => {
    const made = night({ ...beside, blocked: [anna] });
    expect(changes(made)).toEqual([`block ${bo}`, `create ${bo}`]);
  });

  test('an opt-out in it blocks the known one too', () => {
    const made = night({
      ...beside,
      rest: { ...beside.rest, optOuts: new Set([bo]), optOutsByKey: [{ keys: ['crm\tK1'], isOdd: false }] },
    });
    expect(changes(made).filter((change) => change.startsWith('block'))).toEqual([
      `block ${anna}`,
      `block ${bo}`,
    ]);
  });
});

describe('whom an opt-out by one of two keys blocks (T8)', () => {
  const optedOut = (keys: Record<string, readonly string[]>, ...either: string[]) =>
    changes(
      night({
        keys,
        there: keys,
        rest: {
          optOutsByKey: [{ keys: either, isOdd: false }],
          strayOptOuts: [{ source: 'crm', line: 2, keys: either, isBlank: false }],
        },
      }),
    ).filter((change) => change.startsWith('block'));

  test.each<[string, string[], string[]]>([
    ['the one who is known', ['crm\tSvensson', 'crm\tK1'], [`block ${anna}`]],
    ['the same one by both', ['crm\tK1', 'crm\tK1b'], [`block ${anna}`]],
    ['nobody, where both are others', ['crm\tK1', 'crm\tK2'], []],
  ])('%s', (_name, either, blocked) => {
    expect(
      optedOut({ [anna]: ['crm\tK1', 'crm\tK1b'], [bo]: ['crm\tK2'], [dan]: ['crm\tK3'] }, ...either),
    ).toEqual(blocked);
  });
});

describe('a pipeline that is called otherwise than before (P10)', () => {
  const asked = desired([contact(anna, 'N', 'Kunder'), contact(bo, 'N', 'Kunder')]);
  const names = (wants: Record<string, Record<string, Want>>) =>
    formerNames(asked, ledger({ wants }), 'nightly');
  const all = known({ [anna]: [], [bo]: [], [cilla]: [] });

  test('may be any other of the account; the one that shares most comes first', () => {
    expect(names({ webb: known({ [anna]: [], [cilla]: [] }), gammal: all })).toEqual([
      { other: 'gammal', contacts: 2, wants: 3, isMost: true },
      { other: 'webb', contacts: 1, wants: 2, isMost: false },
    ]);
  });

  test('is none where something is known of it', () => {
    expect(names({ gammal: all, nightly: known({ [anna]: [] }) })).toEqual([]);
  });
});

test('an opt-out that follows somebody to a new number is told where the record says no (P7)', () => {
  const made = night({
    keys: { [anna]: ['crm\tK1'] },
    there: { [bo]: ['crm\tK1'] },
    rest: { optedIn: new Set([bo]) },
    blocked: [anna],
  });
  expect(made.warnings).toEqual([
    { code: 'carried-against-record', figures: { numbers: 1, examples: [bo] } },
  ]);
});

test('a group in Jojka that looks the same is the same (P8)', () => {
  const [nfd, nfc] = ['Ort Malmo\u0308', 'Ort Malm\u00f6'];
  const made = plan({
    existing: contacts(contact(anna, 'N', nfd), contact(bo, 'N', 'Ort\u00a0Lund')),
    desired: desired([contact(anna, 'N', nfc), contact(bo, 'N', 'Ort Lund')]),
  });
  expect(changes(made)).toEqual([]);
});
