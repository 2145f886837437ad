import { expect, test } from 'vitest';
import { adoptedWants, planAdoption } from '../../src/plan/adoption.ts';
import type { PlanPolicy } from '../../src/plan/plan-input.ts';
import { noReplies } from '../../src/plan/plan-input.ts';
import {
  contact,
  contacts,
  defaultPolicy,
  desired,
  ledger,
  number,
  plan,
  want,
} from '../support/builders.ts';

const [anna, bo, cilla] = [number(0), number(1), number(2)];

function adopted(optedOut: PlanPolicy['contacts']['optedOut'], rest: object = {}) {
  const policy = defaultPolicy({ contacts: { optedOut } });
  const made = planAdoption({
    createdAt: '2026-11-23T03:00:00.000Z',
    policy,
    desired: desired([contact(anna, 'Anna', 'A'), contact(bo, 'Bo', 'A')], { optOuts: new Set([anna]) }),
    existing: contacts(contact(anna, 'Anna', 'A'), contact(bo, 'Bo', 'A', 'X'), contact(cilla, 'Cilla', 'A')),
    ledger: ledger(),
    replies: noReplies,
    ...rest,
  });
  return made.contacts.map(([msisdn, { groups }]) => [msisdn, ...groups]);
}

test('adopt takes over what the plan calls desired (P3)', () => {
  expect(adopted('keep')).toEqual([
    [anna, 'A'],
    [bo, 'A'],
  ]);
});

test('who opted out and is treated as absent is nobody to take over: the next sync would remove him', () => {
  expect(adopted('remove')).toEqual([[bo, 'A']]);
});

test('of whom opted out and is to be in no group, no membership', () => {
  expect(adopted('no-groups')).toEqual([[anna], [bo, 'A']]);
});

test('who has answered STOP counts as opted out', () => {
  const replies = { pending: new Set([bo]), complete: true };
  expect(adopted('remove', { replies })).toEqual([]);
});

test('memberships that lack a consent are taken over, to be taken away', () => {
  const withheld = new Map([[bo, ['A']]]);
  const of = new Map([[bo, { state: 'no' as const, value: 'nej', line: 2 }]]);
  const consent = { sources: [{ source: 'crm', of }], byKey: [], withheld, counts: { values: 1, odd: 0 } };
  expect(adopted('keep', { desired: desired([contact(bo, 'Bo')], { consent }) })).toEqual(
    adopted('keep', { desired: desired([contact(bo, 'Bo', 'A')]) }),
  );
});

test('a number that is new for its record is taken over by the sync that moves it, not before (P7b)', () => {
  const wants = { nightly: { [cilla]: want('Bo', ['A'], { keys: ['crm\tK1'] }) } };
  const there = desired([contact(anna, 'Anna', 'A'), { ...contact(bo, 'Bo', 'A'), keys: ['crm\tK1'] }]);
  expect(adopted('keep', { ledger: ledger({ wants }), desired: there })).toEqual([[anna, 'A']]);
});

test('of whom is taken over, no key that is known by another number is learned: it would tell of neither (P7b)', () => {
  const wants = { nightly: { [cilla]: want('C', ['A'], { keys: ['crm\tK1'] }), [anna]: want('A', ['A']) } };
  const input = {
    policy: defaultPolicy(),
    desired: desired([{ ...contact(anna, 'Anna', 'A', 'B'), keys: ['crm\tK1', 'crm\tK2'] }]),
    existing: contacts(contact(anna, 'Anna', 'A', 'B')),
    ledger: ledger({ wants }),
    replies: noReplies,
  };
  const made = { contacts: [[anna, { groups: ['B'] }] as const], newlyManaged: 1, memberships: 1 };
  const taken = adoptedWants(plan(input).wants, made, input.ledger.wants.get('nightly'));
  expect(taken.map(([msisdn, { keys }]) => [msisdn, keys])).toEqual([[anna, ['crm\tK2']]]);
});
