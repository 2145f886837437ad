import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline } from '../config/schema.ts';
import type { Warning } from '../contact/rejection.ts';
import { SourceError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { makePlan } from '../plan/plan.ts';
import { type AccountSettings, accountSettings, keyMark } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { inSession, type RunEnd, type Session } from '../session/session.ts';
import { startStopwatch } from '../session/stopwatch.ts';
import { readLedger } from '../state/ledger.ts';
import { saveRejections } from '../state/notes.ts';
import { saveRunSummary } from '../state/runs.ts';
import { readJojka } from '../steps/execute.ts';
import { planReport } from '../steps/plan-report.ts';
import { carryOut } from '../steps/record.ts';
import { replyFacts, takeReplies } from '../steps/replies.ts';
import { repliesSummary } from '../steps/replies-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { extract, withInput } from '../steps/sources.ts';
import { writeBack } from '../steps/write-back.ts';
import type { PlanJobOptions } from './plan.ts';

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
      (session) => runNight(pipeline, account, client, session, environment, options),
    );
  } finally {
    await client.close();
  }
}

/** Reads from top to bottom like the night itself. */
async function runNight(
  pipeline: Pipeline,
  account: AccountSettings,
  client: JojkaClient,
  session: Session,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<RunReport & RunEnd> {
  const { database, accountId, runId, signal } = session;
  const stopwatch = startStopwatch(environment.now());

  const answers = takesReplies(pipeline)
    ? await stopwatch.time('replies', () =>
        takeReplies(session, client, environment, pipeline.blocklist.optOutWords),
      )
    : undefined;
  const notWrittenBack = await tryWriteBack(session, pipeline, environment);

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
  const facts = await replyFacts(session, answers);
  const plan = await stopwatch.time('plan', async () =>
    makePlan({
      id: runId,
      createdAt: environment.now().toISOString(),
      account: session.account,
      url: client.url,
      keyMark: keyMark(account, runId),
      policy: pipeline,
      desired,
      existing,
      ledger,
      replies: facts,
    }),
  );
  return carryOut({
    report: planReport(plan, desired, [...notWrittenBack, ...warnings]),
    replies: answers && repliesSummary(answers),
    repliesComplete: facts.complete,
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

/** A run that may unblock somebody fetches answers first, whatever the pipeline says of replies (P7). */
function takesReplies({ blocklist }: Pipeline): boolean {
  return blocklist.replies || blocklist.unblock === 'managed';
}

/** A CRM that cannot be written to is no reason to leave the night undone: nothing is lost, and the report says so. */
async function tryWriteBack(
  { database, accountId }: Session,
  pipeline: Pipeline,
  { log }: RunEnvironment,
): Promise<Warning[]> {
  try {
    const written = await writeBack(database, accountId, pipeline);
    if (written > 0) log.info(`${written} opt-outs written back to the CRM`);
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    log.error(error.message);
    return [{ code: 'write-back-failed', message: [error.message, error.advice].join(' ') }];
  }
}
