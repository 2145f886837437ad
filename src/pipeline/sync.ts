import type { JojkaClient } from '../jojka/client.ts';
import { makePlan } from '../plan/plan.ts';
import { planReport } from '../report/plan-report.ts';
import type { RunReport } from '../report/run-report.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { saveRejections, saveWarnings } from '../state/notes.ts';
import { saveRunPlan } from '../state/run-plan.ts';
import { saveRunSummary } from '../state/runs.ts';
import { accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { execute, readJojka } from './execute.ts';
import { extract, withInput } from './extract.ts';
import { loadPipeline } from './load-file.ts';
import type { PlanJobOptions } from './plan.ts';
import type { Pipeline } from './schema.ts';
import { inSession, type RunEnd, type Session } from './session.ts';
import { settle } from './settle.ts';

/** The nightly job: plan, load, verify. */
export async function syncPipeline(
  nameOrPath: string,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<RunReport> {
  const pipeline = withInput(await loadPipeline(nameOrPath, environment), options.input);
  const account = accountSettings(pipeline.account, environment.env);
  const client = connect(account, pipeline.load, environment);
  try {
    return await inSession(
      { account, client, pipeline: pipeline.name, command: 'sync' },
      environment,
      (session) => runNight(pipeline, client, session, environment, options),
    );
  } finally {
    await client.close();
  }
}

/** Reads from top to bottom like the night itself. */
async function runNight(
  pipeline: Pipeline,
  client: JojkaClient,
  session: Session,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<RunReport & RunEnd> {
  const started = performance.now();
  const { database, accountId, runId, signal } = session;

  const { desired, warnings } = await extract(pipeline, {
    ...options,
    stdin: environment.stdin,
    signal,
    onProgress: (source, records) => environment.onStep(`Reading ${source}`, records),
  });
  await saveRejections(database, runId, desired.rejections);

  const existing = await readJojka(client, pipeline.load, environment, signal);
  await settle(session, existing, environment.log);
  const ledger = await readLedger(database, accountId);
  const plan = makePlan({
    id: runId,
    createdAt: environment.now().toISOString(),
    account: session.account,
    policy: pipeline,
    desired,
    existing,
    ledger,
  });
  const report = planReport(plan, desired, warnings);
  const summary = {
    plan: plan.summary,
    records: report.records,
    rejections: report.rejections.length,
    limits: pipeline.load,
  };
  await saveRunPlan(database, runId, plan);
  await saveWarnings(database, runId, report.warnings);
  await saveRunSummary(database, runId, summary);
  await writeLedger(database, accountId, {
    wants: { pipeline: pipeline.name, ...plan.wants },
    addBlocks: plan.blockOrigins.map((msisdn) => [msisdn, 'source'] as const),
  });

  const executed = await execute({
    plan,
    pipeline: pipeline.name,
    limits: pipeline.load,
    client,
    session,
    environment,
    existing,
    ledger,
  });
  return {
    run: runId,
    plan: report,
    ...executed,
    summary: { ...summary, ...outcomeSummary(executed) },
    seconds: (performance.now() - started) / 1000,
  };
}

/** What the history keeps of an outcome: counts, and no numbers or names. */
export function outcomeSummary(executed: Pick<RunReport, 'calls' | 'failures' | 'verification'>): object {
  const { calls, failures, verification } = executed;
  return {
    calls,
    failures: failures.length,
    ...(verification && { verification: { ...verification, differences: verification.differences.length } }),
  };
}
