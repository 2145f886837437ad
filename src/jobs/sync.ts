import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline, PipelineInput } from '../config/schema.ts';
import type { Warning } from '../contact/rejection.ts';
import { SourceError } from '../errors.ts';
import { makePlan } from '../plan/plan.ts';
import { completeEnvironment, note, type RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { readLedger } from '../state/ledger.ts';
import { saveRejections } from '../state/notes.ts';
import { saveRunSummary } from '../state/runs.ts';
import { readJojka } from '../steps/existing.ts';
import { planReport } from '../steps/plan-report.ts';
import { carryOut } from '../steps/record.ts';
import { replyFacts, takeReplies } from '../steps/replies.ts';
import { repliesSummary } from '../steps/replies-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { readSources, withInput } from '../steps/sources.ts';
import { writeBack } from '../steps/write-back.ts';
import type { PlanJobOptions } from './plan.ts';

/**
 * The nightly job: plan, guard, load, verify.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @param environment what differs from the process's own
 * @returns what happened; its `exitCode` is 3 when guards held the plan back, 4 when something failed or differs
 * @throws UsageError when pipeline, key or URL are wrong
 * @throws SourceError when a source cannot be read to its end (E2): nothing was changed then
 * @throws RefusedError when a source is empty (E5), or the state knows the account by another key or URL (K4)
 * @throws LockedError when another run holds the account (L9)
 * @throws CallError when Jojka's export cannot be read, or the key is wrong
 */
export async function syncPipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
  options: PlanJobOptions = {},
): Promise<RunReport> {
  const given = completeEnvironment(environment);
  const policy = withInput(await loadPipeline(pipeline, given), options.input);
  const { name, account, load: limits } = policy;
  return inRun({ command: 'sync', account, pipeline: name, limits }, given, (run) =>
    runNight(run, policy, options.allowEmpty === true),
  );
}

/** Reads from top to bottom like the night itself. */
async function runNight(run: Run, pipeline: Pipeline, allowEmpty: boolean): Promise<RunReport & RunEnd> {
  const { client, session, environment, stopwatch } = run;
  const { database, accountId, runId } = session;

  const replies = takesReplies(pipeline)
    ? await stopwatch.time('replies', () => takeReplies(run, pipeline.blocklist.optOutWords))
    : undefined;
  const notWrittenBack = await tryWriteBack(run, pipeline);

  const { desired, warnings, columns } = await stopwatch.time('sources', () =>
    readSources(pipeline, allowEmpty, environment),
  );
  await saveRunSummary(database, runId, { columns });
  await saveRejections(database, runId, desired.rejections);

  const existing = await stopwatch.time('export', () => readJojka(client, pipeline.load, environment));
  await settle(run, existing);
  const ledger = await readLedger(database, accountId);
  const facts = await replyFacts(run, replies);
  const plan = await stopwatch.time('plan', async () =>
    makePlan({
      id: runId,
      createdAt: environment.now().toISOString(),
      account: session.account,
      url: client.url,
      keyMark: session.keyMark,
      policy: pipeline,
      desired,
      existing,
      ledger,
      replies: facts,
    }),
  );
  return carryOut(run, {
    report: planReport(plan, desired, [...notWrittenBack, ...warnings]),
    replies: replies && repliesSummary(replies),
    accepted: false,
    limits: pipeline.load,
    notes: { columns, guardLimits: pipeline.guards },
    facts: { existing, ledger, repliesComplete: facts.complete },
  });
}

/** A run that may unblock somebody fetches replies first, whatever the pipeline says of replies (P7). */
function takesReplies({ blocklist }: Pipeline): boolean {
  return blocklist.replies || blocklist.unblock === 'managed';
}

/** A CRM that cannot be written to is no reason to leave the night undone: nothing is lost, and the report says so. */
async function tryWriteBack({ session, environment }: Run, pipeline: Pipeline): Promise<Warning[]> {
  try {
    const written = await writeBack(session.database, session.accountId, pipeline);
    if (written > 0) note(environment, 'info', `${written} opt-outs written back to the CRM`);
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    note(environment, 'error', error.message);
    return [{ code: 'write-back-failed', figures: { reason: [error.message, error.advice].join(' ') } }];
  }
}
