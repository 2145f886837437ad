import { describe, expect, test } from 'vitest';
import type { PlanInput } from '../../src/plan/plan-input.ts';
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

const [anna, bo, cilla] = [number(0), number(1), number(2)];

/** A change in one line: `+Kunder anna`, so that the tables below can be read. */
function said(made: ReturnType<typeof plan>): string[] {
  const names: Record<string, string> = { [anna]: 'anna', [bo]: 'bo', [cilla]: 'cilla' };
  return made.changes.map((change) => {
    const who = names[change.msisdn] ?? change.msisdn;
    switch (change.kind) {
      case 'create':
        return `create ${who} "${change.name}" [${change.groups}]`;
      case 'rename':
        return `rename ${who} "${change.from}" → "${change.to}"`;
      case 'addMembership':
        return `+${change.group} ${who}`;
      case 'removeMembership':
        return `-${change.group} ${who}`;
      default:
        return `${change.kind} ${who}`;
    }
  });
}

type Case = [name: string, input: Parameters<typeof plan>[0], expected: string[]];

const absentAnna = contacts(contact(anna, 'Anna', 'Kunder'));
const mine = ledger({
  contacts: { [anna]: created('Kunder') },
  wants: { nightly: { [anna]: want('Anna', ['Kunder'], { keys: ['crm\tK1'] }) } },
});
const none = desired([]);

