import { loadLimits } from '../config/limits.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withState } from '../session/state.ts';
import { acceptAccount } from '../state/accounts.ts';

/**
 * Records that an account's key or URL has changed and that it is the same account all the same (K4). The key must be
 * one that the service takes.
 */
export function acceptKey(environment: RunEnvironment, name: string): Promise<{ url: string }> {
  return withClient({ account: name, limits: loadLimits({}) }, environment, async (client, account) => {
    await client.exportContactsList({ max: 1, offset: 0 });
    await withState('doctor', environment, (database) => acceptAccount(database, account));
    return { url: account.url };
  });
}
