import { expect, test } from 'vitest';
import type { LedgerContact } from '../../src/contact/ledger.ts';
import { growthOf } from '../../src/plan/growth.ts';
import { ledger, number, want } from '../support/builders.ts';

const [anna, bo, cilla] = [number(0), number(1), number(2)];
const created = (msisdn: string, ...groups: string[]) => ({
  msisdn,
  before: null,
  after: { name: 'N', groups },
  byImport: true,
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

test('who was there without us is growth when he is created: as the ledger knows, or since all was confirmed (G7)', () => {
  const { wants } = known;
  const nights = (lastDone?: string) =>
    growthOf([created(anna)], known, 'nightly', undefined, lastDone).created;
  const since = wants.get('nightly')?.get(anna)?.since as string;
  expect([nights(), nights('2000-01-01T00:00:00.000Z'), nights(since)]).toEqual([0, 0, 1]);
  const counted = (contact: LedgerContact) =>
    growthOf([created(anna)], { ...known, contacts: new Map([[anna, contact]]) }, 'nightly', undefined, since)
      .created;
  expect([counted({ groups: ['Kunder'] }), counted({ groups: [], managed: 'created' })]).toEqual([1, 0]);
});

test('a group is counted from the second time on, and only by whom it is new to', () => {
  const before = { name: 'N', groups: ['Kunder'] };
  const { joined } = growthOf(
    [
      created(anna, 'Kunder', 'Nyhetsbrev'),
      created(bo, 'Kunder', 'Nyhetsbrev'),
      { msisdn: cilla, before, after: before, byImport: true },
    ],
    known,
    'nightly',
  );
  expect([...joined]).toEqual([['Kunder', 1]]);
});
