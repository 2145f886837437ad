import { CallError, ConnectionError, WrongKeyError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { acceptAccount } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';
import type { ConnectedAccount } from './connect.ts';
import { recogniseAccount } from './known-account.ts';

/**
 * The account's id in the state. One that is new is recorded once the service has taken the key: a mistyped one must
 * not become the one that the state knows (K4).
 *
 * @throws RefusedError when the state knows it by another key or URL
 * @throws CallError when it is new, and the service has not taken the key: there is no run then that the history could have
 */
export async function checkAccount(
  database: Database,
  client: JojkaClient,
  account: ConnectedAccount,
): Promise<number> {
  const known = await recogniseAccount(database, account, client);
  if (known !== undefined) return known;
  try {
    await mustTakeKey(client);
  } catch (error) {
    if (error instanceof CallError && !(error instanceof WrongKeyError)) error.adds(notTaken);
    throw error;
  }
  return acceptAccount(database, account, client.isSandbox === true);
}

const notTaken =
  'Nothing was changed at Jojka, and nobody was blocked: the account is new to this state, Jojka has not taken its key yet, and the history has no run of it.';

/**
 * An export that cannot be read says nothing of the key: another answer may, and then the night begins, and its blocks are sent
 * as those of any other night whose export cannot be read (L1b).
 */
async function mustTakeKey(client: JojkaClient): Promise<void> {
  try {
    await client.exportContactsList({ max: 1, offset: 0 });
  } catch (error) {
    if (!(error instanceof CallError) || error.disposition === 'fatal' || error instanceof ConnectionError)
      throw error;
    await client.fetchReplies({ since: client.answeredAt ?? new Date() }).catch(() => {
      throw error;
    });
  }
}
