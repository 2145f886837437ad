import type { Readable } from 'node:stream';
import type { Connection, FieldPacket } from 'mysql2';
import type { SourceRecord } from '../../contact/record.ts';
import { SourceError } from '../../errors.ts';
import { patiently, startDeadline } from '../deadline.ts';
import { failureOf, rowBatches } from '../row-batches.ts';
import type { OpenOptions, OpenSource, Source } from '../source.ts';
import { mustRead, sqlWords, writeASelect } from '../sql-words.ts';
import { ask, connect, connectionOf, targetOf } from './connection.ts';
import { explainMysql } from './errors.ts';
import { fieldReader } from './values.ts';

/** One query of a MySQL or MariaDB database as a source (E4). */
export interface MysqlSourceOptions {
  readonly name: string;
  readonly url: string;
  readonly query: string;
  /** How long the query may take, with the reading of its rows. */
  readonly timeoutSeconds?: number;
  readonly batchRows?: number;
}

/**
 * The rows come as the server finds them, and no faster than they are taken, in a transaction that only reads: one picture of the
 * database (of tables that have transactions) however long it takes. It is one statement: the protocol's way to send several is off.
 */
export function mysqlSource(options: MysqlSourceOptions): Source {
  return { name: options.name, open: (openOptions = {}) => openMysql(options, openOptions) };
}

async function openMysql(
  options: MysqlSourceOptions,
  { signal, onProgress }: OpenOptions,
): Promise<OpenSource> {
  const { name, query, timeoutSeconds = 300, batchRows = 1000 } = options;
  signal?.throwIfAborted();
  mustBeSelect(name, query);
  const settings = connectionOf(name, options.url);
  let connection: Connection | undefined;
  let session: string | undefined;
  /** A server goes on with a query whose client has left; so it is told, by a connection of its own. */
  const kill = async () => {
    connection?.destroy();
    if (session === undefined) return;
    const other = await connect(name, settings);
    await ask(other, `kill query ${session}`).finally(() => other.destroy());
  };
  const deadline = startDeadline(timeoutSeconds, signal, kill);
  const fail = (error: unknown): Error => {
    if (signal?.aborted) return signal.reason;
    return explainMysql(error, { name, target: targetOf(settings), timeoutSeconds });
  };
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await deadline.clear();
    connection?.destroy();
  };

  let rows: Readable;
  let fields: readonly FieldPacket[];
  try {
    const connecting = connect(name, settings);
    connection = await Promise.race([connecting, deadline.over]).catch((error) => {
      connecting.then((late) => late.destroy()).catch(() => {});
      throw error;
    });
    session = await Promise.race([begin(connection, timeoutSeconds), deadline.over]);
    const command = connection.query({ sql: query, rowsAsArray: true, typeCast: false });
    const given = new Promise<readonly FieldPacket[]>((resolve) => {
      command.once('fields', (found) => resolve((found as readonly FieldPacket[] | undefined) ?? []));
    });
    const stream = command.stream({ highWaterMark: batchRows });
    rows = stream;
    stream.on('error', () => {});
    // The driver tells the connection alone, not the query, that it was lost.
    connection.on('error', (error) => stream.destroy(error));
    deadline.over.catch((error) => stream.destroy(error));
    fields = await Promise.race([given, failureOf(stream)]);
    if (fields.length === 0)
      throw new SourceError(name, `${name}: the query gives no columns`, { advice: writeASelect });
  } catch (error) {
    await close();
    throw fail(error);
  }

  const open = connection;
  const readers = fields.map((field) => fieldReader(field));
  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    let isDone = false;
    try {
      yield* rowBatches(rows, { readers, batchRows, signal, onProgress });
      await Promise.race([mustBeWhole(name, open), deadline.over]);
      isDone = true;
    } catch (error) {
      throw fail(error);
    } finally {
      // Who leaves early has the server stop, too.
      if (!isDone && !signal?.aborted && !deadline.isLate()) await patiently(kill().catch(() => {}));
      await close();
    }
  }
  return { columns: fields.map((field) => field.name.trim()), empty: false, batches, close };
}

/**
 * What a transaction that only reads lets pass, and that writes all the same: into a file where the server is. Looked for in texts too,
 * since where a text ends depends on the server's settings (`no_backslash_escapes`).
 */
const intoFile = /\binto\b[\s\S]*\b(?:outfile|dumpfile)\b/i;

function mustBeSelect(name: string, query: string): void {
  mustRead(name, sqlWords(query, 'mysql'));
  if (intoFile.test(query))
    throw new SourceError(name, `${name}: the query would write a file where the server is`, {
      advice: `Nothing was asked of the database. ${writeASelect}`,
    });
}

/**
 * Begins the transaction, and takes back what would cut an answer short in silence: rows (`sql_select_limit`), and what GROUP_CONCAT
 * joins, which ends at 1,024 bytes where nobody says otherwise.
 *
 * @returns the session's number, by which its query is ended
 */
async function begin(connection: Connection, timeoutSeconds: number): Promise<string> {
  const isMariaDb = /mariadb/i.test(textOf(await ask(connection, 'select version()')));
  const patience = Math.ceil(timeoutSeconds) + 5;
  // The server's own clock, for when this process is gone; older servers have none.
  await ask(
    connection,
    isMariaDb
      ? `set session max_statement_time = ${patience}`
      : `set session max_execution_time = ${patience * 1000}`,
  ).catch((error: { errno?: number }) => {
    if (error.errno !== unknownVariable) throw error;
  });
  await ask(
    connection,
    `set session sql_select_limit = 18446744073709551615, group_concat_max_len = 4294967295,
       net_write_timeout = ${Math.min(patience, 86_400)}, lock_wait_timeout = 30`,
  );
  await ask(connection, 'set session transaction isolation level repeatable read');
  await ask(connection, 'set session transaction read only');
  await ask(connection, 'start transaction with consistent snapshot, read only');
  return textOf(await ask(connection, 'select connection_id()'));
}

const unknownVariable = 1193;

function textOf(rows: readonly (Buffer | null)[][]): string {
  return rows[0]?.[0]?.toString('utf8') ?? '';
}

/** Warnings by which a server says that rows or values are not whole. */
const cut: Readonly<Record<string, string>> = {
  1260: 'a value that GROUP_CONCAT joins was cut',
  1931: 'it examined more rows than the query allows it (LIMIT ROWS EXAMINED)',
  3169: 'a row was left out',
};

/** @throws SourceError when the server gave less than there is, and only warns of it (E2) */
async function mustBeWhole(name: string, connection: Connection): Promise<void> {
  for (const [, code] of await ask(connection, 'show warnings')) {
    const what = cut[code?.toString('utf8') ?? ''];
    if (what !== undefined)
      throw new SourceError(name, `${name}: the answer is not whole: ${what}`, {
        advice: 'Nothing was planned from it. Mend "query" in the pipeline.',
      });
  }
}
