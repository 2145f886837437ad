import type { LoadLimits } from '../config/limits.ts';
import type { Contact } from '../contact/contact.ts';
import type { Ledger } from '../contact/ledger.ts';
import { blocklistDone, confirm } from '../load/confirm.ts';
import { type LoadOptions, type LoadResult, load } from '../load/load.ts';
import type { ChangeState } from '../load/outcome.ts';
import { type Verified, verifyAndRepair } from '../load/repair.ts';
import { countChangedMeanwhile, type Finding } from '../load/verify.ts';
import type { PlanBody } from '../plan/change.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { openJournal } from '../state/journal.ts';
import { writeLedger } from '../state/ledger.ts';
import { beginUnblock } from '../state/ledger-blocks.ts';
import { saveVerdicts } from '../state/run-plan.ts';
import { readJojka } from './existing.ts';
import type { RunReport, VerificationReport } from './run-report.ts';

/** What is known, right before calls are sent, of what they are about. */
export interface Facts {
  /** What Jojka held when the plan was made (or looked at again). */
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
  /** Every reply up to now has been seen; else nobody is unblocked (P7, S2). */
  readonly repliesComplete: boolean;
}

export interface Execution {
  readonly plan: PlanBody;
  /** Who wants this: created contacts are his. */
  readonly pipeline: string;
  readonly limits: LoadLimits;
  /** Each number is asked about before it is blocked (P7). */
  readonly checksBlocks: boolean;
  readonly facts: Facts;
  /** Of an earlier, interrupted execution of the same plan: states by change, and the next number of a call (L8). */
  readonly earlier: { readonly states: readonly ChangeState[]; readonly nextSeq: number };
}

/** What of a run's report comes from carrying a plan out. */
export type Executed = Pick<
  RunReport,
  'exitCode' | 'outcomes' | 'calls' | 'failures' | 'skipped' | 'verification' | 'stopped'
>;

/**
 * Carries a plan out: its calls, each journaled; the blocks into the ledger as soon as they are done; the export read
 * again, what an import lost sent once more; and into the ledger what Jojka was seen to hold (L1-L6, V1).
 */
export async function execute(run: Run, execution: Execution): Promise<Executed> {
  const { plan, pipeline, facts, earlier } = execution;
  const { session, stopwatch } = run;
  const { database, accountId } = session;
  const options = loadOptions(run, execution);

  const loaded = await stopwatch.time('load', () =>
    load(plan, { ...options, states: earlier.states, firstSeq: earlier.nextSeq }),
  );
  await writeLedger(database, accountId, blocklistDone(pipeline, plan.changes, loaded.states));

  let verified: Verified | undefined;
  if (loaded.stopped === undefined) {
    if (plan.contacts.length > 0)
      verified = await stopwatch.time('verify', () => verify(run, execution, options, loaded));
    const begun = plan.changes.filter((_, index) => isBegun(loaded.states[index]));
    const findings = verified?.findings ?? [];
    const now = verified?.now ?? facts.existing;
    await writeLedger(
      database,
      accountId,
      confirm({ pipeline, changes: begun, findings }, facts.ledger, now),
    );
  }

  const verification = verified && verificationReport(plan, verified, facts.existing);
  return {
    exitCode: exitCodeOf(loaded, verification),
    outcomes: loaded.states,
    calls: loaded.calls,
    failures: loaded.failures,
    skipped: loaded.states.filter((state) => state === 'skipped').length,
    verification,
    stopped: loaded.stopped && [loaded.stopped.message, loaded.stopped.advice].filter(Boolean).join(' '),
  };
}

function loadOptions(
  { client, session, environment }: Run,
  { limits, checksBlocks, facts }: Execution,
): LoadOptions {
  const { database, accountId, runId } = session;
  return {
    client,
    journal: openJournal(database, runId),
    importRows: limits.importRows,
    concurrency: limits.concurrency,
    maxConsecutiveFailures: limits.maxConsecutiveFailures,
    stop: environment.signal,
    onProgress: (done, total) => environment.emit({ kind: 'progress', step: 'load', done, total }),
    blocklist: {
      checksBlocks,
      onFound: (msisdn) => writeLedger(database, accountId, { addBlocks: [[msisdn, 'found']] }),
      mayUnblock: async (msisdn) =>
        facts.repliesComplete && (await beginUnblock(database, accountId, msisdn)),
    },
  };
}

/** Reads the export again, sends once more what an import lost, and keeps the verdicts (V1). */
async function verify(
  { client, session, environment }: Run,
  { plan, limits }: Execution,
  options: LoadOptions,
  loaded: LoadResult,
): Promise<Verified> {
  const verified = await verifyAndRepair(
    plan,
    loaded.states,
    () => readJojka(client, limits, environment),
    async (repair) => {
      note(environment, 'warn', 'missing or altered after an import: sending them once more', {
        contacts: repair.contacts.length,
      });
      await load(repair, { ...options, firstSeq: loaded.nextSeq });
    },
  );
  await saveVerdicts(session.database, session.runId, verified.findings);
  return verified;
}

/** Whether a change may have been carried out. */
function isBegun(state: ChangeState | undefined): boolean {
  return state === 'done' || state === 'unknown';
}

/**
 * 4 when something failed or is not as it should be. A failed call whose contact turned out as asked for is no
 * failure of the run; a failed block always is, since no export shows it.
 */
function exitCodeOf(loaded: LoadResult, verification: VerificationReport | undefined): number {
  if (loaded.stopped) return loaded.stopped.exitCode;
  const blockFailed = loaded.failures.some(({ endpoint }) => endpoint === 'add_to_blocklist');
  return blockFailed || (verification?.differences.length ?? 0) > 0 ? 4 : 0;
}

function verificationReport(
  plan: PlanBody,
  verified: Verified,
  existing: ReadonlyMap<string, Contact>,
): VerificationReport {
  const count = (verdict: Finding['verdict']) =>
    verified.findings.filter((finding) => finding.verdict === verdict).length;
  const touched = new Set(plan.contacts.map(({ msisdn }) => msisdn));
  return {
    confirmed: count('confirmed'),
    respelled: count('respelled'),
    missing: count('missing'),
    altered: count('altered'),
    repaired: verified.repaired,
    changedMeanwhile: countChangedMeanwhile(existing, verified.now, touched),
    differences: verified.findings.flatMap((finding) =>
      finding.verdict === 'missing' || finding.verdict === 'altered'
        ? [{ msisdn: finding.msisdn, verdict: finding.verdict, message: differenceText(finding) }]
        : [],
    ),
  };
}

function differenceText({ expected, actual }: Finding): string {
  if (expected === null) return 'is still there though it was to be removed';
  if (actual === null) return 'is not there though it was to be';
  const lacks = expected.groups.filter((group) => !actual.groups.includes(group));
  const parts = [
    expected.name !== actual.name ? `is called "${actual.name}" and not "${expected.name}"` : '',
    lacks.length > 0 ? `is not in ${lacks.join(', ')}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0
    ? parts.join(' and ')
    : `is still in a group it was taken out of (it is in ${actual.groups.join(', ')})`;
}
