import { InterruptedError } from '../errors.ts';
import type { PlannedCall } from '../plan/calls.ts';
import type { PermittedPlan } from '../plan/permit.ts';
import type { RunJournal } from '../state/journal.ts';
import type { BlocklistRules } from './blocklist-check.ts';
import { createCircuit } from './circuit.ts';
import { drain } from './drain.ts';
import { type ChangeState, createOutcome, type LoadFailure, type Outcome } from './outcome.ts';
import { remainingPhases, withCanary } from './phases.ts';
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
  /** A large import begins with a few rows that are looked at before the rest goes out (V2); none, where left out. */
  readonly canary?: Canary;
  /** What is looked at right before a number is blocked or unblocked (P7); nothing, where left out. */
  readonly blocklist?: BlocklistRules;
}

/** The rows that a large import begins with. */
export interface Canary {
  readonly rows: number;
  /** What is wrong with rows that were sent, as Jojka has them now; undefined when nothing is. */
  readonly check: (msisdns: readonly string[]) => Promise<string | undefined>;
}

export interface LoadResult {
  /** By index of the plan's changes. */
  readonly states: readonly ChangeState[];
  readonly failures: readonly LoadFailure[];
  /** Calls by endpoint, as they ended: one that was tried several times counts once, and so does each half. */
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

  const send = async (calls: readonly PlannedCall[], atOnce = concurrency) => {
    const queue = await sender.enqueue(calls);
    await drain(queue, { concurrency: atOnce, isStopped, work: (entry) => sender.send(entry) });
  };
  let died: InterruptedError | undefined;
  for (const phase of phases) {
    if (isStopped() || died) break;
    const { first, rest } = withCanary(phase, options.canary?.rows ?? 0);
    await send(first);
    if (rest.length === 0) continue;
    died = await canaryDied(first, outcome, options.canary);
    if (died) continue;
    // By one whole chunk it is found out how many rows the service digests, before many are on their way (L4).
    await send(rest.slice(0, 1), 1);
    if (!isStopped()) await send(rest.slice(1));
  }
  const { states, failures, calls } = outcome;
  const stopped = stopReason(stop, circuit, states) ?? died;
  return { states, failures, calls, stopped, nextSeq: sender.nextSeq };
}

/** Looks at the rows of a canary that were sent and answered as done. */
async function canaryDied(
  calls: readonly PlannedCall[],
  { states }: Outcome,
  canary: Canary | undefined,
): Promise<InterruptedError | undefined> {
  const sent = calls.flatMap((call) =>
    call.endpoint === 'import_contacts_list'
      ? call.rows.flatMap(({ msisdn, changes }) =>
          changes.every((index) => states[index] === 'done') ? [msisdn] : [],
        )
      : [],
  );
  const trouble = sent.length > 0 ? await canary?.check(sent) : undefined;
  if (trouble === undefined) return undefined;
  return new InterruptedError(
    `The first ${sent.length} rows of a large import did not arrive as they were sent: ${trouble}. Nothing else was imported.`,
    { advice: 'Look in Jojka at those contacts before the next sync, which plans afresh.' },
  );
}
