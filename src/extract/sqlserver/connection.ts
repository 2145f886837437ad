import type { Connection, ConnectionConfiguration } from 'tedious';
import { readDatabaseUrl } from '../database-url.ts';
import { optionalPackage } from '../optional-package.ts';

/** What a URL says of a connection. */
export interface SqlServerConnection {
  readonly settings: ConnectionConfiguration;
  /** Where it is connected to, without the password. */
  readonly target: string;
}

/**
 * What a URL says of a connection, as tedious takes it. It goes by TLS and the server's certificate is checked, unless the URL says
 * otherwise.
 *
 * @throws UsageError when it is none
 */
export function connectionOf(name: string, text: string): SqlServerConnection {
  const url = readDatabaseUrl(name, text, {
    database: 'SQL Server',
    schemes: ['sqlserver', 'mssql'],
    port: 1433,
    options: ['instance', 'domain', 'encrypt', 'trustServerCertificate', 'ssl-ca', 'applicationIntent'],
  });
  if (url.host === '') throw url.fault('names no host');
  const encrypt = url.oneOf('encrypt', ['true', 'false', 'strict']);
  const [instanceName, domain, ca] = [url.option('instance'), url.option('domain'), url.fileOf('ssl-ca')];
  if (instanceName !== undefined && url.port !== undefined)
    throw url.fault('has both a port and an instance: the port is what an instance is looked up for');
  const port = url.port ?? 1433;
  const login = { userName: url.user, password: url.password };
  const where = instanceName === undefined ? `${url.host}:${port}` : `${url.host}\\${instanceName}`;
  return {
    target: `${url.database === undefined ? '' : `database "${url.database}" on `}${where} as user "${url.user}"`,
    settings: {
      server: url.host,
      authentication:
        domain === undefined
          ? { type: 'default', options: login }
          : { type: 'ntlm', options: { ...login, domain } },
      options: {
        ...(instanceName === undefined ? { port } : { instanceName }),
        ...(url.database !== undefined && { database: url.database }),
        encrypt: encrypt === 'strict' ? encrypt : encrypt === 'true',
        trustServerCertificate: url.oneOf('trustServerCertificate', ['false', 'true']) === 'true',
        ...(ca !== undefined && { cryptoCredentialsDetails: { ca } }),
        readOnlyIntent: url.oneOf('applicationIntent', ['readwrite', 'readonly']) === 'readonly',
        appName: 'jojka-sync',
        connectTimeout: 15_000,
        // The source has a clock of its own, for the whole of it.
        requestTimeout: 0,
        cancelTimeout: 5000,
        useUTC: true,
        textsize: 2_147_483_647,
      },
    },
  };
}

/** tedious, with what of it is used. */
export type Driver = typeof import('tedious');

/** @throws UsageError with the command that installs it, where it is not there */
export async function loadDriver(name: string): Promise<Driver> {
  const module = await optionalPackage(name, 'tedious@19', () => import('tedious'));
  return (module as { default?: Driver }).default ?? module;
}

/** A server without TLS, where TLS was wanted. */
export class PlainServerError extends Error {
  override readonly name = 'PlainServerError';
}

/**
 * A connection that is made when the promise resolves. The driver goes on in the open where a server says that it has no TLS; here
 * that is an error, before anything is asked.
 *
 * @throws the driver's error, or PlainServerError
 */
export async function connect(driver: Driver, settings: ConnectionConfiguration): Promise<Connection> {
  const connection = new driver.Connection(settings);
  // One that is lost while nobody waits for it would end the process; the next read tells of it.
  connection.on('error', () => {});
  let isSecure = settings.options?.encrypt !== true;
  connection.on('secure', () => {
    isSecure = true;
  });
  await new Promise<void>((connected, failed) =>
    connection.connect((error) => (error ? failed(error) : connected())),
  );
  if (!isSecure) {
    connection.close();
    throw new PlainServerError();
  }
  return connection;
}

/** Runs statements and gives the rows of the last, as the driver reads them. */
export function ask(driver: Driver, connection: Connection, sql: string): Promise<readonly unknown[][]> {
  return new Promise((done, failed) => {
    const rows: unknown[][] = [];
    const request = new driver.Request(sql, (error) => (error ? failed(error) : done(rows)));
    request.on('row', (columns: readonly { value: unknown }[]) =>
      rows.push(columns.map(({ value }) => value)),
    );
    connection.execSqlBatch(request);
  });
}
