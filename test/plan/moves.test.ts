import { describe, expect, test } from 'vitest';
import type { LedgerContact, Want } from '../../src/contact/ledger.ts';
import { findMoves, keyChanges } from '../../src/plan/moves.ts';
import { contact, created, desired, ledger, number, want } from '../support/builders.ts';

const [anna, old, bo] = [number(0), number(1), number(2)];
const record = (msisdn: string, ...keys: string[]) => ({ ...contact(msisdn, 'N'), keys });
const wanted = (...keys: string[]): Want => want('N', [], { keys });

describe('when a changed number is a move (P7b)', () => {
  test.each<
    [string, ReturnType<typeof record>[], Record<string, Want>, Record<string, LedgerContact>, boolean]
  >([
    ['a new number under the same key', [record(anna, 'K1')], { [old]: wanted('K1') }, {}, true],
    [
      'not one that this extract knows by another key too',
      [record(anna, 'K1', 'K2')],
      { [old]: wanted('K1') },
      {},
      false,
    ],
    [
      'not one that the last extract knew by another key',
      [record(anna, 'K1')],
      { [old]: wanted('K1'), [anna]: wanted('K2') },
      {},
      false,
    ],
    [
      'not one that Jojka has as managed',
      [record(anna, 'K1')],
      { [old]: wanted('K1') },
      { [anna]: created() },
      false,
    ],
    [
      'not while the old number is there',
      [record(anna, 'K1'), record(old, 'K3')],
      { [old]: wanted('K1') },
      {},
      false,
    ],
    [
      'a held night alone has not known it',
      [record(anna, 'K1')],
      { [old]: wanted('K1'), [anna]: { ...wanted('K1'), held: true } },
      {},
      true,
    ],
  ])('%s', (_, records, wants, contacts, isMove) => {
    const moves = findMoves(desired(records), ledger({ wants: { nightly: wants }, contacts }), 'nightly');
    expect(moves.map(({ from, to }) => [from, to])).toEqual(isMove ? [[old, anna]] : []);
  });
});

test.each<[string, ReturnType<typeof record>[], Record<string, Want>, number, number]>([
  ['nothing has changed', [record(anna, 'K1')], { [anna]: wanted('K1') }, 1, 0],
  ['a record that is gone is no change', [], { [anna]: wanted('K1') }, 1, 0],
  ['a key at another number', [record(bo, 'K1')], { [anna]: wanted('K1') }, 1, 1],
  [
    'a key that is still at one of its numbers',
    [record(bo, 'K0')],
    { [anna]: wanted('K0'), [bo]: wanted('K0') },
    2,
    0,
  ],
  [
    'running numbers',
    [record(anna, 'K0'), record(bo, 'K1')],
    { [old]: wanted('K0'), [anna]: wanted('K1'), [bo]: wanted('K2') },
    3,
    2,
  ],
])('how many keys have changed numbers: %s (G8)', (_, records, wants, known, changed) => {
  expect(keyChanges(desired(records), ledger({ wants: { nightly: wants } }), 'nightly')).toEqual({
    known,
    changed,
  });
});
