import type { LoadLimits } from '../config/limits.ts';
import type { Contact } from '../contact/contact.ts';
import { todayAt } from '../contact/day.ts';
import { holds } from '../contact/holds.ts';
import { isUnsent } from '../contact/ledger.ts';
import { maskMsisdn } from '../contact/mask.ts';
import { InterruptedError } from '../errors.ts';
import { blocklistDone, confirm } from '../load/confirm.ts';
import { type LoadOptions, type LoadResult, load } from '../load/load.ts';
import type { ChangeState } from '../load/outcome.ts';
import { type Verified, verifyAndRepair } from '../load/repair.ts';
import { callsTogether, together } from '../load/together.ts';
import { type Finding, verifyContacts } from '../load/verify.ts';
import type { Change } from '../plan/change.ts';
import type { GuardLimits } from '../plan/guard.ts';
import { type PermitFacts, type PermitPlan, type PermittedPlan, permit } from '../plan/permit.ts';
import { note } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { allDone } from '../state/all-done.ts';
import { openJournal } from '../state/journal.ts';
import { writeLedger } from '../state/ledger.ts';
import { beginBlock, beginUnblock } from '../state/ledger-blocks.ts';
import { saveVerdicts } from '../state/run-plan.ts';
import { numbersBeyond } from '../table/number-map.ts';
import { noteFound } from './doubts.ts';
import { ImplausibleExportError, readJojka } from './existing.ts';
import { stoppedText, withLateBlocks } from './late-blocks.ts';
import type { RunReport, VerificationReport } from './run-report.ts';
import { verificationReport } from './verification-report.ts';

/** What is known, right before calls are sent, of what they are about. */
export interface Facts extends Omit<PermitFacts, 'today'> {
  /** What Jojka held when the plan was made (or looked at again); undefined where that could not be read. */
  readonly existing: ReadonlyMap<string, Contact> | undefined;
  /** Blocks that were owed and are no part of the plan: how many were sent before, and how many could not be (P11). */
  readonly owed?: { readonly done: number; readonly failed: number };
  /** Answers whose block could not be sent before. */
  readonly unblockedAnswers?: number;
}

export interface Execution {
  readonly plan: PermitPlan;
  readonly limits: LoadLimits;
  /** Each number is asked about before it is blocked (P7). */
  readonly checksBlocks: boolean;
  readonly facts: Facts;
  readonly guards: Pick<GuardLimits, 'missing' | 'floor'>;
  /** Of an earlier, interrupted execution of the same plan: states by change, and the next number of a call (L8). */
  readonly earlier: { readonly states: readonly ChangeState[]; readonly nextSeq: number };
}

/** What of a run's report comes from carrying a plan out. */
export type Executed = Pick<
  RunReport,
  'exitCode' | 'outcomes' | 'calls' | 'failures' | 'skipped' | 'withheld' | 'verification' | 'stopped'
>;

/**
 * Carries a plan out, as far as the facts permit it (P11): its calls, each journaled; the blocks into the ledger as soon
 * as they are done; the export read again, what an import lost sent once more; and into the ledger what Jojka was seen
 * to hold (L1-L6, V1).
 */
