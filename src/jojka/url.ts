import { UsageError } from '../errors.ts';
import { isLoopback } from '../loopback.ts';

/** Where Jojka is (API document). */
export const jojkaUrl = 'https://www.jojka.nu/websms/api';

/**
 * Checks the base URL that `/ENDPOINT` is appended to: https, or http on loopback (K1).
 *
 * @returns the URL without a slash at its end
 * @throws UsageError when it is none, is plain http to another machine, or holds more than host and path. The text
 *   itself is in no message: a key may have been put there by mistake
 */
export function checkUrl(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError('JOJKA_API_URL is not a URL.', { advice: `Set it to something like ${jojkaUrl}` });
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new UsageError('JOJKA_API_URL must not hold a user name or password.', {
      advice: 'The key belongs into JOJKA_API_KEY.',
    });
  if (url.search !== '' || url.hash !== '')
    throw new UsageError('JOJKA_API_URL must not hold a query or a fragment.', {
      advice: `Set it to something like ${jojkaUrl}`,
    });
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw new UsageError(
      `JOJKA_API_URL must begin with https: ${url.protocol}//${url.host} would get the key in the open.`,
      { advice: 'Plain http is allowed to this machine only (127.0.0.1, localhost).' },
    );
  return url.href.replace(/\/+$/, '');
}