const cases: Record<string, Case[]> = {
  'P1 the kinds of change': [
    [
      'a new contact is created with its groups',
      { existing: contacts(), desired: desired([contact(anna, 'Anna', 'Kunder')]) },
      ['create anna "Anna" [Kunder]'],
    ],
    [
      'T3: without a name it is called by its number',
      { existing: contacts(), desired: desired([contact(anna, '')]) },
      [`create anna "${anna}" []`],
    ],
    [
      'T3: a contact that exists keeps its name when the source has none',
      { existing: contacts(contact(anna, 'Anna')), desired: desired([contact(anna, '')]) },
      [],
    ],
    [
      'a new name is a rename',
      { existing: contacts(contact(anna, 'Ann')), desired: desired([contact(anna, 'Anna')]) },
      ['rename anna "Ann" → "Anna"'],
    ],
    [
      'names: keep renames nobody',
      {
        existing: contacts(contact(anna, 'Ann')),
        desired: desired([contact(anna, 'Anna')]),
        policy: { contacts: { names: 'keep' } },
      },
      [],
    ],
    [
      'a missing membership is added',
      { existing: contacts(contact(anna, 'Anna')), desired: desired([contact(anna, 'Anna', 'Kunder')]) },
      ['+Kunder anna'],
    ],
    [
      'groups in another order are no change',
      {
        existing: contacts(contact(anna, 'Anna', 'B', 'A')),
        desired: desired([contact(anna, 'Anna', 'A', 'B')]),
      },
      [],
    ],
  ],
  'P3 absent contacts': [
    [
      'keep: stays, mirror takes our membership',
      { existing: absentAnna, desired: none, ledger: mine, policy: { contacts: { absent: 'keep' } } },
      ['-Kunder anna'],
    ],
    [
      'keep with add: nothing',
      {
        existing: absentAnna,
        desired: none,
        ledger: mine,
        policy: { contacts: { absent: 'keep' }, groups: { mode: 'add' } },
      },
      [],
    ],
    [
      'remove-managed removes what we created',
      { existing: absentAnna, desired: none, ledger: mine },
      ['remove anna'],
    ],
    ['remove-managed leaves what we did not', { existing: absentAnna, desired: none }, []],
    [
      'remove-managed leaves a contact with somebody else’s membership, without ours',
      { existing: contacts(contact(anna, 'Anna', 'Kunder', 'Personal')), desired: none, ledger: mine },
      ['-Kunder anna'],
    ],
    [
      'an unmanaged contact loses the memberships that are ours and stays',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder', 'Personal')),
        desired: none,
        ledger: ledger({ contacts: { [anna]: { groups: ['Kunder'] } } }),
      },
      ['-Kunder anna'],
    ],
    [
      'remove-all removes anybody',
      {
        existing: contacts(contact(anna, 'Anna', 'Personal')),
        desired: none,
        policy: { contacts: { absent: 'remove-all' } },
      },
      ['remove anna'],
    ],
    [
      'absentRuns: 2 waits the first time',
      { existing: absentAnna, desired: none, ledger: mine, policy: { contacts: { absentRuns: 2 } } },
      [],
    ],
    [
      'absentRuns: 2 waits for an extract some hours later',
      {
        existing: absentAnna,
        desired: none,
        ledger: {
          ...mine,
          wants: new Map([
            [
              'nightly',
              new Map([
                [anna, want('Anna', ['Kunder'], { absentRuns: 1, absentAt: '2026-11-22T16:00:00Z' })],
              ]),
            ],
          ]),
        },
        policy: { contacts: { absentRuns: 2 } },
      },
      [],
    ],
    [
      'absentRuns: 2 acts on one that lies so far apart, or as far as the pipeline says',
      {
        existing: absentAnna,
        desired: none,
        ledger: {
          ...mine,
          wants: new Map([
            [
              'nightly',
              new Map([
                [anna, want('Anna', ['Kunder'], { absentRuns: 1, absentAt: '2026-11-22T16:00:00Z' })],
              ]),
            ],
          ]),
        },
        policy: { contacts: { absentRuns: 2, absentHours: 11 } },
      },
      ['remove anna'],
    ],
    [
      'absentRuns: 2 acts the second time',
      {
        existing: absentAnna,
        desired: none,
        ledger: ledger({
          contacts: { [anna]: created('Kunder') },
          wants: { nightly: { [anna]: want('Anna', ['Kunder'], { absentRuns: 1 }) } },
        }),
        policy: { contacts: { absentRuns: 2 } },
      },
      ['remove anna'],
    ],
  ],
  'P4 memberships': [
    [
      'mirror takes away what this product added',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder', 'Nyhetsbrev')),
        desired: desired([contact(anna, 'Anna', 'Kunder')]),
        ledger: ledger({ contacts: { [anna]: { groups: ['Nyhetsbrev'] } } }),
      },
      ['-Nyhetsbrev anna'],
    ],
    [
      'mirror leaves what somebody else added',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder', 'Nyhetsbrev')),
        desired: desired([contact(anna, 'Anna', 'Kunder')]),
      },
      [],
    ],
    [
      'managedGroups makes a group ours',
      {
        existing: contacts(contact(anna, 'Anna', 'Ort Kalmar', 'Ort Umeå')),
        desired: desired([contact(anna, 'Anna', 'Ort Umeå')]),
        policy: { groups: { managedGroups: ['ort *'] } },
      },
      ['-Ort Kalmar anna'],
    ],
    [
      'add takes nothing away',
      {
        existing: contacts(contact(anna, 'Anna', 'Nyhetsbrev')),
        desired: desired([contact(anna, 'Anna')]),
        ledger: ledger({ contacts: { [anna]: created('Nyhetsbrev') } }),
        policy: { groups: { mode: 'add' } },
      },
      [],
    ],
  ],
  'P5 what an import row cannot carry': [
    [
      'memberships go singly',
      {
        existing: contacts(contact(anna, 'Anna', 'Stockholm, Norr')),
        desired: desired([contact(anna, 'Anna', 'Kunder')]),
        policy: { load: { singleAdds: 0 } },
      },
      ['+Kunder anna'],
    ],
    [
      'a rename is dropped (with a warning)',
      {
        existing: contacts(contact(anna, 'Ann', 'Stockholm, Norr')),
        desired: desired([contact(anna, 'Anna', 'Kunder')]),
      },
      ['+Kunder anna'],
    ],
    [
      'a dirty name may be renamed to a clean one',
      { existing: contacts(contact(anna, 'Berg, Anna')), desired: desired([contact(anna, 'Anna Berg')]) },
      ['rename anna "Berg, Anna" → "Anna Berg"'],
    ],
  ],
  'P7 blocks': [
    [
      'an opted-out number is blocked, contact or not',
      { existing: contacts(), desired: desired([], { optOuts: new Set([anna]) }) },
      ['block anna'],
    ],
    [
      'a number that the ledger has blocked is not blocked again',
      {
        existing: contacts(),
        desired: desired([], { optOuts: new Set([anna]) }),
        ledger: ledger({ blocks: { [anna]: ['reply'] } }),
      },
      [],
    ],
    [
      'optedOut: keep creates it behind its block',
      {
        existing: contacts(),
        desired: desired([contact(anna, 'Anna', 'Kunder')], { optOuts: new Set([anna]) }),
      },
      ['block anna', 'create anna "Anna" [Kunder]'],
    ],
    [
      'optedOut: no-groups takes it out of our groups, under add too',
      {
        existing: absentAnna,
        desired: desired([contact(anna, 'Anna', 'Kunder')], { optOuts: new Set([anna]) }),
        ledger: mine,
        policy: { contacts: { optedOut: 'no-groups' }, groups: { mode: 'add' } },
      },
      ['block anna', '-Kunder anna'],
    ],
    [
      'optedOut: remove treats it as absent',
      {
        existing: absentAnna,
        desired: desired([contact(anna, 'Anna', 'Kunder')], { optOuts: new Set([anna]) }),
        ledger: mine,
        policy: { contacts: { optedOut: 'remove' } },
      },
      ['block anna', 'remove anna'],
    ],
    [
      'T8: an opted-out record that was rejected blocks the number of its key',
      {
        existing: contacts(),
        desired: desired([], { optOutsByKey: [{ keys: ['crm\tK1'], isOdd: false }] }),
        ledger: mine,
      },
      ['block anna'],
    ],
  ],
  'T7 held contacts': [
    [
      'a number that can be read in a rejected record',
      { existing: absentAnna, desired: desired([], { held: [heldRecord([], [anna])] }), ledger: mine },
      [],
    ],
    [
      'the key of a rejected record',
      {
        existing: absentAnna,
        desired: desired([], {
          held: [heldRecord(['crm\tK1'])],
        }),
        ledger: mine,
      },
      [],
    ],
    [
      'another key than the absent contact’s holds nothing',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder'), contact(bo, 'Bo')),
        desired: desired([{ ...contact(bo, 'Bo'), keys: ['crm\tK3'] }], {
          held: [heldRecord(['crm\tK2'])],
        }),
        ledger: ledger({
          contacts: { [anna]: created('Kunder') },
          wants: {
            nightly: {
              [anna]: want('Anna', ['Kunder'], { keys: ['crm\tK1'] }),
              [bo]: want('Bo', [], { keys: ['crm\tK3'] }),
            },
          },
        }),
      },
      ['remove anna'],
    ],
    [
      'an unknown key where most known ones are gone: they may be spelled otherwise',
      {
        existing: absentAnna,
        desired: desired([], { held: [heldRecord(['crm\tK2'])] }),
        ledger: mine,
      },
      [],
    ],
    [
      'an unknown key may be that of a contact whose key is not known',
      {
        existing: absentAnna,
        desired: desired([], {
          held: [heldRecord(['crm\tK2'])],
        }),
        ledger: ledger({ contacts: { [anna]: created('Kunder') } }),
      },
      [],
    ],
    [
      'a rejected record without key and number may be anybody’s',
      { existing: absentAnna, desired: desired([], { held: [heldRecord([])] }), ledger: mine },
      [],
    ],
    [
      'one of several records rejected: no membership is taken away, others are added',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder')),
        desired: desired([contact(anna, 'Anna', 'Nyhetsbrev')], { held: [heldRecord([], [anna])] }),
        ledger: mine,
      },
      ['+Nyhetsbrev anna'],
    ],
  ],
  'P8 other spellings': [
    [
      'a name that Jojka cut is not renamed again',
      {
        existing: contacts(contact(anna, 'Anna-Karin Lindstr')),
        desired: desired([contact(anna, 'Anna-Karin Lindström')]),
        ledger: ledger({
          contacts: {
            [anna]: {
              groups: [],
              spellings: { name: { asked: 'Anna-Karin Lindström', stored: 'Anna-Karin Lindstr' } },
            },
          },
        }),
      },
      [],
    ],
    [
      'a group in lower case is not added again',
      {
        existing: contacts(contact(anna, 'Anna', 'kunder')),
        desired: desired([contact(anna, 'Anna', 'Kunder')]),
        ledger: ledger({
          contacts: { [anna]: { groups: ['Kunder'], spellings: { groups: { Kunder: 'kunder' } } } },
        }),
      },
      [],
    ],
    [
      'and is taken away in the stored spelling',
      {
        existing: contacts(contact(anna, 'Anna', 'kunder')),
        desired: desired([contact(anna, 'Anna')]),
        ledger: ledger({
          contacts: { [anna]: { groups: ['Kunder'], spellings: { groups: { Kunder: 'kunder' } } } },
        }),
      },
      ['-kunder anna'],
    ],
  ],
  'P10 several pipelines': [
    [
      'a contact that another pipeline wants stays',
      {
        existing: absentAnna,
        desired: none,
        ledger: ledger({
          contacts: { [anna]: created('Kunder') },
          wants: { webshop: { [anna]: want('Anna', ['Kunder']) } },
        }),
      },
      [],
    ],
    [
      'and loses only what that one does not want',
      {
        existing: contacts(contact(anna, 'Anna', 'Kunder', 'Webb')),
        desired: none,
        ledger: ledger({
          contacts: { [anna]: created('Kunder', 'Webb') },
          wants: { webshop: { [anna]: want('Anna', ['Webb']) } },
        }),
      },
      ['-Kunder anna'],
    ],
    [
      'remove-all leaves it too',
      {
        existing: absentAnna,
        desired: none,
        ledger: ledger({ wants: { webshop: { [anna]: want('Anna', ['Kunder']) } } }),
        policy: { contacts: { absent: 'remove-all' } },
      },
      [],
    ],
    [
      'the last one that wanted it removes it, whoever made it',
      {
        existing: absentAnna,
        desired: none,
        ledger: ledger({
          contacts: { [anna]: { ...created('Kunder'), pipeline: 'webshop' } },
          wants: { nightly: { [anna]: want('Anna', []) }, webshop: {} },
        }),
      },
      ['remove anna'],
    ],
    [
      'the creator has the say about the name',
      {
        existing: contacts(contact(anna, 'Anna')),
        desired: desired([contact(anna, 'Anna B')]),
        ledger: ledger({
          contacts: { [anna]: { ...created(), pipeline: 'webshop' } },
          wants: { webshop: { [anna]: want('Anna', []) } },
        }),
      },
      [],
    ],
    [
      'the creator renames though another one wants it otherwise',
      {
        existing: contacts(contact(anna, 'Anna')),
        desired: desired([contact(anna, 'Anna B')]),
        ledger: ledger({ contacts: { [anna]: created() }, wants: { webshop: { [anna]: want('Anna', []) } } }),
      },
      ['rename anna "Anna" → "Anna B"'],
    ],
    [
      'when the creator has dropped it, whoever wanted it first has the say',
      {
        existing: contacts(contact(anna, 'Anna')),
        desired: desired([contact(anna, 'Anna B')]),
        ledger: ledger({
          contacts: { [anna]: { ...created(), pipeline: 'old' } },
          wants: {
            nightly: { [anna]: want('Anna', [], { since: '2026-01-01' }) },
            webshop: { [anna]: want('Anna', [], { since: '2026-02-01' }) },
          },
        }),
      },
      ['rename anna "Anna" → "Anna B"'],
    ],
  ],
};

