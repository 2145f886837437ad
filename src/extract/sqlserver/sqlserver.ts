import { Readable } from 'node:stream';
import type { Connection, Request } from 'tedious';
import type { SourceRecord } from '../../contact/record.ts';
import { SourceError } from '../../errors.ts';
import { startDeadline } from '../deadline.ts';
import { failureOf, rowBatches } from '../row-batches.ts';
import type { OpenOptions, OpenSource, Source } from '../source.ts';
import { mustRead, sqlWords, writeASelect } from '../sql-words.ts';
import { ask, connect, connectionOf, type Driver, loadDriver } from './connection.ts';
import { explainSqlServer } from './errors.ts';
import { type Column, valueReader } from './values.ts';

/** One query of a Microsoft SQL Server database as a source (E4). */
export interface SqlServerSourceOptions {
  readonly name: string;
  readonly url: string;
  readonly query: string;
  /** How long the query may take, with the reading of its rows. */
  readonly timeoutSeconds?: number;
  readonly batchRows?: number;
}

/**
 * SQL Server has no transaction that only reads, and takes several statements where one is meant. So a query with a word in it
 * by which a statement begins that changes something is refused before it is sent, and the transaction is rolled back whatever happens.
 */
export function sqlServerSource(options: SqlServerSourceOptions): Source {
  return { name: options.name, open: (openOptions = {}) => openSqlServer(options, openOptions) };
}

