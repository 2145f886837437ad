import pg from 'pg';
import { UsageError } from '../errors.ts';
import { quietTls, unreadableCertificate } from '../url-certificates.ts';
import { patiently } from './deadline.ts';
import { boundMessages } from './message-bound.ts';

/**
 * An @ behind the host: a password with a bare / ? or # in it, half of which would be taken for the name of the
 * database, and be shown.
 */
const splitsPassword = /^\w+:\/\/[^/?#]*[/?#].*@/s;

/**
 * A client that is not connected yet.
 *
 * @throws UsageError when the URL is none, or names a certificate that is not there; the message does not repeat it, since it may
 *   hold a password
 */
export function createClient(name: string, url: string): pg.Client {
  const unreadable = unreadableCertificate(url);
  if (unreadable)
    throw new UsageError(
      `${name}: the url names a certificate (sslrootcert, sslcert or sslkey) that cannot be read: ${unreadable.message}`,
      {
        advice: 'Nothing was connected to. Put the file where the url says that it is, or mend the url.',
        cause: unreadable,
      },
    );
  try {
    if (!/^(postgres(ql)?|socket):|^\//.test(url) || splitsPassword.test(url))
      throw new Error('no Postgres URL');
    const client = new pg.Client({
      connectionString: quietTls(url),
      application_name: 'jojka-sync',
      connectionTimeoutMillis: 15_000,
      keepAlive: true,
      // A machine that vanished is noticed within a minute, where the network's own clock takes two hours.
      keepAliveInitialDelayMillis: 10_000,
    });
    // A connection that is lost while nobody waits for it would end the process; the next read tells of it.
    client.on('error', () => {});
    boundMessages(name, client);
    return client;
  } catch {
    throw new UsageError(
      `${name}: the url is not that of a Postgres database: it must begin with postgres:`,
      {
        advice:
          'Nothing was connected to. It looks like postgres://user:password@host:5432/database. Signs such as @ or / in the password are written %40 or %2F.',
      },
    );
  }
}

/** Ends a session, in the middle of a query too. Never fails, and does not wait for a server that does not answer. */
export async function endSession(client: pg.Client): Promise<void> {
  await patiently(client.end().catch(() => {}));
  (client as Client).connection?.stream?.destroy();
}

/** What pg's types do not tell. */
type Client = pg.Client & { readonly connection?: { readonly stream?: { destroy(): void } } };

/** Where a client connects to, without the password. */
export function targetOf(client: pg.Client): string {
  const port = client.host.startsWith('/') ? '' : `:${client.port}`;
  return `database "${client.database}" on ${client.host}${port} as user "${client.user}"`;
}
