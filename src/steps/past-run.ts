import { nothingToLearn, type Plan, type PlanSummary } from '../plan/plan.ts';
import type { Database } from '../state/database.ts';
import { discardOf } from '../state/discarded-plans.ts';
import { readRejections, readWarnings } from '../state/notes.ts';
import { readRunOutcome } from '../state/run-outcome.ts';
import { isPruned, loadRunPlan } from '../state/run-plan.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { planSpentBy, type RunRecord } from '../state/runs.ts';
import { diedText } from './died.ts';
import type { PlanReport } from './plan-report.ts';
import type { RunReport, VerificationReport } from './run-report.ts';
import { withheldOf } from './withheld-of.ts';

/**
 * A run's report once more, as far as the state has kept it: what the plan was, and what became of it. Not kept are who
 * is in Jojka and in no CRM, which records were merged, and whose numbers changed.
 *
 * @returns undefined when the run made no plan, or its details have been pruned: then it has no report
 */
export async function readPastRun(
  database: Database,
  run: RunRecord,
  saved: Pick<PlanReport, 'plan' | 'basis' | 'savedAs'> | undefined,
): Promise<RunReport | undefined> {
  const { id, summary } = run;
  const planned = summary?.plan as PlanSummary | undefined;
  if (!planned?.changes || !summary || (await isPruned(database, run))) return undefined;
  const { changes, contacts } = await loadRunPlan(database, id);
  const { outcomes, failures, differences } = await readRunOutcome(database, run, changes);
  const account = await database.knex('accounts').where({ name: run.account }).first('id', 'url');
  const warnings = await readWarnings(database, id);
  const plan =
    saved?.plan ?? keptPlan(run, summary, { changes, contacts, url: account?.url ?? '', planned, warnings });
  return {
    run: id,
    exitCode: run.exitCode ?? 1,
    plan: {
      plan,
      records: summary.records as PlanReport['records'],
      rejections: await readRejections(database, id),
      duplicates: [],
      warnings,
      basis: saved?.basis ?? summary.basis,
      undoes: summary.undoes,
      called: summary.called,
      spentBy: account && (await planSpentBy(database, account.id, id))?.id,
      discard: account && (await discardOf(database, account.id, id)),
    },
    replies: summary.replies as RunReport['replies'],
    heldBack: summary.heldBack === true,
    savedAs: saved?.savedAs,
    outcomes,
    ...(summary.doneBefore && { doneBefore: summary.doneBefore }),
    calls: summary.calls ?? {},
    failures,
    skipped: outcomes.filter((state) => state === 'skipped').length,
    withheld: withheldOf({ changes, outcomes, summary }),
    verification: verificationOf(summary.verification, differences),
    stopped: stoppedOf(run),
    startedAt: run.startedAt.toISOString(),
    seconds: ((run.endedAt ?? run.startedAt).getTime() - run.startedAt.getTime()) / 1000,
    timings: (summary.timings ?? []) as RunReport['timings'],
  };
}

function stoppedOf(run: RunRecord): string | undefined {
  if (run.state !== 'running') return run.error ?? undefined;
  return run.isGone ? diedText(run).join('\n') : 'It has not ended yet.';
}

/** The plan as far as the history has it. */
function keptPlan(
  run: RunRecord,
  summary: RunSummary,
  kept: Pick<Plan, 'changes' | 'contacts' | 'url' | 'warnings'> & { readonly planned: PlanSummary },
): Plan {
  const { changes, contacts, url, planned, warnings } = kept;
  return {
    ...nothingToLearn,
    keyMark: '',
    heldBlocks: [],
    version: 1,
    id: run.id,
    account: run.account,
    pipeline: run.pipeline,
    changes,
    contacts,
    fingerprint: summary.fingerprint ?? '',
    createdAt: run.startedAt.toISOString(),
    url,
    load: (summary.limits ?? {}) as Plan['load'],
    guards: summary.guards ?? [],
    summary: { ...noSummary, ...planned },
    checksBlocks: summary.checksBlocks ?? false,
    removes: summary.removes ?? 'managed',
    managedGroups: summary.managedGroups ?? [],
    warnings,
  };
}

function verificationOf(
  counts: { readonly [key: string]: unknown } | undefined,
  differences: readonly { readonly msisdn: string; readonly verdict: 'missing' | 'altered' }[],
): VerificationReport | undefined {
  if (!counts) return undefined;
  const number = (key: string) => (typeof counts[key] === 'number' ? counts[key] : 0);
  return {
    confirmed: number('confirmed'),
    respelled: number('respelled'),
    missing: number('missing'),
    altered: number('altered'),
    repaired: number('repaired'),
    changedMeanwhile: number('changedMeanwhile'),
    differences: differences.map(({ msisdn, verdict }) => ({
      msisdn,
      verdict,
      message: verdict === 'missing' ? 'was not there though it was to be' : 'was not as it was asked for',
    })),
  };
}

/** What summaries of earlier versions lack. */
const noSummary: Omit<PlanSummary, 'changes'> = {
  existing: 0,
  desired: 0,
  optedOut: 0,
  absent: { removed: 0, kept: 0, unmanaged: 0, foreign: 0, wantedElsewhere: 0, held: 0, waiting: 0 },
  wantedBy: [],
  unmanaged: { contacts: 0, memberships: 0 },
  groups: [],
  calls: {},
  seconds: 0,
};
