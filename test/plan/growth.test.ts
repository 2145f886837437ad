import { expect, test } from 'vitest';
import { growthOf } from '../../src/plan/growth.ts';
import { ledger, number, want } from '../support/builders.ts';

const [anna, bo, cilla] = [number(0), number(1), number(2)];
const created = (msisdn: string, ...groups: string[]) => ({
  msisdn,
  before: null,
  after: { name: 'N', groups },
  changes: [],
});
const known = ledger({
  wants: {
    nightly: { [anna]: want('A', ['Kunder']), [bo]: want('B', [], { held: true }) },
    other: { [cilla]: want('C', ['Kunder']) },
  },
});

test('whoever was not wanted last time is growth, also one whom a held night alone wanted (G7)', () => {
  const { wanted, created: count } = growthOf([created(anna), created(bo), created(cilla)], known, 'nightly');
  expect([wanted, count]).toEqual([1, 2]);
});

test('a group is counted from the second time on, and only by whom it is new to', () => {
  const before = { name: 'N', groups: ['Kunder'] };
  const { joined } = growthOf(
    [
      created(anna, 'Kunder', 'Nyhetsbrev'),
      created(bo, 'Kunder', 'Nyhetsbrev'),
      { msisdn: cilla, before, after: before, changes: [] },
    ],
    known,
    'nightly',
  );
  expect([...joined]).toEqual([['Kunder', 1]]);
});
