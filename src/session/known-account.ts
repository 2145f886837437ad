import { RefusedError } from '../errors.ts';
import { openExistingState } from '../jobs/runs.ts';
import { identifyAccount, type KnownAccount } from '../state/accounts.ts';
import { asStateError, type Database, isDatabaseError } from '../state/database.ts';
import type { AccountSettings } from './account.ts';
import type { RunEnvironment } from './environment.ts';

/** Refused: the state knows the account by another key or URL (K4). */
export function accountChanged(
  known: Extract<KnownAccount, { status: 'changed' }>,
  account: { readonly name: string; readonly url: string },
  place: string,
): RefusedError {
  const what = known.what.includes('url')
    ? `at ${known.knownUrl}, and this is ${account.url}${known.what.includes('key') ? ', with another key' : ''}`
    : 'by another key';
  return new RefusedError(
    `The state in ${place} knows account "${account.name}" ${what} (K4). Nothing was read from Jojka or changed.`,
    {
      advice:
        'A test state must not be let loose on a real account. Check JOJKA_API_URL, JOJKA_API_KEY and JOJKA_SYNC_HOME. If it is the same account:\njojka-sync doctor --accept-key',
    },
  );
}

/**
 * Before something is written to Jojka outside a run: checks that the account is the one that the state knows (K4),
 * if there is a state and it knows the account at all, and reads from it. Makes no state.
 *
 * @param work reads what is needed of an account that is known
 * @returns undefined where there is no state, or it does not know the account
 * @throws RefusedError when the state knows the account by another key or URL
 */
export async function withKnownAccount<T>(
  environment: RunEnvironment,
  command: string,
  account: AccountSettings & { readonly url: string },
  work: (database: Database, accountId: number) => Promise<T>,
): Promise<T | undefined> {
  const database = await openExistingState(environment, command);
  if (!database) return undefined;
  try {
    const known = await identifyAccount(database, account);
    if (known.status === 'changed') throw accountChanged(known, account, database.place);
    return known.status === 'known' ? await work(database, known.id) : undefined;
  } catch (error) {
    throw isDatabaseError(error) ? asStateError(error, database.place) : error;
  } finally {
    await database.close().catch(() => {});
  }
}
