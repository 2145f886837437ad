import { calledBy } from '../config/find-pipeline.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline, PipelineInput } from '../config/schema.ts';
import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import { foreignText } from '../contact/mask.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import { CallError, JojkaSyncError, SourceError } from '../errors.ts';
import { type BlocksInput, isOnlyOf } from '../plan/blocks.ts';
import { surelyOptedIn } from '../plan/key-opt-outs.ts';
import { planWithUnmanaged } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReplyFacts } from '../plan/plan-input.ts';
import { completeEnvironment, note, type RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { nightsBefore } from '../state/last-good.ts';
import { withBlocksOfNow } from '../state/ledger.ts';
import { addWarning, saveRejections } from '../state/notes.ts';
import { saveOptOutWords } from '../state/opt-out-words.ts';
import { saveRunSummary } from '../state/runs.ts';
import { type Agree, mustBeAgreed } from '../steps/agreement.ts';
import { withBlocksAlone } from '../steps/blocks-alone.ts';
import { sendingBlocks } from '../steps/blocks-of-others.ts';
import { recheckBlocks } from '../steps/doubts.ts';
import { refuseBeyondMemory, warnOfLargeFiles } from '../steps/enough-memory.ts';
import { readJojka } from '../steps/existing.ts';
import { type FreshFacts, freshFacts } from '../steps/facts.ts';
import { formerNameWarnings } from '../steps/former-name.ts';
import { datedPlan, refuseStale } from '../steps/freshness.ts';
import { readKnown } from '../steps/known.ts';
import { writeNightBack } from '../steps/night-back.ts';
import { recordOptOuts } from '../steps/opt-outs.ts';
import { otherSpellingWarnings } from '../steps/other-spellings.ts';
import { planReport } from '../steps/plan-report.ts';
import { type CarryOut, carryOut } from '../steps/record.ts';
import { remember } from '../steps/remembered.ts';
import { replyFacts, takeReplies } from '../steps/replies.ts';
import { type RepliesReport, repliesSummary, repliesTogether } from '../steps/replies-report.ts';
import { pruneByItself } from '../steps/retention.ts';
import type { RunReport } from '../steps/run-report.ts';
import { giveUpLost, settle } from '../steps/settle.ts';
import { type Extracted, readSources, withInput } from '../steps/sources.ts';
import { stampOf } from '../steps/stamp.ts';
import { stillBlocked } from '../steps/still-blocked.ts';
import { subsetOf } from '../steps/subset-of.ts';
import { beforeAnyChange } from '../steps/untouched.ts';
import { writeBack } from '../steps/write-back.ts';
import type { PlanJobOptions } from './plan.ts';

export interface SyncOptions extends PlanJobOptions {
  /** Much of what is managed is gone from Jojka, and is meant to be (P13). */
  readonly acceptLoss?: boolean;
  /** Asked before contacts or memberships are taken away; nobody is, where left out. */
  readonly agree?: Agree | undefined;
  /** What the CRM is told of a rejection (`writeBack.rejections`); its code, where left out. */
  readonly sentence?: ((rejection: Rejection) => string) | undefined;
}

/**
 * The nightly job: plan, guard, load, verify.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @param environment what differs from the process's own
 * @returns what happened; its `exitCode` is 3 when guards held the plan back, 4 when something failed or differs
 * @throws UsageError when pipeline, key or URL are wrong
 * @throws SourceError when a source cannot be read to its end (E2): no contact was changed then, and blocks went out (L1b)
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
  const part = partOf(options);
  given.emit({ kind: 'pipeline', pipeline: policy });
  const { name, account, load: limits } = policy;
  const called = calledBy(pipeline, name, given.cwd);
  return inRun({ command: 'sync', account, pipeline: name, limits, called, ...part }, given, (run) =>
    runNight(run, { given: pipeline, pipeline: policy, called }, options),
  );
}

/** What the history is to know of a part of the night. @throws UsageError for words that name nothing */
function partOf(options: SyncOptions): { part?: true } {
  return subsetOf(options) ? { part: true } : {};
}

/** Reads from top to bottom like the night itself. */
async function runNight(
  run: Run,
  {
    given,
    pipeline,
    called,
  }: { given: string | PipelineInput; pipeline: Pipeline; called: string | undefined },
  options: SyncOptions,
): Promise<RunReport & RunEnd> {
  const { session, environment, stopwatch } = run;
  const { database, accountId, runId } = session;

  await saveOptOutWords(database, accountId, pipeline.name, pipeline.blocklist.optOutWords);
  const said = { ...(called !== undefined && { called }), ...partOf(options) };
  let fetched: Fetched = {};
  let notWrittenBack: readonly Warning[] = [];
  const begun = { pipeline, replies: () => fetched.replies, notes: said };
  const sources = await beforeAnyChange(() =>
    sendingBlocks(run, begun, async (open) => {
      fetched = await tryReplies(run, pipeline);
      notWrittenBack = await tryWriteBack(run, pipeline);
      await warnOfLargeFiles(pipeline, environment);
      return stopwatch.time('sources', () =>
        readSources(pipeline, options.allowEmpty === true, environment, run.tables, open),
      );
    }),
  );
  const { desired, columns } = sources;
  const notes = { columns, readAt: environment.now().toISOString(), ...said };
  await saveRunSummary(database, runId, notes);
  await saveRejections(database, runId, desired.rejections);

  const ledger = await remember(run, pipeline.name, await readKnown(run));
  const replies = await replyFacts(run, fetched.replies);
  const tonight = { desired, policy: pipeline, ledger, replies };
  await recordOptOuts(run, tonight);
  const night = await planNight(run, tonight, {
    given,
    called,
    options,
    exportFailure: fetched.failure,
    sources,
    told: notWrittenBack,
  }).catch(async (error: unknown) => {
    const now = await withBlocksOfNow(database, accountId, ledger);
    throw await withBlocksAlone(run, error, { ...tonight, ledger: now, notes });
  });
  const done = await carryOut(run, {
    ...night,
    replies: repliesTogether(fetched.replies && repliesSummary(fetched.replies), night.replies),
    accepted: false,
    limits: pipeline.load,
    guards: pipeline.guards,
    notes: { ...notes, guardLimits: pipeline.guards },
  });
  const told = await tryTellCrm(run, pipeline, done, options);
  await pruneByItself(run);
  return told;
}

/** What is planned tonight, and the facts that it is held against. Whatever ends it, the night's blocks depend on nothing of it (L1b). */
async function planNight(
  run: Run,
  tonight: BlocksInput & { readonly policy: Pipeline },
  {
    given,
    called,
    options,
    exportFailure,
    sources: { warnings, read },
    told: before,
  }: {
    readonly given: string | PipelineInput;
    readonly called: string | undefined;
    readonly options: SyncOptions;
    readonly exportFailure: Error | undefined;
    readonly sources: Extracted;
    readonly told: readonly Warning[];
  },
): Promise<Pick<CarryOut, 'report' | 'facts' | 'formerKeys'> & Partial<FreshFacts>> {
  const { session, environment, stopwatch } = run;
  const { database, accountId, runId } = session;
  const { desired, policy, ledger: known, replies } = tonight;

  const saysNo = surelyOptedIn(desired, known.wants.get(policy.name));
  const gone = await recheckBlocks(run, known, {
    sample: policy.blocklist.recheck,
    isLifted: (msisdn) => saysNo.has(msisdn) && isOnlyOf(known, msisdn, policy.name),
  });
  const existing = await stopwatch.time('export', () => {
    if (exportFailure) throw exportFailure;
    return readTonight(run, policy, known, options);
  });
  const settled = await settle(run, existing, known);
  const learned = options.acceptLoss === true ? await giveUpLost(run, existing, settled) : settled;
  const ledger = await withBlocksOfNow(database, accountId, learned);
  const { lastGood, ...nights } = await nightsBefore(database, accountId, policy.name, runId);
  const { plan, unmanaged } = await stopwatch.time('plan', async () => {
    refuseBeyondMemory({ desired, existing, ledger, policy });
    return planWithUnmanaged({
      ...stampOf(run),
      ...tonight,
      existing,
      ledger,
      ...nights,
      ...(options.acceptLoss && { lastDone: undefined }),
      subset: subsetOf(options),
      tables: run.tables,
    });
  });
  const told = [
    ...before,
    ...warnings,
    ...gone,
    ...otherSpellingWarnings(existing, desired, policy),
    ...(await formerNameWarnings(given, { desired, ledger, policy }, environment)),
    ...(await stillBlocked(database, accountId, { policy, plan, desired, ledger })),
  ];
  const fresh = await agreed(run, { plan, ledger }, options, () => readTonight(run, policy, known, options));
  return {
    report: planReport(plan, desired, told, { basis: { sources: read, lastGood }, unmanaged, called }),
    formerKeys: nights.formerKeys,
    ...(fresh ?? { facts: factsAsRead(existing, ledger, replies) }),
  };
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

function readTonight(run: Run, { load, guards }: Pipeline, ledger: Ledger, { acceptLoss }: SyncOptions) {
  const belief = acceptLoss === true ? undefined : { ledger, guards };
  return readJojka(run.client, load, run.environment, belief, run.tables);
}

/** What became of fetching replies. */
interface Fetched {
  readonly replies?: RepliesReport;
  readonly failure?: CallError;
}

/**
 * Fetches replies; when that fails the night changes nothing but blocks, since a STOP may be among them. A service that asks for hours of
 * patience is not waited for: what the sources say of opt-outs is to be read yet.
 */
async function tryReplies(run: Run, pipeline: Pipeline): Promise<Fetched> {
  if (!takesReplies(pipeline)) return {};
  const patience = { patienceSeconds: Math.min(300, pipeline.load.maxMinutes * 20) };
  try {
    const replies = await run.stopwatch.time('replies', () => takeReplies(run, pipeline, patience));
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
    const written = await writeBack(session.database, session.accountId, pipeline, environment);
    if (written > 0) note(environment, 'info', `${written} opt-outs written back to the CRM`);
    return [];
  } catch (error) {
    return [notTold(error, environment)];
  }
}

/** Whatever kept the CRM from being told, as the report says it; a stop is thrown on. */
function notTold(error: unknown, environment: RunEnvironment): Warning {
  const { message, advice } =
    error instanceof JojkaSyncError
      ? error
      : {
          message: `The CRM could not be told: ${foreignText(String((error as Error).message))}`,
          advice: undefined,
        };
  if (environment.signal.aborted && !(error instanceof SourceError)) throw error;
  note(environment, 'error', message);
  return { code: 'write-back-failed', figures: { reason: [message, advice].filter(Boolean).join(' ') } };
}

/** The same of how the night went. A run that was stopped leaves it to the next one. */
async function tryTellCrm(
  run: Run,
  pipeline: Pipeline,
  done: RunReport & RunEnd,
  { sentence = ({ code }) => code }: SyncOptions,
): Promise<RunReport & RunEnd> {
  if (!pipeline.writeBack || done.stopped !== undefined) return done;
  const { session, environment } = run;
  const { database, runId } = session;
  try {
    // What became of the changes is read from there.
    await saveRunSummary(database, runId, done.summary);
    const told = await writeNightBack(run, pipeline, sentence);
    note(environment, 'info', 'how the night went was written back to the CRM', { ...told });
    return { ...done, summary: { ...done.summary, toldCrm: true } };
  } catch (error) {
    const warning = notTold(error, environment);
    await addWarning(database, runId, warning);
    return { ...done, plan: { ...done.plan, warnings: [...done.plan.warnings, warning] } };
  }
}
