import { RefusedError } from '../errors.ts';
import type { KnownAccount } from '../state/accounts.ts';

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
    `The state in ${place} knows account "${account.name}" ${what}. Nothing was read from Jojka or changed.`,
    {
      advice:
        'A test state must not be let loose on a real account. Check JOJKA_API_URL, JOJKA_API_KEY and JOJKA_SYNC_HOME. If it is the same account:\njojka-sync doctor --accept-key',
    },
  );
}
