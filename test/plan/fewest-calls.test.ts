import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import type { Desired } from '../../src/contact/desired.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { planCalls } from '../../src/plan/calls.ts';
import { created, desired, ledger, number, plan } from '../support/builders.ts';

/**
 * Fewest calls (P6): no plan takes more than its lower bound. A block, an unblock, a removal and a membership that is taken away
 * are a call each, since the service takes no more at once; contacts that travel by import share as few imports as their number
 * needs; and an added membership is a call of its own only where the plan says that it goes singly.
 */

const groups = fc.subarray(['Kunder', 'VIP', 'Ort Umeå', 'Stockholm, Norr']);
const names = fc.constantFrom('Anna Berg', 'Bo Ek', 'Ek, Bo', '');
const people = fc.uniqueArray(fc.tuple(fc.nat({ max: 30 }), names, groups), {
  maxLength: 20,
  selector: ([index]) => index,
});
const worlds = fc.record({
  existing: people.map(
    (list) =>
      new Map<string, Contact>(
        list.map(([index, name, of]) => [number(index), { msisdn: number(index), name, groups: of }]),
      ),
  ),
  desired: fc
    .tuple(people, fc.uniqueArray(fc.nat({ max: 30 }).map(number), { maxLength: 4 }))
    .map(([list, optOuts]): Desired => {
      const wished = list.map(([index, name, of]) => ({ msisdn: number(index), name, groups: of }));
      return desired(wished, { optOuts: new Set(optOuts) });
    }),
  ledger: people.map(
    (list): Ledger =>
      ledger({ contacts: Object.fromEntries(list.map(([index, , of]) => [number(index), created(...of)])) }),
  ),
  policy: fc.record({
    load: fc.record({ singleAdds: fc.constantFrom(0, 3, 50), importRows: fc.constantFrom(1, 4, 1000) }),
  }),
});

test('a plan takes as many calls as it needs at least, and says how many', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const made = plan(world);
      const { importRows, singleAdds } = world.policy.load;
      const imported = new Set(made.contacts.filter(({ byImport }) => byImport).map(({ msisdn }) => msisdn));
      const alone = made.changes.filter(
        ({ kind, msisdn }) =>
          kind === 'block' ||
          kind === 'unblock' ||
          kind === 'remove' ||
          kind === 'removeMembership' ||
          (kind === 'addMembership' && !imported.has(msisdn)),
      );
      const bound = alone.length + Math.ceil(imported.size / importRows);
      const calls = planCalls(made, importRows).flat();
      expect(calls.length).toBe(bound);
      expect(Object.values(made.summary.calls).reduce((sum, count) => sum + count, 0)).toBe(bound);

      // Each change is carried once, and each contact stands in one row.
      const carried = calls.flatMap((call) => call.changes);
      expect(carried.toSorted((a, b) => a - b)).toEqual(made.changes.map((_, index) => index));
      const rows = calls.flatMap((call) => ('rows' in call ? call.rows.map(({ msisdn }) => msisdn) : []));
      expect(rows.toSorted()).toEqual([...imported].toSorted());

      // What could go by import and goes singly is few.
      const single = alone.filter(({ kind, msisdn }) => {
        const after = made.contacts.find((one) => one.msisdn === msisdn)?.after;
        return kind === 'addMembership' && after && [after.name, ...after.groups].every(isPlain);
      });
      expect(single.length).toBeLessThanOrEqual(singleAdds);
    }),
    { numRuns: 1500 },
  );
});

/** What an import row can carry: it parts groups by commas. */
function isPlain(text: string): boolean {
  return text !== '' && !text.includes(',');
}
