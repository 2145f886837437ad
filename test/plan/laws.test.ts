import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import type { Desired } from '../../src/contact/desired.ts';
import { isImportable } from '../../src/contact/importable.ts';
import type { BlockDoubt, Ledger, LedgerContact, Want } from '../../src/contact/ledger.ts';
import { planCalls } from '../../src/plan/calls.ts';
import { permit } from '../../src/plan/permit.ts';
import { desired, number, plan, want } from '../support/builders.ts';
import { examples } from '../support/length.ts';
import { applyPlan, ledgerAfter } from '../support/model.ts';

const ownGroups = ['Kunder', 'Nyhetsbrev', 'Ort Umeå'];
const foreignGroups = ['Personal', 'Stockholm, Norr'];
const names = ['Anna Berg', 'Bo Ek', 'Cilla Dahl'];

const msisdn = fc.integer({ min: 0, max: 7 }).map(number);
const ours = fc.subarray(ownGroups);
const anyGroups = fc.subarray([...ownGroups, ...foreignGroups]);
const existing = fc
  .array(fc.tuple(msisdn, fc.constantFrom(...names, 'Ek, Bo', ''), anyGroups), { maxLength: 8 })
  .map((list) => new Map<string, Contact>(list.map(([m, name, groups]) => [m, { msisdn: m, name, groups }])));
const wished: fc.Arbitrary<Desired> = fc
  .tuple(
    fc.array(fc.tuple(msisdn, fc.constantFrom(...names, ''), ours), { maxLength: 8 }),
    fc.uniqueArray(msisdn, { maxLength: 3 }),
  )
  .map(([list, optOuts]) =>
    desired([...new Map(list.map(([m, name, groups]) => [m, { msisdn: m, name, groups }])).values()], {
      optOuts: new Set(optOuts),
    }),
  );
const wants = fc
  .array(fc.tuple(msisdn, fc.constantFrom(...names, ''), ours), { maxLength: 5 })
  .map((list) => new Map<string, Want>(list.map(([m, name, groups]) => [m, want(name, groups)])));
const ledgers: fc.Arbitrary<Ledger> = fc.record({
  contacts: fc
    .array(
      fc.tuple(
        msisdn,
        fc.constantFrom('created', 'adopted', undefined),
        ours,
        fc.constantFrom('nightly', 'webshop'),
      ),
      { maxLength: 8 },
    )
    .map(
      (list) =>
        new Map<string, LedgerContact>(
          list.map(([m, managed, groups, pipeline]) => [
            m,
            managed ? { managed, pipeline, groups } : { groups },
          ]),
        ),
    ),
  wants: fc.tuple(wants, wants).map(
    ([own, other]) =>
      new Map([
        ['nightly', own],
        ['webshop', other],
      ]),
  ),
  blocks: fc
    .uniqueArray(msisdn, { maxLength: 3 })
    .map((list) => new Map(list.map((m) => [m, ['manual' as const]]))),
  blockedBy: fc.constant(new Map<string, readonly string[]>()),
  doubts: fc.constant(new Map<string, BlockDoubt>()),
  consents: fc.constant(new Map()),
});
const policies = fc.record({
  contacts: fc.record({
    absent: fc.constantFrom('keep' as const, 'remove-managed' as const, 'remove-all' as const),
    absentRuns: fc.constantFrom(1, 2),
    names: fc.constantFrom('overwrite' as const, 'keep' as const),
    optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
  }),
  groups: fc.record({
    mode: fc.constantFrom('mirror' as const, 'add' as const),
    managedGroups: fc.constantFrom<string[]>([], ['Ort *']),
  }),
  load: fc.record({ singleAdds: fc.constantFrom(0, 2, 50), importRows: fc.constantFrom(1, 3, 1000) }),
});
const semantics = fc.constantFrom('merge' as const, 'replace' as const);
const worlds = fc.record({ existing, desired: wished, ledger: ledgers, policy: policies, semantics });

/** What the pipeline asks for of a number, opted-out people seen to. */
function asked(
  world: { desired: Desired; policy: { contacts: { optedOut: string } } },
  m: string,
): Contact | undefined {
  const wish = world.desired.contacts.get(m);
  if (!wish || !world.desired.optOuts.has(m) || world.policy.contacts.optedOut === 'keep') return wish;
  return world.policy.contacts.optedOut === 'remove' ? undefined : { ...wish, groups: [] };
}

