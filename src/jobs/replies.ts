import type { UnreadReplies } from '../campaign/preflight.ts';
import { loadLimits } from '../config/limits.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline } from '../config/schema.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import type { ConnectedAccount } from '../session/connect.ts';
import { note, type RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { withKnownAccount, withStateIfAny } from '../session/state.ts';
import { listReplies, repliesFetchedAt, unseenAnswers } from '../state/replies.ts';
import { replyItem, takeReplies } from '../steps/replies.ts';
import { type RepliesReport, type ReplyItem, repliesSummary } from '../steps/replies-report.ts';
import { writeBack } from '../steps/write-back.ts';

/** What `replies` did. */
export interface RepliesRun extends RepliesReport {
  readonly exitCode: number;
  /** Opt-outs written back to the CRM; undefined where the pipeline does not ask for it. */
  readonly writtenBack: number | undefined;
  readonly writeBackError: string | undefined;
}

/**
 * Fetches replies and blocks whoever opted out (S1); with a pipeline by its words, and back to its CRM.
 *
 * @param options.strict a gap (S2) makes the exit code 4
 */
export async function fetchReplies(
  environment: RunEnvironment,
  options: { pipeline: string | undefined; account: string; strict: boolean },
): Promise<RepliesRun> {
  const pipeline =
    options.pipeline === undefined ? undefined : await loadPipeline(options.pipeline, environment);
  const kind = {
    command: 'replies',
    account: pipeline?.account ?? options.account,
    pipeline: pipeline?.name ?? '-',
    limits: loadLimits(pipeline?.load),
  };
  return inRun(kind, environment, (run) => fetchIn(run, pipeline, options.strict));
}

async function fetchIn(
  run: Run,
  pipeline: Pipeline | undefined,
  strict: boolean,
): Promise<RepliesRun & RunEnd> {
  const report = await takeReplies(run, pipeline);
  const { writtenBack, writeBackError } = await tryWriteBack(run, pipeline);
  const faulty = report.failures.length > 0 || writeBackError !== undefined || (strict && report.gap);
  return {
    ...report,
    writtenBack,
    writeBackError,
    exitCode: faulty ? 4 : 0,
    stopped: undefined,
    summary: {
      replies: {
        ...repliesSummary(report),
        ...(writtenBack !== undefined && { writtenBack }),
      },
    },
  };
}

async function tryWriteBack(
  { session, environment }: Run,
  pipeline: Pipeline | undefined,
): Promise<Pick<RepliesRun, 'writtenBack' | 'writeBackError'>> {
  if (!pipeline?.blocklist.writeBack) return { writtenBack: undefined, writeBackError: undefined };
  try {
    const writtenBack = await writeBack(session.database, session.accountId, pipeline, environment);
    return { writtenBack, writeBackError: undefined };
  } catch (error) {
    if (!(error instanceof JojkaSyncError)) throw error;
    const writeBackError = [error.message, error.advice].filter(Boolean).join(' ');
    return { writtenBack: undefined, writeBackError };
  }
}

/**
 * Before a message goes out: fetches answers to the account and blocks whoever opted out, in a run of its own, where that is done for
 * the account at all (P11). A STOP of this morning is not to wait for tonight.
 *
 * @param options.unlessWithinMs answers that were fetched so short a time ago are not fetched again
 * @returns undefined when all have been read up to now, or nobody fetches them
 * @throws RefusedError when the state knows the account by another key or URL (K4)
 */
export async function repliesFirst(
  environment: RunEnvironment,
  account: ConnectedAccount,
  { unlessWithinMs = 0 }: { readonly unlessWithinMs?: number } = {},
): Promise<UnreadReplies | undefined> {
  const last = await withKnownAccount('replies', account, environment, repliesFetchedAt);
  if (last === undefined) return undefined;
  const ago = environment.now().getTime() - last.getTime();
  const minutesSince = (time: Date | undefined) => {
    // A time that lies in the future tells nothing (S1b).
    const ms = time === undefined ? -1 : environment.now().getTime() - time.getTime();
    return ms < 0 ? {} : { minutesAgo: Math.round(ms / 60_000) };
  };
  if (ago < 0 || ago >= unlessWithinMs)
    try {
      await fetchReplies(environment, { pipeline: undefined, account: account.name, strict: false });
    } catch (error) {
      if (!(error instanceof JojkaSyncError) || environment.signal.aborted) throw error;
      note(environment, 'warn', 'answers could not be fetched first', { reason: error.message });
      return { code: 'replies-unread', ...minutesSince(last) };
    }
  const unseen = await withKnownAccount('replies', account, environment, unseenAnswers);
  return unseen && { code: 'replies-missed', ...minutesSince(unseen.since) };
}

/** Replies that were kept, of the last so many days; nothing is fetched. */
export async function keptReplies(
  environment: RunEnvironment,
  accountName: string,
  days: number,
): Promise<ReplyItem[]> {
  const since = new Date(environment.now().getTime() - days * 86_400_000);
  return withStateIfAny(
    'replies',
    environment,
    async (database) => {
      const account = await database.knex('accounts').where({ name: accountName }).first('id');
      if (!account)
        throw new UsageError(`The state knows no account "${accountName}".`, {
          advice: 'Name another one with --account.',
        });
      return (await listReplies(database, account.id, since)).map((reply) => replyItem(reply));
    },
    [],
  );
}
