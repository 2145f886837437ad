import { once } from 'node:events';
import type pg from 'pg';
import QueryStream from 'pg-query-stream';
import type { SourceRecord } from '../contact/record.ts';
import { SourceError } from '../errors.ts';
import { LateError } from './deadline.ts';
import { createClient, endSession, targetOf } from './postgres-connection.ts';
import { explainPostgres } from './postgres-errors.ts';
import { fieldReader, userArrayTypes } from './postgres-values.ts';
import { rowBatches } from './row-batches.ts';
import type { OpenOptions, OpenSource, Source } from './source.ts';
import { sqlWords, writeASelect } from './sql-words.ts';

/** One query of a Postgres database as a source (E4). */
export interface PostgresSourceOptions {
  readonly name: string;
  readonly url: string;
  readonly query: string;
  /** How long the query may take, with the reading of its rows. */
  readonly timeoutSeconds?: number;
  readonly batchRows?: number;
}

/**
 * The rows come by cursor, so many at a time, in a read-only repeatable-read transaction: one picture of the
 * database however long it takes, and nothing in it can change. The query goes by the extended protocol, which
 * takes a single statement: a second one behind a semicolon is refused by the server.
 */
export function postgresSource(options: PostgresSourceOptions): Source {
  return { name: options.name, open: (openOptions = {}) => openPostgres(options, openOptions) };
}

async function openPostgres(
  options: PostgresSourceOptions,
  { signal, onProgress }: OpenOptions,
): Promise<OpenSource> {
  const { name, query, timeoutSeconds = 300, batchRows = 1000 } = options;
  signal?.throwIfAborted();
  const [word = ''] = sqlWords(query, 'postgres');
  if (writing.has(word))
    throw new SourceError(name, `${name}: the query would write: it begins with ${word.toUpperCase()}`, {
      advice: writeASelect,
    });
  /** The client's own clock, for a server or a network that tells nothing any more; the server's comes first. */
  const patience = (timeoutSeconds + 2) * 1000;
  const client = createClient(name, options.url);
  const fail = (error: unknown): Error => {
    if (signal?.aborted) return signal.reason;
    return explainPostgres(error, { name, query, target: targetOf(client), timeoutSeconds });
  };
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
  const stop = () => void endSession(client);
  signal?.addEventListener('abort', stop, { once: true });
  const close = async () => {
    signal?.removeEventListener('abort', stop);
    await endSession(client);
  };

  let rows: Rows;
  let fields: readonly pg.FieldDef[];
  let arrays: ReadonlySet<number>;
  try {
    await client.connect();
    await client.query(
      `begin isolation level repeatable read read only;
       set local statement_timeout = ${Math.ceil(timeoutSeconds * 1000)};
       set local datestyle = 'ISO, YMD'`,
    );
    arrays = await userArrayTypes(client);
    const raw = { getTypeParser: () => (text: string) => text };
    rows = client.query(new QueryStream(query, [], { rowMode: 'array', batchSize: batchRows, types: raw }));
    rows.on('error', () => {});
    await readable(rows, lost, patience);
    fields = (rows._result as pg.QueryArrayResult).fields;
    if (fields.length === 0) {
      throw new SourceError(name, `${name}: the query gives no columns`, {
        advice: writeASelect,
      });
    }
  } catch (error) {
    await close();
    throw fail(error);
  }

  const readers = fields.map((field) => fieldReader(field.dataTypeID, arrays));
  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    try {
      const wait = () => readable(rows, lost, patience);
      yield* rowBatches(rows, { readers, batchRows, wait, signal, onProgress });
    } catch (error) {
      throw fail(error);
    } finally {
      await close();
    }
  }
  return { columns: fields.map((field) => field.name.trim()), empty: false, batches, close };
}

/** Statements that a transaction which only reads lets pass, and that write all the same: files, programs, what a block does. */
const writing = new Set(['copy', 'do', 'call']);

type Rows = QueryStream & { read(): readonly (string | null)[] | null };

/**
 * Waits until there are rows to read, or the end. That a connection is lost the client alone says, once: the
 * stream waits for an answer of the server before it tells that it failed.
 */
async function readable(rows: Rows, lost: Promise<void>, patience: number): Promise<void> {
  const over = new AbortController();
  const late = AbortSignal.timeout(patience);
  const wait = { signal: over.signal };
  let isLost = false;
  try {
    if (!rows.errored) {
      const losing = lost.then(() => {
        isLost = true;
      });
      const waiting = once(late, 'abort', wait).then(() => {
        throw new LateError('no answer');
      });
      await Promise.race([once(rows, 'readable', wait), once(rows, 'end', wait), losing, waiting]);
    }
  } finally {
    over.abort();
  }
  if (rows.errored) throw rows.errored;
  if (isLost) throw new Error('it ended in the middle of the query');
}
