import { JojkaClient } from '../jojka/client.ts';
import { accountSettings } from '../session/account.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { acceptAccount } from '../state/accounts.ts';
import { withState } from './runs.ts';

/**
 * Records that an account's key or URL has changed and that it is the same account all the same (K4). The key must be
 * one that the service takes.
 */
export async function acceptKey(environment: RunEnvironment, name: string): Promise<{ url: string }> {
  const account = accountSettings(name, environment.env);
  const client = new JojkaClient({
    apiKey: account.apiKey,
    ...(account.url !== undefined && { url: account.url }),
    signal: environment.signal,
  });
  try {
    await client.exportContactsList({ max: 1, offset: 0 });
    await withState(environment, 'doctor', (database) =>
      acceptAccount(database, { name, url: client.url, apiKey: account.apiKey }),
    );
    return { url: client.url };
  } finally {
    await client.close();
  }
}