describe('laws of the plan, under merge and under replace', () => {
  test('applying it gives every desired contact with its groups, and its name where the name can travel', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const after = applyPlan(made, world.existing, world.semantics, world.policy.load.importRows);
        for (const m of world.desired.contacts.keys()) {
          const wish = asked(world, m);
          if (!wish) continue;
          const found = after.get(m);
          expect(found).toBeDefined();
          expect(found?.groups).toEqual(expect.arrayContaining([...wish.groups]));
          const before = world.existing.get(m);
          if (!before) expect(found?.name).toBe(wish.name === '' ? m : wish.name);
          else if (wish.name === '' || world.policy.contacts.names === 'keep')
            expect(found?.name).toBe(before.name);
          else expect([wish.name, before.name]).toContain(found?.name);
        }
      }),
      { numRuns: examples(400, 2000) },
    );
  });

  test('what the plan says a contact will be is what it becomes; what it does not touch stays', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const after = applyPlan(made, world.existing, world.semantics, world.policy.load.importRows);
        const said = new Map(made.contacts.map((one) => [one.msisdn, one]));
        for (const m of new Set([...world.existing.keys(), ...after.keys(), ...said.keys()])) {
          const touched = said.get(m);
          const state = after.get(m);
          if (!touched) expect(state).toBe(world.existing.get(m));
          else if (touched.after === null) expect(state).toBeUndefined();
          else {
            expect(state?.name).toBe(touched.after.name);
            expect([...(state?.groups ?? [])].sort()).toEqual([...touched.after.groups].sort());
          }
        }
      }),
      { numRuns: examples(400, 2000) },
    );
  });

  test('nothing that is somebody else’s is taken away', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const others = world.ledger.wants.get('webshop');
        for (const change of made.changes) {
          const known = world.ledger.contacts.get(change.msisdn);
          if (change.kind === 'remove') {
            expect(others?.has(change.msisdn)).toBe(false);
            expect(asked(world, change.msisdn)).toBeUndefined();
            expect(world.policy.contacts.absent).not.toBe('keep');
            if (world.policy.contacts.absent === 'remove-managed') {
              expect(known?.managed).toBeDefined();
              const carried = world.existing.get(change.msisdn)?.groups ?? [];
              for (const group of carried)
                expect(known?.groups.includes(group) || world.policy.groups.managedGroups.length > 0).toBe(
                  true,
                );
            }
          }
          if (change.kind === 'removeMembership') {
            const { group } = change;
            expect(
              known?.groups.includes(group) ||
                (world.policy.groups.managedGroups.length > 0 && group.startsWith('Ort ')),
            ).toBe(true);
            expect(others?.get(change.msisdn)?.groups.includes(group) ?? false).toBe(false);
          }
        }
      }),
      { numRuns: examples(400, 2000) },
    );
  });

  test('a plan is permitted whole by the facts that it was made from (P11)', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const facts = {
          pending: new Set<string>(),
          blockedNow: new Set<string>(),
          repliesComplete: true,
          today: 20_780,
        };
        expect([...permit(made, { ...facts, ledger: world.ledger }).withheld]).toEqual([]);
      }),
      { numRuns: examples(400, 2000) },
    );
  });

  test('a second plan is empty', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const first = plan(world);
        const after = applyPlan(first, world.existing, world.semantics, world.policy.load.importRows);
        let ledger = ledgerAfter(first, world.ledger, after);
        let now = after;
        // With `absentRuns: 2` the absent ones fall due in the second run; the third has nothing left to do.
        if (world.policy.contacts.absentRuns > 1) {
          const due = plan({ ...world, existing: now, ledger });
          expect(due.changes.every(({ kind }) => kind === 'remove' || kind === 'removeMembership')).toBe(
            true,
          );
          now = applyPlan(due, now, world.semantics);
          ledger = ledgerAfter(due, ledger, now);
        }
        const last = plan({ ...world, existing: now, ledger });
        expect(last.changes).toEqual([]);
        expect([...last.wants.upserts].filter(([, { absentRuns }]) => absentRuns === 0)).toEqual([]);
      }),
      { numRuns: examples(400, 2000) },
    );
  });

  test('import rows carry the whole final group list, and nothing that a row cannot carry', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const said = new Map(made.contacts.map((one) => [one.msisdn, one]));
        for (const call of planCalls(made, world.policy.load.importRows).flat()) {
          if (call.endpoint !== 'import_contacts_list') continue;
          expect(call.rows.length).toBeLessThanOrEqual(world.policy.load.importRows);
          for (const row of call.rows) {
            expect(row.groups).toEqual(said.get(row.msisdn)?.after?.groups);
            expect([row.name, ...row.groups].every(isImportable)).toBe(true);
          }
        }
      }),
    );
  });

  test('a plan takes the same calls in whatever order its contacts stand', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { changes, contacts } = plan(world);
        const { importRows } = world.policy.load;
        const calls = planCalls({ changes, contacts }, importRows);
        expect(planCalls({ changes, contacts: [...contacts].reverse() }, importRows)).toEqual(calls);
      }),
    );
  });

  test('every change belongs to exactly one call, in the order of L1', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const made = plan(world);
        const calls = planCalls(made, world.policy.load.importRows).flat();
        expect(calls.flatMap(({ changes }) => changes).sort((a, b) => a - b)).toEqual(
          made.changes.map((_, index) => index),
        );
        const order = [
          'add_to_blocklist',
          'rm_contact_from_group',
          'rm_contact',
          'import_contacts_list',
          'add_contact_to_group',
        ];
        const ranks = calls.map(({ endpoint }) => order.indexOf(endpoint));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        const total = Object.values(made.summary.calls).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(calls.length);
      }),
    );
  });
});
