import { StateError } from '../errors.ts';
import { unreadableCertificate } from '../url-certificates.ts';

/**
 * Looks at the certificates that DATABASE_URL names before anything connects with it.
 *
 * @param place the database, without its password
 * @throws StateError when one of them cannot be read
 */
export function refuseUnreadableCertificate(url: string, place: string): void {
  const unreadable = unreadableCertificate(url);
  if (unreadable)
    throw new StateError(
      `The state database (${place}) cannot be opened: its url names a certificate (sslrootcert, sslcert or sslkey) that cannot be read: ${unreadable.message}.`,
      {
        advice: 'Nothing was sent. Put the file where DATABASE_URL says that it is, or mend DATABASE_URL.',
        cause: unreadable,
      },
    );
}
