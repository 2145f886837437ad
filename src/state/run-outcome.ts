import type { Change } from '../plan/change.ts';
import type { Database } from './database.ts';
import { changeStates } from './journal.ts';
import { changeSeqs, seenChanges } from './run-plan.ts';
import type { RunSummary } from './run-summary.ts';
import type { RunRecord } from './runs.ts';

/** What the state kept of how a run's plan was carried out. */
export interface RunOutcome {
  /** By the change's index; one of a call whose answer never came is unknown, one that was never called pending, or skipped where that is known. */
  readonly outcomes: readonly ('pending' | 'done' | 'failed' | 'unknown' | 'skipped')[];
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
 * @param changes those of its plan
 */
export async function readRunOutcome(
  database: Database,
  run: Pick<RunRecord, 'id' | 'summary'>,
  changes: readonly Change[],
): Promise<RunOutcome> {
  const outcomes = await readOutcomes(database, run);
  const failed = await database
    .knex('calls')
    .where({ run_id: run.id })
    .whereIn('state', ['failed', 'unknown'])
    .orderBy('seq')
    .select('endpoint', 'change_seqs', 'state', 'error');
  const differing = await database
    .knex('run_contacts')
    .where({ run_id: run.id })
    .whereIn('verdict', ['missing', 'altered'])
    .orderBy('msisdn')
    .select('msisdn', 'verdict');
  return { outcomes, failures: lastFailures(failed, outcomes, changes), differences: differing };
}

/** What became of each change of a run, in their order: what the journal says, and of what no call was made the summary. */
export async function readOutcomes(
  database: Database,
  { id, summary }: Pick<RunRecord, 'id' | 'summary'>,
): Promise<RunOutcome['outcomes']> {
  const states = await changeStates(database, id);
  const doneBefore = new Set(summary?.doneBefore);
  const withheld = withheldReasons(summary);
  // Runs of earlier versions do not know what the one whose plan they applied had sent already.
  if (summary?.applies !== undefined)
    for (const [index, state] of await changeStates(database, summary.applies))
      if (state === 'done') doneBefore.add(index);
  const seen = [...states.values()].includes('sent') ? await seenChanges(database, id) : new Set();
  return (await changeSeqs(database, id)).map((seq) => {
    const state = states.get(seq) ?? (doneBefore.has(seq) ? 'done' : 'pending');
    if (state === 'pending' && withheld.has(seq)) return 'skipped';
    if (state !== 'sent') return state;
    return seen.has(seq) ? 'done' : 'unknown';
  });
}

/** Why changes of a run were not sent, by their index. */
export function withheldReasons(summary: RunSummary | null): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(summary?.withheld ?? {}).flatMap(([reason, indexes]) =>
      indexes.map((index): [number, string] => [index, reason]),
    ),
  );
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
