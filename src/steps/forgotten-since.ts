import { localTime } from '../contact/local-time.ts';
import { RefusedError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Session } from '../session/session.ts';
import { parseRunSummary } from '../state/run-summary.ts';

/**
 * A saved plan may name somebody who was forgotten since, and would bring him back. Which ones do not is known of those that
 * `forget` has looked through; what it could not see, such as a file elsewhere, is made anew (G5).
 *
 * @throws RefusedError when somebody was forgotten since the plan was made, and it is not known to be without him
 */
export async function refuseForgotten(
  { database, accountId }: Pick<Session, 'database' | 'accountId'>,
  { id, createdAt, pipeline }: Pick<Plan, 'id' | 'createdAt' | 'pipeline'>,
): Promise<void> {
  const since = await database
    .knex('runs')
    .where({ account_id: accountId, command: 'forget' })
    .where((any) =>
      any
        .where('started_at', '>=', new Date(createdAt))
        .orWhere('ended_at', '>=', new Date(createdAt))
        .orWhereNull('ended_at'),
    )
    .whereNot({ state: 'failed' })
    .orderBy('seq')
    .select('id', 'started_at', 'summary');
  const unseen = since.find(
    ({ summary }) => parseRunSummary(summary)?.forget?.plansWithout.includes(id) !== true,
  );
  if (unseen)
    throw new RefusedError(
      `The plan ${id} is stale: at ${localTime(unseen.started_at)} somebody was forgotten whom it may name (run ${unseen.id}).`,
      { advice: `Nothing was sent. Make the plan anew:\njojka-sync sync ${pipeline}` },
    );
}
