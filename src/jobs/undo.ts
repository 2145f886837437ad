import { guardLimits, type LoadLimits, loadLimits } from '../config/limits.ts';
import type { Pipeline } from '../config/schema.ts';
import { UsageError } from '../errors.ts';
import { makeUndoPlan } from '../plan/plan.ts';
import { undoDifferences } from '../plan/undo.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { readLedger } from '../state/ledger.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import type { RunRecord } from '../state/runs.ts';
import { readJojka } from '../steps/existing.ts';
import { carryOut } from '../steps/record.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { runHeader } from './runs.ts';

/**
 * Takes back what a run did (U1), by the guards of that run. Blocks stay, and what the pipeline asks for stays asked
 * for: its next sync would do the same again, unless the source or the pipeline is mended first.
 */
export async function undoRun(environment: RunEnvironment, id: string): Promise<RunReport> {
  const former = await runHeader(environment, id);
  const limits = loadLimits(former.summary?.limits);
  const guards = guardLimits(former.summary?.guardLimits);
  const kind = { command: 'undo', account: former.account, pipeline: former.pipeline, limits };
  return inRun(kind, environment, (run) => undoIn(run, former, limits, guards));
}

async function undoIn(
  run: Run,
  { id, pipeline }: RunRecord,
  limits: LoadLimits,
  guards: Pipeline['guards'],
): Promise<RunReport & RunEnd> {
  const { client, session, environment, stopwatch } = run;
  const { database, accountId, runId, account, keyMark } = session;
  const former = await loadRunPlan(database, id);
  if (former.changes.length === 0)
    throw new UsageError(`Run ${id} changed nothing that could be undone, or its details have been pruned.`);
  const existing = await stopwatch.time('export', () => readJojka(client, limits, environment));
  await settle(run, existing);
  const ledger = await readLedger(database, accountId);
  const { differences, warnings } = undoDifferences(former, existing);
  const plan = makeUndoPlan({
    stamp: { id: runId, createdAt: environment.now().toISOString(), account, url: client.url, keyMark },
    pipeline,
    load: limits,
    existing,
    differences,
    ledger,
    limits: guards,
    warnings,
  });
  return carryOut(run, {
    report: { plan, records: undefined, rejections: [], duplicates: [], warnings: plan.warnings },
    replies: undefined,
    accepted: false,
    limits,
    notes: { undoes: id, guardLimits: guards },
    facts: { existing, ledger, repliesComplete: true },
  });
}
