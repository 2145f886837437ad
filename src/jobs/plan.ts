import { resolve } from 'node:path';
import { calledBy } from '../config/find-pipeline.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline, PipelineInput } from '../config/schema.ts';
import { emptyLedger, type Ledger } from '../contact/ledger.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { planWithUnmanaged } from '../plan/make-plan.ts';
import { noReplies, type ReplyFacts } from '../plan/plan-input.ts';
import type { Subset } from '../plan/subset.ts';
import { keyMark } from '../session/account.ts';
import { advisedFor, toldOf } from '../session/advised.ts';
import { type ConnectedAccount, withClient } from '../session/connect.ts';
import { completeEnvironment, note, type RunEnvironment } from '../session/environment.ts';
import { recogniseAccount } from '../session/known-account.ts';
import { withStateIfAny } from '../session/state.ts';
import { withinMinutes } from '../session/within-minutes.ts';
import { type NightsBefore, nightsBefore } from '../state/last-good.ts';
import { readLedger } from '../state/ledger.ts';
import { allGoneRuns } from '../state/run-progress.ts';
import { newRunId } from '../state/runs.ts';
import { diedText } from '../steps/died.ts';
import { refuseBeyondMemory, warnOfLargeFiles } from '../steps/enough-memory.ts';
import { readJojka } from '../steps/existing.ts';
import { formerNameWarnings } from '../steps/former-name.ts';
import { otherSpellingWarnings } from '../steps/other-spellings.ts';
import { type PlanReport, planReport } from '../steps/plan-report.ts';
import { withRemembered } from '../steps/remembered.ts';
import { knownReplyFacts } from '../steps/replies.ts';
import { aboutPlan, writePlanFile } from '../steps/saved-plans.ts';
import { readSources, withInput } from '../steps/sources.ts';
import { type SubsetWords, subsetOf } from '../steps/subset-of.ts';
import { beforeAnyChange } from '../steps/untouched.ts';
import { createTables, type Tables } from '../table/tables.ts';

export interface PlanJobOptions extends SubsetWords {
  /** A source that is empty is meant to be (E5). */
  readonly allowEmpty?: boolean;
  /** Read in place of the pipeline's one file; `-` is standard input. */
  readonly input?: string;
  /** Awaited once it is known what the pipeline says, before anything else is read or written; what it throws ends the job. */
  readonly onPipeline?: (pipeline: Pipeline) => Promise<void>;
}

/**
 * The dry run: reads the sources and Jojka's export, and compares. Writes nothing to Jojka and nothing that a later
 * run reads (P1); where there is no state yet, none is made.
 *
 * @param pipeline a path, a name in `pipelines/`, or the pipeline itself
 * @param environment what differs from the process's own
 * @returns the plan, and what led to it
 * @throws UsageError when pipeline, key or URL are wrong
 * @throws SourceError when a source cannot be read to its end (E2)
 * @throws RefusedError when a source is empty (E5), the state knows the account by another key or URL (K4), or the
 *   export cannot be true (P13)
 * @throws CallError when Jojka cannot be read
 * @throws InterruptedError when it takes longer than `load.maxMinutes` (L3)
 */
export async function planPipeline(
  pipeline: string | PipelineInput,
  environment: Partial<RunEnvironment> = {},
  options: PlanJobOptions = {},
): Promise<PlanReport> {
  const complete = completeEnvironment(environment);
  const loaded = await loadPipeline(pipeline, complete);
  await options.onPipeline?.(loaded);
  const policy = withInput(loaded, options.input, complete.cwd);
  const subset = subsetOf(options);
  const called = calledBy(pipeline, policy.name, complete.cwd);
  const of = { account: policy.account, pipeline: policy.name, called };
  return advisedFor(of, complete.env, () =>
    withinMinutes(policy.load.maxMinutes, toldOf(policy.account, complete), tooLong, (given) =>
      planWithin(given, pipeline, { policy, subset, called }, options),
    ),
  );
}

const tooLong = 'Nothing was changed. Give it more time (load.maxMinutes), or look why it takes so long.';

