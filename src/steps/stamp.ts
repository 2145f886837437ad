import type { PlanStamp } from '../plan/plan-input.ts';
import type { Run } from '../session/session.ts';

/** What marks a plan of this run as its own. */
export function stampOf({ client, session, environment }: Run): PlanStamp {
  const { runId: id, account, keyMark } = session;
  return { id, createdAt: environment.now().toISOString(), account, url: client.url, keyMark };
}
