import type { Change } from '../plan/change.ts';
import type { Database } from './database.ts';
import { changeStates } from './journal.ts';

/** What the state kept of how a run's plan was carried out. */
export interface RunOutcome {
  /** By the change's index; one of a call whose answer never came is unknown, one that was never called pending. */
  readonly outcomes: readonly ('pending' | 'done' | 'failed' | 'unknown')[];
  readonly failures: readonly {
    readonly endpoint: string;
    readonly msisdns: readonly string[];
    readonly changes: readonly number[];
    readonly state: 'failed' | 'unknown';
    readonly message: string;
  }[];
  /** Contacts that verify found missing or altered. */
  readonly differences: readonly { readonly msisdn: string; readonly verdict: 'missing' | 'altered' }[];
}

/**
 * Reads it from the journal and verify's verdicts.
 *
 * @param heldRun the run whose plan it applied: what that one had sent already is done
 */
export async function readRunOutcome(
  database: Database,
  runId: string,
  changes: readonly Change[],
  heldRun: string | undefined,
): Promise<RunOutcome> {
  const outcomes = await readOutcomes(database, runId, heldRun);
  const failed = await database
    .knex('calls')
    .where({ run_id: runId })
    .whereIn('state', ['failed', 'unknown'])
    .orderBy('seq')
    .select('endpoint', 'change_seqs', 'state', 'error');
  const differing = await database
    .knex('run_contacts')
    .where({ run_id: runId })
    .whereIn('verdict', ['missing', 'altered'])
    .orderBy('msisdn')
    .select('msisdn', 'verdict');
  return { outcomes, failures: lastFailures(failed, outcomes, changes), differences: differing };
}

/**
 * What became of each change of a run, in their order.
 *
 * @param heldRun the run whose plan it applied: what that one had sent already is done
 */
export async function readOutcomes(
  database: Database,
  runId: string,
  heldRun: string | undefined,
): Promise<RunOutcome['outcomes']> {
  const states = await changeStates(database, runId);
  const before = heldRun === undefined ? new Map() : await changeStates(database, heldRun);
  // What was done by hand is not numbered from the first on.
  const seqs: number[] = await database
    .knex('run_changes')
    .where({ run_id: runId })
    .orderBy('seq')
    .pluck('seq');
  return seqs.map((seq) => {
    const state = states.get(seq) ?? (before.get(seq) === 'done' ? 'done' : 'pending');
    return state === 'sent' ? 'unknown' : state;
  });
}

interface FailedCall {
  readonly endpoint: string;
  readonly change_seqs: readonly number[];
  readonly state: 'failed' | 'unknown';
  readonly error: { readonly message?: string } | null;
}

/** Of a chunk that was halved the halves tell, and of what was sent again what came of that: the last call of each change. */
function lastFailures(
  calls: readonly FailedCall[],
  outcomes: RunOutcome['outcomes'],
  changes: readonly Change[],
): RunOutcome['failures'] {
  const told = new Set<number>();
  const failures = [...calls].reverse().flatMap(({ endpoint, change_seqs, state, error }) => {
    const own = change_seqs.filter((index) => outcomes[index] === state && !told.has(index));
    if (own.length === 0) return [];
    for (const index of own) told.add(index);
    const msisdns = [...new Set(own.flatMap((index) => changes[index]?.msisdn ?? []))];
    return [{ endpoint, msisdns, changes: own, state, message: error?.message ?? 'no answer came' }];
  });
  return failures.reverse();
}
