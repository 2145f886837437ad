import { foreignText } from '../contact/mask.ts';
import { JojkaSyncError, StateError } from '../errors.ts';
import { asOutOfMemory } from '../out-of-memory.ts';
import { schema } from './migrations.ts';

/** What PGlite's files fail with is an object with a number of WebAssembly's system interface. */
const wasmErrors: Readonly<Record<number, string>> = {
  2: 'EACCES',
  22: 'EFBIG',
  33: 'EMFILE',
  51: 'ENOSPC',
  63: 'EPERM',
  69: 'EROFS',
};

/** An error of the database in words for the person who has to act. */
export function asStateError(error: unknown, place: string): JojkaSyncError {
  if (error instanceof JojkaSyncError) return error;
  const short = asOutOfMemory(error);
  if (short) return short;
  const { code: given, syscall, errno } = (error ?? {}) as NodeJS.ErrnoException;
  const code = given ?? wasmErrors[errno ?? 0] ?? '';
  const what =
    inWords(code, error) ??
    (error instanceof Error && error.message !== '' ? withoutSql(error) : code || JSON.stringify(error));
  // A value that cannot be converted is quoted behind a colon.
  const said = foreignText(code.startsWith('22') ? what.replace(/: ".*$/s, '') : what);
  return new StateError(`The state database at ${place} cannot be used: ${said}`, {
    advice: adviceFor(code, syscall, what),
    cause: error,
  });
}

const noPassword = 'the server wants a password';
const broken = 'the embedded database broke off';

/** What neither the system nor PGlite says so that one could act on it. */
function inWords(code: string, error: unknown): string | undefined {
  if (code === 'EFBIG') return 'a file of it would be larger than a file may be here (ulimit -f)';
  if (code === 'EMFILE') return 'the process may not open as many files as it needs (ulimit -n)';
  if (error instanceof Error && /^SASL.*password must be a string/.test(error.message)) return noPassword;
  return error instanceof Error && /^Aborted\(/.test(error.message)
    ? `${broken}, as it does where it cannot write its files`
    : undefined;
}

/** Whether an error is one that knex, pg or PGlite throws, which {@link asStateError} is for. */
export function isDatabaseError(error: unknown): boolean {
  if (error instanceof JojkaSyncError || !(error instanceof Error)) return false;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  return (
    'severity' in error ||
    syscall === 'connect' ||
    /^(ERR_INVALID_URL|ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/.test(code) ||
    /^Error SASL|connection (?:terminated|ended)|query read timeout|timeout (?:expired|exceeded|acquiring)|not queryable|embedded database|knex/i.test(
      `${error.name} ${error.message}`,
    )
  );
}

/** knex puts the whole statement before what the database says. */
function withoutSql({ message }: Error): string {
  return /^\s*(?:select|insert|update|delete|create|drop|alter|with|begin|do|set|lock)\b/i.test(message)
    ? message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '')
    : message;
}

function adviceFor(code: string, syscall: string | undefined, what: string): string {
  if (syscall === 'connect' || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/.test(code))
    return 'Check that the server runs and that DATABASE_URL names it.';
  if (code === '55P03' || code === '57014')
    return 'Somebody else holds a lock on the tables of the state, or the server is too slow. Find out who with pg_stat_activity, then run the command again: what was sent to Jojka is in the journal.';
  if (/(?:timeout (?:expired|exceeded)|read timeout)/i.test(what))
    return 'The server does not answer. Check that it runs and that DATABASE_URL names it.';
  if (code === '28P01' || code === '28000' || what.startsWith('SASL') || what === noPassword)
    return 'Check user name and password in DATABASE_URL.';
  if (code === 'ERR_INVALID_URL')
    return 'Check DATABASE_URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE, with / ? # @ % in the password written as %2F %3F %23 %40 %25.';
  if (code === '3D000') return 'Make the database that DATABASE_URL names, or name another one.';
  // knex takes the code off what it meets at its lock.
  if (code === '42501' || what.includes('denied for table knex_migrations_lock')) return missingRight(what);
  if (code === '42P01' || code === '3F000')
    return 'Part of the state is missing. Restore it from a backup, or name another database in DATABASE_URL.';
  if (code === '25006')
    return 'The database takes no writes now: it is a standby, or was made read-only. Name one that does in DATABASE_URL.';
  if (code === 'EFBIG' || code === 'EMFILE' || what.startsWith(broken))
    return 'Look at what the process may have (ulimit -f and ulimit -n in the shell, LimitFSIZE and LimitNOFILE in the unit of systemd; unlimited is best for the first) and at the room on the disk, then run the command again: what was sent to Jojka is in the journal as far as it was written.';
  if (code === 'ENOSPC' || code === '53100')
    return 'The disk is full. Free some space and run the command again.';
  if (/^(EACCES|EROFS|EPERM|ENOTDIR|EEXIST|ENOENT)$/.test(code))
    return 'The folder cannot be written to; JOJKA_SYNC_HOME names another one.';
  return 'Run the command again when the database is well; what was sent to Jojka is in the journal as far as it was written.';
}

/**
 * Postgres says `permission denied for table runs`, `… for schema jojka_sync`, `… for database "crm"`,
 * or `must be owner of table runs`.
 */
function missingRight(what: string): string {
  if (/must be owner of|knex_migrations_lock/.test(what))
    return `The schema is of an older version, and the user of DATABASE_URL may not change it. Run jojka-sync migrate once as the owner of the schema ${schema}.`;
  const [, kind, name] = /permission denied (?:for|to) (\w+) (\S+)/.exec(what) ?? [];
  switch (kind) {
    case 'table':
    case 'relation':
    case 'sequence':
      return `The user of DATABASE_URL lacks a right to ${name}. To read, he needs select on all tables of the schema ${schema}; to sync, insert, update and delete too. As its owner: grant select on all tables in schema ${schema} to USER`;
    case 'schema':
      return `The user of DATABASE_URL needs the right to use the schema; to migrate it, to create in it too. As its owner: grant usage on schema ${schema} to USER`;
    case 'database':
      return 'The user of DATABASE_URL needs the right to connect to the database, and at first the right to create a schema in it.';
    default:
      return `The user of DATABASE_URL lacks a right. As the owner of the schema ${schema}, grant it.`;
  }
}
