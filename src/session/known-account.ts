import { RefusedError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { type AccountIdentity, identifyAccount, type KnownAccount } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';

/** An account as the environment names it. */
interface Named {
  readonly name: string;
  readonly url: string;
}

/** How to begin with a state of its own: a new URL never takes a ledger along (K4). */
const ownState =
  'For another account, or the real one after a rehearsal, begin with a state of its own (with Postgres: another database in DATABASE_URL):\nJOJKA_SYNC_HOME=.jojka-sync-new jojka-sync plan PIPELINE';

/** Refused: the state knows the account by another key or URL (K4). */
export function accountChanged(
  known: Extract<KnownAccount, { status: 'changed' }>,
  account: Named,
  place: string,
): RefusedError {
  const hasOtherUrl = known.what.includes('url');
  const what = hasOtherUrl
    ? `at ${known.knownUrl}${known.isSandbox ? ', a sandbox' : ''}, and this is ${account.url}${known.what.includes('key') ? ', with another key' : ''}`
    : 'by another key';
  return new RefusedError(
    `The state in ${place} knows account "${account.name}" ${what}. Nothing was read from Jojka or changed.`,
    {
      advice: hasOtherUrl
        ? `What a state knows of one place is not true of another. Check JOJKA_API_URL and JOJKA_SYNC_HOME. ${ownState}`
        : `Check JOJKA_API_KEY and JOJKA_SYNC_HOME. If it is a new key of the same account:\njojka-sync doctor --accept-key\n${ownState}`,
    },
  );
}

/**
 * Looks at every answer from now on: a state that was made with a sandbox can never become that of a real account, nor the
 * other way round (K4), though the address be the same.
 */
export function watchOrigin(
  client: JojkaClient,
  isSandbox: boolean | undefined,
  account: Named,
  place: string,
): void {
  if (isSandbox === undefined) return;
  client.onOrigin((fromSandbox) => {
    if (fromSandbox !== isSandbox) throw originChanged(isSandbox, account, place);
  });
}

/** Refused: the state was made with a sandbox and a real account answers, or the other way round (K4). */
export function originChanged(isSandbox: boolean, account: Named, place: string): RefusedError {
  const [was, is] = isSandbox ? ['a sandbox', 'none'] : ['a real account', 'a sandbox'];
  return new RefusedError(
    `The state in ${place} knows account "${account.name}" at ${account.url} as ${was}, and what answers there now is ${is}. Nothing was changed.`,
    { advice: ownState },
  );
}

/**
 * The account's id in the state. From then on every answer is held against what the state knows of where it comes from.
 *
 * @param client that will ask; none where nothing is asked
 * @returns undefined when the state does not know the account
 * @throws RefusedError when it knows it by another key or URL (K4)
 */
export async function recogniseAccount(
  database: Database,
  account: AccountIdentity,
  client: JojkaClient | undefined,
): Promise<number | undefined> {
  const known = await identifyAccount(database, account);
  if (known.status === 'changed') throw accountChanged(known, account, database.place);
  if (known.status === 'new') return undefined;
  if (client) watchOrigin(client, known.isSandbox, account, database.place);
  return known.id;
}
