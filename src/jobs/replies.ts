import { loadPipeline } from '../config/load-file.ts';
import { JojkaSyncError, UsageError } from '../errors.ts';
import { accountSettings } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { inSession, type RunEnd } from '../session/session.ts';
import { listReplies } from '../state/replies.ts';
import { loadLimits } from '../steps/execute.ts';
import { replyItem, takeReplies } from '../steps/replies.ts';
import type { RepliesReport, ReplyItem } from '../steps/replies-report.ts';
import { writeBack } from '../steps/write-back.ts';
import { withState } from './runs.ts';

/** What `replies` did. */
export interface RepliesRun extends RepliesReport {
  readonly exitCode: number;
  /** Opt-outs written back to the CRM; undefined where the pipeline does not ask for it. */
  readonly writtenBack: number | undefined;
  readonly writeBackError: string | undefined;
}

/**
 * Fetches answers and blocks whoever opted out (S1); with a pipeline by its words, and back to its CRM.
 *
 * @param options.strict a gap (S2) makes the exit code 4
 */
export async function fetchReplies(
  environment: RunEnvironment,
  options: { pipeline: string | undefined; account: string; strict: boolean },
): Promise<RepliesRun> {
  const pipeline =
    options.pipeline === undefined ? undefined : await loadPipeline(options.pipeline, environment);
  const account = accountSettings(pipeline?.account ?? options.account, environment.env);
  const client = connect(account, loadLimits(pipeline?.load), environment);
  try {
    return await inSession(
      { account, client, pipeline: pipeline?.name ?? '-', command: 'replies' },
      environment,
      async (session): Promise<RepliesRun & RunEnd> => {
        const report = await takeReplies(session, client, environment, pipeline?.blocklist.optOutWords);
        let writtenBack: number | undefined;
        let writeBackError: string | undefined;
        if (pipeline?.blocklist.writeBack)
          try {
            writtenBack = await writeBack(session.database, session.accountId, pipeline);
          } catch (error) {
            if (!(error instanceof JojkaSyncError)) throw error;
            writeBackError = [error.message, error.advice].filter(Boolean).join(' ');
          }
        const faulty =
          report.failures.length > 0 || writeBackError !== undefined || (options.strict && report.gap);
        return {
          ...report,
          writtenBack,
          writeBackError,
          exitCode: faulty ? 4 : 0,
          stopped: undefined,
          summary: {
            replies: {
              new: report.replies.length,
              blocked: report.blocked.length,
              failures: report.failures.length,
              gap: report.gap !== undefined,
              ...(writtenBack !== undefined && { writtenBack }),
            },
          },
        };
      },
    );
  } finally {
    await client.close();
  }
}

/** Answers that were kept, of the last so many days; nothing is fetched. */
export async function keptReplies(
  environment: RunEnvironment,
  accountName: string,
  days: number,
): Promise<ReplyItem[]> {
  const since = new Date(environment.now().getTime() - days * 86_400_000);
  return withState(
    environment,
    'replies',
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
