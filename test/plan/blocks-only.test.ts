import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { PlanPolicy } from '../../src/plan/plan-input.ts';
import {
  contact,
  contacts,
  created,
  defaultPolicy,
  desired,
  ledger,
  number,
  want,
} from '../support/builders.ts';

const list = { type: 'csv', path: 'stop.csv', phone: 'Mobil' };

describe('a pipeline of opt-outs alone', () => {
  test.each<[string, object, string | undefined]>([
    ['is one', { sources: [], optOuts: [list], contacts: { absent: 'keep' } }, undefined],
    [
      'with nothing at all',
      { sources: [], contacts: { absent: 'keep' } },
      'sources must have at least one entry, or "optOuts" must',
    ],
    [
      'that would remove',
      { sources: [], optOuts: [list], contacts: { absent: 'remove-all' } },
      'contacts.absent must be "keep" where there are no sources',
    ],
    [
      'that would remove what is ours',
      { sources: [], optOuts: [list], contacts: { absent: 'remove-managed' } },
      'contacts.absent must be "keep"',
    ],
  ])('%s', (_name, given, said) => {
    const check = () => checkPipeline({ name: 'stop', ...given }, 'stop.yaml');
    if (said === undefined) expect(check().sources).toEqual([]);
    else expect(check).toThrow(said);
  });

  test('plans blocks and nothing else, whatever it wanted when it had sources', () => {
    const policies = fc.record({
      absent: fc.constantFrom('keep' as const, 'remove-managed' as const, 'remove-all' as const),
      optedOut: fc.constantFrom('keep' as const, 'no-groups' as const, 'remove' as const),
      absentRuns: fc.constantFrom(1, 2),
    });
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(policies, some, some, some, (policy, there, wanted, optOuts) => {
        const made = makePlan({
          id: '20261129-030000-test',
          createdAt: '2026-11-29T03:00:00.000Z',
          account: 'default',
          url: 'https://www.jojka.nu/websms/api',
          keyMark: '0123456789ab',
          policy: { ...defaultPolicy({ contacts: policy }), sources: [] } satisfies PlanPolicy,
          existing: contacts(...there.map((at) => contact(number(at), 'Anna', 'Kunder'))),
          desired: desired([], { optOuts: new Set(optOuts.map(number)) }),
          ledger: ledger({
            contacts: Object.fromEntries(wanted.map((at) => [number(at), created('Kunder')])),
            wants: {
              nightly: Object.fromEntries(wanted.map((at) => [number(at), want('Anna', ['Kunder'])])),
            },
          }),
          replies: { pending: new Set(), complete: true },
        });
        expect(made.changes.map(({ kind, msisdn }) => [kind, msisdn])).toEqual(
          optOuts
            .map(number)
            .sort()
            .map((msisdn) => ['block', msisdn]),
        );
        expect(made.wants).toEqual({ upserts: [], drops: [] });
        expect(made.contacts).toEqual([]);
      }),
    );
  });
});
