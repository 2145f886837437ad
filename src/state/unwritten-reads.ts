import type { Database } from './database.ts';

/** A pipeline whose sources were read last by a run that has not written down all that they say of consent. */
export interface UnwrittenRead {
  readonly pipeline: string;
  readonly run: string;
}

/**
 * The pipelines of an account of which the ledger does not know yet what their sources said last of consent: that night failed when
 * they were read, guards held it back, or it was a part of a night (C4). Of the opt-outs in them it knows: those are noted first of
 * all.
 *
 * @param since of that run's pipeline later reads alone are looked at: what it read itself it wrote down of whom it touched
 */
export async function unwrittenReads(
  { knex }: Database,
  accountId: number,
  since: { readonly id: string; readonly pipeline: string },
): Promise<UnwrittenRead[]> {
  const { rows } = await knex.raw<{ rows: (UnwrittenRead & { written: boolean })[] }>(
    `select distinct on (pipeline) pipeline, id as run,
       summary->'plan' is not null and summary->'part' is null and summary->>'heldBack' is distinct from 'true' as written
     from runs
     where account_id = :account and command in ('sync', 'apply')
       and (summary->'columns' is not null or (command = 'apply' and summary->'plan' is not null))
       and not (pipeline = :pipeline and seq <= (select seq from runs where id = :run))
     order by pipeline, seq desc`,
    { account: accountId, pipeline: since.pipeline, run: since.id },
  );
  return rows.flatMap(({ written, ...read }) => (written ? [] : [read]));
}