function planWithin(
  given: RunEnvironment,
  pipeline: string | PipelineInput,
  {
    policy,
    subset,
    called,
  }: {
    readonly policy: Pipeline;
    readonly subset: Subset | undefined;
    readonly called: string | undefined;
  },
  options: PlanJobOptions,
): Promise<PlanReport> {
  return withClient({ account: policy.account, limits: policy.load }, given, async (client, account) => {
    await warnOfLargeFiles(policy, given);
    const tables = createTables();
    // Before anything is read: who is forgotten while this is made may be in it.
    const now = given.now();
    const { ledger, replies, nights } = await beforeAnyChange(() =>
      readStateOnly(client, account, policy.name, given, tables),
    );
    const {
      desired,
      warnings: ofSources,
      read,
    } = await beforeAnyChange(() => readSources(policy, options.allowEmpty === true, given, tables));
    const belief = { ledger, guards: policy.guards };
    const existing = await readJojka(client, policy.load, given, belief, tables);
    refuseBeyondMemory({ desired, existing, ledger, policy });
    const id = newRunId(now);
    const { plan, unmanaged } = planWithUnmanaged({
      id,
      createdAt: now.toISOString(),
      account: account.name,
      url: client.url,
      keyMark: keyMark(account, id),
      policy,
      desired,
      existing,
      ledger,
      replies,
      hasSynced: nights.hasSynced,
      partsAlone: nights.partsAlone,
      lastDone: nights.lastDone,
      inDoubtBefore: nights.inDoubtBefore,
      takenAlong: nights.takenAlong,
      leftBehind: nights.leftBehind,
      formerKeys: nights.formerKeys,
      subset,
      tables,
    });
    const warnings = [
      ...ofSources,
      ...otherSpellingWarnings(existing, desired, policy),
      ...(await formerNameWarnings(pipeline, { desired, ledger, policy }, given)),
    ];
    return planReport(plan, desired, warnings, {
      basis: { sources: read, lastGood: nights.lastGood },
      unmanaged,
      called,
    });
  });
}

/**
 * Saves a plan, to be applied as it is (`applyPlan`): for its owner alone, without the key, and sealed with it, so that nobody
 * applies another one than was made (P9, G5).
 *
 * @param path the file
 * @param report as `planPipeline` gives it
 * @param environment what differs from the process's own; the key is the account's
 * @throws UsageError when there is no key, or the file cannot be written
 */
export function savePlan(
  path: string,
  report: PlanReport,
  environment: Partial<RunEnvironment> = {},
): Promise<void> {
  const given = completeEnvironment(environment);
  return writePlanFile(resolve(given.cwd, path), report.plan, given, aboutPlan(report));
}

/** So many runs that died are looked at. */
const mostDied = 20;

/** The account's ledger, if there is a state; the state is left as it is. */
function readStateOnly(
  client: JojkaClient,
  account: ConnectedAccount,
  pipeline: string,
  environment: RunEnvironment,
  tables: Tables,
): Promise<{ ledger: Ledger; replies: ReplyFacts; nights: NightsBefore }> {
  const nights = {
    lastGood: undefined,
    hasSynced: false,
    partsAlone: false,
    lastDone: undefined,
    inDoubtBefore: undefined,
    takenAlong: new Map(),
    leftBehind: new Set<string>(),
    formerKeys: new Map(),
  };
  const nothing = { ledger: emptyLedger, replies: noReplies, nights };
  return withStateIfAny(
    'plan',
    environment,
    async (database) => {
      const id = await recogniseAccount(database, account, client);
      if (id === undefined) return nothing;
      for (const run of await allGoneRuns(database, mostDied))
        if (run.account === account.name && run.pipeline === pipeline)
          note(environment, 'warn', `run ${run.id}: ${diedText(run).join(' ')}`);
      return {
        ledger: await withRemembered(await readLedger(database, id, tables), {
          ...{ database, accountId: id, pipeline, tables, now: environment.now() },
        }),
        replies: await knownReplyFacts(database, id, pipeline, environment.now()),
        nights: await nightsBefore(database, id, pipeline),
      };
    },
    nothing,
  );
}
