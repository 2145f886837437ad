import type { BlockDoubt, BlockOrigin } from '../contact/ledger.ts';
import type { Database } from './database.ts';

/** A block as the ledger has it. */
export interface ListedBlock {
  readonly msisdn: string;
  readonly origins: readonly BlockOrigin[];
  /** Of the origin `source`: the pipelines whose sources opt the number out. */
  readonly pipelines: readonly string[];
  readonly since: Date;
  /** When Jojka was last known to hold it; null while it is not confirmed. */
  readonly confirmedAt: Date | null;
  /** Why it is not confirmed. */
  readonly doubt: BlockDoubt | null;
  /** The source, which alone has it blocked, opted it out no more when it was last read. */
  readonly unsaid: boolean;
}

const rowsOfPage = 2000;

/**
 * Who is blocked, or to be blocked, in one account, by number and some thousand at a time; last those of a STOP that no
 * block answers yet.
 *
 * @param account its name; one that the state does not know has no blocks
 * @param only this number alone; all, where left out
 */
export async function* listBlocks(
  database: Database,
  account: string,
  only?: string,
): AsyncGenerator<readonly ListedBlock[]> {
  const { knex } = database;
  const known = await knex('accounts').where({ name: account }).first('id');
  if (!known) return;
  for (let last = ''; ; ) {
    const page: ListedBlock[] = await knex('ledger_blocks')
      .where({ account_id: known.id })
      .where('msisdn', '>', last)
      .where(only === undefined ? {} : { msisdn: only })
      .orderBy('msisdn')
      .limit(rowsOfPage)
      .select('msisdn', 'origins', 'pipelines', 'first_at as since', 'doubt', 'unsaid')
      .select(knex.raw('case when doubt is null then greatest(last_at, asked_at) end as "confirmedAt"'));
    if (page.length > 0) yield page;
    if (page.length < rowsOfPage) break;
    last = page.at(-1)?.msisdn ?? '';
  }
  const waiting: { msisdn: string; since: Date }[] = await knex('replies')
    .where({ account_id: known.id, handled_at: null })
    .whereNotNull('word')
    .where(only === undefined ? {} : { sender: only })
    .whereNotExists(
      knex('ledger_blocks')
        .whereRaw('ledger_blocks.account_id = replies.account_id and ledger_blocks.msisdn = replies.sender')
        .select(knex.raw('1')),
    )
    .groupBy('sender')
    .orderBy('sender')
    .select('sender as msisdn')
    .min('inserted as since');
  if (waiting.length > 0)
    yield waiting.map(({ msisdn, since }) => ({
      msisdn,
      origins: ['reply'],
      pipelines: [],
      since,
      confirmedAt: null,
      doubt: 'owed',
      unsaid: false,
    }));
}
