import type { JojkaClient } from '../jojka/client.ts';
import { makePlan } from '../plan/plan.ts';
import { noReplies } from '../plan/plan-input.ts';
import { planReport } from '../report/plan-report.ts';
import type { RunReport } from '../report/run-report.ts';
import { readLedger } from '../state/ledger.ts';
import { saveRejections } from '../state/notes.ts';
import { saveRunSummary } from '../state/runs.ts';
import { accountSettings } from './account.ts';
import { carryOut } from './carry-out.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { readJojka } from './execute.ts';
import { extract, withInput } from './extract.ts';
import { loadPipeline } from './load-file.ts';
import type { PlanJobOptions } from './plan.ts';
import type { Pipeline } from './schema.ts';
import { inSession, type RunEnd, type Session } from './session.ts';
import { settle } from './settle.ts';
import { startStopwatch } from './stopwatch.ts';

/** The nightly job: plan, guard, load, verify. */
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
  const { database, accountId, runId, signal } = session;
  const stopwatch = startStopwatch(environment.now());

  const { desired, warnings, columns } = await stopwatch.time('sources', () =>
    extract(pipeline, {
      ...options,
      stdin: environment.stdin,
      signal,
      onProgress: (source, records) => environment.onStep(`Reading ${source}`, records),
    }),
  );
  await saveRunSummary(database, runId, { columns });
  await saveRejections(database, runId, desired.rejections);

  const existing = await stopwatch.time('export', () =>
    readJojka(client, pipeline.load, environment, signal),
  );
  await settle(session, existing, environment.log);
  const ledger = await readLedger(database, accountId);
  const plan = await stopwatch.time('plan', async () =>
    makePlan({
      id: runId,
      createdAt: environment.now().toISOString(),
      account: session.account,
      url: client.url,
      policy: pipeline,
      desired,
      existing,
      ledger,
      replies: noReplies,
    }),
  );
  return carryOut({
    report: planReport(plan, desired, warnings),
    accepted: false,
    limits: pipeline.load,
    notes: { columns, guardLimits: pipeline.guards },
    client,
    session,
    environment,
    existing,
    ledger,
    stopwatch,
  });
}
