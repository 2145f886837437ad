import type { Rejection, Warning } from '../contact/rejection.ts';
import type { ChangeState } from '../load/outcome.ts';
import type { Change, TouchedContact } from '../plan/change.ts';
import type { Database } from '../state/database.ts';
import { type Discard, discardOf } from '../state/discarded-plans.ts';
import { callCounts } from '../state/journal.ts';
import { readRejections, readWarnings } from '../state/notes.ts';
import { readOutcomes } from '../state/run-outcome.ts';
import { isPruned, loadRunPlan } from '../state/run-plan.ts';
import { planSpentBy, type RunRecord } from '../state/runs.ts';
import type { RunReport } from './run-report.ts';
import { withheldOf } from './withheld-of.ts';

/** Everything that is known of one run. */
export interface RunDetail {
  readonly run: RunRecord;
  readonly changes: readonly Change[];
  /** What became of each of the changes, by its index. */
  readonly outcomes: readonly ChangeState[];
  /** What of them was not sent, and why. */
  readonly withheld: RunReport['withheld'];
  readonly contacts: readonly TouchedContact[];
  readonly calls: readonly { readonly endpoint: string; readonly state: string; readonly count: number }[];
  readonly warnings: readonly Warning[];
  readonly rejections: readonly Rejection[];
  /** Its details have been pruned; its counts are kept. */
  readonly isPruned: boolean;
  /** The run that has applied its plan since, where guards held it back. */
  readonly spentBy?: string | undefined;
  /** Who has decided that its plan is not to be applied, and why. */
  readonly discard?: Discard | undefined;
}

/** What the history has of a run. */
export async function readRunDetail(database: Database, run: RunRecord): Promise<RunDetail> {
  const { id } = run;
  const { changes, contacts } = await loadRunPlan(database, id);
  const outcomes = await readOutcomes(database, run);
  return {
    run,
    changes,
    contacts,
    outcomes,
    withheld: withheldOf({ changes, outcomes, summary: run.summary }),
    calls: await callCounts(database, id),
    warnings: await readWarnings(database, id),
    rejections: await readRejections(database, id),
    isPruned: await isPruned(database, run),
    ...(run.summary?.heldBack === true && (await decidedOf(database, run))),
  };
}

async function decidedOf(
  database: Database,
  { id, account: name }: RunRecord,
): Promise<Pick<RunDetail, 'spentBy' | 'discard'>> {
  const account = await database.knex('accounts').where({ name }).first('id');
  if (!account) return {};
  return {
    spentBy: (await planSpentBy(database, account.id, id))?.id,
    discard: await discardOf(database, account.id, id),
  };
}