export async function execute(run: Run, execution: Execution): Promise<Executed> {
  const { plan, facts, earlier } = execution;
  const { session, stopwatch } = run;
  const { database, accountId } = session;
  const permitted = permit(plan, { ...facts, today: todayAt(run.environment.now()) });
  const options = loadOptions(run, execution);
  const changes = countToSend(permitted, earlier.states);
  if (changes > 0) run.environment.emit({ kind: 'writing', changes });
  const later = unblockedLater(permitted);
  if (later.length > 0) await writeLedger(database, accountId, { doubtBlocks: later });

  let loaded = await stopwatch.time('load', () =>
    load(permitted, { ...options, states: earlier.states, firstSeq: earlier.nextSeq }),
  );
  if (run.environment.signal.aborted)
    loaded = await withLateBlocks(run, permitted, loaded, (urgent, from) =>
      load(permitted, { ...loadOptions(urgent, execution), ...from }),
    );
  await writeLedger(database, accountId, blocklistDone(plan.pipeline, plan.changes, loaded.states));

  let verified: Verified | undefined;
  if (loaded.stopped === undefined && plan.contacts.length > 0) {
    const result = await stopwatch
      .time('verify', () => verify(run, execution, permitted, options, loaded))
      .catch((error: unknown) => {
        if (!(error instanceof ImplausibleExportError)) throw error;
        return { verified: undefined, loaded: { ...loaded, stopped: unverified(error) } };
      });
    verified = result.verified;
    loaded = result.loaded;
  }
  const now = verified?.now ?? facts.existing;
  const writes: (() => Promise<void>)[] = [];
  if (verified) {
    const { findings } = verified;
    writes.push(() => saveVerdicts(database, session.runId, findings.verdicts()));
  }
  if (loaded.stopped === undefined && now !== undefined) {
    const begun = plan.changes.filter((_, index) => isBegun(loaded.states[index]));
    const unsure = new Set(plan.changes.filter((_, index) => loaded.states[index] === 'unknown'));
    const findings = verified?.findings ?? [];
    const learned = confirm(
      { pipeline: plan.pipeline, changes: begun, unsure, findings },
      facts.ledger,
      now,
      {
        before: facts.existing,
        tables: run.tables,
      },
    );
    writes.push(() => writeLedger(database, accountId, learned));
  }
  await allDone(database, writes);

  const verification =
    verified && verificationReport(plan, verified, facts.existing ?? new Map(), run.tables);
  return {
    exitCode: exitCodeOf(loaded, verification, (facts.owed?.failed ?? 0) + (facts.unblockedAnswers ?? 0)),
    outcomes: loaded.states,
    calls: withOwed(loaded.calls, facts.owed),
    failures: loaded.failures,
    skipped: loaded.states.filter((state) => state === 'skipped').length,
    withheld: withheldReport(permitted, loaded.states),
    verification,
    stopped: loaded.stopped && stoppedText(loaded.stopped, permitted, loaded.states),
  };
}

/** The calls of a load, with those by which owed blocks were sent before it. */
function withOwed(calls: Executed['calls'], owed: Facts['owed']): Executed['calls'] {
  if (!owed || owed.done + owed.failed === 0) return calls;
  return callsTogether(calls, { add_to_blocklist: owed });
}

/** Changes that are permitted and not done yet. */
function countToSend({ changes, withheld }: PermittedPlan, states: readonly ChangeState[]): number {
  return changes.filter((_, index) => !withheld.has(index) && states[index] !== 'done').length;
}

function loadOptions(run: Run, execution: Execution): LoadOptions {
  const { client, session, environment } = run;
  const { plan, limits, checksBlocks, facts } = execution;
  const { database, accountId, runId } = session;
  const { blocks, doubts } = facts.ledger;
  return {
    client,
    journal: openJournal(database, runId),
    importRows: limits.importRows,
    concurrency: limits.concurrency,
    maxConsecutiveFailures: limits.maxConsecutiveFailures,
    canary: { rows: limits.canary, check: (msisdns) => canaryTrouble(run, execution, msisdns) },
    stop: environment.signal,
    onProgress: (done, total) => environment.emit({ kind: 'progress', step: 'load', done, total }),
    blocklist: {
      checksBlocks,
      isKnown: (msisdn) => blocks.has(msisdn) && !isUnsent(doubts.get(msisdn)),
      onFound: noteFound(session),
      onBlock: (msisdn) => beginBlock(database, accountId, msisdn),
      mayUnblock: async (msisdn) =>
        facts.repliesComplete && (await beginUnblock(database, accountId, msisdn, plan.pipeline)),
    },
  };
}

/** What is wrong with rows that a large import has begun with, as the export shows them (V2). */
async function canaryTrouble(
  { client, environment, tables }: Run,
  { plan, limits }: Execution,
  msisdns: readonly string[],
): Promise<string | undefined> {
  const now = await readJojka(client, limits, environment, undefined, tables);
  const sent = new Set(msisdns);
  const wrong = verifyContacts(
    plan.contacts.filter(({ msisdn }) => sent.has(msisdn)),
    now,
  ).faulty();
  // A row that was lost by itself is sent once more in the end (V1); this is about what befalls them all.
  if (wrong.length <= msisdns.length / 10) return undefined;
  const first = wrong[0] as Finding;
  return `${wrong.length} of them; ${maskMsisdn(first.msisdn)} ${differenceKind(first)}`;
}

