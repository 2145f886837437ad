import type { Knex } from 'knex';
import type { BlockOrigin } from '../contact/ledger.ts';
import { createNames, type Person } from '../contact/person.ts';
import type { Database } from './database.ts';
import { forgetChanges, forgetInTexts } from './forget-changes.ts';
import { heldPlansOf } from './held-plans.ts';
import { personalTables } from './personal-columns.ts';
import { bindingsOf, countRows, type Place, places } from './personal-data.ts';
import { rewriteTables } from './rewrite-tables.ts';

/** What was taken out of one account, in counts. */
export interface TakenOut {
  readonly rows: Awaited<ReturnType<typeof countRows>>;
  /** Held plans that named him, and are not to be applied any more. */
  readonly plans: readonly string[];
  /** Held plans in the state that do not. */
  readonly plansWithout: readonly string[];
}

/** Why nobody is forgotten just now. */
export interface Unfinished {
  readonly run: string;
  readonly pipeline: string;
  readonly command: string;
}

/**
 * Runs that touch a person and of which the ledger has yet to learn: what they sent of him would be learned again. Only to be asked
 * by whoever holds the account.
 */
export async function unfinishedOf(
  knex: Knex,
  accountId: number,
  msisdn: string,
): Promise<readonly Unfinished[]> {
  return knex('runs')
    .where({ account_id: accountId, settled: false })
    .whereExists(
      knex('run_changes').whereRaw('run_changes.run_id = runs.id').where({ msisdn }).select(knex.raw('1')),
    )
    .orderBy('seq')
    .select('id as run', 'pipeline', 'command');
}

/**
 * Takes everything of a person out of an account, save the block that keeps him from being reached: all of it or nothing. What his
 * block rested on goes with the rest, so a STOP that is not seen to, an opt-out that only a want knew, and a block that was never
 * sent become an owed block first (P11).
 *
 * @param discard who is said to have discarded held plans that name him, and why
 * @param plans ids of plans that are known to name him besides
 */
export async function forgetPerson(
  { knex }: Database,
  accountId: number,
  person: Person,
  {
    discard,
    plans,
  }: { readonly discard: { at: Date; who: string; reason: string }; readonly plans: readonly string[] },
): Promise<TakenOut> {
  return knex.transaction(async (trx) => {
    await trx.raw("set local lock_timeout = '30s'");
    // The copy goes first: nothing is noted for it then.
    await trx.raw('update ledger_copies set edition = null where account_id = ?', [accountId]);
    await trx.raw('delete from ledger_editions where account_id = ?', [accountId]);
    await trx.raw('delete from ledger_touched where account_id = ?', [accountId]);
    const rows = await countRows(trx, accountId, person);
    await oweBlock(trx, accountId, person.msisdn);
    const names = createNames(person);
    const kept = await heldPlansOf(trx, accountId, (text) => names(text, { keys: true }));
    const inState = kept.flatMap(({ run, isHis }) => (isHis ? [run] : []));
    await trx('held_plans').whereIn('run_id', inState).del();
    const held = await discardPlans(trx, accountId, person.msisdn, discard, [...plans, ...inState]);
    await forgetInTexts(trx, accountId, person);
    await forgetChanges(trx, accountId, person);
    for (const { table, erasure, rows: his, stays = 'false' } of places as readonly Place[])
      if (erasure === 'deleted')
        await trx.raw(
          `delete from ${table} where (${his}) and not (${stays})`,
          bindingsOf(person, accountId),
        );
    const plansWithout = kept.flatMap(({ run, isHis }) => (isHis ? [] : [run]));
    return { rows, plans: held, plansWithout };
  });
}

/** An opt-out that is nowhere but in what goes is kept as a block that is owed. */
async function oweBlock(trx: Knex, accountId: number, msisdn: string): Promise<void> {
  const owed = async (origin: BlockOrigin, pipelines: readonly string[]) =>
    trx.raw(
      `insert into ledger_blocks (account_id, msisdn, origins, pipelines, doubt)
       values (:account, :msisdn, array[:origin], array(select json_array_elements_text(cast(:pipelines as json))), 'owed')
       on conflict (account_id, msisdn) do update set
         origins = array(select distinct unnest(ledger_blocks.origins || excluded.origins) order by 1),
         pipelines = array(select distinct unnest(ledger_blocks.pipelines || excluded.pipelines) order by 1)`,
      { account: accountId, msisdn, origin, pipelines: JSON.stringify(pipelines) },
    );
  const isPending = await trx('replies')
    .where({ account_id: accountId, sender: msisdn, handled_at: null })
    .whereNotNull('word')
    .first('id');
  // No record of his is there by now that could say otherwise.
  await trx('ledger_blocks')
    .where({ account_id: accountId, msisdn })
    .whereIn('doubt', ['noted', 'held'])
    .update({ doubt: 'owed' });
  const block = await trx('ledger_blocks').where({ account_id: accountId, msisdn }).first('msisdn');
  if (isPending) await owed('reply', []);
  const optedOut: string[] = await trx('ledger_wants')
    .where({ account_id: accountId, msisdn, opted_out: true })
    .orderBy('pipeline')
    .pluck('pipeline');
  if (optedOut.length > 0 && !block) await owed('source', optedOut);
}

/** Plans that guards held back, that name him, and that nobody has applied: they are discarded (G5). */
async function discardPlans(
  trx: Knex,
  accountId: number,
  msisdn: string,
  discard: { readonly at: Date; readonly who: string; readonly reason: string },
  known: readonly string[],
): Promise<string[]> {
  const held: string[] = await trx('runs')
    .where({ account_id: accountId })
    .whereRaw(`summary->>'heldBack' = 'true'`)
    .where((any) =>
      any
        .whereExists(
          trx('run_changes').whereRaw('run_changes.run_id = runs.id').where({ msisdn }).select(trx.raw('1')),
        )
        .orWhereIn('id', [...known]),
    )
    .whereNotExists(
      trx('runs as spent')
        .whereRaw('spent.account_id = runs.account_id and spent.plan_id = runs.id')
        .select(trx.raw('1')),
    )
    .orderBy('seq')
    .pluck('id');
  for (const plan_id of held)
    await trx('discarded_plans')
      .insert({ account_id: accountId, plan_id, ...discard })
      .onConflict(['account_id', 'plan_id'])
      .ignore();
  return held;
}

/** What was taken out is gone from the database's files too, as far as the database lets go of it (K3b). */
export function forgetFiles(database: Database): Promise<void> {
  return rewriteTables(database, personalTables);
}
