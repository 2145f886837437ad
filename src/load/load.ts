import type { InterruptedError } from '../errors.ts';
import type { PermittedPlan } from '../plan/permit.ts';
import type { RunJournal } from '../state/journal.ts';
import type { BlocklistRules } from './blocklist-check.ts';
import { createCircuit } from './circuit.ts';
import { drain } from './drain.ts';
import { type ChangeState, createOutcome, type LoadFailure } from './outcome.ts';
import { remainingPhases } from './phases.ts';
import type { LoadClient } from './send.ts';
import { Sender } from './sender.ts';
import { stopReason } from './stop-reason.ts';

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

export interface LoadResult {
  /** By index of the plan's changes. */
  readonly states: readonly ChangeState[];
  readonly failures: readonly LoadFailure[];
  /** Calls by endpoint, as they ended: one that was tried several times counts once, and so does each half of one. */
  readonly calls: Readonly<Record<string, { readonly done: number; readonly failed: number }>>;
  /** Why the run stopped before its end, if it did. */
  readonly stopped: InterruptedError | undefined;
  readonly nextSeq: number;
}

/**
 * Carries out a plan's calls, phase by phase (L1), each journaled before it is sent and after its outcome (L2). It
 * decides nothing: what is sent was fixed by the plan, and held against the facts (P11). One failure does not end the run (L6); a fatal error (a wrong
 * key, the journal's database gone) does and is thrown.
 */
export async function load(plan: PermittedPlan, options: LoadOptions): Promise<LoadResult> {
  const { stop, concurrency } = options;
  const outcome = createOutcome(plan, options.states);
  const circuit = createCircuit(options.maxConsecutiveFailures);
  const phases = remainingPhases(plan, options.importRows, outcome.states);
  const isStopped = () => circuit.isOpen() || stop?.aborted === true;
  const total = phases.reduce((sum, phase) => sum + phase.length, 0);
  const sender = new Sender(options, outcome, circuit, total);

  for (const phase of phases) {
    if (isStopped()) break;
    const queue = await sender.enqueue(phase);
    await drain(queue, { concurrency, isStopped, work: (entry) => sender.send(entry, queue) });
  }
  const { states, failures, calls } = outcome;
  return { states, failures, calls, stopped: stopReason(stop, circuit, states), nextSeq: sender.nextSeq };
}
