import { type Pipeline, pipelineSchema } from '../config/schema.ts';
import type { Contact } from '../contact/contact.ts';
import type { BlockOrigin, Ledger } from '../contact/ledger.ts';
import { readExisting } from '../extract/existing.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { confirm } from '../load/confirm.ts';
import { type ChangeState, type LoadResult, load } from '../load/load.ts';
import { type Verified, verifyAndRepair } from '../load/repair.ts';
import { countChangedMeanwhile, type Finding } from '../load/verify.ts';
import type { Callable } from '../plan/calls.ts';
import type { Change } from '../plan/change.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Session } from '../session/session.ts';
import type { Stopwatch } from '../session/stopwatch.ts';
import { openJournal } from '../state/journal.ts';
import { beginUnblock, type NewBlock, writeLedger } from '../state/ledger.ts';
import { saveVerdicts } from '../state/run-plan.ts';
import type { RunReport, VerificationReport } from './run-report.ts';

/** The limits that a load goes by; kept with the run, so that it can be taken up without its pipeline file. */
export type LoadLimits = Pipeline['load'];

/** The limits that a run or plan noted; the defaults, where it has none. */
export function loadLimits(noted: unknown): LoadLimits {
  const limits = pipelineSchema.shape.load.safeParse(noted ?? {});
  return limits.success ? limits.data : pipelineSchema.shape.load.parse({});
}

/** The same for guards. */
export function guardLimits(noted: unknown): Pipeline['guards'] {
  const limits = pipelineSchema.shape.guards.safeParse(noted ?? {});
  return limits.success ? limits.data : pipelineSchema.shape.guards.parse({});
}

export interface Execution {
  readonly plan: Callable;
  /** Who wants this: created contacts are his. */
  readonly pipeline: string;
  readonly limits: LoadLimits;
  /** Each number is asked about before it is blocked (P7). */
  readonly checksBlocks: boolean;
  /** Every answer up to now has been seen; else nobody is unblocked (P7, S2). */
  readonly repliesComplete: boolean;
  readonly client: JojkaClient;
  readonly session: Session;
  readonly environment: RunEnvironment;
  /** What Jojka held when the plan was made (or looked at again). */
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
  readonly stopwatch: Stopwatch;
  /** Of an earlier, interrupted execution of the same plan: states by change, and the next number of a call (L8). */
  readonly earlier?: { readonly states: readonly ChangeState[]; readonly nextSeq: number };
}

/** What of a run's report comes from carrying a plan out. */
export type Executed = Pick<
  RunReport,
  'exitCode' | 'outcomes' | 'calls' | 'failures' | 'skipped' | 'verification' | 'stopped'
>;

/** Reads Jojka's export, with progress. */
export function readJojka(
  client: JojkaClient,
  limits: LoadLimits,
  environment: RunEnvironment,
  signal: AbortSignal,
): Promise<Map<string, Contact>> {
  return readExisting(client, {
    concurrency: limits.concurrency,
    signal,
    onProgress: (contacts) => environment.onStep('Reading Jojka', contacts),
    onWarning: ({ message }) => environment.log.warn(message),
  });
}

/**
 * Carries a plan out: its calls, each journaled; the blocks into the ledger as soon as they are done; the export read
 * again, what an import lost sent once more; and into the ledger what Jojka was seen to hold (L1-L6, V1).
 */
export async function execute(execution: Execution): Promise<Executed> {
  const { plan, limits, client, session, environment, existing, ledger, earlier, stopwatch } = execution;
  const { database, accountId, runId, signal } = session;
  const journal = openJournal(database, runId);
  const options = {
    ...limits,
    client,
    journal,
    stop: signal,
    onProgress: (done: number, total: number) => environment.onStep('Calls to Jojka', done, total),
    blocklist: {
      checksBlocks: execution.checksBlocks,
      onFound: (msisdn: string) => writeLedger(database, accountId, { addBlocks: [[msisdn, 'found']] }),
      mayUnblock: async (msisdn: string) =>
        execution.repliesComplete && (await beginUnblock(database, accountId, msisdn)),
    },
  };

  const loaded = await stopwatch.time('load', () =>
    load(plan, {
      ...options,
      ...(earlier && { states: earlier.states, firstSeq: earlier.nextSeq }),
    }),
  );
  await writeLedger(database, accountId, blocklistDone(execution.pipeline, plan.changes, loaded.states));

  let verified: Verified | undefined;
  if (loaded.stopped === undefined && plan.contacts.length > 0) {
    verified = await stopwatch.time('verify', () =>
      verifyAndRepair(
        plan,
        loaded.states,
        () => readJojka(client, limits, environment, signal),
        async (repair) => {
          environment.log.warn(
            { contacts: repair.contacts.length },
            'missing or altered after an import: sending them once more',
          );
          await load(repair, { ...options, firstSeq: loaded.nextSeq });
        },
      ),
    );
    await saveVerdicts(database, runId, verified.findings);
  }
  if (loaded.stopped === undefined) {
    const begun = plan.changes.filter((_, index) => isBegun(loaded.states[index]));
    const findings = verified?.findings ?? [];
    await writeLedger(
      database,
      accountId,
      confirm({ pipeline: execution.pipeline, changes: begun, findings }, ledger, verified?.now ?? existing),
    );
  }

  const verification = verified && verificationReport(plan, verified, existing);
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

/** Whether a change may have been carried out. */
function isBegun(state: ChangeState | undefined): boolean {
  return state === 'done' || state === 'unknown';
}

/** What the ledger is to learn of blocks and unblocks that were carried out. */
export function blocklistDone(
  pipeline: string,
  changes: readonly Change[],
  states: readonly (ChangeState | 'sent' | undefined)[],
): { addBlocks: NewBlock[]; dropBlocks: string[] } {
  const addBlocks: NewBlock[] = [];
  const dropBlocks: string[] = [];
  for (const [index, change] of changes.entries()) {
    if (states[index] !== 'done') continue;
    if (change.kind === 'unblock') dropBlocks.push(change.msisdn);
    if (change.kind === 'block')
      for (const origin of change.origins) addBlocks.push(newBlock(change.msisdn, origin, pipeline));
  }
  return { addBlocks, dropBlocks };
}

/** A block for the ledger; of the source's ones it keeps whose source it was. */
export function newBlock(msisdn: string, origin: BlockOrigin, pipeline: string): NewBlock {
  return origin === 'source' ? [msisdn, origin, pipeline] : [msisdn, origin];
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
  plan: Callable,
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
