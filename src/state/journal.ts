import { maskMsisdnsIn } from '../contact/mask.ts';
import type { Database } from './database.ts';
import { forRows } from './rows.ts';

/** How a call stands (L2). */
export type CallState = 'pending' | 'sent' | 'done' | 'failed' | 'unknown';

/** A call as the journal is told of it before it is sent. */
export interface JournaledCall {
  readonly seq: number;
  /** The call whose rows it takes over, when a refused import was halved (L4). */
  readonly parentSeq?: number;
  readonly endpoint: string;
  /** Indexes into the plan's changes. */
  readonly changeSeqs: readonly number[];
}

/** How a call ended (L2). `unknown`: it may have been carried out, but no answer came. */
export interface CallEnd {
  readonly state: 'done' | 'failed' | 'unknown';
  readonly attempts: number;
  readonly ms: number;
  readonly error?: { readonly name: string; readonly message: string };
}

/** The journal of a run: each promise resolves when the line is stored (L2). */
export interface RunJournal {
  add(calls: readonly JournaledCall[]): Promise<void>;
  sent(seq: number): Promise<void>;
  outcome(seq: number, end: CallEnd): Promise<void>;
}

/** Opens the journal of a run. Lines that come while a statement is under way travel together in the next one. */
export function openJournal(database: Database, runId: string): RunJournal {
  const { knex } = database;
  const update = inBatches(async (lines: ({ seq: number } & Record<string, unknown>)[]) => {
    // Two lines of one call in one statement: the later one holds.
    const latest = new Map(lines.map((line) => [line.seq, line]));
    // The calls are named twice: a planner without statistics would read all of the run's for every few.
    await forRows(
      knex,
      `update calls set state = r.state, attempts = coalesce(r.attempts, calls.attempts), error = r.error, ms = r.ms,
         sent_at = case when r.state = 'sent' then clock_timestamp() else sent_at end,
         ended_at = case when r.state = 'sent' then null else clock_timestamp() end
       from json_to_recordset(:rows) as r(seq integer, state text, attempts integer, error jsonb, ms integer)
       where run_id = :run and calls.seq = any(cast(:seqs as integer[])) and calls.seq = r.seq`,
      latest.values(),
      { run: runId, seqs: `{${[...latest.keys()].join()}}` },
    );
  });
  return {
    add: (calls) =>
      knex.transaction((trx) =>
        forRows(
          trx,
          `insert into calls (run_id, seq, parent_seq, endpoint, change_seqs)
           select :run, seq, "parentSeq", endpoint, "changeSeqs"
           from json_to_recordset(:rows) as r(seq integer, "parentSeq" integer, endpoint text, "changeSeqs" integer[])`,
          calls,
          { run: runId },
        ),
      ),
    sent: (seq) => update({ seq, state: 'sent' }),
    outcome: (seq, { error, ...end }) =>
      update({
        seq,
        ...end,
        ms: Math.round(end.ms),
        ...(error && { error: { ...error, message: maskMsisdnsIn(error.message) } }),
      }),
  };
}

/**
 * What became of each change according to the journal. Of several calls that carry it, what the most telling one says:
 * done; or sent, and nobody knows what came of it, whatever became of a later one; or refused; or not sent yet. A change
 * that no call was journaled for is absent.
 */
export async function changeStates(database: Database, runId: string): Promise<Map<number, CallState>> {
  const rows = await database
    .knex('calls')
    .where({ run_id: runId })
    .orderBy('seq')
    .select('state', 'change_seqs');
  const states = new Map<number, CallState>();
  for (const { state, change_seqs } of rows)
    for (const index of change_seqs) {
      const known = states.get(index);
      if (known === undefined || telling[state as CallState] >= telling[known]) states.set(index, state);
    }
  return states;
}

/** How much the state of a call says of what became of its changes. */
const telling: Readonly<Record<CallState, number>> = { pending: 0, failed: 1, sent: 2, unknown: 2, done: 3 };

/** The number of a run's last journaled call; 0 when there is none. */
export async function lastCall(database: Database, runId: string): Promise<number> {
  const [row] = await database.knex('calls').where({ run_id: runId }).max('seq as last');
  return row?.last ?? 0;
}

/** Calls of a run by endpoint and state. Of one that was divided its halves say what became of it (L4). */
export async function callCounts(
  database: Database,
  runId: string,
): Promise<{ endpoint: string; state: CallState; count: number }[]> {
  const { knex } = database;
  const rows = await knex('calls')
    .where({ run_id: runId })
    .whereNotExists(
      knex('calls as halves')
        .whereRaw('halves.run_id = calls.run_id and halves.parent_seq = calls.seq')
        .select(knex.raw('1')),
    )
    // What has no outcome, and whose changes later calls of the run have all taken over (`resume`), is nothing that is left.
    .whereRaw(
      `(state not in ('pending', 'sent') or change_seqs = '{}' or seq in (
         select max(own.seq) from calls own, unnest(own.change_seqs) as change where own.run_id = ? group by change))`,
      [runId],
    )
    .groupBy('endpoint', 'state')
    .orderBy('endpoint')
    .select('endpoint', 'state')
    .count('* as count');
  return rows.map((row) => ({
    endpoint: String(row.endpoint),
    state: row.state as CallState,
    count: Number(row.count),
  }));
}

/** Collects what comes while a flush is under way, so that many waiting callers share one statement. */
function inBatches<T>(flush: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let busy = false;
  const run = async () => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await flush(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void run();
    });
}
