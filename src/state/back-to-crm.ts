import { withoutTraces } from '../contact/key-trace.ts';
import type { Rejection, RejectionCode } from '../contact/rejection.ts';
import type { Database } from './database.ts';
import { readRunOutcome, withheldReasons } from './run-outcome.ts';
import { loadRunPlan } from './run-plan.ts';
import { parseRunSummary } from './run-summary.ts';

/** What became of one change of one record. */
export interface RecordOutcome {
  /** Without its source; null: the contact's record has none, or is wanted no more. */
  readonly key: string | null;
  readonly source: string | null;
  readonly msisdn: string;
  readonly change: string;
  readonly outcome: string;
  /** Why it failed or was not sent; null where it was done. */
  readonly message: string | null;
  readonly at: Date;
  readonly run: string;
}

/**
 * Runs of a pipeline that have ended, and whose outcomes it has not told its CRM: those after the last that it told of; none before
 * the first one.
 *
 * @param tonight the run that is at it: it counts as ended
 */
export async function untoldRuns(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  tonight: string,
): Promise<string[]> {
  const own = () => knex('runs').where({ account_id: accountId, pipeline });
  const [last] = await own().whereRaw(`summary->>'toldCrm' = 'true'`).max('seq as seq');
  const query = own()
    .whereRaw("summary->'plan' is not null")
    .whereNot({ state: 'running' })
    .orderBy('seq')
    .pluck('id');
  const earlier: string[] = last?.seq == null ? [] : await query.where('seq', '>', last.seq);
  return [...earlier.filter((id) => id !== tonight), tonight];
}

/** What became of each change of a run, a row for each record of its contact. */
export async function recordOutcomes(database: Database, run: string): Promise<RecordOutcome[]> {
  const row = await database.knex('runs').where({ id: run }).first();
  if (!row) return [];
  const summary = parseRunSummary(row.summary);
  const { changes } = await loadRunPlan(database, run);
  const { outcomes, failures } = await readRunOutcome(database, { id: run, summary }, changes);
  const reasons = new Map<number, string>(withheldReasons(summary));
  for (const { changes: indexes, message } of failures)
    for (const index of indexes) reasons.set(index, message);
  const keys = new Map<string, string[]>(
    (
      await database.knex.raw<{ rows: { msisdn: string; keys: string[] }[] }>(
        `select msisdn, keys from ledger_wants where account_id = :account and pipeline = :pipeline
         and msisdn in (select msisdn from run_changes where run_id = :run)`,
        { account: row.account_id, pipeline: row.pipeline, run },
      )
    ).rows.map((want) => [want.msisdn, [...withoutTraces(want.keys)]]),
  );
  return changes.flatMap(({ kind, msisdn }, index): RecordOutcome[] => {
    const state = outcomes[index] ?? 'pending';
    const outcome = state === 'pending' && summary?.heldBack === true ? 'held-back' : state;
    const own = {
      msisdn,
      change: kind,
      outcome,
      message: reasons.get(index) ?? null,
      at: row.started_at,
      run,
    };
    const known = keys.get(msisdn) ?? [];
    return known.length === 0
      ? [{ key: null, source: null, ...own }]
      : known.map((key) => ({ ...keyParts(key), ...own }));
  });
}

/** A rejection of a run, and since when in a row of nights it is one. */
export interface StandingRejection extends Rejection {
  readonly since: Date;
  readonly at: Date;
}

/** The rejections of a run, in the order in which they came up. */
export async function standingRejections({ knex }: Database, run: string): Promise<StandingRejection[]> {
  const rows = await knex('v_rejections as v')
    .join('rejections as r', (join) => join.on('r.run_id', 'v.run').andOn('r.seq', 'v.number'))
    .where({ 'v.run': run })
    .orderBy('r.seq')
    .select('r.source', 'r.line', 'r.record_key', 'r.field', 'r.code', 'r.value', 'r.figures', 'r.message')
    .select('v.since', 'v.at');
  return rows.map((row) => ({
    source: row.source,
    line: row.line,
    ...(row.record_key !== null && { key: row.record_key }),
    field: row.field,
    code: row.code as RejectionCode,
    value: row.value,
    ...(row.figures !== null && { figures: row.figures }),
    ...(row.message !== null && { told: row.message }),
    row: [],
    since: row.since,
    at: row.at,
  }));
}

/** A key, and the source that it is of. */
export function keyParts(key: string): { readonly key: string; readonly source: string } {
  const tab = key.indexOf('\t');
  return { source: key.slice(0, Math.max(0, tab)), key: key.slice(tab + 1) };
}