/** What differs, without a name: an error is logged and kept (K2). */
function differenceKind({ expected, actual }: Finding): string {
  if (expected === null) return 'is still there though it was to be removed';
  if (actual === null) return 'is not there though it was to be';
  if (expected.name !== actual.name) return 'has another name than was sent';
  return expected.groups.every((group) => holds(actual.groups, group))
    ? 'is still in a group it was taken out of'
    : 'is not in all groups that were sent';
}

/**
 * Reads the export again, and sends once more what an import lost (V1). The repair is part of the
 * run: it has the plan's numbers in the journal, and its calls and failures count (V1b).
 */
async function verify(
  { client, environment, tables }: Run,
  { limits, facts, guards }: Execution,
  permitted: PermittedPlan,
  options: LoadOptions,
  first: LoadResult,
): Promise<{ verified: Verified; loaded: LoadResult }> {
  let loaded = first;
  const removed = new Set(
    permitted.changes.flatMap(({ kind, msisdn }, index) =>
      kind === 'remove' && isBegun(first.states[index]) ? [msisdn] : [],
    ),
  );
  // Whom the night's first export lacked, and that was accepted, nobody misses now (P13).
  if (facts.existing)
    for (const msisdn of numbersBeyond(facts.ledger.contacts, facts.existing)) removed.add(msisdn);
  const verified = await verifyAndRepair(
    permitted,
    first.states,
    () => readJojka(client, limits, environment, { guards, ledger: facts.ledger, removed }, tables),
    async (changes) => {
      note(environment, 'warn', 'missing or altered after an import: sending them once more', {
        changes: changes.size,
      });
      const states = permitted.changes.map((_, index) => (changes.has(index) ? 'pending' : 'done'));
      const repair = await load(permitted, { ...options, states, firstSeq: first.nextSeq });
      loaded = together(first, repair, changes);
    },
  );
  return { verified, loaded };
}

/** The load is done, and the export that was to confirm it cannot be true: nothing is recorded, and nothing forgotten. */
function unverified(error: ImplausibleExportError): InterruptedError {
  return new InterruptedError(`What was sent could not be verified. ${error.message}`, {
    exitCode: 4,
    advice: 'The next sync reads the export again and records what was done.',
    cause: error,
  });
}

/**
 * Whom a plan creates and unblocks: he is created first (L1), and whether his block is there then nobody has looked. Should the run end
 * in between, the next one asks (P12).
 */
function unblockedLater({ changes, withheld }: PermittedPlan): string[] {
  const numbersOf = (kind: Change['kind']) =>
    changes.flatMap((change, index) => (change.kind === kind && !withheld.has(index) ? [change.msisdn] : []));
  const created = new Set(numbersOf('create'));
  return numbersOf('unblock').filter((msisdn) => created.has(msisdn));
}

/** Whether a change may have been carried out. */
function isBegun(state: ChangeState | undefined): boolean {
  return state === 'done' || state === 'unknown';
}

/**
 * 4 when something failed, was not permitted, or is not as it should be. A failed call whose contact turned out as asked
 * for is no failure of the run; a failed block or unblock always is, since no export shows it (V1b).
 */
function exitCodeOf(
  loaded: LoadResult,
  verification: VerificationReport | undefined,
  owedFailures: number,
): number {
  if (loaded.stopped) return loaded.stopped.exitCode;
  const blocklistFailed = loaded.failures.some(
    ({ endpoint }) => endpoint === 'add_to_blocklist' || endpoint === 'rm_from_blocklist',
  );
  const isSkipped = loaded.states.includes('skipped');
  return owedFailures > 0 || blocklistFailed || isSkipped || (verification?.differences.length ?? 0) > 0
    ? 4
    : 0;
}

/** What was not sent, and why: not permitted, or its contact's block failed. */
function withheldReport(
  { changes, withheld }: PermittedPlan,
  states: readonly ChangeState[],
): Executed['withheld'] {
  return changes.flatMap(({ kind, msisdn }, index) =>
    states[index] === 'skipped' ? [{ msisdn, kind, reason: withheld.get(index) ?? 'block-failed' }] : [],
  );
}
