import { foreignText } from '../../contact/mask.ts';
import { JojkaSyncError, SourceError } from '../../errors.ts';
import { LateError } from '../deadline.ts';
import { PlainServerError } from './connection.ts';

export interface SqlServerContext {
  readonly name: string;
  /** Where it was connected to, without the password. */
  readonly target: string;
  readonly timeoutSeconds: number;
}

/** What went wrong with the database, in words that say what to do. Neither the password nor a value of a row is in it. */
export function explainSqlServer(thrown: unknown, { name, target, timeoutSeconds }: SqlServerContext): Error {
  if (thrown instanceof JojkaSyncError) return thrown;
  const error = thrown as Error & { code?: string; number?: number; cause?: unknown };
  const inner = innermost(error);
  const say = (what: string, advice: string) =>
    new SourceError(name, `${name}: ${what}`, { advice, cause: thrown });
  if (error instanceof LateError)
    return say(
      `the query was cancelled after ${timeoutSeconds} s`,
      'Make it faster (an index?), or raise timeoutSeconds in the pipeline.',
    );
  if (error instanceof PlainServerError)
    return say(
      `cannot connect to ${target} by TLS: the server has none`,
      'Nothing was asked of it. Give it a certificate; encrypt=false in the url goes without.',
    );
  const [reason, advice] = connecting[inner.code ?? ''] ?? connecting[error.code ?? ''] ?? [];
  if (reason && advice) return say(`cannot connect to ${target}: ${reason}`, advice);
  const message = foreignText(error.message);
  if (/certificate|self[- ]signed|SSL|TLS|altnames/i.test(`${inner.message} ${inner.code} ${message}`))
    return say(
      `cannot connect to ${target} by TLS: ${foreignText(inner.message)}`,
      'The certificate of the server is checked: ssl-ca in the url names the file of its authority, trustServerCertificate=true takes any.',
    );
  if (error.number !== undefined) return explainServer(error.number, message, say);
  return say(
    `the connection to ${target} was lost: ${message}`,
    "Nothing was planned from the rows that had come. Run it again; look at the server's log if it stays.",
  );
}

function innermost(error: Error & { code?: string }): Error & { code?: string } {
  let at = error;
  for (let depth = 0; depth < 5; depth++) {
    const next: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (!(next instanceof Error)) break;
    at = next;
  }
  return at;
}

const noAnswer = ['no answer', 'Check the host, the port and the firewall.'] as const;
const connecting: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['nobody listens there', 'Check host and port, and that SQL Server listens by TCP.'],
  ENOTFOUND: ['there is no such host', 'Check the name of the host in the url.'],
  EAI_AGAIN: ['the name of the host cannot be looked up', 'Check the network and its name server.'],
  ETIMEDOUT: noAnswer,
  ETIMEOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ELOGIN: ['user or password is wrong, or there is no such database', 'Check them in the url.'],
  EINSTLOOKUP: [
    'its instance cannot be found',
    'SQL Server Browser tells where instances are (UDP 1434). Give the port instead of the instance.',
  ],
};

/** Errors about the rights of an object or a column. */
const mayNot: ReadonlySet<number> = new Set([229, 230, 262, 297, 300]);

function explainServer(
  number: number,
  message: string,
  say: (what: string, advice: string) => SourceError,
): SourceError {
  if (mayNot.has(number))
    return say(`the query may not read that: ${message}`, 'Grant select to the user in the url.');
  if (number === 1222)
    return say('a table that it reads stayed locked', 'Nothing was planned. Run it again later.');
  if (number === 1205 || number === 3960)
    return say(
      'others changed what it reads, and the server gave it up',
      'Nothing was planned. Run it again.',
    );
  if (number === 3906)
    return say(
      `the query would write, and it may only read: ${message}`,
      'Use a select that changes nothing.',
    );
  // A value that cannot be converted is quoted: it may be somebody's number.
  return say(
    `the query fails: ${message.replace(/value '.*?' /s, 'value ')}`,
    'Mend "query" in the pipeline.',
  );
}
