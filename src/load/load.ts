import { CallError, InterruptedError, JojkaSyncError, TooLargeError } from '../errors.ts';
import { type Callable, type ImportRow, importCall, type PlannedCall, planCalls } from '../plan/calls.ts';
import type { RunJournal } from '../state/journal.ts';
import { createCircuit } from './circuit.ts';
import { drain } from './drain.ts';
import { type LoadClient, sendCall } from './send.ts';

/** What became of a change. `skipped`: not sent, since the contact's block failed (L1), or the run stopped before it. */
export type ChangeState = 'pending' | 'done' | 'failed' | 'unknown' | 'skipped';

export interface LoadOptions {
  readonly client: LoadClient;
  readonly journal: RunJournal;
  readonly importRows: number;
  readonly concurrency: number;
  readonly maxConsecutiveFailures: number;
  /** Aborted when the run is asked to stop: no new call is started (L7). */
  readonly stop?: AbortSignal;
  /** States of an earlier, interrupted execution of the same plan: what is done is not sent again (L8). */
  readonly states?: readonly ChangeState[];
  readonly firstSeq?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** What is looked at right before a number is blocked or unblocked (P7); nothing, where left out. */
  readonly blocklist?: BlocklistRules;
}

/** What is looked at right before a number is blocked or unblocked (P7). */
export interface BlocklistRules {
  /** Each number is asked about before it is blocked. */
  readonly checksBlocks: boolean;
  /** Told of a number that was blocked before we came; nothing is sent for it. */
  readonly onFound: (msisdn: string) => Promise<void>;
  /** Whether nothing but the source still has the number blocked; notes that it is about to be unblocked. */
  readonly mayUnblock: (msisdn: string) => Promise<boolean>;
}

/** A call that failed for good. */
export interface LoadFailure {
  readonly endpoint: string;
  /** The numbers that it concerned; one, save for an import that could not be sent at all. */
  readonly msisdns: readonly string[];
  readonly changes: readonly number[];
  readonly state: 'failed' | 'unknown';
  readonly message: string;
}

export interface LoadResult {
  /** By index of the plan's changes. */
  readonly states: readonly ChangeState[];
  readonly failures: readonly LoadFailure[];
  /** Calls made by endpoint, retries and halves included, as the journal has them. */
  readonly calls: Readonly<Record<string, { readonly done: number; readonly failed: number }>>;
  /** Why the run stopped before its end, if it did. */
  readonly stopped: InterruptedError | undefined;
  readonly nextSeq: number;
}

/**
 * Carries out a plan's calls, phase by phase (L1), each journaled before it is sent and after its outcome (L2). It
 * decides nothing: what is sent was fixed by the plan. One failure does not end the run (L6); a fatal error (a wrong
 * key, the journal's database gone) does and is thrown.
 */
