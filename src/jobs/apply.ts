import { RefusedError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { accountSettings, keyMark } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { inSession } from '../session/session.ts';
import { startStopwatch } from '../session/stopwatch.ts';
import { readLedger } from '../state/ledger.ts';
import { markSpent, planSpentBy } from '../state/runs.ts';
import { loadLimits, readJojka } from '../steps/execute.ts';
import { refuseOld, refuseStale } from '../steps/freshness.ts';
import { carryOut } from '../steps/record.ts';
import { repliesAreComplete } from '../steps/replies.ts';
import type { RunReport } from '../steps/run-report.ts';
import { readSavedPlan } from '../steps/saved-plans.ts';
import { settle } from '../steps/settle.ts';

/**
 * Applies exactly one saved plan, once (G5). A plan that guards hold back needs its fingerprint, so that nobody
 * applies another one than he has read.
 *
 * @param planFileOrRun a file that `plan --out` wrote, or the id of a run that was held back
 * @param options.accept the fingerprint
 * @throws RefusedError when the plan is held back, spent, stale, changed, or of another account
 * @throws UsageError when there is no such plan
 */
export async function applyPlan(
  environment: RunEnvironment,
  planFileOrRun: string,
  options: { accept: string | undefined },
): Promise<RunReport> {
  const plan = await readSavedPlan(environment, planFileOrRun);
  const dated = {
    what: `The plan ${plan.id}`,
    madeAt: new Date(plan.createdAt),
    pipeline: plan.pipeline,
  };
  refuseUnaccepted(plan, planFileOrRun, options.accept);
  refuseOld(dated, environment.now());
  const account = accountSettings(plan.account, environment.env);
  const limits = loadLimits(plan.load);
  const client = connect(account, limits, environment);
  try {
    refuseOtherAccount(plan, client.url, keyMark(account, plan.id));
    return await inSession(
      { account, client, pipeline: plan.pipeline, command: 'apply' },
      environment,
      async (session) => {
        const { database, accountId, runId } = session;
        const stopwatch = startStopwatch(environment.now());
        const spentBy = await planSpentBy(database, accountId, plan.id);
        if (spentBy)
          throw new RefusedError(
            `The plan ${plan.id} is spent: run ${spentBy.id} applied it at ${spentBy.startedAt.toISOString()} (G5).`,
            { advice: `Nothing was sent. What became of it:\njojka-sync runs ${spentBy.id}` },
          );
        const existing = await stopwatch.time('export', () =>
          readJojka(client, limits, environment, session.signal),
        );
        await settle(session, existing, environment.log);
        refuseStale(dated, plan.contacts, [], existing);
        const repliesComplete = await repliesAreComplete(plan.changes, session, client, environment);
        const ledger = await readLedger(database, accountId);
        await markSpent(database, runId, plan.id);
        return carryOut({
          report: { plan, records: undefined, rejections: [], duplicates: [], warnings: plan.warnings },
          replies: undefined,
          repliesComplete,
          accepted: true,
          limits,
          notes: { applies: plan.id },
          client,
          session,
          environment,
          existing,
          ledger,
          stopwatch,
        });
      },
    );
  } finally {
    await client.close();
  }
}

function refuseUnaccepted(plan: Plan, planFileOrRun: string, accept: string | undefined): void {
  if (accept !== undefined && accept !== plan.fingerprint)
    throw new RefusedError(
      `The plan ${plan.id} has the fingerprint ${plan.fingerprint}, and not ${accept}: it is not the plan that was accepted.`,
      { advice: 'Nothing was sent. Read that plan before you accept it.' },
    );
  if (accept === undefined && plan.guards.length > 0)
    throw new RefusedError(
      `Guards hold the plan ${plan.id} back:\n${plan.guards.map(({ message }) => `  ${message}`).join('\n')}`,
      {
        advice: `Nothing was sent. To apply exactly that plan all the same:\njojka-sync apply ${planFileOrRun} --accept ${plan.fingerprint}`,
      },
    );
}

function refuseOtherAccount(plan: Plan, url: string, mark: string): void {
  if (plan.url !== url)
    throw new RefusedError(
      `The plan ${plan.id} was made for account "${plan.account}" at ${plan.url}, and this is ${url} (G5).`,
      { advice: 'Nothing was sent. Check JOJKA_API_URL, or make the plan anew for this account.' },
    );
  if (plan.keyMark !== mark)
    throw new RefusedError(
      `The plan ${plan.id} was made for account "${plan.account}" with another API key: it is a plan of another account (G5).`,
      { advice: 'Nothing was sent. Check JOJKA_API_KEY, or make the plan anew for this account.' },
    );
}
