import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import { forRows, storableText } from './rows.ts';

/** A reply to the account, as it is kept. */
export interface StoredReply {
  readonly sender: string;
  /** When it came in. */
  readonly inserted: Date;
  /** Null: taken away by `prune`. */
  readonly message: string | null;
  /** The word by which it opts out; null when it does not. */
  readonly word: string | null;
  /** The sender's block was confirmed. */
  readonly handledAt: Date | null;
}

/** When replies were last fetched with success; undefined: never. */
export async function repliesFetchedAt(database: Database, accountId: number): Promise<Date | undefined> {
  const row = await database.knex('accounts').where({ id: accountId }).first('replies_fetched_at');
  return row?.replies_fetched_at ?? undefined;
}

/**
 * Whether some run found that answers are gone unread (S2) since a pipeline's last whole night: whichever command fetched them, that
 * night knew nothing of it. Without a pipeline (`-`) there is none to have missed it.
 *
 * @param except the run that asks
 */
export async function wereAnswersLost(
  { knex }: Database,
  accountId: number,
  pipeline: string,
  except = '',
): Promise<boolean> {
  if (pipeline === '-') return false;
  const { rows } = await knex.raw<{ rows: [{ lost: boolean }] }>(
    `select exists (
       select 1 from accounts where id = :account and replies_lost_seq > coalesce((
         select max(seq) from runs where account_id = :account and pipeline = :pipeline and id <> :except
           and command = 'sync' and state in ('done', 'partial') and summary->'part' is null
       ), 0)
     ) as lost`,
    { account: accountId, pipeline, except },
  );
  return rows[0].lost;
}

/**
 * Answers that are gone unread, and of which nobody who sends to many has been told: since then no campaign has gone out by hand, which
 * it would not have done before somebody said that it is meant.
 *
 * @returns `since`: when answers had been fetched last by then; undefined where nobody knows
 */
export async function unseenAnswers(
  { knex }: Database,
  accountId: number,
): Promise<{ readonly since: Date | undefined } | undefined> {
  const row = await knex('accounts')
    .where({ id: accountId })
    .whereNotNull('replies_lost_seq')
    .whereRaw(
      `not exists (select 1 from runs where account_id = accounts.id and seq > replies_lost_seq
         and command = 'campaign add' and state in ('done', 'partial'))`,
    )
    .first('replies_lost_since');
  return row && { since: row.replies_lost_since ?? undefined };
}

/**
 * Keeps replies that were fetched, each once, and notes when they were. They have no ids, and their stamps have
 * seconds: same sender, same second and same text are the same reply (S1).
 *
 * A reply whose time cannot be read counts as come in now, and is known again by its text and its stamp (S1b).
 *
 * @param fetched.lost answers before these are gone unread (S2): the run that has found it, and when they had been fetched last
 * @returns those that were not known, and how many of them have no readable time
 */
export async function storeReplies(
  database: Database,
  accountId: number,
  replies: readonly FetchedReply[],
  {
    at: fetchedAt,
    lost,
  }: {
    readonly at: Date;
    readonly lost?: { readonly run: string; readonly since: Date | undefined } | undefined;
  },
): Promise<{ fresh: StoredReply[]; unreadable: number }> {
  return database.knex.transaction(async (trx) => {
    const known = await trx('replies').where({ account_id: accountId }).max('id as last').first();
    const hashes = replies.flatMap((reply) => (reply.inserted ? [] : [hashOf(reply)]));
    const kept = new Set<string>(
      await trx('replies')
        .where({ account_id: accountId })
        .whereIn('message_hash', hashes)
        .pluck('message_hash'),
    );
    const taken = replies.filter((reply) => reply.inserted || !kept.has(hashOf(reply)));
    await forRows(
      trx,
      `insert into replies (account_id, sender, inserted, message, message_hash, word)
       select :account, sender, inserted, message, hash, word
       from json_to_recordset(:rows) as r(sender text, inserted timestamptz, message text, hash text, word text)
       on conflict do nothing`,
      taken.map((reply) => ({
        sender: reply.sender,
        inserted: reply.inserted ?? fetchedAt,
        message: reply.message,
        hash: hashOf(reply),
        word: reply.word ?? null,
      })),
      { account: accountId },
    );
    await trx('accounts')
      .where({ id: accountId })
      .update({
        replies_fetched_at: fetchedAt,
        ...(lost && {
          replies_lost_seq: trx('runs').where({ id: lost.run }).select('seq'),
          replies_lost_since: lost.since ?? null,
        }),
      });
    const rows = await trx('replies')
      .where({ account_id: accountId })
      .where('id', '>', known?.last ?? 0)
      .orderBy(['inserted', 'id']);
    return { fresh: rows.map(toReply), unreadable: taken.filter(({ inserted }) => !inserted).length };
  });
}

/** A reply as it was fetched. */
export interface FetchedReply {
  readonly sender: string;
  /** Undefined: its stamp cannot be read. */
  readonly inserted: Date | undefined;
  /** The stamp as the service has it. */
  readonly stamp: string;
  readonly message: string;
  readonly word: string | undefined;
}

function hashOf({ inserted, stamp, sender, message }: FetchedReply): string {
  const told = inserted ? message : `${sender}\n${stamp}\n${message}`;
  return createHash('sha256').update(storableText(told)).digest('hex');
}

