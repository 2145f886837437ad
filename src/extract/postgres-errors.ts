import pg from 'pg';
import { foreignText } from '../contact/mask.ts';
import { JojkaSyncError, SourceError } from '../errors.ts';
import { LateError } from './deadline.ts';

export interface PostgresContext {
  readonly name: string;
  readonly query: string;
  /** Where it was connected to, without the password. */
  readonly target: string;
  readonly timeoutSeconds: number;
}

/** What went wrong with the database, in words that say what to do. Neither the password nor a value of a row is in it. */
export function explainPostgres(error: unknown, context: PostgresContext): Error {
  if (error instanceof JojkaSyncError) return error;
  const { message: said, code = '' } = error as Error & { code?: string };
  const message = foreignText(said);
  const { name, target, timeoutSeconds } = context;
  const say = (what: string, advice: string) =>
    new SourceError(name, `${name}: ${what}`, { advice, cause: error });

  if (error instanceof LateError)
    return say(
      `${target} has not answered for ${timeoutSeconds} s`,
      'Nothing was planned. Look whether the server hangs, or the network between; what may take longer says so: timeoutSeconds.',
    );
  const [reason, advice] = connecting[code] ?? [];
  if (reason && advice) return say(`cannot connect to ${target}: ${reason}`, advice);
  if (error instanceof pg.DatabaseError) return explainServer(error, context, say);
  if (/SSL|certificate|self[- ]signed/i.test(`${message} ${code}`)) {
    return say(
      `cannot connect to ${target} by TLS: ${message}`,
      'sslmode in the url decides: verify-full checks the certificate (sslrootcert names the authority), no-verify does not check it, disable goes without TLS.',
    );
  }
  if (/timeout expired|ETIMEDOUT|EHOSTUNREACH/.test(`${message} ${code}`))
    return say(`cannot connect to ${target}: no answer`, 'Check the host, the port and the firewall.');
  if (/password must be a string|no password supplied/i.test(message))
    return say(
      `cannot connect to ${target}: the server wants a password`,
      'Put it in the url, or in PGPASSWORD.',
    );
  return say(
    `the connection to ${target} was lost: ${message}`,
    'Nothing was planned from the rows that had come. Run it again; look at the database log if it stays.',
  );
}

const connecting: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['nobody listens there', 'Check host and port, and that Postgres is running.'],
  ENOENT: ['there is no such socket', 'Check the path, and that Postgres is running.'],
  ENOTFOUND: ['there is no such host', 'Check the name of the host in the url.'],
  EAI_AGAIN: ['the name of the host cannot be looked up', 'Check the network and its name server.'],
  '28P01': ['the password is wrong', 'Check user and password in the url.'],
  '28000': ['this user may not connect', 'Check the user in the url, and pg_hba.conf on the server.'],
  '3D000': ['there is no such database', 'Check the name of the database in the url.'],
  '53300': ['the server has no connection left', 'Run it again later, or raise max_connections.'],
  '57P03': ['the server is starting up or going down', 'Run it again in a minute.'],
};

function explainServer(
  error: pg.DatabaseError,
  { query, timeoutSeconds }: PostgresContext,
  say: (what: string, advice: string) => SourceError,
): SourceError {
  const { code = '' } = error;
  const message = foreignText(error.message);
  if (code === '57014') {
    return say(
      `the query was cancelled after ${timeoutSeconds} s`,
      'Make it faster (an index?), or raise timeoutSeconds in the pipeline.',
    );
  }
  if (code === '25006') {
    return say(
      `the query would write, and the CRM's database is only read: ${message}`,
      'Use a select that changes nothing.',
    );
  }
  if (code === '42501')
    return say(`the query may not read that: ${message}`, 'Grant select to the user in the url.');
  if (/cannot insert multiple commands/.test(message))
    return say(
      'the query is more than one statement',
      'Keep the select, and leave out what is behind its semicolon.',
    );
  if (code.startsWith('57P') || code.startsWith('08'))
    return say(`the server ended the connection: ${message}`, 'Nothing was planned. Run it again.');
  // A value that cannot be converted is quoted behind a colon: it may be somebody's number.
  const safe = code.startsWith('22') ? message.replace(/: ".*$/s, '') : message;
  return say(
    `the query fails${placeIn(query, error.position)}: ${safe}`,
    error.hint ?? 'Mend "query" in the pipeline.',
  );
}

/** Where the server points to: line, column, and the piece of the query that stands there. */
function placeIn(query: string, position: string | undefined): string {
  const index = Number(position) - 1;
  if (!(index >= 0)) return '';
  // The server counts characters, JavaScript code units.
  const before = [...query].slice(0, index).join('');
  const line = before.split('\n').length;
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1;
  const piece = /^\s*("[^"]*"|[\p{L}\p{N}_.$]+|\S)/u.exec(query.slice(before.length))?.[1];
  return ` on line ${line}, column ${column}${piece ? ` (at ${piece})` : ''}`;
}