async function openSqlServer(
  options: SqlServerSourceOptions,
  { signal, onProgress }: OpenOptions,
): Promise<OpenSource> {
  const { name, query, timeoutSeconds = 300, batchRows = 1000 } = options;
  signal?.throwIfAborted();
  mustOnlyRead(name, query);
  const { settings, target } = connectionOf(name, options.url);
  const driver = await loadDriver(name);
  let connection: Connection | undefined;
  let answer: Answer | undefined;
  /** The server is told to end the query; one that was told and does not answer is left. */
  const cancel = async () => {
    answer?.request.resume();
    connection?.cancel();
    await Promise.race([answer?.over, new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    connection?.close();
  };
  const deadline = startDeadline(timeoutSeconds, signal, cancel);
  const fail = (error: unknown): Error => {
    if (signal?.aborted) return signal.reason;
    return explainSqlServer(error, { name, target, timeoutSeconds });
  };
  const close = async () => {
    await deadline.clear();
    connection?.close();
  };
  let columns: readonly Column[];
  try {
    const connecting = connect(driver, settings);
    connection = await Promise.race([connecting, deadline.over]).catch((error) => {
      connecting.then((late) => late.close()).catch(() => {});
      throw error;
    });
    await Promise.race([begin(driver, connection), deadline.over]);
    answer = run(driver, connection, name, query, batchRows);
    const stream = answer.rows;
    deadline.over.catch((error) => stream.destroy(error));
    columns = await Promise.race([answer.columns, failureOf(stream)]);
    if (columns.length === 0)
      throw new SourceError(name, `${name}: the query gives no columns`, { advice: writeASelect });
  } catch (error) {
    await close();
    throw fail(error);
  }

  const { rows } = answer;
  const open = connection;
  const readers = columns.map((column) => valueReader(name, column));
  async function* batches(): AsyncGenerator<readonly SourceRecord[]> {
    let isDone = false;
    try {
      yield* rowBatches(rows, { readers, batchRows, signal, onProgress });
      isDone = true;
      await Promise.race([ask(driver, open, 'if @@trancount > 0 rollback transaction'), deadline.over]);
    } catch (error) {
      throw fail(error);
    } finally {
      // Who leaves early has the server stop, too.
      if (!isDone && !signal?.aborted && !deadline.isLate()) await cancel();
      await close();
    }
  }
  return { columns: columns.map(({ colName }) => colName.trim()), empty: false, batches, close };
}

/** Words of T-SQL by which a statement begins that changes something; all are reserved, so a column of such a name has brackets. */
const changing = new Set([
  ...[
    'insert',
    'update',
    'delete',
    'truncate',
    'drop',
    'alter',
    'create',
    'into',
    'exec',
    'execute',
    'grant',
    'revoke',
  ],
  ...[
    'deny',
    'backup',
    'restore',
    'shutdown',
    'kill',
    'use',
    'set',
    'declare',
    'begin',
    'commit',
    'rollback',
    'save',
  ],
  ...[
    'dbcc',
    'waitfor',
    'bulk',
    'writetext',
    'updatetext',
    'reconfigure',
    'print',
    'raiserror',
    'throw',
    'deallocate',
  ],
  ...['openquery', 'openrowset', 'opendatasource'],
]);

/** @throws SourceError for a query that could change something (E4) */
export function mustOnlyRead(name: string, query: string): void {
  const words = sqlWords(query, 'sqlserver');
  mustRead(name, words);
  const found = words.find(
    (word, index) =>
      changing.has(word) ||
      // A hint of a join is none: inner merge join, option (merge join).
      (word === 'merge' && !['join', 'union'].includes(words[index + 1] ?? '')) ||
      (word === 'next' && words[index + 1] === 'value'),
  );
  if (found !== undefined)
    throw new SourceError(
      name,
      `${name}: the query could change something: ${found.toUpperCase()} stands in it`,
      {
        advice: `Nothing was asked of the database. ${writeASelect} A column of such a name stands in brackets: [${found}].`,
      },
    );
}

/**
 * Begins a transaction that sees one picture of the database: by snapshot, where the database has it; else by the picture that a
 * statement of its own has (read committed snapshot); else by locks, so that no row is passed over that moves while it is read.
 */
async function begin(driver: Driver, connection: Connection): Promise<void> {
  const [found] = await ask(
    driver,
    connection,
    'select snapshot_isolation_state, is_read_committed_snapshot_on from sys.databases where database_id = db_id()',
  );
  const [snapshot, committed] = found ?? [];
  const level = Number(snapshot) === 1 ? 'snapshot' : committed === true ? 'read committed' : 'serializable';
  await ask(
    driver,
    connection,
    `set transaction isolation level ${level}; set rowcount 0; set lock_timeout 30000; set deadlock_priority low; begin transaction`,
  );
}

/** A query that runs. */
interface Answer {
  readonly request: Request;
  readonly columns: Promise<readonly Column[]>;
  /** Fails when the query does, or the connection is lost. */
  readonly rows: Readable;
  /** When the server has ended it, one way or the other. */
  readonly over: Promise<void>;
}

function run(driver: Driver, connection: Connection, name: string, query: string, batchRows: number): Answer {
  let done = () => {};
  const over = new Promise<void>((resolve) => {
    done = resolve;
  });
  const rows = new Readable({
    objectMode: true,
    highWaterMark: batchRows,
    read: () => request.resume(),
  });
  rows.on('error', () => {});
  let tell: (columns: readonly Column[]) => void = () => {};
  const columns = new Promise<readonly Column[]>((resolve) => {
    tell = resolve;
  });
  const request: Request = new driver.Request(query, (error) => {
    done();
    if (error) rows.destroy(error);
    else {
      // A statement that gives nothing tells of no columns.
      tell([]);
      rows.push(null);
    }
  });
  let sets = 0;
  request.on('columnMetadata', (found) => {
    sets++;
    if (sets > 1)
      rows.destroy(
        new SourceError(name, `${name}: the query is more than one statement`, {
          advice: 'Keep the select, and leave out the others.',
        }),
      );
    tell(found as unknown as readonly Column[]);
  });
  request.on('row', (cells: readonly { value: unknown }[]) => {
    if (!rows.destroyed && !rows.push(cells.map(({ value }) => value))) request.pause();
  });
  connection.execSqlBatch(request);
  return { request, columns, rows, over };
}
