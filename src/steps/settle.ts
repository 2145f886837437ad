import type { Logger } from 'pino';
import type { Contact } from '../contact/contact.ts';
import { confirm } from '../load/confirm.ts';
import { verifyContacts } from '../load/verify.ts';
import type { Session } from '../session/session.ts';
import { changeStates } from '../state/journal.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { loadRunPlan } from '../state/run-plan.ts';
import { type Run, settleRun, unsettledRuns } from '../state/runs.ts';
import { blocklistDone } from './execute.ts';

/**
 * Takes into the ledger what earlier runs got done before they were interrupted or died: blocks that the journal says
 * were done, and of everything else what the export shows (L8, V1). The account is held, so a run that says it is
 * running is dead.
 *
 * @param existing what Jojka holds now
 */
export async function settle(
  session: Session,
  existing: ReadonlyMap<string, Contact>,
  log: Logger,
): Promise<void> {
  for (const run of await unsettledRuns(session.database, session.accountId, session.runId))
    await settleOne(session, run, existing, log);
}

/** The same for one run. */
export async function settleOne(
  session: Session,
  run: Pick<Run, 'id' | 'pipeline'>,
  existing: ReadonlyMap<string, Contact>,
  log: Logger,
): Promise<void> {
  const { database, accountId } = session;
  const { changes, contacts } = await loadRunPlan(database, run.id);
  const states = await changeStates(database, run.id);
  const begun = changes.filter((_, index) => {
    const state = states.get(index);
    return state === 'sent' || state === 'done' || state === 'unknown';
  });
  if (begun.length > 0) {
    const touched = new Set(begun.map(({ msisdn }) => msisdn));
    const findings = verifyContacts(
      contacts.filter(({ msisdn }) => touched.has(msisdn)),
      existing,
    );
    const ledger = await readLedger(database, accountId);
    await writeLedger(database, accountId, {
      ...blocklistDone(
        run.pipeline,
        changes,
        changes.map((_, index) => states.get(index)),
      ),
      ...confirm({ pipeline: run.pipeline, changes: begun, findings }, ledger, existing),
    });
    log.warn(
      { run: run.id, changes: begun.length },
      `run ${run.id} did not end in good order; what it got done is in the ledger now`,
    );
  }
  await settleRun(database, run.id);
}
