import { UsageError } from '../errors.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';

/** How the URL of a kind of database looks. */
interface UrlForm {
  /** `MySQL or MariaDB`. */
  readonly database: string;
  /** The first is the one that advice names. */
  readonly schemes: readonly string[];
  readonly port: number;
  /** What may stand behind its question mark. */
  readonly options: readonly string[];
}

/** What a URL says of a database, taken apart. */
export interface DatabaseUrl {
  /** Without the brackets of IPv6; empty where there is none. */
  readonly host: string;
  /** As `URL` spells it. */
  readonly hostname: string;
  readonly port: number | undefined;
  readonly user: string;
  readonly password: string;
  readonly database: string | undefined;
  /** The value of an option, in any case of its letters. */
  option(name: string): string | undefined;
  /** One of these values, in small letters; the first, where it is not given. @throws UsageError for another one */
  oneOf(name: string, values: readonly string[]): string;
  /** What the file of an option holds. @throws UsageError when it cannot be read */
  fileOf(name: string): string | undefined;
  /** An error about it, which does not repeat it. */
  fault(what: string): UsageError;
}

/** An @ behind the host: a password with a bare / ? or # in it, half of which would be shown as the database's name. */
const splitsPassword = /^\w+:\/\/[^/?#]*[/?#].*@/s;

/**
 * Reads the URL of a database. Nothing of it goes to a driver unread: a driver's own reading would take any option from it.
 *
 * @throws UsageError when it is none; the message does not repeat it, since it may hold a password
 */
export function readDatabaseUrl(name: string, text: string, form: UrlForm): DatabaseUrl {
  const [scheme] = form.schemes;
  const isOne = form.schemes.some((known) => text.startsWith(`${known}://`));
  if (!isOne || splitsPassword.test(text) || !URL.canParse(text))
    throw new UsageError(
      `${name}: the url is not that of a ${form.database} database: it must begin with ${form.schemes.map((known) => `${known}:`).join(' or ')}`,
      {
        advice: `Nothing was connected to. It looks like ${scheme}://user:password@host:${form.port}/database. Signs such as @ or / in the password are written %40 or %2F.`,
      },
    );
  const { hostname, port, username, password, pathname, searchParams } = new URL(text);
  const fault = (what: string) =>
    new UsageError(`${name}: the url ${what}`, {
      advice: `Nothing was connected to. Behind the ? it may have ${form.options.join(', ')}.`,
    });
  const unknown = [...searchParams.keys()].find((key) => !form.options.includes(key));
  if (unknown !== undefined) throw fault(`has an option that is not known: ${unknown.slice(0, 40)}`);
  const option = (key: string) => searchParams.get(key) || undefined;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    hostname,
    port: port === '' ? undefined : Number(port),
    user: decoded(username),
    password: decoded(password),
    database: pathname.length > 1 ? decoded(pathname.slice(1)) : undefined,
    option,
    oneOf(key, values) {
      const value = (option(key) ?? (values[0] as string)).toLowerCase();
      if (!values.includes(value)) throw fault(`has a value of ${key} that is none of ${values.join(', ')}`);
      return value;
    },
    fileOf(key) {
      const path = option(key);
      if (path === undefined) return undefined;
      try {
        return readWholeText(path, mostHandwrittenBytes);
      } catch (error) {
        throw new UsageError(
          `${name}: the file of ${key} in the url cannot be read: ${path}: ${(error as Error).message}`,
          {
            advice: 'Nothing was connected to. Look at its path and at who may read it.',
            cause: error,
          },
        );
      }
    },
    fault,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