export async function load(plan: Callable, options: LoadOptions): Promise<LoadResult> {
  const { client, journal, concurrency, stop, onProgress } = options;
  const states: ChangeState[] = plan.changes.map((_, index) => options.states?.[index] ?? 'pending');
  const failures: LoadFailure[] = [];
  const calls: Record<string, { done: number; failed: number }> = {};
  const circuit = createCircuit(options.maxConsecutiveFailures);
  const unblocked = new Set<string>();
  let seq = options.firstSeq ?? 1;
  let rowLimit = options.importRows;
  let finished = 0;

  const phases = planCalls(plan, options.importRows).map((phase) => phase.flatMap(remaining));
  const total = phases.reduce((sum, phase) => sum + phase.length, 0);

  /** What is left of a call after what is done already. */
  function remaining(call: PlannedCall): PlannedCall[] {
    const isLeft = (index: number) => states[index] !== 'done';
    if (call.endpoint !== 'import_contacts_list') return call.changes.some(isLeft) ? [call] : [];
    const rows = call.rows.filter((row) => row.changes.some(isLeft));
    return rows.length > 0 ? [importCall(rows)] : [];
  }

  /** Leaves out contacts whose block failed: nobody who opted out is imported or added before the block (L1). */
  function allowed(call: PlannedCall): PlannedCall[] {
    if (unblocked.size === 0) return [call];
    if (call.endpoint === 'add_contact_to_group') {
      if (!unblocked.has(call.msisdn)) return [call];
      setStates(call.changes, 'skipped');
      return [];
    }
    if (call.endpoint !== 'import_contacts_list') return [call];
    const rows = call.rows.filter((row) => {
      if (unblocked.has(row.msisdn)) setStates(row.changes, 'skipped');
      return !unblocked.has(row.msisdn);
    });
    return rows.length > 0 ? [importCall(rows)] : [];
  }

  function setStates(indexes: readonly number[], state: ChangeState): void {
    for (const index of indexes) states[index] = state;
  }

  for (const phase of phases) {
    const queue: { call: PlannedCall; seq: number; half: boolean }[] = phase
      .flatMap(allowed)
      .map((call) => ({ call, seq: seq++, half: false }));
    if (queue.length === 0) continue;
    if (isStopped()) break;
    await journal.add(
      queue.map((entry) => ({
        seq: entry.seq,
        endpoint: entry.call.endpoint,
        changeSeqs: entry.call.changes,
      })),
    );

    const carryOut = async (entry: { call: PlannedCall; seq: number; half: boolean }) => {
      const { call } = entry;
      if (call.endpoint === 'import_contacts_list' && call.rows.length > rowLimit) {
        await split(entry, call.rows);
        return;
      }
      const started = performance.now();
      let isSent = false;
      try {
        const need = await isNeeded(call);
        if (need === 'no') {
          setStates(call.changes, 'skipped');
          progress(1);
          return;
        }
        if (need === 'yes') {
          await journal.sent(entry.seq);
          isSent = true;
          await sendCall(client, call);
        }
      } catch (error) {
        await failed(entry, error, { ms: performance.now() - started, isSent });
        return;
      }
      await journal.outcome(entry.seq, { state: 'done', attempts: 1, ms: performance.now() - started });
      circuit.success();
      count(call.endpoint, 'done');
      setStates(call.changes, 'done');
      progress(entry.half ? 0 : 1);
    };

    const failed = async (
      entry: { call: PlannedCall; seq: number; half: boolean },
      error: unknown,
      { ms, isSent }: { ms: number; isSent: boolean },
    ) => {
      if (!(error instanceof CallError)) throw error;
      const { call } = entry;
      const state =
        isSent && error.disposition === 'retriable' && !('sent' in error && error.sent === false)
          ? 'unknown'
          : 'failed';
      await journal.outcome(entry.seq, {
        state,
        attempts: error.attempts,
        ms,
        error: { name: error.name, message: error.message },
      });
      count(call.endpoint, 'failed');
      if (error.disposition === 'fatal') throw error;
      const isImport = call.endpoint === 'import_contacts_list';
      const divisible = isImport && call.rows.length > 1 && !('sent' in error && error.sent === false);
      if (error instanceof TooLargeError && divisible) {
        rowLimit = Math.min(rowLimit, Math.ceil(call.rows.length / 2));
      } else if (!(isImport && call.rows.length === 1 && error.disposition === 'skippable')) {
        // A single row that is refused is at fault itself; anything else may mean that the service is down.
        circuit.failure(error);
      }
      if (divisible && !circuit.isOpen()) {
        await split(entry, call.rows);
        return;
      }
      setStates(call.changes, state);
      if (call.endpoint === 'add_to_blocklist') unblocked.add(call.msisdn);
      failures.push({
        endpoint: call.endpoint,
        msisdns: isImport ? call.rows.map(({ msisdn }) => msisdn) : [call.msisdn],
        changes: call.changes,
        state,
        message: error.message,
      });
      progress(entry.half ? 0 : 1);
    };

    /** Puts the two halves of an import in its place (L4). */
    const split = async (entry: { seq: number; half: boolean }, rows: readonly ImportRow[]) => {
      const middle = Math.ceil(rows.length / 2);
      const halves = [rows.slice(0, middle), rows.slice(middle)].map((part) => ({
        call: importCall(part),
        seq: seq++,
        half: true,
      }));
      await journal.add(
        halves.map((half) => ({
          seq: half.seq,
          parentSeq: entry.seq,
          endpoint: half.call.endpoint,
          changeSeqs: half.call.changes,
        })),
      );
      queue.push(...halves);
      progress(entry.half ? 0 : 1);
    };

    await drain(queue, { concurrency, isStopped, work: carryOut });
    if (isStopped()) break;
  }

  /**
   * Whether a block or unblock is to be sent: `no` when somebody has blocked the number for another reason meanwhile,
   * `done` when it was blocked before we came. Asked before the call is journaled as sent, so that a block which an
   * earlier execution may have sent is never taken for somebody else's.
   */
  async function isNeeded(call: PlannedCall): Promise<'yes' | 'no' | 'done'> {
    const { blocklist } = options;
    if (!blocklist) return 'yes';
    if (call.endpoint === 'rm_from_blocklist')
      return (await blocklist.mayUnblock(call.msisdn)) ? 'yes' : 'no';
    if (call.endpoint !== 'add_to_blocklist' || !blocklist.checksBlocks) return 'yes';
    const before = options.states?.[call.changes[0] ?? -1];
    if (before === 'unknown') return 'yes';
    if (!(await client.checkIfInBlocklist({ msisdn: call.msisdn }))) return 'yes';
    await blocklist.onFound(call.msisdn);
    return 'done';
  }

  function isStopped(): boolean {
    return circuit.isOpen() || stop?.aborted === true;
  }

  function count(endpoint: string, what: 'done' | 'failed'): void {
    const counts = calls[endpoint] ?? { done: 0, failed: 0 };
    counts[what]++;
    calls[endpoint] = counts;
  }

  function progress(step: number): void {
    finished += step;
    if (step > 0) onProgress?.(finished, total);
  }

  return { states, failures, calls, stopped: stopReason(), nextSeq: seq };

  function stopReason(): InterruptedError | undefined {
    if (stop?.aborted) {
      const { reason } = stop;
      if (reason instanceof InterruptedError) return reason;
      return reason instanceof JojkaSyncError
        ? new InterruptedError(reason.message, {
            exitCode: reason.exitCode,
            ...(reason.advice !== undefined && { advice: reason.advice }),
            cause: reason,
          })
        : new InterruptedError('The run was asked to stop.', { exitCode: 130 });
    }
    if (
      !circuit.isOpen() ||
      !states.some((state) => state === 'pending' || state === 'unknown' || state === 'failed')
    )
      return undefined;
    return new InterruptedError(
      `The run stopped after ${options.maxConsecutiveFailures} calls in a row had failed (L6). The last one: ${circuit.lastMessage()}`,
      {
        advice:
          'Find out what is wrong with the service or the connection. What was not sent is planned again by the next sync.',
      },
    );
  }
}
