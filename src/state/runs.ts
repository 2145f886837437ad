import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { maskMsisdnsIn } from '../contact/mask.ts';
import type { Database } from './database.ts';
import { storableText, toJson } from './rows.ts';
import { parseRunSummary, type RunSummary } from './run-summary.ts';

/** How a run stands or ended. `partial`: finished, but something failed or verify found differences. */
export type RunState = 'running' | 'done' | 'partial' | 'failed' | 'interrupted' | 'refused';

/** What is kept of every run. */
export interface RunRecord {
  readonly id: string;
  readonly account: string;
  readonly pipeline: string;
  readonly command: string;
  readonly state: RunState;
  readonly exitCode: number | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Counts and outcome, as the report has them. */
  readonly summary: RunSummary | null;
  readonly error: string | null;
  readonly host: string;
  readonly pid: number;
  /** It says that it is at work, and its process is gone; undefined where that is not so, or nobody has looked. */
  readonly isGone?: true | undefined;
  /** Of such a run: it had a plan, and `resume` can finish it. */
  readonly canResume?: true | undefined;
}

/** Letters and digits that are not mistaken for each other. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

/** An id that sorts by time and can be typed: `20261123-030000-k3f9` (UTC). */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const tail = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${time}-${tail}`;
}

/**
 * Records that a run has begun.
 *
 * @returns false when another run has that id: ids of one second differ by four letters alone
 */
export async function startRun(
  database: Database,
  run: { id: string; accountId: number; pipeline: string; command: string; startedAt: Date },
): Promise<boolean> {
  const begun = await database
    .knex('runs')
    .insert({
      id: run.id,
      account_id: run.accountId,
      pipeline: run.pipeline,
      command: run.command,
      state: 'running',
      host: hostname(),
      pid: process.pid,
      started_at: run.startedAt,
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  return begun.length > 0;
}

/** Records what a run is about to do, before it does it. */
export async function saveRunSummary(database: Database, runId: string, summary: RunSummary): Promise<void> {
  await database
    .knex('runs')
    .where({ id: runId })
    .update({ summary: toJson(versioned(summary)) });
}

/** Records how a run ended. A settled one has nothing left that the ledger must learn of it. */
export async function finishRun(
  database: Database,
  id: string,
  end: {
    state: RunState;
    exitCode: number;
    endedAt: Date;
    summary?: RunSummary;
    error?: string;
    settled: boolean;
  },
): Promise<void> {
  await database
    .knex('runs')
    .where({ id })
    .update({
      state: end.state,
      exit_code: end.exitCode,
      ended_at: end.endedAt,
      settled: end.settled,
      ...(end.summary && { summary: toJson(versioned(end.summary)) }),
      ...(end.error !== undefined && { error: storableText(maskMsisdnsIn(end.error)) }),
    });
}

/** Records that a run applies a saved plan; each can be applied once, whoever tries (G5). */
export async function markSpent(database: Database, runId: string, planId: string): Promise<void> {
  await database.knex('runs').where({ id: runId }).update({ plan_id: planId });
}

/** The run that has applied a plan, if one has. */
export async function planSpentBy(
  database: Database,
  accountId: number,
  planId: string,
): Promise<RunRecord | undefined> {
  const [row] = await selectRuns(database).where({ account_id: accountId, plan_id: planId });
  return row && toRun(row);
}

/** Which runs are listed. */
export interface RunsWanted {
  readonly limit: number;
  /** So many are passed over. */
  readonly skip?: number;
  readonly pipeline?: string;
  readonly account?: string;
  readonly commands?: readonly string[];
}

/** The latest runs, newest first. */
export async function listRuns(database: Database, options: RunsWanted): Promise<RunRecord[]> {
  const query = selectRuns(database)
    .orderBy('runs.seq', 'desc')
    .limit(options.limit)
    .offset(options.skip ?? 0);
  if (options.pipeline !== undefined) query.where({ pipeline: options.pipeline });
  if (options.account !== undefined) query.where('accounts.name', options.account);
  if (options.commands) query.whereIn('command', options.commands);
  return (await query).map(toRun);
}

/**
 * The latest runs of which changes are kept that could be undone, newest first: blocks alone are no such.
 *
 * @param before only runs earlier than this one
 */
export async function listRunsWithChanges(
  database: Database,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<RunRecord[]> {
  const { knex } = database;
  const query = selectRuns(database)
    .whereExists(
      knex('run_changes')
        .whereRaw('run_changes.run_id = runs.id')
        .whereNot('kind', 'block')
        .select(knex.raw('1')),
    )
    .orderBy('runs.seq', 'desc')
    .limit(limit);
  if (before !== undefined) query.where('runs.seq', '<', knex('runs').where({ id: before }).select('seq'));
  return (await query).map(toRun);
}

/** The latest run of each of some pipelines that was to make Jojka what its sources say. */
export async function latestOfEach(
  { knex }: Database,
  pipelines: readonly { readonly account: string; readonly pipeline: string }[],
): Promise<RunRecord[]> {
  const { rows } = await knex.raw(
    `select latest.*, accounts.name as account
     from jsonb_to_recordset(?::jsonb) as wanted (account text, pipeline text)
     join accounts on accounts.name = wanted.account
     cross join lateral (
       select * from runs where runs.account_id = accounts.id and runs.pipeline = wanted.pipeline
       and runs.command in ('sync', 'apply', 'resume', 'undo') order by runs.seq desc limit 1
     ) as latest`,
    [toJson(pipelines)],
  );
  return rows.map(toRun);
}

/** The pipelines of which there has been a run. */
export async function pipelinesThatRan(database: Database): Promise<string[]> {
  return database.knex('runs').whereNot({ pipeline: '-' }).distinct().orderBy('pipeline').pluck('pipeline');
}

/** One run, if there is one of that id. */
async function getRun(database: Database, id: string): Promise<RunRecord | undefined> {
  const [row] = await selectRuns(database).where('runs.id', id);
  return row && toRun(row);
}

/** The run that somebody names: by its id, by the beginning of it that no other has, or as `latest`. */
export async function findRun(database: Database, name: string): Promise<RunRecord | undefined> {
  if (name === 'latest') return (await listRuns(database, { limit: 1 }))[0];
  const exact = await getRun(database, name);
  if (exact) return exact;
  const [first, second] = await runsThatBegin(database, name);
  return first && !second ? first : undefined;
}

/** Some of the runs whose ids begin so, newest first; none for what is no beginning of an id. */
export async function runsThatBegin(database: Database, name: string): Promise<RunRecord[]> {
  if (!/^\d{4,8}(?:-[\da-z-]*)?$/.test(name)) return [];
  const rows = await selectRuns(database)
    .whereLike('runs.id', `${name}%`)
    .orderBy('runs.id', 'desc')
    .limit(5);
  return rows.map(toRun);
}

function versioned(summary: RunSummary): object {
  return { version: 1, ...summary };
}

/** Rows of the table, each with the account's name beside it. */
export function selectRuns(database: Database) {
  return database
    .knex('runs')
    .join('accounts', 'accounts.id', 'runs.account_id')
    .select('runs.*', 'accounts.name as account');
}

/** A row of the table, with the account's name beside it. */
// biome-ignore lint/suspicious/noExplicitAny: a row of the table runs
export function toRun(row: any): RunRecord {
  return {
    id: row.id,
    account: row.account,
    pipeline: row.pipeline,
    command: row.command,
    state: row.state,
    exitCode: row.exit_code,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    summary: parseRunSummary(row.summary),
    error: row.error,
    host: row.host,
    pid: row.pid,
  };
}
