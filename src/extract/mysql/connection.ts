import type { Connection, ConnectionOptions } from 'mysql2';
import { isLoopback } from '../../loopback.ts';
import { readDatabaseUrl } from '../database-url.ts';
import { optionalPackage } from '../optional-package.ts';

const modes = ['disabled', 'required', 'verify_ca', 'verify_identity'];

/**
 * What a URL says of a connection. Without `ssl-mode` the server's certificate is checked, except on this machine: what goes over a
 * network are people's numbers.
 *
 * @throws UsageError when it is none
 */
export function connectionOf(name: string, text: string): ConnectionOptions {
  const url = readDatabaseUrl(name, text, {
    database: 'MySQL or MariaDB',
    schemes: ['mysql', 'mariadb'],
    port: 3306,
    options: ['socket', 'ssl-mode', 'ssl-ca'],
  });
  const socketPath = url.option('socket');
  const isNear = socketPath !== undefined || url.host === '' || isLoopback(url.hostname);
  const mode = url.oneOf('ssl-mode', isNear ? modes : modes.toReversed());
  const ca = url.fileOf('ssl-ca');
  return {
    ...(socketPath === undefined
      ? { host: url.host || 'localhost', port: url.port ?? 3306 }
      : { socketPath }),
    user: url.user,
    password: url.password,
    ...(url.database !== undefined && { database: url.database }),
    ...(mode !== 'disabled' && {
      ssl: {
        rejectUnauthorized: mode !== 'required',
        verifyIdentity: mode === 'verify_identity',
        ...(ca !== undefined && { ca }),
      },
    }),
  };
}

/** Where it is connected to, without the password. */
export function targetOf({ host, port, socketPath, user, database }: ConnectionOptions): string {
  const where = socketPath ?? `${host}:${port}`;
  return `${database ? `database "${database}" on ` : ''}${where} as user "${user}"`;
}

/** @throws UsageError with the command that installs it, where it is not there */
export function loadDriver(name: string): Promise<typeof import('mysql2')> {
  return optionalPackage(name, 'mysql2@3', () => import('mysql2'));
}

/**
 * A connection that is made when the promise resolves. A machine that vanished is noticed within a minute, by probes of the
 * connection itself.
 *
 * @throws the driver's error
 */
export async function connect(name: string, options: ConnectionOptions): Promise<Connection> {
  const driver = await loadDriver(name);
  const connection = driver.createConnection({
    ...options,
    charset: 'utf8mb4',
    connectTimeout: 15_000,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    multipleStatements: false,
    // A server that asks for a file of this machine gets none.
    flags: ['-LOCAL_FILES'],
    connectAttributes: { program_name: 'jojka-sync' },
  });
  await new Promise<void>((connected, failed) => {
    connection.once('connect', () => connected());
    connection.once('error', failed);
  });
  // One that is lost while nobody waits for it would end the process; the next read tells of it.
  connection.on('error', () => {});
  return connection;
}

/** Runs a statement and gives its rows as texts. */
export function ask(connection: Connection, sql: string): Promise<readonly (Buffer | null)[][]> {
  return new Promise((done, failed) => {
    connection.query({ sql, rowsAsArray: true, typeCast: false }, (error, rows) =>
      error ? failed(error) : done(Array.isArray(rows) ? (rows as unknown as (Buffer | null)[][]) : []),
    );
  });
}
