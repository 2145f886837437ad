import type { LoadLimits } from '../config/limits.ts';
import type { Pipeline } from '../config/schema.ts';
import type { Ledger } from '../contact/ledger.ts';
import { UsageError } from '../errors.ts';
import { isOnlyOf } from '../plan/blocks.ts';
import { makeReleasePlan } from '../plan/take-back.ts';
import type { Run, RunEnd } from '../session/session.ts';
import type { Database } from '../state/database.ts';
import { changeStates } from '../state/journal.ts';
import { readLedger } from '../state/ledger.ts';
import { readUnsaid } from '../state/ledger-blocks.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import type { RunRecord } from '../state/runs.ts';
import { createTables } from '../table/tables.ts';
import { freshFacts } from './facts.ts';
import { carryOut } from './record.ts';
import type { RunReport } from './run-report.ts';
import { stampOf } from './stamp.ts';

/**
 * The numbers that a run has blocked, that nothing but its pipeline's source has blocked, and that the source did not opt
 * out any more when it was last read (P7).
 */
export async function releasable(
  database: Database,
  accountId: number,
  ledger: Ledger,
  { id, pipeline }: Pick<RunRecord, 'id' | 'pipeline'>,
): Promise<string[]> {
  const { changes } = await loadRunPlan(database, id);
  const states = await changeStates(database, id);
  const own = changes.flatMap(({ kind, msisdn }, index) =>
    kind === 'block' &&
    states.get(index) === 'done' &&
    ledger.blocks.has(msisdn) &&
    isOnlyOf(ledger, msisdn, pipeline)
      ? [msisdn]
      : [],
  );
  const unsaid = await readUnsaid(database, accountId, own);
  return own.filter((msisdn) => unsaid.has(msisdn));
}

/**
 * Lifts the blocks of a run that rest on nothing but its pipeline's source, and that it asks for no more, by that run's
 * guards.
 *
 * @throws UsageError when there is none
 */
export async function releaseIn(
  run: Run,
  former: RunRecord,
  { limits, guards }: { readonly limits: LoadLimits; readonly guards: Pipeline['guards'] },
): Promise<RunReport & RunEnd> {
  const { database, accountId } = run.session;
  const known = await readLedger(database, accountId, createTables());
  const numbers = await releasable(database, accountId, known, former);
  if (numbers.length === 0) throw nothingToRelease(former);
  const { pipeline } = former;
  const plan = makeReleasePlan({
    stamp: stampOf(run),
    pipeline,
    load: limits,
    numbers,
    ledger: known,
    limits: guards,
  });
  const fresh = await freshFacts(run, plan.changes, undefined, known);
  return carryOut(run, {
    report: { plan, records: undefined, rejections: [], duplicates: [], warnings: plan.warnings },
    accepted: false,
    limits,
    notes: { guardLimits: guards },
    guards,
    ...fresh,
  });
}

export function nothingToRelease({ id, pipeline }: Pick<RunRecord, 'id' | 'pipeline'>): UsageError {
  return new UsageError(
    `No block of run ${id} rests on nothing but the source of ${pipeline}, and was not asked for by it any more at the last sync.`,
    {
      advice:
        'Nothing was changed. A block by hand, of a STOP or of before stays, whatever a source says; and what was a misreading is none only after a sync that reads it right.',
    },
  );
}
