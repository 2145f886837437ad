import { describe, expect, test } from 'vitest';
import type { Change, TouchedContact } from '../../src/plan/change.ts';
import { type PermitFacts, type PermitPlan, permit, type WithheldReason } from '../../src/plan/permit.ts';
import { created, ledger, number, want } from '../support/builders.ts';

const [anna, bo] = [number(0), number(1)];

const create: Change = { kind: 'create', msisdn: anna, name: 'Anna', groups: [] };
const join: Change = { kind: 'addMembership', msisdn: anna, group: 'A' };
const leave: Change = { kind: 'removeMembership', msisdn: anna, group: 'A' };
const rename: Change = { kind: 'rename', msisdn: anna, from: 'A', to: 'Anna' };
const remove: Change = { kind: 'remove', msisdn: anna };
const block: Change = { kind: 'block', msisdn: anna, origins: ['source'] };
const unblock: Change = { kind: 'unblock', msisdn: anna };

function reasons(changes: readonly Change[], facts: Partial<PermitFacts>, plan: Partial<PermitPlan> = {}) {
  const { withheld } = permit(
    { changes, contacts: [], pipeline: 'nightly', removes: 'managed', managedGroups: [], ...plan },
    {
      ledger: ledger(),
      pending: new Set(),
      blockedNow: new Set(),
      repliesComplete: true,
      today: 20_780,
      ...facts,
    },
  );
  return changes.map((_, index) => withheld.get(index));
}

const owed = { ledger: ledger({ blocks: { [anna]: ['source'] }, doubts: { [anna]: 'owed' } }) };
const held = { ledger: ledger({ blocks: { [anna]: ['source'] }, doubts: { [anna]: 'held' } }) };
const blockedSurely = { ledger: ledger({ blocks: { [anna]: ['source'] } }) };
const pending = { pending: new Set([anna]) };
const managed = { contacts: { [anna]: created('A') } };
const webshop = { webshop: { [anna]: want('Anna', ['A']) } };

describe('what the facts do not permit (P11)', () => {
  test.each<[string, readonly Change[], Partial<PermitFacts>, (WithheldReason | undefined)[]]>([
    ['who is owed a block is not created', [create], owed, ['block-owed']],
    ['nor added to a group', [join], owed, ['block-owed']],
    ['one whose block a guard holds back neither', [create], held, ['block-owed']],
    ['nor one whose STOP is pending', [join], pending, ['block-owed']],
    ['save that the plan blocks him first', [block, create], owed, [undefined, undefined]],
    ['or that he was blocked in this run', [create], { ...owed, blockedNow: new Set([anna]) }, [undefined]],
    [
      'who is blocked for sure is blocked again before he is created',
      [create],
      blockedSurely,
      ['block-owed'],
    ],
    ['and may be added to a group', [join], blockedSurely, [undefined]],
    ['who is not managed is not removed', [remove], {}, ['not-ours']],
    ['who is managed is', [remove], { ledger: ledger(managed) }, [undefined]],
    [
      'but not whom another pipeline wants',
      [remove],
      { ledger: ledger({ ...managed, wants: webshop }) },
      ['wanted-elsewhere'],
    ],
    ['a membership that is not ours stays', [leave], {}, ['not-ours']],
    ['ours goes', [leave], { ledger: ledger(managed) }, [undefined]],
    [
      'but not one that another pipeline wants',
      [leave],
      { ledger: ledger({ ...managed, wants: webshop }) },
      ['wanted-elsewhere'],
    ],
    [
      'a name that another pipeline has the say about stays',
      [rename],
      { ledger: ledger({ contacts: { [anna]: { ...created(), pipeline: 'webshop' } }, wants: webshop }) },
      ['named-elsewhere'],
    ],
    ['whom the source alone blocked is unblocked', [unblock], blockedSurely, [undefined]],
    [
      'not while answers may be missing',
      [unblock],
      { ...blockedSurely, repliesComplete: false },
      ['replies-missing'],
    ],
    ['not one with a STOP', [unblock], { ...blockedSurely, ...pending }, ['blocked-otherwise']],
    [
      'not one whom another source opts out',
      [unblock],
      { ledger: ledger({ blocks: { [anna]: ['source'] }, blockedBy: { [anna]: ['nightly', 'webshop'] } }) },
      ['blocked-otherwise'],
    ],
    [
      'not one with another origin by now',
      [unblock],
      { ledger: ledger({ blocks: { [anna]: ['reply', 'source'] } }) },
      ['blocked-otherwise'],
    ],
    ['not one of whom nothing is known', [unblock], {}, ['blocked-otherwise']],
  ])('%s', (_, changes, facts, expected) => {
    expect(reasons(changes, facts)).toEqual(expected);
  });

  test('whose block is released is created, unless another source opts him out by now', () => {
    const releases = { blockReleases: [anna] };
    expect(reasons([create], held, releases)).toEqual([undefined]);
    const others = ledger({
      blocks: { [anna]: ['source'] },
      doubts: { [anna]: 'held' },
      blockedBy: { [anna]: ['nightly', 'webshop'] },
    });
    expect(reasons([create], { ledger: others }, releases)).toEqual(['block-owed']);
  });

  test('under remove-all anybody is removed, and a managed group is ours whoever filled it', () => {
    expect(reasons([remove, leave], {}, { removes: 'all', managedGroups: ['A'] })).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a row that would carry something that may not be is not sent', () => {
    const contacts: TouchedContact[] = [
      {
        msisdn: anna,
        before: { name: 'A', groups: ['A'] },
        after: { name: 'Anna', groups: ['B'] },
        byImport: true,
      },
      { msisdn: bo, before: null, after: { name: 'Bo', groups: [] }, byImport: true },
    ];
    const other: Change = { kind: 'create', msisdn: bo, name: 'Bo', groups: [] };
    const changes = [leave, other, rename, { ...join, group: 'B' }];
    expect(reasons(changes, {}, { contacts })).toEqual(['not-ours', undefined, 'together', 'together']);
  });
});
