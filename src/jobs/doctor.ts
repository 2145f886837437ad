import { loadLimits } from '../config/limits.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { accountChanged, watchOrigin } from '../session/known-account.ts';
import { withState } from '../session/state.ts';
import { acceptAccount, identifyAccount } from '../state/accounts.ts';
import { doubtAllBlocks } from '../state/block-doubts.ts';

/**
 * Records that an account has a new key and is the same account all the same (K4). The key must be one that the service
 * takes. The ledger stays, with every block in doubt: the next run asks about each (P12).
 *
 * @throws RefusedError when the URL is another one: a ledger is never taken along to another place
 */
export function acceptKey(environment: RunEnvironment, name: string): Promise<{ url: string }> {
  return withClient({ account: name, limits: loadLimits({}) }, environment, (client, account) =>
    withState(
      'doctor',
      environment,
      async (database) => {
        const known = await identifyAccount(database, account);
        if (known.status === 'changed' && known.what.includes('url'))
          throw accountChanged(known, account, database.place);
        if (known.status !== 'new') watchOrigin(client, known.isSandbox, account, database.place);
        await client.exportContactsList({ max: 1, offset: 0 });
        const id = await acceptAccount(database, account, client.isSandbox === true);
        if (known.status === 'changed') await doubtAllBlocks(database, id);
        return { url: account.url };
      },
      'write',
    ),
  );
}
