import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetChanges } from '../../src/state/forget-changes.ts';
import { changeStates } from '../../src/state/journal.ts';
import { readOutcomes, withheldReasons } from '../../src/state/run-outcome.ts';
import { isPruned, loadRunPlan } from '../../src/state/run-plan.ts';
import { parseRunSummary } from '../../src/state/run-summary.ts';
import { examples } from '../support/length.ts';
import { newAccount, newRun, useDatabase } from './databases.ts';

const database = useDatabase('postgres');

const people = ['46701740605', '46701740606', '46701740607'];
const states = ['pending', 'sent', 'done', 'failed', 'unknown'];

/** A run: whose changes, from which number on, in which calls, and what was withheld. */
const aRun = fc.record({
  changes: fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 12 }),
  first: fc.constantFrom(0, 0, 7),
  calls: fc.array(
    fc.tuple(fc.constantFrom(...states), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 5 })),
    {
      maxLength: 6,
    },
  ),
  withheld: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 4 }),
});

test('what became of everybody else is the same after somebody was forgotten', async () => {
  const { knex } = database();
  const account = await newAccount(database());
  await fc.assert(
    fc.asyncProperty(
      aRun,
      fc.constantFrom(...people),
      async ({ changes, first, calls, withheld }, forgotten) => {
        const run = await newRun(database(), account);
        const seqs = changes.map((_, index) => first + index);
        await knex('run_changes').insert(
          changes.map((msisdn, index) => ({
            run_id: run,
            seq: first + index,
            kind: 'create',
            msisdn,
            detail: { name: `n${index}`, groups: [] },
          })),
        );
        for (const [index, [state, from, size]] of calls.entries())
          await knex('calls').insert({
            run_id: run,
            seq: index + 1,
            endpoint: 'import_contacts_list',
            change_seqs: seqs.slice(from, from + size),
            state,
          });
        const reasons = withheld.filter((index) => index < changes.length).map((index) => first + index);
        await knex('runs')
          .where({ id: run })
          .update({
            summary: {
              plan: { changes: { create: changes.length } },
              withheld: { 'not-ours': reasons },
              fingerprint: 'f',
            },
          });
        const look = async () => {
          const summary = parseRunSummary((await knex('runs').where({ id: run }).first('summary')).summary);
          const plan = await loadRunPlan(database(), run);
          const outcomes = await readOutcomes(database(), { id: run, summary });
          const journal = await changeStates(database(), run);
          const own = await knex('run_changes').where({ run_id: run }).orderBy('seq').pluck('seq');
          return {
            summary,
            told: plan.changes.flatMap((change, index) =>
              change.msisdn === forgotten
                ? []
                : [
                    [
                      change,
                      outcomes[index],
                      journal.get(own[index]),
                      withheldReasons(summary).get(own[index]),
                    ],
                  ],
            ),
            seqs: own,
          };
        };
        const before = await look();
        await knex.transaction((trx) =>
          forgetChanges(trx, account, { msisdn: forgotten, keys: [], givenKeys: [], givenNames: [] }),
        );
        const after = await look();
        expect(after.told).toEqual(before.told);
        // None is left over, and they are numbered without a gap.
        const left = changes.filter((msisdn) => msisdn !== forgotten).length;
        expect(after.seqs).toEqual(Array.from({ length: left }, (_, index) => first + index));
        expect(await isPruned(database(), { id: run, summary: after.summary })).toBe(false);
        const isTouched = left < changes.length;
        expect(after.summary?.fingerprint).toBe(isTouched ? undefined : 'f');
      },
    ),
    { numRuns: examples(25, 300) },
  );
});
