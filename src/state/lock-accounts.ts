import type { Database } from './database.ts';
import { type AccountLock, lockAccount } from './lock.ts';

/**
 * Does something with several accounts at once, under the lock of each (L9). What a run wrote before it let go of an account counts
 * too: accounts are looked for until there is none left that is not held.
 *
 * @param find the accounts; asked again under their locks
 * @throws LockedError when another run has one of them: nothing is done then
 */
export async function withAccountsLocked<Account extends { readonly id: number; readonly name: string }, T>(
  database: Database,
  command: string,
  find: () => Promise<readonly Account[]>,
  work: (accounts: readonly Account[]) => Promise<T>,
): Promise<T> {
  const locks = new Map<number, AccountLock>();
  try {
    let found = await find();
    for (let more = found; more.length > 0; more = found.filter(({ id }) => !locks.has(id))) {
      for (const { id, name } of more) locks.set(id, await lockAccount(database, { id, name }, command));
      found = await find();
    }
    return await work(found);
  } finally {
    for (const lock of locks.values()) await lock.release();
  }
}