for (const [rule, rows] of Object.entries(cases))
  describe(rule, () => {
    test.each(rows)('%s', (_, input, expected) => {
      expect(said(plan(input))).toEqual(expected);
    });
  });

describe('P6 how additions travel', () => {
  const three = contacts(contact(anna, 'Anna', 'Personal'), contact(bo, 'Bo'), contact(cilla, 'Cilla'));
  const joined = desired([contact(anna, 'Anna', 'A'), contact(bo, 'Bo', 'A', 'B'), contact(cilla, 'Cilla')]);
  test('singly up to singleAdds', () => {
    expect(
      plan({ existing: three, desired: joined, policy: { load: { singleAdds: 3 } } }).summary.calls,
    ).toEqual({
      add_contact_to_group: 3,
    });
  });
  test('by import rows beyond it, each with the whole final list', () => {
    const made = plan({ existing: three, desired: joined, policy: { load: { singleAdds: 2 } } });
    expect(made.summary.calls).toEqual({ import_contacts_list: 1 });
    expect(made.contacts.map(({ after, byImport }) => [after?.groups, byImport])).toEqual([
      [['Personal', 'A'], true],
      [['A', 'B'], true],
    ]);
  });
  test('a rename takes the additions of its contact along', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Ann')),
      desired: desired([contact(anna, 'Anna', 'A')]),
    });
    expect(made.summary.calls).toEqual({ import_contacts_list: 1 });
  });
  test('calls and the time they take', () => {
    const made = plan({
      existing: contacts(),
      desired: desired(
        Array.from({ length: 25 }, (_, index) => contact(number(index), 'N', 'A')),
        { optOuts: new Set([anna]) },
      ),
      policy: { load: { importRows: 10, requestsPerSecond: 2 } },
    });
    expect(made.summary.calls).toEqual({ add_to_blocklist: 1, import_contacts_list: 3 });
    expect(made.summary.seconds).toBe(2);
  });
});

