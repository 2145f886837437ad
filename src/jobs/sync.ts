import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline, PipelineInput } from '../config/schema.ts';
import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { CallError, JojkaSyncError, SourceError } from '../errors.ts';
import { isOnlyOf } from '../plan/blocks.ts';
import { planWithUnmanaged } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReplyFacts } from '../plan/plan-input.ts';
import { completeEnvironment, note, type RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { lastGoodRun } from '../state/last-good.ts';
import { withBlocksOfNow } from '../state/ledger.ts';
import { saveRejections } from '../state/notes.ts';
import { saveOptOutWords } from '../state/opt-out-words.ts';
import { saveRunSummary } from '../state/runs.ts';
import { type Agree, mustBeAgreed } from '../steps/agreement.ts';
import { leavesBlocks, sendBlocksAlone } from '../steps/blocks-alone.ts';
import { recheckBlocks } from '../steps/doubts.ts';
import { refuseBeyondMemory, warnOfLargeFiles } from '../steps/enough-memory.ts';
import { readJojka } from '../steps/existing.ts';
import { type FreshFacts, freshFacts } from '../steps/facts.ts';
import { formerNameWarnings } from '../steps/former-name.ts';
import { datedPlan, refuseStale } from '../steps/freshness.ts';
import { readKnown } from '../steps/known.ts';
import { recordOptOuts } from '../steps/opt-outs.ts';
import { otherSpellingWarnings } from '../steps/other-spellings.ts';
import { planReport } from '../steps/plan-report.ts';
import { carryOut } from '../steps/record.ts';
import { replyFacts, takeReplies } from '../steps/replies.ts';
import { type RepliesReport, repliesSummary } from '../steps/replies-report.ts';
import { pruneByItself } from '../steps/retention.ts';
import type { RunReport } from '../steps/run-report.ts';
import { settle } from '../steps/settle.ts';
import { readSources, withInput } from '../steps/sources.ts';
import { stampOf } from '../steps/stamp.ts';
import { stillBlocked } from '../steps/still-blocked.ts';
import { subsetOf } from '../steps/subset-of.ts';
import { writeBack } from '../steps/write-back.ts';
import type { PlanJobOptions } from './plan.ts';

export interface SyncOptions extends PlanJobOptions {
  /** Much of what is managed is gone from Jojka, and is meant to be (P13). */
  readonly acceptLoss?: boolean;
  /** Asked before contacts or memberships are taken away; nobody is, where left out. */
  readonly agree?: Agree | undefined;
}

/**
 * The nightly job: plan, guard, load, verify.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @param environment what differs from the process's own
 * @returns what happened; its `exitCode` is 3 when guards held the plan back, 4 when something failed or differs
 * @throws UsageError when pipeline, key or URL are wrong
 * @throws SourceError when a source cannot be read to its end (E2): nothing was changed then
 * @throws RefusedError when a source is empty (E5), the state knows the account by another key or URL (K4), or the
 *   export cannot be true (P13)
 * @throws LockedError when another run holds the account (L9)
 * @throws CallError when Jojka's export cannot be read, or the key is wrong
 */
export async function syncPipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
  options: SyncOptions = {},
): Promise<RunReport> {
  const given = completeEnvironment(environment);
  const loaded = await loadPipeline(pipeline, given);
  await options.onPipeline?.(loaded);
  const policy = withInput(loaded, options.input, given.cwd);
  subsetOf(options);
  given.emit({ kind: 'pipeline', pipeline: policy });
  const { name, account, load: limits } = policy;
  return inRun({ command: 'sync', account, pipeline: name, limits }, given, (run) =>
    runNight(run, { given: pipeline, pipeline: policy }, options),
  );
}