/**
 * Looks again at replies that were no opt-out when they came: another command or another pipeline of the account may
 * go by other words.
 *
 * @param of this sender's alone; everybody's, where left out
 */
export async function reconsiderReplies(
  database: Database,
  accountId: number,
  since: Date,
  wordOf: (message: string) => string | undefined,
  of?: string,
): Promise<void> {
  const rows = await database
    .knex('replies')
    .where({ account_id: accountId, word: null, ...(of !== undefined && { sender: of }) })
    .where('inserted', '>=', since)
    .whereNotNull('message')
    .select('id', 'message');
  for (const { id, message } of rows) {
    const word = wordOf(message);
    if (word !== undefined) await database.knex('replies').where({ id }).update({ word });
  }
}

/** Senders who opted out and whose block is not confirmed yet. */
export async function pendingOptOuts(database: Database, accountId: number): Promise<string[]> {
  return database
    .knex('replies')
    .where({ account_id: accountId, handled_at: null })
    .whereNotNull('word')
    .distinct()
    .orderBy('sender')
    .pluck('sender');
}

/** Records in one go that a sender is blocked, and that his replies are seen to (S1). */
export async function confirmOptOut(database: Database, accountId: number, sender: string): Promise<void> {
  await database.knex.transaction(async (trx) => {
    await trx.raw(
      `insert into ledger_blocks (account_id, msisdn, origins) values (?, ?, '{reply}')
       on conflict (account_id, msisdn) do update set last_at = now(), doubt = null,
         origins = array(select distinct unnest(ledger_blocks.origins || '{reply}') order by 1)`,
      [accountId, sender],
    );
    await handle(trx, accountId, sender);
  });
}

/** Records that nothing can be done about a sender's replies: he has no number that could be blocked. */
export async function giveUpOptOut(database: Database, accountId: number, sender: string): Promise<void> {
  await handle(database.knex, accountId, sender);
}

async function handle(knex: Database['knex'], accountId: number, sender: string): Promise<void> {
  await knex('replies')
    .where({ account_id: accountId, sender, handled_at: null })
    .whereNotNull('word')
    .update({ handled_at: knex.fn.now() });
}

/** Replies that came in since a moment, oldest first. */
export async function listReplies(
  database: Database,
  accountId: number,
  since: Date,
): Promise<StoredReply[]> {
  const rows = await database
    .knex('replies')
    .where({ account_id: accountId })
    .where('inserted', '>=', since)
    .orderBy(['inserted', 'id']);
  return rows.map(toReply);
}

/** A reply that opts out by no word, of somebody who is not blocked. */
export interface UndecidedReply {
  readonly account: string;
  readonly sender: string;
  readonly inserted: Date;
  readonly message: string;
}

/** Replies of all accounts since a moment that opt out by no word, in the order in which they were kept. @param after only those kept after this one */
export async function repliesWithoutWord(
  { knex }: Database,
  since: Date,
  { after, most }: { readonly after: number; readonly most: number },
): Promise<{ id: number; inserted: Date; message: string }[]> {
  const rows = await knex('replies')
    .where('id', '>', after)
    .where({ word: null })
    .whereNotNull('message')
    .where('inserted', '>=', since)
    .orderBy('id')
    .limit(most)
    .select('id', 'inserted', 'message');
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** Of some replies those that opt out by no word and whose sender is not blocked, oldest first. */
export async function undecidedReplies(
  { knex }: Database,
  ids: readonly number[],
): Promise<UndecidedReply[]> {
  if (ids.length === 0) return [];
  return knex('replies')
    .join('accounts', 'accounts.id', 'replies.account_id')
    .whereRaw('replies.id = any (?)', [[...ids]])
    .where({ word: null })
    .whereNotNull('message')
    .whereNotExists(
      knex('ledger_blocks')
        .whereRaw('ledger_blocks.account_id = replies.account_id and ledger_blocks.msisdn = replies.sender')
        .select(knex.raw('1')),
    )
    .orderBy(['inserted', 'replies.id'])
    .select('accounts.name as account', 'sender', 'inserted', 'message');
}

/** Confirmed opt-outs that a pipeline has not yet written back to its CRM, oldest first. */
export async function unwrittenOptOuts(
  database: Database,
  accountId: number,
  pipeline: string,
): Promise<{ id: string; sender: string; inserted: Date }[]> {
  return database
    .knex('replies')
    .where({ account_id: accountId })
    .whereNotNull('word')
    .whereNotNull('handled_at')
    .whereRaw('not (? = any (written_back_to))', [pipeline])
    .orderBy('id')
    .select('id', 'sender', 'inserted');
}

/** Records that a pipeline has written opt-outs back. */
export async function markWrittenBack(
  database: Database,
  ids: readonly string[],
  pipeline: string,
): Promise<void> {
  await database
    .knex('replies')
    .whereIn('id', ids)
    .update({ written_back_to: database.knex.raw('array_append(written_back_to, ?)', [pipeline]) });
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table replies
function toReply(row: any): StoredReply {
  return {
    sender: row.sender,
    inserted: row.inserted,
    message: row.message,
    word: row.word,
    handledAt: row.handled_at,
  };
}