describe('what the plan says besides its changes', () => {
  test('P3: desired, there and not managed is counted', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna', 'Kunder'), contact(bo, 'Bo')),
      desired: desired([contact(anna, 'Anna', 'Kunder'), contact(bo, 'Bo')]),
      ledger: ledger({ contacts: { [bo]: created() } }),
    });
    expect(made.summary.unmanaged).toEqual({ contacts: 1, memberships: 1 });
  });
  test('P3: why absent contacts stay', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna', 'Personal'), contact(bo, 'Bo'), contact(cilla, 'Cilla')),
      desired: desired([], { held: [heldRecord([], [cilla])] }),
      ledger: ledger({ contacts: { [anna]: created(), [cilla]: created() } }),
    });
    expect(made.summary.absent).toMatchObject({ foreign: 1, unmanaged: 1, held: 1, removed: 0 });
  });
  test('members of each group before and after', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Anna', 'A'), contact(bo, 'Bo', 'A', 'B')),
      desired: desired([contact(bo, 'Bo', 'B'), contact(cilla, 'Cilla', 'B')]),
      ledger: ledger({ contacts: { [anna]: created('A'), [bo]: created('A', 'B') } }),
    });
    expect(made.summary.groups).toEqual([
      { group: 'A', before: 2, after: 0, added: 0, removed: 2 },
      { group: 'B', before: 1, after: 2, added: 1, removed: 0 },
    ]);
  });
  test('P10: wants are recorded also when nothing changes, and once', () => {
    const input = { existing: contacts(contact(anna, 'Anna')), desired: desired([contact(anna, 'Anna')]) };
    const first = plan(input);
    expect(first.changes).toEqual([]);
    expect([...first.wants.upserts].map(([m]) => m)).toEqual([anna]);
    const second = plan({
      ...input,
      ledger: ledger({ wants: { nightly: Object.fromEntries(first.wants.upserts) } }),
    });
    expect(second.wants).toEqual({ upserts: [], drops: [] });
  });
  test('P7: an origin that is added needs no call', () => {
    const made = plan({
      existing: contacts(),
      desired: desired([], { optOuts: new Set([anna]) }),
      ledger: ledger({ blocks: { [anna]: ['manual'] } }),
    });
    expect(made.blockOrigins).toEqual([[anna, 'source']]);
  });
  test('P5: a rename that cannot travel is a warning', () => {
    const made = plan({
      existing: contacts(contact(anna, 'Ann', 'Stockholm, Norr')),
      desired: desired([contact(anna, 'Anna')]),
    });
    expect(made.changes).toEqual([]);
    expect(made.warnings.map(({ code }) => code)).toEqual(['rename-not-possible']);
  });
});

describe('P9 plain data with an id and a fingerprint', () => {
  const input: Pick<PlanInput, 'existing' | 'desired'> = {
    existing: contacts(contact(anna, 'Ann', 'A')),
    desired: desired([contact(anna, 'Anna', 'B'), contact(bo, 'Bo')]),
  };
  test('the same input gives the same plan; it survives JSON', () => {
    const made = plan(input);
    expect(plan(input)).toEqual(made);
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(made.fingerprint).toMatch(/^[0-9a-f]{20}$/);
  });
  test.each([
    ['id', { ...input, id: 'another' }],
    ['pre-image', { ...input, existing: contacts(contact(anna, 'Ann', 'A', 'C')) }],
    ['changes', { ...input, desired: desired([contact(anna, 'Anna', 'B')]) }],
    ['pipeline', { ...input, policy: { name: 'other' } }],
  ])('another %s, another fingerprint', (_, other) => {
    expect(plan(other).fingerprint).not.toBe(plan(input).fingerprint);
  });
});
