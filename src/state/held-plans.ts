import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Knex } from 'knex';
import type { Database } from './database.ts';

/** The largest plan that is kept, packed: some millions of changes. */
const mostPacked = 64 * 1024 * 1024;
/** And unpacked: what claims to be more is no plan of ours. */
const mostUnpacked = 1024 * 1024 * 1024 - 1;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * Keeps the text of a plan that guards hold back, under the run that made it.
 *
 * @returns false when it is too large, so that nothing is kept
 */
export async function saveHeldPlan(
  { knex }: Database,
  runId: string,
  text: string,
  at: Date,
): Promise<boolean> {
  const packed = await pack(text);
  if (packed.length > mostPacked) return false;
  await knex('held_plans').insert({ run_id: runId, saved_at: at, packed }).onConflict('run_id').merge();
  return true;
}

/** The text of the plan of a run, where it is kept; undefined also where what is kept cannot be unpacked. */
export async function heldPlanText({ knex }: Database, runId: string): Promise<string | undefined> {
  const row = await knex('held_plans').where({ run_id: runId }).first('packed');
  return row && textOf(row.packed);
}

async function textOf(packed: Buffer): Promise<string | undefined> {
  try {
    return (await unpack(packed, { maxOutputLength: mostUnpacked })).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * Takes out the plans of an account of which somebody is part (K3b). What cannot be unpacked may be one.
 *
 * @param isHis whether a plan's text names him
 * @returns their runs
 */
export async function dropHeldPlansOf(
  knex: Knex,
  accountId: number,
  isHis: (text: string) => boolean,
): Promise<string[]> {
  const runs: string[] = await knex('held_plans')
    .join('runs', 'runs.id', 'held_plans.run_id')
    .where('runs.account_id', accountId)
    .orderBy('runs.seq')
    .pluck('run_id');
  const dropped: string[] = [];
  for (const run_id of runs) {
    const { packed } = await knex('held_plans').where({ run_id }).first('packed');
    const text = await textOf(packed);
    if (text !== undefined && !isHis(text)) continue;
    await knex('held_plans').where({ run_id }).del();
    dropped.push(run_id);
  }
  return dropped;
}

/** Takes it out: it is spent, or discarded, and nobody applies it any more. */
export async function dropHeldPlan({ knex }: Database, runId: string): Promise<void> {
  await knex('held_plans').where({ run_id: runId }).del();
}
