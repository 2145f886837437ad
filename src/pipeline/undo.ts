import { UsageError } from '../errors.ts';
import { assemblePlan } from '../plan/plan.ts';
import { undoDifferences } from '../plan/undo.ts';
import type { RunReport } from '../report/run-report.ts';
import { readLedger } from '../state/ledger.ts';
import { saveWarnings } from '../state/notes.ts';
import { loadRunPlan, saveRunPlan } from '../state/run-plan.ts';
import { saveRunSummary } from '../state/runs.ts';
import { accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { execute, limitsOf, readJojka } from './execute.ts';
import { runHeader } from './history.ts';
import { inSession, type RunEnd, type Session } from './session.ts';
import { settle } from './settle.ts';
import { outcomeSummary } from './sync.ts';

/**
 * Takes back what a run did (U1). Blocks stay, and what the pipeline asks for stays asked for: its next sync would do
 * the same again, unless the source or the pipeline is mended first.
 */
export async function undoRun(environment: RunEnvironment, id: string): Promise<RunReport> {
  const run = await runHeader(environment, id);
  const account = accountSettings(run.account, environment.env);
  const limits = limitsOf(run);
  const client = connect(account, limits, environment);
  try {
    return await inSession(
      { account, client, pipeline: run.pipeline, command: 'undo' },
      environment,
      async (session: Session): Promise<RunReport & RunEnd> => {
        const started = performance.now();
        const { database, accountId, runId } = session;
        const former = await loadRunPlan(database, id);
        if (former.changes.length === 0)
          throw new UsageError(
            `Run ${id} changed nothing that could be undone, or its details have been pruned.`,
          );
        const existing = await readJojka(client, limits, environment, session.signal);
        await settle(session, existing, environment.log);
        const { differences, warnings } = undoDifferences(former, existing);
        const made = assemblePlan({
          id: runId,
          createdAt: environment.now().toISOString(),
          account: account.name,
          pipeline: run.pipeline,
          load: limits,
          existing,
          differences,
          blocks: [],
        });
        const plan = { ...made, warnings: [...warnings, ...made.warnings] };
        const summary = { plan: plan.summary, undoes: id, limits };
        await saveRunPlan(database, runId, plan);
        await saveWarnings(database, runId, plan.warnings);
        await saveRunSummary(database, runId, summary);
        const executed = await execute({
          plan,
          pipeline: run.pipeline,
          limits,
          client,
          session,
          environment,
          existing,
          ledger: await readLedger(database, accountId),
        });
        return {
          run: runId,
          plan: { plan, records: undefined, rejections: [], duplicates: [], warnings: plan.warnings },
          ...executed,
          summary: { ...summary, ...outcomeSummary(executed) },
          seconds: (performance.now() - started) / 1000,
        };
      },
    );
  } finally {
    await client.close();
  }
}
