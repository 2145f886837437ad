import type { Contact } from '../contact/contact.ts';
import { type BlockDoubt, isOfOthers, type Ledger } from '../contact/ledger.ts';
import { blocklistDone, confirm } from '../load/confirm.ts';
import { verifyContacts } from '../load/verify.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { changeStates } from '../state/journal.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { settleRun, unsettledRuns } from '../state/run-order.ts';
import { loadRunPlan, saveVerdicts } from '../state/run-plan.ts';
import type { RunRecord } from '../state/runs.ts';

/**
 * Takes into the ledger what earlier runs got done before they were interrupted or died: blocks that the journal says
 * were done, and of everything else what the export shows (L8, V1). The account is locked, so a run that says it is
 * running is dead.
 *
 * @param existing what Jojka holds now
 * @param ledger what this run has read of it
 * @returns the ledger, read again where there was such a run
 */
export async function settle(
  run: Run,
  existing: ReadonlyMap<string, Contact>,
  ledger: Ledger,
): Promise<Ledger> {
  const { database, accountId, runId } = run.session;
  const unsettled = await unsettledRuns(database, accountId, runId);
  for (const earlier of unsettled) await settleOne(run, earlier, existing);
  return unsettled.length > 0 ? readLedger(database, accountId, run.tables) : ledger;
}

/**
 * Forgets whom the ledger knows as somebody else's and Jojka does not hold: somebody has said that they are gone indeed
 * (`--accept-loss`), and whoever of them is created from now on is ours (P13).
 *
 * @returns the ledger, read again where there were any
 */
export async function giveUpLost(
  { session: { database, accountId }, tables }: Run,
  existing: ReadonlyMap<string, Contact>,
  ledger: Ledger,
): Promise<Ledger> {
  const dropContacts: string[] = [];
  for (const [msisdn, known] of ledger.contacts)
    if (isOfOthers(known) && !existing.has(msisdn)) dropContacts.push(msisdn);
  if (dropContacts.length === 0) return ledger;
  await writeLedger(database, accountId, { dropContacts });
  return readLedger(database, accountId, tables);
}

/** Takes into the ledger what one earlier run got done. */
export async function settleOne(
  { session, environment, tables }: Run,
  earlier: Pick<RunRecord, 'id' | 'pipeline' | 'state'>,
  existing: ReadonlyMap<string, Contact>,
): Promise<void> {
  const { database, accountId } = session;
  const { changes, contacts } = await loadRunPlan(database, earlier.id);
  const states = await changeStates(database, earlier.id);
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
    const unsure = new Set(changes.filter((_, index) => states.get(index) !== 'done'));
    const ledger = await readLedger(database, accountId, tables);
    const blocklist = blocklistDone(
      earlier.pipeline,
      changes,
      changes.map((_, index) => states.get(index)),
    );
    await writeLedger(database, accountId, {
      // What is in doubt no more was seen to since, by hand or by another run.
      confirmBlocks: blocklist.confirmBlocks.filter((msisdn) => isUnconfirmed(ledger.doubts.get(msisdn))),
      dropBlocks: blocklist.dropBlocks,
      ...confirm({ pipeline: earlier.pipeline, changes: begun, unsure, findings }, ledger, existing, {
        tables,
      }),
    });
    // What came of a call whose answer nobody waited for is known now: an undo takes it back too (U1).
    const unanswered = new Set(begun.flatMap((change) => (unsure.has(change) ? [change.msisdn] : [])));
    const seen = [...findings.verdicts()].filter(
      ({ msisdn, verdict }) => unanswered.has(msisdn) && (verdict === 'confirmed' || verdict === 'respelled'),
    );
    await saveVerdicts(database, earlier.id, seen);
    note(
      environment,
      'warn',
      earlier.state === 'partial'
        ? `what run ${earlier.id} sent and could not confirm was looked for again; what is there is in the ledger now`
        : `run ${earlier.id} did not end in good order; what it got done is in the ledger now`,
      { run: earlier.id, changes: begun.length },
    );
  }
  await settleRun(database, earlier.id);
}

/** Whether a block waits for an answer that tells that it is there; what is owed by now was lifted since. */
function isUnconfirmed(doubt: BlockDoubt | undefined): boolean {
  return doubt === 'sent';
}
