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
  const known = await database.knex('accounts').where({ name: account }).first('id');
  if (!known) return;
  for (let last = ''; ; ) {
    const page: ListedBlock[] = await blocks(database)
      .where({ account_id: known.id })
      .where('msisdn', '>', last)
      .where(only === undefined ? {} : { msisdn: only })
      .orderBy('msisdn')
      .limit(rowsOfPage);
    if (page.length > 0) yield page;
    if (page.length < rowsOfPage) break;
    last = page.at(-1)?.msisdn ?? '';
  }
  const waiting: { msisdn: string; since: Date }[] = await stops(database)
    .where({ account_id: known.id })
    .where(only === undefined ? {} : { sender: only })
    .groupBy('sender')
    .orderBy('sender')
    .select('sender as msisdn')
    .min('inserted as since');
  if (waiting.length > 0) yield waiting.map(ofStop);
}

/** A block, and whose it is. */
export interface FoundBlock extends ListedBlock {
  readonly account: string;
}

/** The blocks of one number, in whichever accounts it has some, by their names. */
export async function findBlocks(database: Database, msisdn: string): Promise<FoundBlock[]> {
  const listed: FoundBlock[] = await blocks(database)
    .join('accounts', 'accounts.id', 'account_id')
    .where({ msisdn })
    .select('accounts.name as account');
  const waiting: { account: string; msisdn: string; since: Date }[] = await stops(database)
    .join('accounts', 'accounts.id', 'account_id')
    .where({ sender: msisdn })
    .groupBy('accounts.name', 'sender')
    .select('accounts.name as account', 'sender as msisdn')
    .min('inserted as since');
  const all = [...listed, ...waiting.map((one) => ({ ...ofStop(one), account: one.account }))];
  return all.sort((one, other) => (one.account < other.account ? -1 : 1));
}

/** The first blocks of an account, and how many there are. */
export async function firstBlocks(
  database: Database,
  account: string,
  most: number,
): Promise<{ readonly blocks: readonly ListedBlock[]; readonly all: number }> {
  const first: ListedBlock[] = [];
  for await (const page of listBlocks(database, account)) {
    first.push(...page.slice(0, most - first.length));
    if (first.length >= most) break;
  }
  const own = database.knex('accounts').where({ name: account }).select('id');
  const [listed] = await database.knex('ledger_blocks').whereIn('account_id', own).count('* as count');
  const [waiting] = await stops(database).whereIn('account_id', own).countDistinct('sender as count');
  return { blocks: first, all: Number(listed?.count ?? 0) + Number(waiting?.count ?? 0) };
}

function blocks({ knex }: Database) {
  return knex('ledger_blocks')
    .select('msisdn', 'origins', 'pipelines', 'first_at as since', 'doubt', 'unsaid')
    .select(knex.raw('case when doubt is null then greatest(last_at, asked_at) end as "confirmedAt"'));
}

/** Replies of a STOP that no block answers yet. */
function stops({ knex }: Database) {
  return knex('replies')
    .where({ handled_at: null })
    .whereNotNull('word')
    .whereNotExists(
      knex('ledger_blocks')
        .whereRaw('ledger_blocks.account_id = replies.account_id and ledger_blocks.msisdn = replies.sender')
        .select(knex.raw('1')),
    );
}

function ofStop({ msisdn, since }: { readonly msisdn: string; readonly since: Date }): ListedBlock {
  return {
    msisdn,
    since,
    origins: ['reply'],
    pipelines: [],
    confirmedAt: null,
    doubt: 'owed',
    unsaid: false,
  };
}