/** Reads from top to bottom like the night itself. */
async function runNight(
  run: Run,
  { given, pipeline }: { given: string | PipelineInput; pipeline: Pipeline },
  options: SyncOptions,
): Promise<RunReport & RunEnd> {
  const { session, environment, stopwatch } = run;
  const { database, accountId, runId } = session;

  await saveOptOutWords(database, accountId, pipeline.name, pipeline.blocklist.optOutWords);
  const fetched = await tryReplies(run, pipeline);
  const notWrittenBack = await tryWriteBack(run, pipeline);

  await warnOfLargeFiles(pipeline, environment);
  const { desired, warnings, columns, read } = await stopwatch.time('sources', () =>
    readSources(pipeline, options.allowEmpty === true, environment, run.tables),
  );
  await saveRunSummary(database, runId, { columns });
  await saveRejections(database, runId, desired.rejections);

  const known = await readKnown(run);
  const replies = await replyFacts(run, fetched.replies);
  const tonight = { desired, policy: pipeline, ledger: known, replies };
  await recordOptOuts(run, tonight);
  const gone = await recheckBlocks(run, known, {
    sample: pipeline.blocklist.recheck,
    isLifted: (msisdn) => desired.optedIn.has(msisdn) && isOnlyOf(known, msisdn, pipeline.name),
  });

  /** Ends the night with what was sent of it: its blocks depend on nothing else (L1b). */
  const withBlocksAlone = async (error: unknown): Promise<never> => {
    if (!(error instanceof JojkaSyncError) || !leavesBlocks(error)) throw error;
    const now = await withBlocksOfNow(database, accountId, known);
    error.adds(blocksAloneText(await sendBlocksAlone(run, { ...tonight, ledger: now, notes: { columns } })));
    throw error;
  };
  const existing = await stopwatch
    .time('export', () => {
      if (fetched.failure) throw fetched.failure;
      return readTonight(run, pipeline, known, options);
    })
    .catch(withBlocksAlone);
  const ledger = await withBlocksOfNow(database, accountId, await settle(run, existing, known));
  const { plan, unmanaged } = await stopwatch
    .time('plan', async () => {
      refuseBeyondMemory({ desired, existing, ledger, policy: pipeline });
      return planWithUnmanaged({ ...stampOf(run), ...tonight, existing, ledger, subset: subsetOf(options) });
    })
    .catch(withBlocksAlone);
  const told = [
    ...notWrittenBack,
    ...warnings,
    ...gone,
    ...otherSpellingWarnings(existing, desired, pipeline),
    ...(await formerNameWarnings(given, { desired, ledger, policy: pipeline }, environment)),
    ...(await stillBlocked(database, accountId, { policy: pipeline, plan, desired, ledger })),
  ];
  const lastGood = await lastGoodRun(database, accountId, pipeline.name, runId);
  const fresh = await agreed(run, { plan, ledger }, options, () =>
    readTonight(run, pipeline, known, options),
  ).catch(withBlocksAlone);
  const night = await carryOut(run, {
    report: planReport(plan, desired, told, { basis: { sources: read, lastGood }, unmanaged }),
    replies: fetched.replies && repliesSummary(fetched.replies),
    accepted: false,
    limits: pipeline.load,
    guards: pipeline.guards,
    notes: { columns, guardLimits: pipeline.guards },
    ...(fresh ?? { facts: factsAsRead(existing, ledger, replies) }),
  });
  await pruneByItself(run);
  return night;
}

/**
 * Asks, where somebody is to be asked (`options.agree`). While a question stands, replies come and others change contacts: after
 * it everything is read again that the plan is held against (P11), and a plan that has become stale is not sent.
 *
 * @returns the facts of now, where somebody was asked
 */
async function agreed(
  run: Run,
  { plan, ledger }: { readonly plan: Plan; readonly ledger: Ledger },
  { agree }: SyncOptions,
  readAgain: () => Promise<ReadonlyMap<string, Contact>>,
): Promise<FreshFacts | undefined> {
  if (!(await mustBeAgreed(plan, agree, { signal: run.environment.signal }))) return undefined;
  const now = await readAgain();
  refuseStale(datedPlan(plan), plan.contacts, [], now);
  return freshFacts(run, plan.changes, now, ledger);
}

function factsAsRead(
  existing: ReadonlyMap<string, Contact>,
  ledger: Ledger,
  { pending, complete }: ReplyFacts,
): FreshFacts['facts'] {
  return { existing, ledger, pending, blockedNow: new Set(), repliesComplete: complete };
}

/** What a night did that came no further. */
function blocksAloneText({ sent, failed }: { readonly sent: number; readonly failed: number }): string {
  if (sent + failed === 0)
    return 'Nothing was sent: nobody was to be blocked, and the rest waits for the next sync.';
  const left = failed > 0 ? `, ${failed} failed and are tried again` : '';
  return `Of tonight's work only the blocks were sent (${sent}${left}); the rest waits for the next sync.`;
}

function readTonight(run: Run, { load, guards }: Pipeline, ledger: Ledger, { acceptLoss }: SyncOptions) {
  const belief = acceptLoss === true ? undefined : { ledger, guards };
  return readJojka(run.client, load, run.environment, belief, run.tables);
}

/** Fetches replies; when that fails the night changes nothing but blocks, since a STOP may be among them. */
async function tryReplies(
  run: Run,
  pipeline: Pipeline,
): Promise<{ readonly replies?: RepliesReport; readonly failure?: CallError }> {
  if (!takesReplies(pipeline)) return {};
  try {
    const replies = await run.stopwatch.time('replies', () => takeReplies(run, pipeline));
    return { replies };
  } catch (error) {
    if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
    return { failure: error };
  }
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
