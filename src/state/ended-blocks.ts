import type { Knex } from 'knex';
import type { BlocksDelta } from './ledger-blocks.ts';
import { forRows, mapped } from './rows.ts';

/** Whether the source of a pipeline that is there still opts a number out: one that was retired wants nothing, and has no words. */
const isAskedFor = `'source' = any (origins) and (
  exists (select from ledger_wants as w where w.account_id = :account and w.pipeline = any (ledger_blocks.pipelines))
  or exists (select from opt_out_words as o where o.account_id = :account and o.pipeline = any (ledger_blocks.pipelines)))`;

/** Writes which blocks are over: released, lifted, forgotten, or asked for by one pipeline less. */
export async function endBlocks(
  trx: Knex.Transaction,
  account: { readonly account: number },
  delta: Pick<BlocksDelta, 'releaseBlocks' | 'dropBlocks' | 'forgetBlocks' | 'withdrawBlocks'>,
): Promise<void> {
  if (delta.releaseBlocks)
    await forRows(
      trx,
      `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn
         and doubt in ('noted', 'held', 'owed') and pipelines <@ array[:pipeline]
         and (origins <@ array['source'] or (doubt <> 'owed' and origins <@ array['source', 'carried']))`,
      mapped(delta.releaseBlocks.msisdns, (msisdn) => ({ msisdn })),
      { ...account, pipeline: delta.releaseBlocks.pipeline },
    );
  await forRows(
    trx,
    `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn
       and origins <@ array['source'] and pipelines <@ array[:pipeline] and doubt = 'unsure' and unsaid`,
    mapped(delta.dropBlocks?.msisdns ?? [], (msisdn) => ({ msisdn })),
    { ...account, pipeline: delta.dropBlocks?.pipeline ?? '' },
  );
  const forgotten = [...(delta.forgetBlocks ?? [])];
  await forRows(
    trx,
    `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn and doubt = 'held' and unsaid`,
    mapped(forgotten, (msisdn) => ({ msisdn })),
    account,
  );
  await forRows(
    trx,
    `update ledger_blocks set origins = array['source'], doubt = 'held' from json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn and ${isAskedFor}`,
    mapped(forgotten, (msisdn) => ({ msisdn })),
    account,
  );
  await forRows(
    trx,
    `delete from ledger_blocks using json_to_recordset(:rows) as r(msisdn text)
     where account_id = :account and ledger_blocks.msisdn = r.msisdn and not (${isAskedFor})`,
    mapped(forgotten, (msisdn) => ({ msisdn })),
    account,
  );
  if (delta.withdrawBlocks)
    await forRows(
      trx,
      `update ledger_blocks set pipelines = array_remove(pipelines, :pipeline)
       from json_to_recordset(:rows) as r(msisdn text)
       where account_id = :account and ledger_blocks.msisdn = r.msisdn
         and not pipelines <@ array[:pipeline]`,
      mapped(delta.withdrawBlocks.msisdns, (msisdn) => ({ msisdn })),
      { ...account, pipeline: delta.withdrawBlocks.pipeline },
    );
}
