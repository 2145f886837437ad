import { UsageError } from '../errors.ts';
import { assemblePlan, withGuards } from '../plan/plan.ts';
import { undoDifferences } from '../plan/undo.ts';
import { accountSettings, keyMark } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { inSession, type RunEnd, type Session } from '../session/session.ts';
import { startStopwatch } from '../session/stopwatch.ts';
import { readLedger } from '../state/ledger.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { guardLimits, loadLimits, readJojka } from '../steps/execute.ts';
import { carryOut } from '../steps/record.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { runHeader } from './runs.ts';

/**
 * Takes back what a run did (U1), by the guards of that run. Blocks stay, and what the pipeline asks for stays asked
 * for: its next sync would do the same again, unless the source or the pipeline is mended first.
 */
export async function undoRun(environment: RunEnvironment, id: string): Promise<RunReport> {
  const run = await runHeader(environment, id);
  const account = accountSettings(run.account, environment.env);
  const limits = loadLimits(run.summary?.limits);
  const guards = guardLimits(run.summary?.guardLimits);
  const client = connect(account, limits, environment);
  try {
    return await inSession(
      { account, client, pipeline: run.pipeline, command: 'undo' },
      environment,
      async (session: Session): Promise<RunReport & RunEnd> => {
        const { database, accountId, runId } = session;
        const stopwatch = startStopwatch(environment.now());
        const former = await loadRunPlan(database, id);
        if (former.changes.length === 0)
          throw new UsageError(
            `Run ${id} changed nothing that could be undone, or its details have been pruned.`,
          );
        const existing = await stopwatch.time('export', () =>
          readJojka(client, limits, environment, session.signal),
        );
        await settle(session, existing, environment.log);
        const ledger = await readLedger(database, accountId);
        const { differences, warnings } = undoDifferences(former, existing);
        const made = assemblePlan({
          id: runId,
          createdAt: environment.now().toISOString(),
          account: account.name,
          url: client.url,
          keyMark: keyMark(account, runId),
          pipeline: run.pipeline,
          load: limits,
          existing,
          differences,
          blocks: [],
        });
        const guarded = withGuards(made, { ledger, removesAll: false, records: undefined, limits: guards });
        const plan = { ...guarded, warnings: [...warnings, ...made.warnings] };
        return carryOut({
          report: { plan, records: undefined, rejections: [], duplicates: [], warnings: plan.warnings },
          replies: undefined,
          repliesComplete: true,
          accepted: false,
          limits,
          notes: { undoes: id, guardLimits: guards },
          client,
          session,
          environment,
          existing,
          ledger,
          stopwatch,
        });
      },
    );
  } finally {
    await client.close();
  }
}
