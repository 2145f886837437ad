import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import type { Knex } from 'knex';
import type { Database } from './database.ts';

/** The largest plan that is kept, packed: some millions of changes. */
const mostPacked = 64 * 1024 * 1024;
/** And unpacked: what claims to be more is no plan of ours. */
const mostUnpacked = 1024 * 1024 * 1024 - 1;

const unpack = promisify(gunzip);

/**
 * Keeps the text of a plan that guards hold back, under the run that made it.
 *
 * @param text in parts
 * @returns false when it is too large, so that nothing is kept
 */
export async function saveHeldPlan(
  { knex }: Database,
  runId: string,
  text: Iterable<string>,
  at: Date,
): Promise<boolean> {
  const packed = await buffer(Readable.from(text).compose(createGzip()));
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

/** A plan that is kept, of an account in which somebody is looked for. */
export interface KeptPlan {
  readonly run: string;
  readonly savedAt: Date;
  /** It names him. What cannot be unpacked may do so. */
  readonly isHis: boolean;
}

/**
 * The plans of an account, and of which somebody is part (K3b, K3c).
 *
 * @param isHis whether a plan's text names him
 */
export async function heldPlansOf(
  knex: Knex,
  accountId: number,
  isHis: (text: string) => boolean,
): Promise<KeptPlan[]> {
  const kept: { run: string; savedAt: Date }[] = await knex('held_plans')
    .join('runs', 'runs.id', 'held_plans.run_id')
    .where('runs.account_id', accountId)
    .orderBy('runs.seq')
    .select('run_id as run', 'saved_at as savedAt');
  const found: KeptPlan[] = [];
  for (const one of kept) {
    const { packed } = await knex('held_plans').where({ run_id: one.run }).first('packed');
    const text = await textOf(packed);
    found.push({ ...one, isHis: text === undefined || isHis(text) });
  }
  return found;
}

/** Takes it out: it is spent, or discarded, and nobody applies it any more. */
export async function dropHeldPlan({ knex }: Database, runId: string): Promise<void> {
  await knex('held_plans').where({ run_id: runId }).del();
}
