import { foreignText } from '../../contact/mask.ts';
import { JojkaSyncError, SourceError } from '../../errors.ts';
import { LateError } from '../deadline.ts';

export interface MysqlContext {
  readonly name: string;
  /** Where it was connected to, without the password. */
  readonly target: string;
  readonly timeoutSeconds: number;
}

/** What went wrong with the database, in words that say what to do. Neither the password nor a value of a row is in it. */
export function explainMysql(error: unknown, { name, target, timeoutSeconds }: MysqlContext): Error {
  if (error instanceof JojkaSyncError) return error;
  const { message: said, code = '', errno = 0, fatal } = error as Error & MysqlFault;
  const say = (what: string, advice: string) =>
    new SourceError(name, `${name}: ${what}`, { advice, cause: error });
  if (error instanceof LateError || late.has(errno))
    return say(
      `the query was cancelled after ${timeoutSeconds} s`,
      'Make it faster (an index?), or raise timeoutSeconds in the pipeline.',
    );
  const [reason, advice] = connecting[code] ?? [];
  if (reason && advice) return say(`cannot connect to ${target}: ${reason}`, advice);
  const message = foreignText(said.replace(/^\(conn:\d+[^)]*\) /, ''));
  if (/SSL|TLS|certificate|self[- ]signed|altnames/i.test(`${message} ${code}`))
    return say(
      `cannot connect to ${target} by TLS: ${message}`,
      'ssl-mode in the url decides: verify_identity checks the certificate (ssl-ca names the file of the authority), verify_ca not the name in it, required nothing of it, disabled goes without TLS.',
    );
  if (code.startsWith('ER_') && errno > 0) return explainServer(errno, message, say);
  if (fatal && code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return say(`cannot connect to ${target} by TLS: the server has none`, 'Look at ssl-mode in the url.');
  return say(
    `the connection to ${target} was lost: ${message}`,
    'Nothing was planned from the rows that had come. Run it again; look at the database log if it stays.',
  );
}

interface MysqlFault {
  readonly code?: string;
  readonly errno?: number;
  readonly fatal?: boolean;
}

/** The server's clock, in MySQL and in MariaDB. */
const late: ReadonlySet<number> = new Set([3024, 1969]);

const wrongPassword = ['user or password is wrong', 'Check user and password in the url.'] as const;
const connecting: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['nobody listens there', 'Check host and port, and that the database is running.'],
  ENOENT: ['there is no such socket', 'Check the path, and that the database is running.'],
  ENOTFOUND: ['there is no such host', 'Check the name of the host in the url.'],
  EAI_AGAIN: ['the name of the host cannot be looked up', 'Check the network and its name server.'],
  ETIMEDOUT: ['no answer', 'Check the host, the port and the firewall.'],
  EHOSTUNREACH: ['no answer', 'Check the host, the port and the firewall.'],
  ER_ACCESS_DENIED_ERROR: wrongPassword,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: wrongPassword,
  ER_HOST_NOT_PRIVILEGED: [
    'this machine may not connect',
    'Allow its address for the user in the url, on the server.',
  ],
  ER_HOST_IS_BLOCKED: [
    'the server has shut this machine out after many failures',
    'Run FLUSH HOSTS on the server.',
  ],
  ER_DBACCESS_DENIED_ERROR: [
    'this user may not use the database',
    'Grant select on it to the user in the url.',
  ],
  ER_BAD_DB_ERROR: ['there is no such database', 'Check the name of the database in the url.'],
  ER_CON_COUNT_ERROR: ['the server has no connection left', 'Run it again later, or raise max_connections.'],
  ER_TOO_MANY_USER_CONNECTIONS: [
    'this user has no connection left',
    'Run it again later, or raise max_user_connections.',
  ],
};

/** Errors about the privileges of a table, a column, a routine. */
const mayNot: ReadonlySet<number> = new Set([1142, 1143, 1227, 1370]);

function explainServer(
  errno: number,
  message: string,
  say: (what: string, advice: string) => SourceError,
): SourceError {
  if (errno === 1792 || errno === 1290 || errno === 1836)
    return say(
      `the query would write, and the CRM's database is only read: ${message}`,
      'Use a select that changes nothing.',
    );
  if (mayNot.has(errno))
    return say(`the query may not read that: ${message}`, 'Grant select to the user in the url.');
  if (errno === 1053 || errno === 1927 || errno === 4031)
    return say(`the server ended the connection: ${message}`, 'Nothing was planned. Run it again.');
  if (errno === 1317)
    return say('somebody ended the query at the server', 'Nothing was planned. Run it again.');
  if (errno === 1205)
    return say('a table that it reads stayed locked', 'Nothing was planned. Run it again later.');
  // A value that cannot be converted is quoted behind a colon: it may be somebody's number.
  return say(
    `the query fails: ${message.replace(/(value|for key|entry):? '.*$/s, '$1')}`,
    'Mend "query" in the pipeline.',
  );
}
